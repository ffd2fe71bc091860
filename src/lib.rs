//! Why an Exchange Online mailbox was not provisioned, from exported dumps of the three directories.

/// Eight bytes of text looked at together, for what runs over every cell.
pub mod eight;

/// GUIDs in every spelling exports use, and ImmutableId, which is one of them in base64.
pub mod guid;

/// Instants in the spellings of exports, read without guessing whether day or month comes first.
pub mod instant;

/// The vocabulary of exports: kinds, fields, and which headers of which producers feed which field.
pub mod schema;

/// Three answers instead of two: a condition holds, does not, or hangs on columns that are not known.
pub mod truth;

/// Why a run stops, and what is only remarked.
pub mod error;

/// What no export tells of a tenant, as the user writes it down.
pub mod config;

/// Files become tables: found, opened, decoded, recognised by their header.
pub mod intake;

/// Tables become typed rows: users of Active Directory, users of Entra ID, recipients of Exchange Online.
pub mod records;

/// Rows become joined people: who in Active Directory is who in Entra ID and in Exchange Online.
pub mod tenant;

/// Subjects become findings: the documented cases, one file each.
pub mod cases;

/// What the cases need becomes the PowerShell that exports it.
pub mod collect;

/// Findings become a verdict: root cause first, then what it explains.
pub mod verdict;

/// Verdicts become what a reader is shown: counts over everybody, and each listed person's words when they are written.
pub mod report;

/// The report becomes bytes, one file per format.
pub mod render;
