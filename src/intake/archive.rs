//! Looks into ZIP files: workbooks are ZIP files as well, all others are archives, whose entries are read as streams.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::error::Refusal;

/// Data may inflate to this many times its packed size.
const RATIO: u64 = 1000;

/// Up to this size nobody asks about the ratio.
const GRACE: u64 = 64 << 20;

/// The parts of a workbook may inflate to this size together.
const LARGEST_WORKBOOK: u64 = 4 << 30;

/// Entries are sought to this depth, as files are.
const DEPTH: usize = 8;

/// What a ZIP file is.
#[derive(Debug)]
pub(super) enum Package {
    /// XLSX and XLSM.
    Xlsx,
    Xlsb,
    Ods,
    /// A document without sheets.
    Document(&'static str),
    Archive(Vec<Entry>),
}

/// A file within an archive.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its path within the archive.
    pub(super) name: String,
    /// Where its header stands in the archive.
    pub(super) header: u64,
    /// As the archive declares it; checked while it is read.
    pub(super) size: u64,
    packed: u64,
    crc: u32,
    method: CompressionMethod,
    is_encrypted: bool,
}

/// Anything that can be read and rewound.
pub(super) trait Seekable: Read + Seek + Send {}
impl<T: Read + Seek + Send> Seekable for T {}

/// Tells what a ZIP file is by the names of its entries.
pub(super) fn look<I: Seekable>(mut input: I) -> Result<Package, Refusal> {
    let beginning = beginning(&mut input)?;
    let is_workbook = is_part_of_workbook(&beginning);
    let mut archive = ZipArchive::new(input).map_err(|cause| {
        if is_workbook {
            Refusal::Broken(cause.to_string())
        } else {
            Refusal::Other(format!(
                "the archive or workbook cannot be read: {cause}\n  help    pack it again, or save the workbook again"
            ))
        }
    })?;
    let entries = entries(&archive)?;
    let has = |name: &str| entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name));
    let has_folder = |name: &str| entries.iter().any(|entry| entry.name.starts_with(name));
    let open_document = open_document(&mut archive);
    if let Some(kind) = open_document {
        return Ok(if kind == "spreadsheet" { Package::Ods } else { Package::Document("OpenDocument") });
    }
    if !has("[Content_Types].xml") {
        return Ok(Package::Archive(listed(&archive, entries)?));
    }
    Ok(if has("xl/workbook.bin") {
        Package::Xlsb
    } else if has_folder("xl/") {
        Package::Xlsx
    } else if has_folder("word/") {
        Package::Document("Word")
    } else if has_folder("ppt/") {
        Package::Document("PowerPoint")
    } else {
        Package::Document("Office")
    })
}

/// The parts of a workbook that are read. They are inflated into nothing before, so that size and sums are known to be
/// right before foreign code allocates by them.
pub(super) struct Parts {
    strings: Vec<Entry>,
    sheets: Vec<Entry>,
}

impl Parts {
    pub(super) fn of(workbook: impl Seekable) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(workbook).map_err(|cause| Refusal::Broken(cause.to_string()))?;
        if archive.has_duplicate_names() {
            return Err(Refusal::Broken("two of its parts have the same name".into()));
        }
        let mut left = LARGEST_WORKBOOK;
        let mut parts = Self { strings: Vec::new(), sheets: Vec::new() };
        for entry in entries(&archive)? {
            let name = entry.name.to_ascii_lowercase();
            let kind = if name.starts_with(SHARED_STRINGS) {
                &mut parts.strings
            } else if name == "content.xml" || name.starts_with("xl/worksheets/") && !name.contains("/_rels/") {
                &mut parts.sheets
            } else {
                continue;
            };
            left = left.checked_sub(entry.size).ok_or_else(|| {
                Refusal::Other(format!(
                    "its sheets unpack to more than {} GiB\n  help    save each sheet as CSV",
                    LARGEST_WORKBOOK >> 30
                ))
            })?;
            kind.push(entry);
        }
        Ok(parts)
    }

    /// Memory is taken for as many strings as the part says it has; the shortest, `<si/>`, has five bytes.
    pub(super) fn check_strings<I: Seekable>(&self, open: impl Fn() -> Result<I, Refusal>) -> Result<(), Refusal> {
        for entry in &self.strings {
            let first = entry.check(open()?)?;
            if let Some(strings) = unique_count(&first).filter(|strings| *strings > entry.size / 5) {
                return Err(Refusal::Broken(format!("its part '{}' says that it has {strings} strings", entry.name)));
            }
        }
        Ok(())
    }

    pub(super) fn check_sheets<I: Seekable>(&self, open: impl Fn() -> Result<I, Refusal>) -> Result<Signs, Refusal> {
        let mut signs = Signs::default();
        for entry in &self.sheets {
            signs.open.clear();
            entry.inflate(open()?, |block| signs.look(block))?;
        }
        Ok(signs)
    }
}

