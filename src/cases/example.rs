//! What a case looks like: a finding of its sample in one line.

use super::Case;

/// A finding in the sample of a case, `samples/cases/<id>`.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    pub who: String,
    pub message: String,
    /// The cell or the search that proves it.
    pub proof: String,
}

impl Case {
    /// The example of the case. The table is written from the samples, so that nothing is read when it is shown.
    pub fn example(&self) -> Option<Example> {
        let mut table = csv::Reader::from_reader(include_str!("examples.csv").as_bytes());
        let row = table.records().flatten().find(|row| row.get(0) == Some(self.id))?;
        let cell = |at| row.get(at).map(str::to_owned);
        Some(Example { who: cell(1)?, message: cell(2)?, proof: cell(3)? })
    }
}
