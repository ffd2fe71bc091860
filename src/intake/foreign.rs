//! Names files that are no exports by their first bytes, and says what to do instead.

use super::transcode::Text;
use crate::error::Refusal;

/// What can be opened in Excel can be saved from there.
const SAVE: &str = "open it in Excel and save it as XLSX or CSV (UTF-8)";
const EXPORT: &str = "export as CSV or XLSX";
const UNPACK: &str = "unpack it and name the folder, or pack it as ZIP";

/// How files of other kinds begin.
const SIGNATURES: [(&[u8], &str, &str); 18] = [
    (b"%PDF", "PDF", EXPORT),
    (b"{\\rtf", "RTF", EXPORT),
    (b"\x89PNG", "a picture (PNG)", EXPORT),
    (b"\xFF\xD8\xFF", "a picture (JPEG)", EXPORT),
    (b"GIF8", "a picture (GIF)", EXPORT),
    (b"BM\0", "a picture (BMP)", EXPORT),
    (b"II*\0", "a picture (TIFF)", EXPORT),
    (b"MM\0*", "a picture (TIFF)", EXPORT),
    (b"\x1F\x8B", "a gzip archive", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"MSCF", "a CAB archive", UNPACK),
    (b"BZh9", "a bzip2 archive", UNPACK),
    (b"\xFD7zXZ\0", "an xz archive", UNPACK),
    (b"SQLite format 3\0", "an SQLite database", EXPORT),
    (b"PAR1", "a Parquet file", EXPORT),
    (b"!BDN", "a mail archive of Outlook (PST)", EXPORT),
    (b"MIME-Version:", "a web archive (MHTML)", SAVE),
];

/// What a file with angle brackets holds, told by a word in its beginning; the last is for all others.
const MARKUP: [(&str, &str, &str); 7] = [
    (
        "schemas.microsoft.com/powershell",
        "CLIXML of PowerShell (Export-Clixml)",
        "Import-Clixml FILE | Export-Csv users.csv -NoTypeInformation -Encoding UTF8",
    ),
    ("urn:schemas-microsoft-com:office:spreadsheet", "an XML spreadsheet of 2003", SAVE),
    ("opendocument", "a flat OpenDocument file", SAVE),
    ("<!doctype html", "HTML", SAVE),
    ("<html", "HTML", SAVE),
    ("<table", "HTML", SAVE),
    ("<", "XML", EXPORT),
];

/// A refusal for a file that is neither text in columns nor LDIF, JSON or a workbook.
pub(super) fn name(first: &[u8]) -> Option<Refusal> {
    let bare = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first).trim_ascii_start();
    let starts = |prefix: &[u8]| bare.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let is_own_text = starts(b"mailgap report: ") || starts(b"# mailgap report");
    if is_own_text || starts(b"{") && memchr::memmem::find(bare, b"\"mailgap-").is_some() {
        return Some(Refusal::OwnReport);
    }
    if starts(b"<!doctype html") && memchr::memmem::find(bare, b"content=\"mailgap ").is_some() {
        return Some(Refusal::OwnReport);
    }
    if let Some((_, what, help)) = SIGNATURES.iter().find(|(signature, ..)| bare.starts_with(signature)) {
        return Some(Refusal::Format { what, help });
    }
    let text = Text::beginning(first).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if !text.starts_with('<') {
        return None;
    }
    let (_, what, help) = MARKUP.iter().find(|(word, ..)| text.contains(word))?;
    Some(Refusal::Format { what, help })
}
