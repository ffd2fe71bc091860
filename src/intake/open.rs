//! Turns what the user named into sources: files, folders, patterns, standard input.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use crate::error::{Error, Refusal, Remark, Topic};
use crate::schema::Kind;

/// Folders are read to this depth.
const DEPTH: usize = 8;

/// One file to read.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// As the reports show it.
    pub(super) path: String,
    origin: Origin,
    /// Whether the user named this very file: then it must be usable.
    pub(super) named: bool,
    pub(super) forced: Option<Forced>,
    /// Sheets that are read apart, because the user said what they hold.
    pub(super) but: Vec<String>,
}

#[derive(Clone, Debug)]
enum Origin {
    File(PathBuf),
    /// Standard input can be read once only.
    Memory(Arc<[u8]>),
}

/// What `--as KIND=PATH[#SHEET]` says of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forced {
    pub kind: Kind,
    pub path: String,
    pub sheet: Option<String>,
}

/// Anything that can be read and rewound.
pub(super) trait Input: Read + Seek + Send {}
impl<T: Read + Seek + Send> Input for T {}

impl Source {
    pub(super) fn open(&self) -> Result<Box<dyn Input>, Refusal> {
        let refuse = |cause: io::Error| Refusal::Unreadable(cause.to_string());
        match &self.origin {
            Origin::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
            Origin::File(path) => {
                // A pipe would block and a device never end; both are no exports.
                if !fs::metadata(path).map_err(refuse)?.is_file() {
                    return Err(Refusal::NotRegular);
                }
                #[expect(clippy::disallowed_methods, reason = "the one place where exports are opened")]
                let file = File::open(path).map_err(refuse)?;
                Ok(Box::new(file))
            }
        }
    }

    /// Its first bytes, which tell what it is.
    pub(super) fn first(&self) -> Result<Vec<u8>, Refusal> {
        let mut first = Vec::new();
        let refuse = |cause: io::Error| Refusal::Unreadable(cause.to_string());
        self.open()?.take(8 << 10).read_to_end(&mut first).map_err(refuse)?;
        Ok(first)
    }

