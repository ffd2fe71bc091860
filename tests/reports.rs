//! Reports that leave the program: workbooks, lists for spreadsheets, tickets and requests.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

#[path = "reports/requests.rs"]
mod requests;
#[path = "reports/spreadsheets.rs"]
mod spreadsheets;
#[path = "reports/tickets.rs"]
mod tickets;
#[path = "reports/workbook.rs"]
mod workbook;
