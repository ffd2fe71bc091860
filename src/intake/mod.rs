mod archive;
mod batch;
mod body;
mod chunk;
mod compound;
mod damage;
mod dense;
mod encoding;
mod foreign;
mod header;
mod json;
mod ldif;
mod mapping;
mod no_export;
mod open;
mod printed;
mod producer;
/// What fuzz targets hold against any text.
#[cfg(any(test, fuzzing))]
pub mod proof;
mod recognise;
mod row;
mod scan;
mod sheet;
mod sid;
mod split;
mod table;
mod text;
mod transcode;
mod workbook;
mod wrapped;

use std::fmt::Write as _;
use std::io::Read;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::config::Config;
use crate::error::{Error, Refusal, Remark, Topic};
use crate::instant::HOUR;
use crate::schema::Field;

pub use chunk::{Chunk, Place, Raw, Way};
pub use damage::{Damage, begins_like_type, is_nothing, unreadable};
pub use encoding::Charset;
pub use open::Forced;
pub use recognise::{Sureness, join_keys};
pub use table::{EMPTY_LISTS, MARK, Mapped, Table};
pub(crate) use workbook::{OWN_TITLE, quietly};

/// How the script of `mailgap collect` begins: it lies beside the exports that it made, and names their columns.
pub const OWN_SCRIPT: &str = "# Exports for mailgap";

/// Stands in the cell of a value that is there but cannot be read.
pub const UNREADABLE: &str = "#UNREADABLE";

/// What files can hold, by what it is told, and how it is read.
pub const CONTAINERS: [(&str, &str, &str); 8] = [
    (
        "CSV, TSV and their like",
        "text in columns",
        "in blocks and in parallel; parted by `,` `;` tab or `|`, as its header tells",
    ),
    ("XLSX, XLSM", "`PK` and `xl/` parts", "as a stream of cells, each sheet on its own"),
    ("XLSB", "`PK` and binary parts", "as a stream of cells, each sheet on its own"),
    ("XLS", "`D0 CF 11 E0` and a workbook stream", "densely, up to 64 MiB and 5 million cells"),
    ("ODS", "`PK` and its mimetype", "densely, up to 64 MiB and 5 million cells"),
    ("LDIF", "`dn:` or `version: 1`", "record by record; each names its cells"),
    ("JSON of Graph or ConvertTo-Json", "`{` or `[`", "object by object; each names its cells"),
    ("ZIP of any of these", "`PK`", "inflated while it is read, never unpacked to disk"),
];

/// What the user says about the inputs.
#[derive(Debug, Default)]
pub struct Request {
    /// Files, folders, patterns, archives, `-`; none means the current folder unless something is forced.
    pub paths: Vec<String>,
    pub forced: Vec<Forced>,
    /// What text files are written in, where nothing in them says otherwise.
    pub encoding: Option<Charset>,
    /// Whether to compute SHA-256 of each file.
    pub hash: bool,
    /// Whether all cells are wanted, also of tables of no known kind.
    pub rows: bool,
}

/// Somebody who watches the reading; called from several threads.
pub trait Progress: Sync {
    /// Called once with all bytes to read.
    fn begin(&self, bytes: u64);
    fn advance(&self, bytes: u64);
}

/// A [`Progress`] that nobody watches.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: u64) {}
    fn advance(&self, _: u64) {}
}

struct Context<'a> {
    progress: &'a dyn Progress,
    hash: bool,
    rows: bool,
    encoding: Option<Charset>,
    sizes: text::Sizes,
}

/// How many bytes of text were cut into cells by whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes {
    /// By the scanner of regular records.
    pub regular: u64,
    /// By the csv crate, which reads everything and takes longer.
    pub irregular: u64,
}

impl std::ops::AddAssign for Bytes {
    fn add_assign(&mut self, more: Self) {
        self.regular += more.regular;
        self.irregular += more.irregular;
    }
}