/// What the sheets of an XLSX workbook say beside their cells, seen while they are checked: the reader of cells passes it
/// over, and to look for it in every sheet once more would take as long as reading it.
#[derive(Debug, Default)]
pub(super) struct Signs {
    pub(super) has_merged_cells: bool,
    pub(super) hidden_rows: u64,
    /// The beginning of a tag that the next block goes on with.
    open: Vec<u8>,
}

impl Signs {
    /// No tag that is looked for is longer.
    const LONGEST_TAG: usize = 1024;

    fn look(&mut self, block: &[u8]) {
        // The tag in between two blocks is looked at on its own.
        if !self.open.is_empty() {
            let end = memchr::memchr(b'>', block).map_or(block.len(), |at| at + 1);
            let mut tag = std::mem::take(&mut self.open);
            tag.extend_from_slice(&block[..end]);
            self.note(&tag);
        }
        self.note(block);
        let last = memchr::memrchr(b'<', block).map(|at| &block[at..]);
        let last = last.filter(|tag| tag.len() < Self::LONGEST_TAG && !tag.contains(&b'>'));
        self.open.extend_from_slice(last.unwrap_or_default());
    }

    /// Looks at the tags that begin here.
    fn note(&mut self, text: &[u8]) {
        self.has_merged_cells |= memchr::memmem::find(text, b"mergeCell ").is_some();
        for at in memchr::memmem::find_iter(text, b" hidden=") {
            let value = &text[at + b" hidden=".len()..];
            let is_hidden = value.get(1..).is_some_and(|value| value.starts_with(b"1") || value.starts_with(b"true"));
            let tag = memchr::memrchr(b'<', &text[..at]).map(|start| &text[start + 1..at]).unwrap_or_default();
            let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
            self.hidden_rows += u64::from(is_hidden && (name == b"row" || name.ends_with(b":row")));
        }
    }
}

const SHARED_STRINGS: &str = "xl/sharedstrings";

/// How many strings the table of shared strings says it has.
fn unique_count(first: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"uniqueCount=";
    let at = memchr::memmem::find(first, NAME)? + NAME.len() + 1;
    let digits = first.get(at..)?.split(|byte| !byte.is_ascii_digit()).next()?;
    let digits = std::str::from_utf8(digits).ok()?;
    // A number beyond all bounds is one as well.
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}

/// A part of a workbook.
pub(super) fn part<I: Seekable>(input: I, name: &str) -> Result<Option<Entry>, Refusal> {
    let archive = ZipArchive::new(input).map_err(|cause| Refusal::Broken(cause.to_string()))?;
    Ok(entries(&archive)?.into_iter().find(|entry| entry.name == name))
}

/// The name of the first entry, as far as it can be told without the directory at the end.
fn beginning(input: &mut impl Seekable) -> Result<String, Refusal> {
    let refuse = |cause: io::Error| Refusal::Unreadable(cause.to_string());
    let mut first = Vec::new();
    input.by_ref().take(128).read_to_end(&mut first).map_err(refuse)?;
    input.rewind().map_err(refuse)?;
    Ok(String::from_utf8_lossy(first.get(30..).unwrap_or_default()).into_owned())
}

fn is_part_of_workbook(name: &str) -> bool {
    ["[Content_Types].xml", "_rels/", "xl/", "docProps/", "mimetype"].iter().any(|part| name.starts_with(part))
}

/// The middle of `application/vnd.oasis.opendocument.spreadsheet`.
fn open_document(archive: &mut ZipArchive<impl Seekable>) -> Option<String> {
    let mut text = String::new();
    archive.by_name("mimetype").ok()?.take(100).read_to_string(&mut text).ok()?;
    text.trim().strip_prefix("application/vnd.oasis.opendocument.").map(str::to_owned)
}

fn entries(archive: &ZipArchive<impl Seekable>) -> Result<Vec<Entry>, Refusal> {
    let refuse = |cause: zip::result::ZipError| Refusal::Other(format!("the archive cannot be read: {cause}"));
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(refuse)?;
        if !entry.is_file() {
            continue;
        }
        // Some packers of Windows write backslashes; a name cannot lead out of the archive.
        let name = entry.name().map_err(refuse)?.replace('\\', "/");
        let parts: Vec<_> = name.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        entries.push(Entry {
            name: parts.join("/"),
            header: entry.header_start(),
            size: entry.size(),
            packed: entry.compressed_size(),
            crc: entry.crc32(),
            method: entry.compression(),
            is_encrypted: entry.encrypted(),
        });
    }
    Ok(entries)
}

