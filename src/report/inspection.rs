//! How each export was understood, and what stays undecided because of it.

use serde::Serialize;

use super::{Input, NotJudged, Report};
use crate::cases;
use crate::error::Remark;
use crate::intake::{self, Exports, Table};
use crate::schema::{Field, FieldSet, Kind, entra};
use crate::tenant::Tenant;

/// Everything about the reading of a run.
#[derive(Debug)]
pub struct Inspection {
    pub as_of: String,
    pub inputs: Vec<Inspected>,
    pub set_aside: Vec<SetAside>,
    pub remarks: Vec<Remark>,
    pub not_judged: Vec<NotJudged>,
    /// The command that would export all that is missing.
    pub export: Option<String>,
}

/// How a file or sheet was understood.
#[derive(Debug, Serialize)]
pub struct Inspected {
    #[serde(flatten)]
    pub input: Input,
    /// How many remarks there are on it.
    pub remarks: u64,
    pub columns: Vec<Column>,
    /// Columns that a case could ask for and this file does not tell: absent, or blank and perhaps not exported.
    pub missing: Vec<&'static str>,
    pub join_keys: Vec<JoinKey>,
    /// Cases that stay undecided for want of these columns.
    pub undecided: Vec<NotJudged>,
}

/// A column of the file.
#[derive(Debug, Serialize)]
pub struct Column {
    /// The first is 1.
    pub position: usize,
    pub header: String,
    /// What it feeds: `ad-users: mail`; null when it is not used.
    pub field: Option<&'static str>,
    /// Rows in which it holds anything; null when it is not used.
    pub filled: Option<u64>,
}

/// A column by which rows are joined to other exports.
#[derive(Debug, Serialize)]
pub struct JoinKey {
    pub field: &'static str,
    pub filled: u64,
    /// Of all rows that were read, from 0 to 1.
    pub share: f64,
}

/// A file or sheet that is not used.
#[derive(Debug, Serialize)]
pub struct SetAside {
    pub path: String,
    pub sheet: Option<String>,
    pub reason: String,
}

/// Tells how everything was understood; the counts and open cases are those of the report.
pub fn inspect(exports: &Exports, tenant: &Tenant<'_>, report: &Report<'_>) -> Inspection {
    let inputs = tenant.records.tables().zip(&report.inputs).map(|(table, input)| {
        let unknown = tenant.records.unknown_fields(table);
        Inspected {
            input: input.clone(),
            remarks: report.remarks.iter().filter(|remark| is_about(remark, table)).count() as u64,
            columns: columns(table),
            missing: asked_for(table).intersection(unknown).labels(),
            join_keys: join_keys(table),
            undecided: undecided(report, unknown),
        }
    });
    // What is said of a file that is not used stands with its reason.
    let is_used = |remark: &&Remark| exports.tables.iter().any(|table| is_about(remark, table));
    Inspection {
        as_of: report.as_of.clone(),
        inputs: inputs.collect(),
        set_aside: exports
            .refused
            .iter()
            .map(|refused| SetAside {
                path: refused.path.clone(),
                sheet: refused.sheet.clone(),
                reason: refused.refusal.to_string(),
            })
            .collect(),
        remarks: report.remarks.iter().filter(is_used).cloned().collect(),
        not_judged: report.not_judged.clone(),
        export: report.export.clone(),
    }
}

fn is_about(remark: &Remark, table: &Table) -> bool {
    remark.path == table.path && remark.sheet == table.sheet
}

fn columns(table: &Table) -> Vec<Column> {
    let feeds = |position: usize| table.mapped.iter().find(|mapped| mapped.position == position);
    table
        .header
        .iter()
        .enumerate()
        .map(|(position, header)| {
            let mapped = feeds(position);
            Column {
                position: position + 1,
                header: header.clone(),
                field: mapped.map(|mapped| mapped.field.label()),
                filled: mapped.map(|mapped| mapped.filled),
            }
        })
        .collect()
}

fn join_keys(table: &Table) -> Vec<JoinKey> {
    let records = table.records();
    let key = |field: &Field| {
        let filled = table.mapped[table.column_of(*field)?].filled;
        #[expect(clippy::cast_precision_loss, reason = "a share of rows is shown in percent")]
        let share = if records == 0 { 0.0 } else { filled as f64 / records as f64 };
        Some(JoinKey { field: field.label(), filled, share })
    };
    intake::join_keys(table.kind).iter().filter_map(key).collect()
}

/// The fields that cases ask of such a file, and those that join its rows.
fn asked_for(table: &Table) -> FieldSet {
    let keys = intake::join_keys(table.kind).iter().copied();
    if table.kind == Kind::EntraDeletedUsers {
        return keys.chain([entra::DELETED]).collect();
    }
    let needs = cases::catalogue().iter().flat_map(|case| case.needs).copied();
    needs.filter(|field| field.kind() == table.kind.layout()).collect()
}

/// The open cases that hang on columns this file does not tell.
fn undecided(report: &Report<'_>, unknown: FieldSet) -> Vec<NotJudged> {
    let unknown = unknown.labels();
    let of_file = |open: &NotJudged| {
        let missing: Vec<_> = open.missing.iter().copied().filter(|label| unknown.contains(label)).collect();
        (!missing.is_empty()).then(|| NotJudged { missing, ..open.clone() })
    };
    report.not_judged.iter().filter_map(of_file).collect()
}