/// What one file came to.
#[derive(Default)]
struct Outcome {
    tables: Vec<Table>,
    remarks: Vec<Remark>,
    bytes: Bytes,
    /// Sheets that are not used.
    refused: Vec<Refused>,
}

/// A file or sheet that is not used.
#[derive(Debug)]
pub struct Refused {
    pub path: String,
    pub sheet: Option<String>,
    pub refusal: Refusal,
    /// Whether the user named this very file or sheet: then it must be usable.
    named: bool,
}

/// All tables, in the order of their paths and sheets.
#[derive(Debug, Default)]
pub struct Exports {
    pub tables: Vec<Table>,
    pub remarks: Vec<Remark>,
    pub refused: Vec<Refused>,
    /// Of the text files.
    pub bytes: Bytes,
    /// The files that were read or set aside, which no report may replace; earlier reports are no such files.
    pub files: Vec<PathBuf>,
}

/// Reads everything the request names, and keeps why the rest cannot be used.
///
/// # Errors
/// Only when a named file, folder or pattern does not exist.
pub fn read(request: &Request, progress: &dyn Progress) -> Result<Exports, Error> {
    let open::Found { sources, archives, remarks } = open::sources(&request.paths, &request.forced)?;
    // An archive may declare any size.
    progress.begin(sources.iter().map(open::Source::size).fold(0, u64::saturating_add));
    let Request { hash, rows, encoding, .. } = *request;
    let context = Context { progress, hash, rows, encoding, sizes: text::Sizes::USUAL };
    let outcomes: Vec<_> = sources.par_iter().map(|source| read_source(source, &context)).collect();

    let refused = unusable_archives(&archives, &sources, &outcomes);
    let mut exports = Exports { remarks, refused, ..Exports::default() };
    exports.files.extend(archives.iter().filter_map(|archive| archive.file.clone()));
    for (source, outcome) in sources.iter().zip(outcomes) {
        if !matches!(outcome, Err(Refusal::OwnReport)) {
            exports.files.extend(source.file());
        }
        match outcome {
            Ok(outcome) => {
                exports.tables.extend(outcome.tables);
                exports.remarks.extend(outcome.remarks);
                exports.refused.extend(outcome.refused);
                exports.bytes += outcome.bytes;
            }
            Err(refusal) => {
                let sheet = source.sheet().map(str::to_owned);
                let refused = Refused { path: source.path.clone(), sheet, refusal, named: source.named };
                exports.remarks.push(refused.remark());
                exports.refused.push(refused);
            }
        }
    }
    for table in &exports.tables {
        exports.remarks.extend(table_remarks(table));
    }
    Ok(exports)
}

/// Archives that the user named and that hold nothing that can be used.
fn unusable_archives(
    archives: &[open::Archive],
    sources: &[open::Source],
    outcomes: &[Result<Outcome, Refusal>],
) -> Vec<Refused> {
    let mut unusable = Vec::new();
    for (number, archive) in archives.iter().enumerate().filter(|(_, archive)| archive.named) {
        let entries = sources.iter().zip(outcomes).filter(|(source, _)| source.archive == Some(number));
        let mut text = String::from("it is an archive, and nothing in it can be used");
        let (mut count, mut is_usable) = (0, false);
        for (source, outcome) in entries {
            match outcome {
                Err(refusal) if !refusal.is_harmless() => {
                    count += 1;
                    if count <= 20 {
                        let _ = write!(text, "\n  '{}': {}", source.path, refusal.as_remark());
                    }
                }
                _ => is_usable = true,
            }
        }
        if count == 0 {
            text.push_str("\n  help    put exports into it: CSV, XLSX, LDIF or JSON");
        }
        if !is_usable {
            let (path, refusal) = (archive.path.clone(), Refusal::Other(text));
            unusable.push(Refused { path, sheet: None, refusal, named: true });
        }
    }
    unusable
}

