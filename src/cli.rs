//! The flags as types.

use clap::{Args, Parser, Subcommand, ValueEnum};
use mailgap::render::csv::Dialect;

/// Why an Exchange Online mailbox was not provisioned, told from exported dumps of Active Directory, Entra ID and
/// Exchange Online. Reads files only; there is no network code in it.
#[derive(Debug, Parser)]
#[command(name = "mailgap", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// No remarks and no progress on stderr.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Every remark instead of the first 20 of a kind, and how the text was read.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The main job: reads the exports, prints the report.
    Check(Check),
    /// How each file and sheet was understood, and which cases stay undecided for want of which column.
    Inspect(Inspect),
    /// One person: every step of the procedure, with the cells seen on all three sides.
    Why(Why),
    /// The catalogue of documented cases.
    Cases(Form),
    /// One case in full: when it applies, columns needed, why, remedy, sources.
    Explain(Explain),
    /// Prints the read-only PowerShell that makes the exports in the form this program reads best.
    Collect(Collect),
}

/// What is read, and how.
#[derive(Debug, Default, Args)]
pub(crate) struct Inputs {
    /// Files, folders, patterns, ZIP archives, or - for one export on standard input. None: the current folder.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Says what an input is; overrules recognition.
    #[arg(long = "as", value_name = "KIND=PATH[#SHEET]")]
    pub(crate) forced: Vec<String>,
    /// What text files are written in, such as Windows-1250 or IBM850; a byte order mark still decides.
    #[arg(long, value_name = "LABEL")]
    pub(crate) encoding: Option<String>,
    /// When the exports count as taken: RFC 3339, or a date, which means its end in UTC.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// What no export tells of the tenant: scope, domains, switches; docs/config.md has every key.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<String>,
    /// Vouches that a blank column was exported, so that blank means empty.
    #[arg(long, value_name = "KIND:COLUMN")]
    pub(crate) trust_blank: Vec<String>,
    /// Threads to use; default: one for each core.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Computes SHA-256 of each input for the report; a workbook has it always.
    #[arg(long)]
    pub(crate) hash: bool,
    /// Takes exports of several tenants in one run, which is refused otherwise.
    #[arg(long)]
    pub(crate) mixed: bool,
}

#[derive(Debug, Default, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Format of the report; default: by the extension of --output, else a table. markdown is for tickets, forward-sync
    /// is the request to Microsoft as CSV.
    #[arg(long, value_name = "F")]
    pub(crate) format: Option<Format>,
    /// Writes the report to a file, whole or not at all: .xlsx, .md, .json, .ndjson, .csv or .txt. Can be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Vec<String>,
    #[command(flatten)]
    pub(crate) csv: CsvForm,
    /// People who should have a mailbox, a name a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) expect: Option<String>,
    /// Lists also people without findings who have a mailbox or of whom none is expected.
    #[arg(long)]
    pub(crate) all: bool,
    /// Shows findings of this case only. Can be repeated.
    #[arg(long, value_name = "CASE")]
    pub(crate) only: Vec<String>,
    /// Hides findings of this case. Can be repeated.
    #[arg(long, value_name = "CASE")]
    pub(crate) ignore: Vec<String>,
    /// From which severity on a certain finding makes the exit code 1.
    #[arg(long, value_name = "SEVERITY", default_value = "blocks")]
    pub(crate) fail_on: FailOn,
    /// Lets people who cannot be judged make the exit code 1, too.
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Default, Args)]
pub(crate) struct CsvForm {
    /// Leaves cells of CSV as they are, also those that a spreadsheet would take for a formula.
    #[arg(long)]
    csv_raw: bool,
    /// Begins CSV with a byte order mark, by which Excel knows UTF-8.
    #[arg(long)]
    csv_bom: bool,
}

impl CsvForm {
    pub(crate) fn dialect(&self) -> Dialect {
        Dialect { raw: self.csv_raw, bom: self.csv_bom }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Why {
    /// UPN, any SMTP address, alias, sAMAccountName, GUID, ImmutableId, object id or DN.
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Prints the rows of one file or sheet as they were read, also of a table of no known kind: CSV in UTF-8.
    #[arg(long, value_name = "PATH[#SHEET]", conflicts_with_all = ["paths", "forced"])]
    pub(crate) rows: Option<String>,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The id of the case.
    pub(crate) case: String,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Debug, Args)]
pub(crate) struct Collect {
    /// Only the exports of this directory. Can be repeated; none: all three.
    #[arg(long = "for", value_name = "DIRECTORY")]
    pub(crate) directories: Vec<Directory>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Directory {
    Ad,
    Entra,
    Exchange,
}

#[derive(Debug, Args)]
pub(crate) struct Form {
    /// table or json.
    #[arg(long, value_name = "F", default_value = "table")]
    pub(crate) format: ShortFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Ndjson,
    Csv,
    Xlsx,
    Markdown,
    ForwardSync,
    Html,
}

impl Format {
    pub(crate) fn of_extension(path: &str) -> Option<Self> {
        let extension = std::path::Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "csv" => Self::Csv,
            "html" | "htm" => Self::Html,
            "xlsx" => Self::Xlsx,
            "md" | "markdown" => Self::Markdown,
            "txt" => Self::Table,
            _ => return None,
        })
    }

    /// Whether it is opened years later, by people: then it tells which files were read, to the byte.
    pub(crate) fn is_for_people(self) -> bool {
        matches!(self, Self::Html | Self::Xlsx)
    }

    /// Whether a terminal could show it.
    pub(crate) fn is_text(self) -> bool {
        !matches!(self, Self::Xlsx)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShortFormat {
    Table,
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    #[default]
    Blocks,
    Degrades,
    Advisory,
    Never,
}
