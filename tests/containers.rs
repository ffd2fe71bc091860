//! One small tenant in every container an export comes in, and what is said of containers that cannot be used.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

#[path = "containers/twins.rs"]
mod twins;

#[path = "containers/ldif.rs"]
mod ldif;

#[path = "containers/json.rs"]
mod json;

#[path = "containers/archive.rs"]
mod archive;

#[path = "containers/workbook.rs"]
mod workbook;

#[path = "containers/names.rs"]
mod names;
