//! Turns what the user named into sources: files, folders, patterns, archives, standard input.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::archive::{self, Entry as Packed, Package, Seekable};
use crate::error::{Error, Refusal, Remark, Topic};
use crate::schema::Kind;

/// Folders are read to this depth.
const DEPTH: usize = 8;

/// An entry of an archive that needs to be in memory as a whole may inflate to this size.
const LARGEST_ENTRY: u64 = 1 << 30;

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
    /// Which of the archives found it was found in.
    pub(super) archive: Option<usize>,
}

#[derive(Clone, Debug)]
enum Origin {
    File(PathBuf),
    /// Standard input can be read once only.
    Memory(Arc<[u8]>),
    /// An entry of an archive, which is a file or in memory.
    Packed(Arc<Origin>, Packed),
}

/// What `--as KIND=PATH[#SHEET]` says of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forced {
    pub kind: Kind,
    pub path: String,
    pub sheet: Option<String>,
}

/// Anything that can be read.
pub(super) trait Input: Read + Send {}
impl<T: Read + Send> Input for T {}

impl Origin {
    fn open(&self) -> Result<Box<dyn Seekable>, Refusal> {
        let refuse = |cause: io::Error| Refusal::Unreadable(cause.to_string());
        match self {
            Self::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
            Self::File(path) => {
                // A pipe would block and a device never end; both are no exports.
                if !fs::metadata(path).map_err(refuse)?.is_file() {
                    return Err(Refusal::NotRegular);
                }
                #[expect(clippy::disallowed_methods, reason = "the one place where exports are opened")]
                let file = File::open(path).map_err(refuse)?;
                Ok(Box::new(file))
            }
            Self::Packed(archive, entry) => {
                let mut bytes = Vec::new();
                entry.open(archive.open()?)?.take(LARGEST_ENTRY + 1).read_to_end(&mut bytes).map_err(refuse)?;
                if bytes.len() as u64 > LARGEST_ENTRY {
                    return Err(Refusal::Other(format!(
                        "it unpacks to more than {} MiB, too much to hold in memory\n  \
                         help    unpack it and name the file",
                        LARGEST_ENTRY >> 20
                    )));
                }
                Ok(Box::new(Cursor::new(bytes)))
            }
        }
    }

    /// The file it is, or is packed in.
    fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Memory(_) => None,
            Self::Packed(archive, _) => archive.file(),
        }
    }
}

impl Source {
    fn new(path: String, origin: Origin, named: bool) -> Self {
        Self { path, origin, named, forced: None, but: Vec::new(), archive: None }
    }

    /// Its bytes from the beginning.
    pub(super) fn open(&self) -> Result<Box<dyn Input>, Refusal> {
        match &self.origin {
            Origin::Packed(archive, entry) => Ok(Box::new(entry.open(archive.open()?)?)),
            origin => Ok(Box::new(origin.open()?)),
        }
    }

    /// The same for readers that go to and fro; entries of archives are held in memory for them.
    pub(super) fn open_seekable(&self) -> Result<Box<dyn Seekable>, Refusal> {
        self.origin.open()
    }

    /// The same source for several readers that go to and fro: an entry of an archive is inflated once.
    pub(super) fn held(&self) -> Result<Self, Refusal> {
        if !self.is_packed() {
            return Ok(self.clone());
        }
        let mut bytes = Vec::new();
        let refuse = |cause: io::Error| Refusal::Unreadable(cause.to_string());
        self.origin.open()?.read_to_end(&mut bytes).map_err(refuse)?;
        Ok(Self { origin: Origin::Memory(bytes.into()), ..self.clone() })
    }

    /// Whether it is an entry of an archive.
    pub(super) fn is_packed(&self) -> bool {
        matches!(self.origin, Origin::Packed(..))
    }

    /// Its first bytes, which tell what it is.
    pub(super) fn first(&self) -> Result<Vec<u8>, Refusal> {
        let mut first = Vec::new();
        let refuse = |cause: io::Error| Refusal::Unreadable(cause.to_string());
        self.open()?.take(8 << 10).read_to_end(&mut first).map_err(refuse)?;
        Ok(first)
    }