/// The entries of an archive by the rules of folders: hidden files and lock files are passed over.
fn listed(archive: &ZipArchive<impl Seekable>, mut entries: Vec<Entry>) -> Result<Vec<Entry>, Refusal> {
    let broken =
        |reason: &str| Refusal::Other(format!("the archive cannot be read: {reason}\n  help    pack it again"));
    if archive.has_duplicate_names() {
        return Err(broken("two of its entries have the same name"));
    }
    entries.sort_by_key(|entry| entry.header);
    if entries.windows(2).any(|pair| pair[0].header.saturating_add(pair[0].packed) > pair[1].header) {
        return Err(broken("its entries overlap"));
    }
    entries.retain(|entry| {
        let is_hidden = |part: &str| part.starts_with('.') || part.starts_with("~$") || part == "__MACOSX";
        !entry.name.is_empty() && !entry.name.split('/').any(is_hidden) && entry.name.split('/').count() <= DEPTH
    });
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

impl Entry {
    /// Its bytes as a stream, whose end proves their number and their sum.
    pub(super) fn open<I: Seekable>(&self, mut archive: I) -> Result<Inflated<I>, Refusal> {
        if self.is_encrypted {
            return Err(Refusal::Other(
                "it is encrypted within the archive\n  help    unpack it with its password and name the file".into(),
            ));
        }
        let start = self.start(&mut archive).map_err(|cause| Refusal::Unreadable(cause.to_string()))?;
        archive.seek(SeekFrom::Start(start)).map_err(|cause| Refusal::Unreadable(cause.to_string()))?;
        let packed = archive.take(self.packed);
        let data = match self.method {
            CompressionMethod::Stored => Data::Stored(packed),
            CompressionMethod::Deflated => Data::Deflated(DeflateDecoder::new(packed)),
            other => {
                return Err(Refusal::Other(format!(
                    "it is packed with {other}, which is not read\n  help    pack it again as ordinary ZIP (deflate)"
                )));
            }
        };
        Ok(Inflated { data, size: self.size, packed: self.packed, crc: self.crc, sum: Crc::new(), read: 0 })
    }

    /// Inflates it into nothing; answers with its beginning.
    fn check(&self, archive: impl Seekable) -> Result<Vec<u8>, Refusal> {
        let mut first = Vec::new();
        self.inflate(archive, |block| {
            let missing = 4096usize.saturating_sub(first.len()).min(block.len());
            first.extend_from_slice(&block[..missing]);
        })?;
        Ok(first)
    }

    /// Inflates it block by block.
    fn inflate(&self, archive: impl Seekable, mut take: impl FnMut(&[u8])) -> Result<(), Refusal> {
        let mut part = self.open(archive)?;
        let mut block = vec![0; 64 << 10];
        loop {
            match part.read(&mut block) {
                Ok(0) => return Ok(()),
                Ok(count) => take(&block[..count]),
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(Refusal::Other(format!("its part '{}': {cause}", self.name))),
            }
        }
    }

    /// Where its data begins, behind a header of its own.
    fn start(&self, archive: &mut impl Seekable) -> io::Result<u64> {
        let mut header = [0; 30];
        archive.seek(SeekFrom::Start(self.header))?;
        archive.read_exact(&mut header)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(broken("no entry stands where the directory of the archive says"));
        }
        let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
        Ok(self.header + 30 + length(26) + length(28))
    }
}

/// An entry while it is inflated.
pub(super) struct Inflated<I> {
    data: Data<I>,
    size: u64,
    packed: u64,
    crc: u32,
    sum: Crc,
    read: u64,
}

enum Data<I> {
    Stored(io::Take<I>),
    Deflated(DeflateDecoder<io::Take<I>>),
}

impl<I: Seekable> Read for Inflated<I> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let count = match &mut self.data {
            Data::Stored(data) => data.read(out),
            Data::Deflated(data) => data.read(out),
        }
        .map_err(|cause| broken(&format!("its packed data is broken ({cause})")))?;
        self.sum.update(&out[..count]);
        self.read += count as u64;
        if self.read > GRACE && self.read / RATIO > self.packed {
            return Err(broken(&format!(
                "{} packed bytes unpack to {} MiB and more, which is no export",
                self.packed,
                self.read >> 20
            )));
        }
        if self.read > self.size || count == 0 && self.read < self.size {
            return Err(broken(&format!("it holds {} bytes where the archive says {}", self.read, self.size)));
        }
        if count == 0 && self.sum.sum() != self.crc {
            return Err(broken("its checksum (CRC) is wrong, so its bytes are damaged"));
        }
        Ok(count)
    }
}

fn broken(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{reason}\n  help    pack it again, or export again"))
}
