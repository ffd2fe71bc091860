//! Why an Exchange Online mailbox was not provisioned, from exported dumps of the three directories.

pub mod error;

pub mod guid;

pub mod instant;

pub mod schema;

pub mod intake;

/// Conditions with three answers.
pub mod truth;

pub mod records;

/// Rows become joined people.
pub mod tenant;

/// Subjects become findings.
pub mod cases;

/// Findings become a verdict: root cause first.
pub mod verdict;

/// Verdicts become what a reader is shown.
pub mod report;

/// The report becomes bytes.
pub mod render;