    /// The file that is read for it; `None` for standard input.
    pub(super) fn file(&self) -> Option<PathBuf> {
        self.origin.file().map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }

    /// What two spellings of one source have in common: the file, and the place within an archive.
    fn identity(&self) -> (Option<PathBuf>, Option<u64>) {
        let place = if let Origin::Packed(_, entry) = &self.origin { Some(entry.header) } else { None };
        (self.file(), place)
    }

    /// The sheet the user named.
    pub(super) fn sheet(&self) -> Option<&str> {
        self.forced.as_ref().and_then(|forced| forced.sheet.as_deref())
    }

    /// When the file was last written, in seconds since 1970.
    pub(super) fn modified(&self) -> Option<i64> {
        let modified = fs::metadata(self.origin.file()?).ok()?.modified().ok()?;
        i64::try_from(modified.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
    }

    pub(super) fn size(&self) -> u64 {
        match &self.origin {
            Origin::File(path) => fs::metadata(path).map_or(0, |meta| meta.len()),
            Origin::Memory(bytes) => bytes.len() as u64,
            Origin::Packed(_, entry) => entry.size,
        }
    }

    /// The entries, if it is an archive.
    fn entries(&self) -> Option<Vec<Packed>> {
        let mut first = [0; 4];
        self.open().ok()?.read_exact(&mut first).ok()?;
        let is_zip = matches!(first, [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6]);
        match is_zip.then(|| archive::look(self.open_seekable()?)) {
            Some(Ok(Package::Archive(entries))) => Some(entries),
            // Whatever cannot be read is refused when it is read.
            _ => None,
        }
    }

    fn entry(&self, entry: Packed) -> Self {
        let path = format!("{}/{}", self.path, entry.name);
        Self::new(path, Origin::Packed(Arc::new(self.origin.clone()), entry), false)
    }
}

/// A file whose entries are read in its place.
#[derive(Debug)]
pub(super) struct Archive {
    pub(super) path: String,
    /// The file itself, unless it came by standard input.
    pub(super) file: Option<PathBuf>,
    /// Whether the user named it: then something in it must be usable.
    pub(super) named: bool,
}

/// What was found, and what was passed over with a word.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) sources: Vec<Source>,
    pub(super) archives: Vec<Archive>,
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
    found.sources = once_each(found.sources);
    found.unpack();
    found.sources = once_each(found.sources);
    for said in forced {
        force(said, &mut found)?;
    }
    found.sources.sort_by(|one, other| (&one.path, one.sheet()).cmp(&(&other.path, other.sheet())));
    Ok(found)
}

fn once_each(found: Vec<Source>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::with_capacity(found.len());
    let mut seen = HashMap::new();
    for source in found {
        match seen.entry(source.identity()) {
            Entry::Occupied(first) => {
                let first: &mut Source = &mut sources[*first.get()];
                first.named |= source.named;
                first.archive = first.archive.or(source.archive);
            }
            Entry::Vacant(place) => {
                place.insert(sources.len());
                sources.push(source);
            }
        }
    }
    sources
}

/// Lets the user's word on a file or sheet overrule recognition; a file not named otherwise is added.
fn force(said: &Forced, found: &mut Found) -> Result<(), Error> {
    let path = slashed(&said.path);
    let known = found.sources.iter().find(|source| source.path == path);
    if found.archives.iter().any(|archive| archive.path == path) {
        return Err(is_archive(said));
    }
    let mut source = match known {
        Some(known) => Source { forced: None, ..known.clone() },
        None if path == "-" => stdin()?,
        None => named(&said.path)?,
    };
    if known.is_none() && source.entries().is_some() {
        return Err(is_archive(said));
    }
    let sources = &mut found.sources;
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
    source.named = true;
    source.forced = Some(said.clone());
    source.but.clear();
    sources.push(source);
    Ok(())
}