impl Exports {
    /// The same, if every named file can be used and there is a row to examine.
    ///
    /// # Errors
    /// A named file that cannot be used stops the run; one that was merely found in a folder is remarked.
    pub fn usable(self) -> Result<Self, Error> {
        match self.failure() {
            Some(error) => Err(error),
            None if self.tables.iter().all(|table| table.records() == 0) => Err(nothing(&self.remarks)),
            None => Ok(self),
        }
    }

    /// The first named file that cannot be used, as the reason to stop.
    pub fn failure(&self) -> Option<Error> {
        let refused = self.refused.iter().find(|refused| refused.named && !refused.refusal.is_harmless())?;
        let Refused { path, sheet, refusal, .. } = refused;
        Some(Error::Input { path: path.clone(), sheet: sheet.clone(), refusal: refusal.clone() })
    }
}

impl Refused {
    fn remark(&self) -> Remark {
        let message = match &self.refusal {
            harmless if harmless.is_harmless() => harmless.to_string(),
            refusal => refusal.as_remark(),
        };
        Remark::on_file(&self.path, None, Topic::File, message)
    }
}

/// What a reader should know of a table as a whole, of its cells and of its dates.
fn table_remarks(table: &Table) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let sheet = table.sheet.as_deref();
    if table.records() == 0 {
        let message = if table.unread == 0 { "0 rows below the header" } else { "no row could be read" };
        remarks.push(Remark::on_file(&table.path, sheet, Topic::File, message));
    }
    if table.sureness == Sureness::Narrow {
        let message =
            format!("taken for {}, by few columns only (--as KIND='{}' says what it is)", table.kind, table.path);
        remarks.push(Remark::on_file(&table.path, sheet, Topic::File, message));
    }
    remarks.extend(damage::remarks(table));
    for mapped in table.mapped.iter().filter(|mapped| mapped.dates.is_ambiguous()) {
        let message = "day and month cannot be told apart in any of its dates, so they count as unknown";
        remarks.push(Remark {
            column: Some(table.header[mapped.position].clone()),
            ..Remark::on_file(&table.path, sheet, Topic::Dates, message)
        });
    }
    for mapped in table.mapped.iter().filter(|mapped| mapped.dates.odd > 0) {
        let message = format!("{} cells are no date that can be read, so they count as unknown", mapped.dates.odd);
        remarks.push(Remark {
            column: Some(table.header[mapped.position].clone()),
            ..Remark::on_file(&table.path, sheet, Topic::Dates, message)
        });
    }
    remarks
}

/// Why there is nothing to examine, with all that was found.
pub fn nothing(remarks: &[Remark]) -> Error {
    let mut text = String::from(
        "put the exports of Active Directory, Entra ID and Exchange Online (CSV, XLSX, LDIF or JSON) into one folder\n  \
         and run: mailgap check FOLDER\n  what was found:",
    );
    for remark in remarks.iter().take(20) {
        let sheet = remark.sheet.as_ref().map(|sheet| format!(" sheet '{sheet}'")).unwrap_or_default();
        let _ = write!(text, "\n    '{}'{sheet}: {}", remark.path, remark.message);
    }
    if remarks.is_empty() {
        text.push_str(" no file at all");
    }
    Error::Nothing(text)
}

/// Instants later than this are no past events: clocks of export and file may differ by a day and a half.
fn date_limit(modified: Option<i64>) -> Option<i64> {
    modified.map(|seconds| seconds + 36 * HOUR)
}

fn read_source(source: &open::Source, context: &Context) -> Result<Outcome, Refusal> {
    examine(source, context).map_err(|refusal| match refusal {
        // Name and rights are those of the archive, which was opened.
        Refusal::Unreadable(cause) if source.is_packed() => Refusal::Other(cause),
        other => other,
    })
}

fn examine(source: &open::Source, context: &Context) -> Result<Outcome, Refusal> {
    let first = source.first()?;
    let mut outcome = match first.as_slice() {
        [] => return Err(Refusal::NoRows),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => workbook::read(source, context)?,
        first if dense::is_compound(first) => workbook::read(source, context)?,
        _ => read_text(source, &first, context)?,
    };
    if !context.rows {
        refuse_without_keys(source, &mut outcome)?;
    }
    if context.hash {
        let sum = sha256(source)?;
        for table in &mut outcome.tables {
            table.sha256 = Some(sum.clone());
        }
    }
    Ok(outcome)
}

