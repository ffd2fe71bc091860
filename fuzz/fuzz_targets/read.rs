//! Reading, joining and judging whatever a file holds: it may be refused, and nothing may panic.
//!
//!     cargo +nightly fuzz run read fuzz/corpus/read samples/contoso

#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use mailgap::intake::{self, Request, Silent};
use mailgap::report::{Report, Showing};
use mailgap::tenant::{Given, Tenant};

fuzz_target!(|data: &[u8]| {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("export.csv");
    fs::write(&path, data).expect("there is room for a file");
    let paths = vec![path.to_str().expect("its name is ASCII").to_owned()];
    let Ok(exports) = intake::read(&Request { paths, ..Request::default() }, &Silent) else { return };
    let tenant = Tenant::join(&exports, &Given::default());
    let report = Report::new(&exports, &tenant, Showing { all: true, ..Showing::default() });
    for at in 0..report.len() {
        report.person(at);
    }
});
