//! Files that are written from the code, and kept.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A path within the repository.
pub(super) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A file with the line ends of Linux; empty where it is not there.
pub(super) fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_default().replace("\r\n", "\n")
}

/// The names in a folder, in order.
pub(super) fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(repository(folder)).unwrap_or_else(|cause| panic!("{folder}: {cause}"));
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Whether the files are to be rewritten rather than compared.
pub(super) fn is_updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Compares files, given by path and text, with those that are kept; or writes them.
pub(super) fn keep(written: &[(String, String)]) {
    let mut stale = String::new();
    for (path, text) in written {
        if read(path) == *text {
            continue;
        }
        if is_updating() {
            fs::create_dir_all(repository(path).parent().unwrap()).unwrap();
            fs::write(repository(path), text).unwrap();
        } else {
            writeln!(stale, "{path} is out of date at {}", first_difference(&read(path), text)).unwrap();
        }
    }
    assert!(stale.is_empty(), "{stale}\nUPDATE=1 cargo test --test catalogue rewrites them");
}

fn first_difference(kept: &str, written: &str) -> String {
    let (mut kept, mut written) = (kept.lines(), written.lines());
    for number in 1.. {
        let (old, new) = (kept.next(), written.next());
        if old != new || old.is_none() {
            return format!("line {number}\n  kept    {}\n  written {}", old.unwrap_or("-"), new.unwrap_or("-"));
        }
    }
    unreachable!("the numbers do not end")
}
