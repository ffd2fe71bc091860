//! Runs the program and keeps what it said.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `mailgap` in `folder` with `input` on standard input; `arguments` are parted at blanks.
pub(crate) fn run(folder: &Path, arguments: &str, input: &[u8]) -> Run {
    let output = cargo_bin_cmd!("mailgap")
        .current_dir(folder)
        .args(arguments.split_whitespace())
        .write_stdin(input)
        .output()
        .unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `mailgap` beside the samples.
#[allow(dead_code, reason = "not every test reads the samples")]
pub(crate) fn run_on_samples(arguments: &str) -> Run {
    run(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, b"")
}

impl Run {
    /// The result as JSON, of a run that did not fail.
    pub(crate) fn json(&self) -> Value {
        assert!(self.code < 2, "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// The people of a report, in its order.
pub(crate) fn people(report: &Value) -> &[Value] {
    report["people"].as_array().unwrap()
}