    /// What two spellings of one file have in common; `None` for standard input.
    pub(super) fn identity(&self) -> Option<PathBuf> {
        match &self.origin {
            Origin::File(path) => Some(fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
            Origin::Memory(_) => None,
        }
    }

    /// The sheet the user named.
    pub(super) fn sheet(&self) -> Option<&str> {
        self.forced.as_ref().and_then(|forced| forced.sheet.as_deref())
    }

    /// When the file was last written, in seconds since 1970.
    pub(super) fn modified(&self) -> Option<i64> {
        let Origin::File(path) = &self.origin else { return None };
        let modified = fs::metadata(path).ok()?.modified().ok()?;
        i64::try_from(modified.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
    }

    pub(super) fn size(&self) -> u64 {
        match &self.origin {
            Origin::File(path) => fs::metadata(path).map_or(0, |meta| meta.len()),
            Origin::Memory(bytes) => bytes.len() as u64,
        }
    }
}

/// What was found, and what was passed over with a word.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) sources: Vec<Source>,
    pub(super) remarks: Vec<Remark>,
}

/// Finds all sources, in the order of their paths, each file once however often and in whatever spelling it is named.
pub(super) fn sources(paths: &[String], forced: &[Forced]) -> Result<Found, Error> {
    let mut found = Found::default();
    for path in paths {
        expand(path, &mut found)?;
    }
    if paths.is_empty() && forced.is_empty() {
        walk(Path::new("."), DEPTH, &mut found).map_err(|cause| unreadable(".", &cause))?;
    }
    found.sources.sort_by(|one, other| one.path.cmp(&other.path));
    let mut sources: Vec<Source> = Vec::with_capacity(found.sources.len());
    let mut seen: HashMap<Option<PathBuf>, usize> = HashMap::new();
    for source in found.sources {
        match seen.entry(source.identity()) {
            Entry::Occupied(first) => sources[*first.get()].named |= source.named,
            Entry::Vacant(place) => {
                place.insert(sources.len());
                sources.push(source);
            }
        }
    }
    for said in forced {
        force(said, &mut sources)?;
    }
    sources.sort_by(|one, other| (&one.path, one.sheet()).cmp(&(&other.path, other.sheet())));
    Ok(Found { sources, remarks: found.remarks })
}

/// Lets the user's word on a file or sheet overrule recognition; a file not named otherwise is added.
fn force(said: &Forced, sources: &mut Vec<Source>) -> Result<(), Error> {
    let mut source = if said.path == "-" {
        match sources.iter().find(|source| matches!(source.origin, Origin::Memory(_))) {
            Some(read) => read.clone(),
            None => stdin()?,
        }
    } else {
        named(&said.path)?
    };
    let identity = source.identity();
    let is_same = |other: &Source| other.identity() == identity;
    if let Some(other) =
        sources.iter().find(|other| is_same(other) && other.forced.is_some() && other.sheet() == said.sheet.as_deref())
    {
        return if other.forced.as_ref().is_some_and(|known| known.kind == said.kind) {
            Ok(())
        } else {
            Err(Error::Usage(format!("'{}' is said to be of two kinds\n  help    keep one --as for it", said.path)))
        };
    }
    match (&said.sheet, sources.iter_mut().find(|other| is_same(other) && other.forced.is_none())) {
        (None, Some(whole)) => {
            whole.named = true;
            whole.forced = Some(said.clone());
            return Ok(());
        }
        (Some(sheet), Some(whole)) => whole.but.push(sheet.clone()),
        (_, None) => {}
    }
    source.forced = Some(said.clone());
    source.but.clear();
    sources.push(source);
    Ok(())
}

fn expand(path: &str, found: &mut Found) -> Result<(), Error> {
    if path == "-" {
        // What was read once is gone.
        if !found.sources.iter().any(|source| matches!(source.origin, Origin::Memory(_))) {
            found.sources.push(stdin()?);
        }
        return Ok(());
    }
    let is_pattern = path.contains(['*', '?', '[']) && !Path::new(path).exists();
    if !is_pattern {
        if Path::new(path).is_dir() {
            return walk(Path::new(path), DEPTH, found).map_err(|cause| unreadable(path, &cause));
        }
        found.sources.push(named(path)?);
        return Ok(());
    }
    // As in a shell a leading dot must be spelled out.
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let matches = glob::glob_with(path, options).map_err(|cause| {
        Error::Usage(format!(
            "'{path}' is no valid pattern: {cause}\n  help    * ? [ab] stand for letters; write [[] for a bracket in a name"
        ))
    })?;
    let mut any = false;
    for entry in matches {
        let entry = match entry {
            Ok(entry) => entry,
            Err(cause) => {
                found.pass_over(cause.path(), cause.error());
                continue;
            }
        };
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(LOCK_FILE) {
            continue;
        }
        any = true;
        if entry.is_dir() {
            walk(&entry, DEPTH, found).unwrap_or_else(|cause| found.pass_over(&entry, &cause));
        } else {
            found.sources.push(below(entry));
        }
    }
    if any {
        Ok(())
    } else {
        Err(Error::Usage(format!("no file matches '{path}'\n  help    check the pattern and the folder")))
    }
}

impl Found {
    /// A folder below what was named that cannot be read.
    fn pass_over(&mut self, folder: &Path, cause: &io::Error) {
        let refusal = Refusal::Unreadable(cause.to_string());
        self.remarks.push(Remark::on_file(&shown(folder), None, Topic::File, refusal.as_remark()));
    }
}

fn stdin() -> Result<Source, Error> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|cause| unreadable("-", &cause))?;
    Ok(Source { path: "-".into(), origin: Origin::Memory(bytes.into()), named: true, forced: None, but: Vec::new() })
}

fn named(path: &str) -> Result<Source, Error> {
    fs::metadata(path).map_err(|cause| unreadable(path, &cause))?;
    Ok(Source { path: slashed(path), origin: Origin::File(path.into()), named: true, forced: None, but: Vec::new() })
}

fn below(path: PathBuf) -> Source {
    Source { path: shown(&path), origin: Origin::File(path), named: false, forced: None, but: Vec::new() }
}

fn shown(path: &Path) -> String {
    slashed(&path.strip_prefix(".").unwrap_or(path).to_string_lossy())
}

/// A path with `/` between its parts, so that reports are the same on every system.
fn slashed(path: &str) -> String {
    if MAIN_SEPARATOR == '/' { path.to_owned() } else { path.replace(MAIN_SEPARATOR, "/") }
}

/// How the names of Office's lock files begin.
const LOCK_FILE: &str = "~$";

/// Hidden files, Office's lock files and links are passed over.
fn walk(folder: &Path, depth: usize, found: &mut Found) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name.starts_with(LOCK_FILE) {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if depth > 1 {
                let path = entry.path();
                walk(&path, depth - 1, found).unwrap_or_else(|cause| found.pass_over(&path, &cause));
            }
        } else if !kind.is_symlink() {
            // A pipe or a device is refused, and so remarked, when it is opened.
            found.sources.push(below(entry.path()));
        }
    }
    Ok(())
}

fn unreadable(path: &str, cause: &io::Error) -> Error {
    Error::Input { path: path.to_owned(), sheet: None, refusal: Refusal::Unreadable(cause.to_string()) }
}
