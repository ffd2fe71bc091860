//! Turns what the user named into sources: files, folders, patterns, standard input.

use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use crate::error::{Error, Refusal};
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

/// Finds all sources, in the order of their paths, each once.
pub(super) fn sources(paths: &[String], forced: &[Forced]) -> Result<Vec<Source>, Error> {
    let mut found: Vec<Source> = Vec::new();
    for path in paths {
        expand(path, &mut found)?;
    }
    if paths.is_empty() && forced.is_empty() {
        walk(Path::new("."), DEPTH, &mut found).map_err(|cause| unreadable(".", &cause))?;
    }
    for said in forced {
        match found.iter_mut().find(|source| same_file(&source.path, &said.path)) {
            Some(source) if source.forced.is_none() && said.sheet.is_none() => source.forced = Some(said.clone()),
            _ => {
                let mut source = named(&said.path)?;
                source.forced = Some(said.clone());
                found.push(source);
            }
        }
    }
    found.sort_by(|one, other| (&one.path, !one.named).cmp(&(&other.path, !other.named)));
    found.dedup_by(|one, other| one.path == other.path && sheet_of(one) == sheet_of(other));
    Ok(found)
}

fn sheet_of(source: &Source) -> Option<&str> {
    source.forced.as_ref().and_then(|forced| forced.sheet.as_deref())
}

fn same_file(one: &str, other: &str) -> bool {
    one == other || matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

fn expand(path: &str, found: &mut Vec<Source>) -> Result<(), Error> {
    if path == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|cause| unreadable("-", &cause))?;
        found.push(Source { path: "-".into(), origin: Origin::Memory(bytes.into()), named: true, forced: None });
        return Ok(());
    }
    let is_pattern = path.contains(['*', '?', '[']) && !Path::new(path).exists();
    if !is_pattern {
        if Path::new(path).is_dir() {
            return walk(Path::new(path), DEPTH, found).map_err(|cause| unreadable(path, &cause));
        }
        found.push(named(path)?);
        return Ok(());
    }
    let wrong = |cause: &dyn std::fmt::Display| Error::Usage(format!("'{path}' is no valid pattern: {cause}"));
    let matches = glob::glob(path).map_err(|cause| wrong(&cause))?;
    let before = found.len();
    for entry in matches {
        let entry = entry.map_err(|cause| wrong(&cause))?;
        if entry.is_dir() {
            walk(&entry, DEPTH, found).map_err(|cause| unreadable(path, &cause))?;
        } else {
            found.push(below(entry));
        }
    }
    if found.len() == before {
        return Err(Error::Usage(format!("no file matches '{path}'\n  help    check the pattern and the folder")));
    }
    Ok(())
}

fn named(path: &str) -> Result<Source, Error> {
    fs::metadata(path).map_err(|cause| unreadable(path, &cause))?;
    Ok(Source { path: path.to_owned(), origin: Origin::File(path.into()), named: true, forced: None })
}

fn below(path: PathBuf) -> Source {
    let shown = path.to_string_lossy().into_owned();
    let shown = shown.strip_prefix("./").map(str::to_owned).unwrap_or(shown);
    Source { path: shown, origin: Origin::File(path), named: false, forced: None }
}

/// Hidden files, Office's lock files and links are passed over.
fn walk(folder: &Path, depth: usize, found: &mut Vec<Source>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 1 {
            walk(&entry.path(), depth - 1, found)?;
        } else if kind.is_file() {
            found.push(below(entry.path()));
        }
    }
    Ok(())
}

fn unreadable(path: &str, cause: &io::Error) -> Error {
    Error::Input { path: path.to_owned(), sheet: None, refusal: Refusal::Unreadable(cause.to_string()) }
}
