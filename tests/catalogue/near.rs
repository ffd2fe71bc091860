//! Near misses: one cell of each sample, with the value for which its case fires and one for which it is silent.

use std::collections::BTreeSet;
use std::io::Write as _;

use mailgap::cases;
use mailgap::instant::Instant;
use mailgap::intake::{Exports, Table};
use mailgap::tenant::Given;
use rayon::prelude::*;

use super::files::repository;
use super::needs::{Said, answers, split_type_line, table};
use super::samples::{SAMPLES, Sample};

/// `sample,file,row,column,fires,silent`, the row as reports count it.
const NEAR_MISSES: &str = "tests/catalogue/near-misses.csv";

pub(super) struct NearMiss {
    sample: String,
    file: String,
    row: usize,
    column: String,
    fires: String,
    silent: String,
}

pub(super) fn near_misses() -> Vec<NearMiss> {
    let mut table = csv::Reader::from_path(repository(NEAR_MISSES)).unwrap();
    let rows = table.records().map(Result::unwrap);
    let near_miss = |row: csv::StringRecord| NearMiss {
        sample: row[0].to_owned(),
        file: row[1].to_owned(),
        row: row[2].parse().unwrap(),
        column: row[3].to_owned(),
        fires: row[4].to_owned(),
        silent: row[5].to_owned(),
    };
    rows.map(near_miss).collect()
}

#[test]
fn every_sample_has_a_near_miss() {
    let named: BTreeSet<String> =
        near_misses().into_iter().map(|near| format!("samples/cases/{}", near.sample)).collect();
    let missing: Vec<_> =
        SAMPLES.iter().map(|sample| &sample.folder).filter(|folder| !named.contains(*folder)).collect();
    assert!(missing.is_empty(), "samples without a near miss: {missing:?}");
}

#[test]
fn a_near_miss_differs_in_one_cell_and_turns_the_case_both_ways() {
    // Judged before, not in between: threads that wait for each other would wait for ever.
    let samples = &*SAMPLES;
    let faults: Vec<String> = near_misses().par_iter().filter_map(|near| near.fault(samples)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

impl NearMiss {
    pub(super) fn is_of(&self, sample: &Sample) -> bool {
        sample.folder == format!("samples/cases/{}", self.sample)
    }

    /// The cell and both its values, as far as they are short.
    pub(super) fn told(&self) -> String {
        let value = |text: &str| if text.is_empty() { "blank".to_owned() } else { format!("`{text}`") };
        let Self { file, row, column, fires, silent, .. } = self;
        if fires.len().max(silent.len()) > 80 || [fires, silent].iter().any(|text| text.contains(['`', '\n'])) {
            return format!("`{column}` in row {row} of `{file}`");
        }
        format!("`{column}` in row {row} of `{file}` is {}, not {}", value(fires), value(silent))
    }

    /// What is wrong with it, in words.
    fn fault(&self, samples: &[Sample]) -> Option<String> {
        let Self { sample: name, file, row, column, fires, silent } = self;
        let spot = format!("{name}/{file}:{row} {column}");
        let Some(sample) = samples.iter().find(|sample| self.is_of(sample)) else {
            return Some(format!("{spot}: there is no such sample"));
        };
        let written = cell(&format!("{}/{file}", sample.folder), *row, column);
        if written.as_ref() != Some(fires) && written.as_ref() != Some(silent) {
            return Some(format!("{spot} is {written:?}, and neither value of the near miss"));
        }
        let [with, without] = [fires, silent].map(|value| self.judge(sample, value));
        let (found, open) = (&with.0, &without.1);
        if found.is_empty() {
            return Some(format!("{spot} = {fires}: the case does not fire"));
        }
        let lost: Vec<_> = found.difference(&without.0).collect();
        if lost.is_empty() {
            return Some(format!("{spot} = {silent}: the case fires all the same"));
        }
        let new: Vec<_> = without.0.difference(found).collect();
        // What no longer concerns the tenant as a whole may be told of single people.
        if !new.is_empty() && !lost.iter().any(|who| *who == "tenant") {
            return Some(format!("{spot} = {silent}: the case fires for {new:?} instead"));
        }
        let clear = lost.iter().any(|who| !open.contains(*who));
        (!clear).then(|| format!("{spot} = {silent}: the case is undecided for {lost:?}"))
    }

    /// For whom the case of the sample fires, and for whom it is undecided, with this value in the cell.
    fn judge(&self, sample: &Sample, value: &str) -> (BTreeSet<String>, BTreeSet<String>) {
        let mut exports = Exports::default();
        for (path, kind) in sample.inputs() {
            let changed: Option<Table> = path.ends_with(&format!("/{}", self.file)).then(|| {
                let mut file = tempfile::NamedTempFile::new().unwrap();
                file.write_all(&with_cell(path, self.row, &self.column, value)).unwrap();
                table(file.path(), kind).unwrap()
            });
            exports.tables.push(changed.unwrap_or_else(|| table(&repository(path), kind).unwrap()));
        }
        let as_of = Instant::as_of(sample.report["as_of"].as_str().unwrap());
        let given = Given { as_of, config: sample.config(), ..Given::default() };
        let case = cases::find(&sample.case).unwrap();
        let (mut found, mut open) = (BTreeSet::new(), BTreeSet::new());
        for ((id, who), said) in answers(&exports, &given) {
            match said {
                Said::Found(_) if id == case.id => found.insert(who),
                Said::Undecidable(_) if id == case.id => open.insert(who),
                _ => false,
            };
        }
        (found, open)
    }
}

/// The records of a file, the header among them, and the row of the first.
fn records(path: &str) -> (String, Vec<csv::StringRecord>, usize) {
    let (first, text) = split_type_line(path);
    let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records = table.records().map(Result::unwrap).collect();
    let at = if first.is_empty() { 1 } else { 2 };
    (first, records, at)
}

fn position(records: &[csv::StringRecord], column: &str) -> Option<usize> {
    records[0].iter().position(|header| header.trim_start_matches('\u{feff}') == column)
}

fn cell(path: &str, row: usize, column: &str) -> Option<String> {
    let (_, records, first) = records(path);
    Some(records.get(row.checked_sub(first)?)?.get(position(&records, column)?)?.to_owned())
}

/// A file with another value in one cell.
fn with_cell(path: &str, row: usize, column: &str, value: &str) -> Vec<u8> {
    let (type_line, records, first) = records(path);
    let at = position(&records, column).unwrap();
    let mut written = csv::Writer::from_writer(type_line.into_bytes());
    for (number, record) in records.iter().enumerate() {
        let cells = record.iter().enumerate();
        let changed = cells.map(|(column, cell)| if number + first == row && column == at { value } else { cell });
        written.write_record(changed).unwrap();
    }
    written.into_inner().unwrap()
}