fn is_archive(said: &Forced) -> Error {
    let Forced { kind, path, .. } = said;
    Error::Usage(format!("'{path}' is an archive, and --as names one export\n  help    --as {kind}='{path}/NAME'"))
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
                found.remark(cause.path(), Refusal::Unreadable(cause.error().to_string()).as_remark());
                continue;
            }
        };
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(LOCK_FILE) {
            continue;
        }
        any = true;
        if entry.is_dir() {
            walk(&entry, DEPTH, found)
                .unwrap_or_else(|cause| found.remark(&entry, Refusal::Unreadable(cause.to_string()).as_remark()));
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
    /// Puts the entries of archives in their place.
    fn unpack(&mut self) {
        for source in std::mem::take(&mut self.sources) {
            let Some(entries) = source.entries() else {
                self.sources.push(source);
                continue;
            };
            if entries.is_empty() && !source.named {
                let message = "set aside: an archive without any file to read";
                self.remarks.push(Remark::on_file(&source.path, None, Topic::File, message));
            }
            let number = self.archives.len();
            for entry in entries {
                self.sources.push(Source { archive: Some(number), ..source.entry(entry) });
            }
            self.archives.push(Archive { file: source.file(), path: source.path, named: source.named });
        }
    }

    /// Something below a folder that is passed over.
    fn remark(&mut self, path: &Path, message: impl Into<String>) {
        self.remarks.push(Remark::on_file(&shown(path), None, Topic::File, message));
    }
}

fn stdin() -> Result<Source, Error> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|cause| unreadable("-", &cause))?;
    Ok(Source::new("-".into(), Origin::Memory(bytes.into()), true))
}

/// A file, or an entry of an archive: `dump.zip/ad.csv`.
fn named(path: &str) -> Result<Source, Error> {
    match fs::metadata(path) {
        Ok(_) => Ok(Source::new(slashed(path), Origin::File(path.into()), true)),
        Err(cause) => named_entry(path).unwrap_or_else(|| Err(unreadable(path, &cause))),
    }
}

/// `None` when no part of the path is an archive.
fn named_entry(path: &str) -> Option<Result<Source, Error>> {
    let file = Path::new(path).ancestors().skip(1).find(|ancestor| ancestor.is_file())?;
    let archive = below(file.to_owned());
    let entries = archive.entries()?;
    let name = slashed(&Path::new(path).strip_prefix(file).ok()?.to_string_lossy());
    let archive = Source { path: slashed(&file.to_string_lossy()), ..archive };
    let found = entries.iter().find(|entry| entry.name == name);
    if let Some(entry) = found {
        return Some(Ok(Source { named: true, ..archive.entry(entry.clone()) }));
    }
    let names: Vec<_> = entries.iter().take(20).map(|entry| entry.name.as_str()).collect();
    let names = names.join(", ");
    Some(Err(Error::Usage(format!("'{}' holds no '{name}'\n  help    it holds {names}", archive.path))))
}

fn below(path: PathBuf) -> Source {
    Source::new(shown(&path), Origin::File(path), false)
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

/// Hidden files and Office's lock files are passed over; links and folders that lie too deep with a remark.
fn walk(folder: &Path, depth: usize, found: &mut Found) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name.starts_with(LOCK_FILE) {
            continue;
        }
        let (kind, path) = (entry.file_type()?, entry.path());
        if kind.is_symlink() {
            found.remark(&path, "a link, so it is not read: name the file itself, or copy it here");
        } else if !kind.is_dir() {
            // A pipe or a device is refused, and so remarked, when it is opened.
            found.sources.push(below(path));
        } else if depth > 1 {
            walk(&path, depth - 1, found)
                .unwrap_or_else(|cause| found.remark(&path, Refusal::Unreadable(cause.to_string()).as_remark()));
        } else {
            found.remark(&path, "this folder lies too deep to be read: name it beside the other one");
        }
    }
    Ok(())
}

fn unreadable(path: &str, cause: &io::Error) -> Error {
    Error::Input { path: path.to_owned(), sheet: None, refusal: Refusal::Unreadable(cause.to_string()) }
}