/// Tables whose rows nothing can join to anything are not used; a file of such tables only is refused.
fn refuse_without_keys(source: &open::Source, outcome: &mut Outcome) -> Result<(), Refusal> {
    let mut last = None;
    for table in std::mem::take(&mut outcome.tables) {
        let keys = join_keys(table.kind);
        let usable = |field: &Field| table.mapped.iter().any(|mapped| mapped.field == *field && mapped.filled > 0);
        if table.records() == 0 || keys.iter().any(usable) {
            outcome.tables.push(table);
            continue;
        }
        let columns = keys.iter().map(|field| field.column()).collect::<Vec<_>>().join(", ");
        let refusal = Refusal::NoKey { kind: table.kind, columns };
        outcome.remarks.push(Remark::on_file(&table.path, table.sheet.as_deref(), Topic::File, refusal.as_remark()));
        let (path, sheet) = (source.path.clone(), table.sheet);
        outcome.refused.push(Refused { path, sheet, refusal: refusal.clone(), named: false });
        last = Some(refusal);
    }
    match last {
        Some(refusal) if outcome.tables.is_empty() => Err(refusal),
        _ => Ok(()),
    }
}

fn read_text(source: &open::Source, first: &[u8], context: &Context) -> Result<Outcome, Refusal> {
    if is_own_script(first) {
        return Err(Refusal::OwnScript);
    }
    if let Some(refusal) = foreign::name(first) {
        return Err(refusal);
    }
    if let Some(sheet) = source.sheet() {
        return Err(Refusal::Other(format!(
            "it is a text file and has no sheet '{sheet}'\n  help    name it without #{sheet}"
        )));
    }
    let beginning = transcode::Text::beginning(first);
    if ldif::begins(&beginning) {
        return ldif::read(source, context);
    }
    if Config::begins(&beginning) {
        return Err(Refusal::Configuration);
    }
    if json::begins(&beginning) {
        return json::read(source, context);
    }
    text::read(source, context).map_err(|refusal| match refusal {
        Refusal::Unrecognised { .. } | Refusal::NoRows => open_quote(source).unwrap_or(refusal),
        other => other,
    })
}

/// A quote that is opened where the header is sought and never closed: it hides the header.
fn open_quote(source: &open::Source) -> Option<Refusal> {
    const LIMIT: usize = 16 << 20;
    let mut bytes = Vec::new();
    source.open().ok()?.take(LIMIT as u64).read_to_end(&mut bytes).ok()?;
    let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
    b",;\t|".iter().find_map(|delimiter| {
        let mut splitter = split::Splitter::new(*delimiter);
        splitter.scan(text.as_bytes(), 0, true, &mut Vec::new());
        let Place { row, line } = splitter.open_quote()?;
        let in_header = usize::try_from(row).is_ok_and(|row| row <= header::ROWS);
        let refusal = if bytes.len() < LIMIT {
            Refusal::OpenQuote { row, line }
        } else {
            Refusal::RowTooLong { row, line, limit: LIMIT >> 20 }
        };
        in_header.then_some(refusal)
    })
}

/// In UTF-8 or UTF-16: PowerShell 7 and 5.1 redirect in different encodings.
fn is_own_script(first: &[u8]) -> bool {
    let letters = first.iter().copied().filter(|byte| byte.is_ascii() && *byte != 0);
    letters.take(OWN_SCRIPT.len()).eq(OWN_SCRIPT.bytes())
}

fn sha256(source: &open::Source) -> Result<String, Refusal> {
    use sha2::{Digest as _, Sha256};
    let mut input = source.open()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = input.read(&mut buffer).map_err(|cause| Refusal::Unreadable(cause.to_string()))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    let mut text = String::new();
    for byte in hasher.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}
