//! The HTML report in a real browser: what it shows, what it lets people do, and what it never does.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "browser/chromium.rs"]
mod chromium;
#[path = "browser/counts.rs"]
mod counts;
#[path = "browser/hostile.rs"]
mod hostile;
#[path = "browser/large.rs"]
mod large;
#[path = "browser/looks.rs"]
mod looks;
mod support;
#[path = "browser/use_of.rs"]
mod use_of;

use std::path::{Path, PathBuf};

use chromium::Page;
use serde_json::Value;
use support::{run, run_on_samples};
use tempfile::TempDir;

const SAMPLES: [&str; 2] = ["samples/contoso", "samples/fabrikam.xlsx"];

/// The page of a report, the same report as JSON, and where they lie.
struct Written {
    page: PathBuf,
    json: Value,
    _folder: TempDir,
}

/// Checks the exports at a path of the repository.
fn written(exports: &str) -> Written {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let page_run = run_on_samples(&format!("check {exports} --output {}", page.display()));
    assert!(page_run.code < 2, "{}", page_run.stderr);
    Written {
        page,
        json: run_on_samples(&format!("check {exports} --all --hash --format json")).json(),
        _folder: folder,
    }
}

/// Checks exports given as name and text.
fn written_of(files: &[(&str, &str)]) -> Written {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let page_run = run(folder.path(), "check . --output report.html", b"");
    assert!(page_run.code < 2, "{}", page_run.stderr);
    let json = run(folder.path(), "check . --all --hash --format json", b"").json();
    Written { page: folder.path().join("report.html"), json, _folder: folder }
}

/// The page asked for nothing but itself, and the browser has nothing to complain about.
fn assert_quiet(page: &Page, file: &Path) {
    assert_eq!(page.complaints(), Vec::<String>::new());
    let file = std::fs::canonicalize(file).unwrap();
    let own = format!("file://{}", file.display());
    let others: Vec<_> =
        page.requests().into_iter().filter(|url| url != "about:blank" && !url.starts_with(&own)).collect();
    assert_eq!(others, Vec::<String>::new());
    assert!(page.requests().iter().any(|url| url.starts_with(&own)), "requests are seen");
}
