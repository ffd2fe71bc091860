//! Puts the ranges of tables right in a finished workbook.
//!
//! A table is begun before its rows, and the crate remembers each cell of its range, which for a million rows is more
//! than all the rest. So tables begin with one row, and here they get as many as were written.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read as _, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::remembering::Remembering;

/// A table by its name: the range it was begun with, and the one it has.
pub(super) type Ranges = BTreeMap<String, (String, String)>;

/// Copies the workbook from `file` to `out`, its tables with their whole ranges.
pub(super) fn copy_with_ranges(file: File, ranges: &Ranges, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let mut archive = ZipArchive::new(BufReader::new(file))?;
    let mut out = Remembering::new(out);
    let mut copy = ZipWriter::new_stream(&mut out);
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at)?;
        if !entry.name()?.starts_with("xl/tables/") {
            copy.raw_copy_file(entry)?;
            continue;
        }
        drop(entry);
        let mut entry = archive.by_index(at)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .unix_permissions(0o600)
            .last_modified_time(DateTime::default());
        let name = entry.name()?.into_owned();
        let mut table = String::new();
        entry.read_to_string(&mut table)?;
        copy.start_file(name, options)?;
        copy.write_all(with_range(table, ranges).as_bytes())?;
    }
    copy.finish()?;
    out.end()
}

/// The table itself and its filter name the range.
fn with_range(table: String, ranges: &Ranges) -> String {
    let is_of = |name: &&String| table.contains(&format!(" displayName=\"{name}\""));
    match ranges.keys().find(is_of).and_then(|name| ranges.get(name)) {
        Some((begun, whole)) => table.replace(&format!(" ref=\"{begun}\""), &format!(" ref=\"{whole}\"")),
        None => table,
    }
}
