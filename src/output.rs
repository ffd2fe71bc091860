//! Where bytes go: standard output, files that are written whole or not at all, and a bar on stderr.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use mailgap::error::Error;
use mailgap::intake::{Exports, Progress};
use mailgap::render::table::Page;

use crate::cli::Format;

/// The page of standard output; on a terminal long lists are cut.
pub(crate) fn page(longest: Option<usize>) -> Page {
    if !io::stdout().is_terminal() {
        return Page::FILE;
    }
    let width = comfy_table::Table::new().width().unwrap_or(80).max(40);
    let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    Page { width, colour, longest }
}

/// Writes to standard output; the exit code is 0. Whoever closes the pipe has seen enough: that is no error, and a
/// check goes on to the exit code its findings ask for.
pub(crate) fn to_stdout(write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<u8, Error> {
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(cause.into()),
        _ => Ok(0),
    }
}

/// Writes a file beside its place and renames it, so that it is there whole or not at all. A pipe or a device takes what
/// is written to it; a rename would put a file in its place.
pub(crate) fn to_file(path: &str, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<(), Error> {
    let failed = |cause| Error::Output { path: path.to_owned(), cause };
    let target = Path::new(path);
    let name = target.file_name().ok_or_else(|| failed(io::Error::from(io::ErrorKind::InvalidInput)))?;
    if fs::metadata(target).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let written = File::options().write(true).open(target).and_then(|file| {
            let mut out = BufWriter::with_capacity(1 << 20, file);
            write(&mut out)?;
            out.flush()
        });
        return written.map_err(failed);
    }
    let beside = target.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = (|| {
        #[expect(clippy::disallowed_methods, reason = "the one place where reports are written")]
        let file = File::create_new(&beside)?;
        // Whoever closed the old report to others wants the new one closed, too.
        if let Ok(old) = fs::metadata(target) {
            file.set_permissions(old.permissions())?;
        }
        let mut out = BufWriter::with_capacity(1 << 20, file);
        write(&mut out)?;
        out.flush()?;
        fs::rename(&beside, target)
    })();
    written.map_err(|cause| {
        let _ = fs::remove_file(&beside);
        failed(cause)
    })
}

/// A report never replaces a file that is read: an export, what was set aside, or the list of names.
pub(crate) fn refuse_inputs(
    targets: &[(String, Format)],
    exports: &Exports,
    read: &[(Option<&str>, &str)],
) -> Result<(), Error> {
    for (target, _) in targets {
        let Ok(place) = fs::canonicalize(target) else { continue };
        let is_target = |path: &str| fs::canonicalize(path).is_ok_and(|path| path == place);
        let what = if let Some((_, what)) = read.iter().find(|(path, _)| path.is_some_and(is_target)) {
            what
        } else if exports.files.contains(&place) {
            "one of the exports"
        } else {
            continue;
        };
        return Err(Error::Usage(format!("'{target}' is {what}\n  help    write the report to another file")));
    }
    Ok(())
}

/// A bar for work that takes longer than half a second.
pub(crate) struct Bar(OnceLock<ProgressBar>, std::time::Instant);

impl Bar {
    pub(crate) fn new() -> Self {
        Self(OnceLock::new(), std::time::Instant::now())
    }
}

impl Progress for Bar {
    fn begin(&self, bytes: u64) {
        let bar = ProgressBar::hidden();
        bar.set_length(bytes);
        let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let _ = self.0.set(bar);
    }

    fn advance(&self, bytes: u64) {
        let Some(bar) = self.0.get() else { return };
        if bar.is_hidden() && self.1.elapsed() > Duration::from_millis(500) {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        bar.inc(bytes);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = self.0.get() {
            bar.finish_and_clear();
        }
    }
}
