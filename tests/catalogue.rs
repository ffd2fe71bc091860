//! Proves and documents the catalogue: every case has its file, its sample and its page, and says what is true.
//!
//! `UPDATE=1 cargo test --test catalogue` rewrites the reports beside the samples, the examples and the pages; the
//! difference is read like code.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalogue {
    mod coverage;
    mod files;
    mod healthy;
    mod near;
    mod needs;
    mod pages;
    mod samples;
    mod words;
}
