//! The scanner and the splitter against the csv crate, on any text: the first byte chooses delimiter and block size.
//!
//!     cargo +nightly fuzz run scan

#![no_main]

use libfuzzer_sys::fuzz_target;
use mailgap::intake::proof;

fuzz_target!(|data: (u8, &str)| {
    let (choice, text) = data;
    let delimiter = b",;\t|"[usize::from(choice % 4)];
    proof::the_scanner_cuts_as_the_csv_crate_does(text, delimiter);
    proof::the_splitter_finds_the_records_the_csv_crate_finds(text, delimiter, usize::from(choice / 4) + 1);
});
