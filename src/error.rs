use std::fmt::Write as _;

use crate::schema::Kind;

/// Why a run stops. Each message says what, where, and what now.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Usage(String),
    #[error("cannot use '{path}'{}\n  {refusal}", sheet_suffix(.sheet.as_deref()))]
    Input { path: String, sheet: Option<String>, refusal: Refusal },
    #[error(
        "the exports are of different tenants\n  '{}' is of {}\n  '{}' is of {}\n  \
         help    name those of one tenant only, or add --mixed to judge them together",
        .one.0, .one.1, .other.0, .other.1
    )]
    Mixed { one: (String, String), other: (String, String) },
    #[error("nothing to examine\n  {0}")]
    Nothing(String),
    #[error("cannot write '{path}': {cause}\n  help    choose another place with --output")]
    Output { path: String, cause: std::io::Error },
    #[error("cannot write the result: {0}")]
    Write(#[from] std::io::Error),
}

fn sheet_suffix(sheet: Option<&str>) -> String {
    sheet.map(|sheet| format!(", sheet '{sheet}'")).unwrap_or_default()
}

/// Why a file or sheet is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("it cannot be opened: {0}\n  help    check the name and the rights")]
    Unreadable(String),
    #[error("it is no regular file\n  help    name a file, a folder, a pattern, or - for standard input")]
    NotRegular,
    #[error("it holds 0 rows")]
    NoRows,
    #[error("{}", unknown_message(.header, .nearest.as_ref()))]
    Unrecognised { header: String, nearest: Option<Nearest> },
    #[error(
        "a quote opened in row {row} (line {line}) is never closed, so the rows behind it cannot be told apart\n  \
         help    close or remove the quote in that row, or export again"
    )]
    OpenQuote { row: u32, line: u32 },
    #[error(
        "the row that begins in row {row} (line {line}) is longer than {limit} MiB\n  \
         help    a quote is probably left open there; export again"
    )]
    RowTooLong { row: u32, line: u32, limit: usize },
    #[error("the workbook is encrypted\n  help    open it in Excel, remove the password, save it under a new name")]
    Encrypted,
    #[error("the workbook cannot be read: {0}\n  help    open it in Excel and save it again, or save the sheet as CSV")]
    Broken(String),
    #[error("it is {what}, which is not read\n  help    {help}")]
    Format { what: &'static str, help: &'static str },
    #[error(
        "taken for {kind}, but no column joins its rows to anything (all of these are absent or blank: {columns})\n  \
         help    export at least one of these columns"
    )]
    NoKey { kind: Kind, columns: String },
    #[error(
        "it lists Exchange recipients, but nothing tells whether of Exchange Online or of an Exchange server\n  \
         help    say so: --as exchange-recipients='{0}' or --as ad-users='{0}'"
    )]
    OriginUnknown(String),
    #[error(
        "its columns are those of a PowerShell hashtable, not of its contents\n  \
         help    export again with objects: … | ForEach-Object {{ [pscustomobject]$_ }} | Export-Csv, or run mailgap collect"
    )]
    Hashtable,
    #[error(
        "it is a template for bulk operations, no export\n  \
         help    export the users: Get-MgUser -All -Property … | Export-Csv, or 'Download users' in the Entra admin centre"
    )]
    BulkTemplate,
    #[error(
        "it is a usage report with concealed names, which join nobody\n  \
         help    export users instead: Get-MgUser -All -Property … (names are shown again when 'Display concealed user, \
         group, and site names in all reports' is switched off in the Microsoft 365 admin centre)"
    )]
    Concealed,
    #[error(
        "it is a usage report: days old, and without users who hold no license, so who is absent proves nothing\n  \
         help    export users or recipients instead: Get-MgUser -All -Property …, Get-Recipient -ResultSize Unlimited"
    )]
    UsageReport,
    #[error(
        "it is a list for a migration batch, no export of recipients\n  \
         help    export the recipients: Get-Recipient -ResultSize Unlimited | Export-Csv"
    )]
    Migration,
    #[error(
        "it lists subscriptions or licenses without users and without units\n  \
         help    export both: Get-MgUser -All -Property AssignedLicenses,…; Get-MgSubscribedSku with ConsumedUnits and PrepaidUnits"
    )]
    SkuList,
    #[error(
        "it has a row for each license of a user, and a user must have one row\n  \
         help    export the licenses of a user in one cell: Get-MgUser -All -Property AssignedLicenses,…"
    )]
    RowPerLicense,
    #[error("it is a report of mailgap, set aside")]
    OwnReport,
    #[error("it is the script of mailgap collect, set aside")]
    OwnScript,
    #[error("it is a configuration, which is read where --config names it, set aside")]
    Configuration,
    #[error("it has the columns of a mailgap report (state, root_cause), set aside")]
    LikeOwnReport,
    #[error("{0}")]
    Other(String),
}

impl Refusal {
    /// Whether even a named file may be so: it holds nothing, or it is our own.
    pub(crate) fn is_harmless(&self) -> bool {
        matches!(self, Self::NoRows | Self::OwnReport | Self::OwnScript | Self::Configuration | Self::LikeOwnReport)
    }

    /// As it is remarked of a file that was merely found.
    pub(crate) fn as_remark(&self) -> String {
        // What stands in columns below each other reads badly in one line.
        let text = self.to_string();
        let parts = text.lines().map(|line| match line.trim().split_once("  ") {
            Some((label, rest)) => format!("{label}: {}", rest.trim_start()),
            None => line.trim().to_owned(),
        });
        format!("set aside: {}", parts.collect::<Vec<_>>().join("; "))
    }
}

/// The kind a header comes nearest to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    pub kind: Kind,
    pub path: String,
    pub found: Vec<String>,
    pub wanted: Vec<&'static str>,
}

fn unknown_message(header: &str, nearest: Option<&Nearest>) -> String {
    let mut text = String::from(
        "it is not recognised as an export of users, recipients, errors, domains, licenses or tenant settings",
    );
    let _ = write!(text, "\n  header  {}", if header.is_empty() { "(none found in the first rows)" } else { header });
    if let Some(nearest) = nearest {
        let _ = write!(text, "\n  nearest {}", nearest.kind);
        if !nearest.found.is_empty() {
            let _ = write!(text, " (found {})", nearest.found.join(", "));
        }
        let _ = write!(text, "; telling columns would be {}", nearest.wanted.join(", "));
        let _ = write!(text, "\n  help    if it is one: --as {}='{}'", nearest.kind, nearest.path);
    } else {
        let kinds = Kind::ALL.map(Kind::name).join(", ");
        let _ = write!(text, "\n  help    name exports only; if it is one: --as KIND=PATH, KIND being one of {kinds}");
    }
    text
}

/// What a reader of the report should know about a file, row or cell; it stops nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    pub path: String,
    pub sheet: Option<String>,
    pub row: Option<u32>,
    /// The physical line, in text files.
    pub line: Option<u32>,
    pub column: Option<String>,
    pub message: String,
    /// Groups remarks of one kind when only the first are shown.
    pub topic: Topic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    File,
    UnreadRow,
    Encoding,
    Damage,
    Dates,
    Column,
    Contradiction,
    Ambiguity,
    Tenant,
    /// What a format of the report has no room for.
    Report,
}

impl Remark {
    /// About a file or sheet as a whole.
    pub fn on_file(path: &str, sheet: Option<&str>, topic: Topic, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            sheet: sheet.map(str::to_owned),
            row: None,
            line: None,
            column: None,
            message: message.into(),
            topic,
        }
    }
}
