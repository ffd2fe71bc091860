//! Rows on their way from the reader of a sheet to its table: the next are read while the last are packed.

use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::chunk::Place;
use super::sheet::Rows;
use crate::error::Refusal;

/// Bytes of text after which rows are handed over.
const BYTES: usize = 128 << 10;

/// Batches that may wait for the packing.
const WAITING: usize = 4;

/// Some rows, their texts in one piece.
#[derive(Default)]
struct Batch {
    /// Where each row stands, and where its cells end.
    rows: Vec<(Place, usize)>,
    /// Where the text of each cell ends.
    ends: Vec<usize>,
    text: String,
}

impl Batch {
    fn push(&mut self, place: Place, cells: &[String]) {
        for cell in cells {
            self.text.push_str(cell);
            self.ends.push(self.text.len());
        }
        self.rows.push((place, self.ends.len()));
    }

    /// Whether it is time to hand them over; cells may be blank without end.
    fn is_full(&self) -> bool {
        self.text.len() + self.ends.len() >= BYTES
    }

    fn hand_over(&self, take: &mut impl FnMut(Place, &[&str])) {
        let mut cells = Vec::new();
        let (mut cell, mut at) = (0, 0);
        for (place, end) in &self.rows {
            cells.clear();
            for end in &self.ends[cell..*end] {
                cells.push(&self.text[at..*end]);
                at = *end;
            }
            cell = *end;
            take(*place, &cells);
        }
    }
}

/// Hands every row to `take`, in order. Of long sheets the reading is half the work: where there are several threads, `take`
/// runs beside it.
pub(super) fn each(rows: &mut dyn Rows, mut take: impl FnMut(Place, &[&str]) + Send) -> Result<(), Refusal> {
    if rayon::current_num_threads() == 1 {
        return send(rows, |batch| {
            batch.hand_over(&mut take);
            true
        });
    }
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Batch>(WAITING);
        let packer = scope.spawn(move || {
            for batch in receiver {
                batch.hand_over(&mut take);
            }
        });
        let read = send(rows, |batch| sender.send(batch).is_ok());
        drop(sender);
        packer.join().unwrap_or_else(|panic| resume_unwind(panic));
        read
    })
}

/// Puts all rows into batches; `send` answers whether more is wanted.
fn send(rows: &mut dyn Rows, mut send: impl FnMut(Batch) -> bool) -> Result<(), Refusal> {
    let mut batch = Batch::default();
    let read = rows.each(&mut |place, cells| {
        batch.push(place, cells);
        !batch.is_full() || send(std::mem::take(&mut batch))
    });
    send(batch);
    read
}
