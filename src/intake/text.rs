//! Reads a text file in blocks: decoded, cut where records begin, parsed in parallel and kept in order.

use std::io;

use rayon::prelude::*;

use super::body::{Block, Body, Course, NextHeader};
use super::chunk::Place;
use super::encoding::{self, Decoded, Plan};
use super::header::{self, Layout};
use super::open::Source;
use super::recognise::{self, Recognised};
use super::split::{self, Splitter, Start};
use super::wrapped::{self, Dress};
use super::{Context, Outcome, printed};
use crate::error::{Refusal, Remark, Topic};
use crate::schema::Kind;

/// How much of a file is looked at together. What is read does not depend on it.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    /// The beginning, in which header and kind are found.
    pub(super) head: usize,
    /// Bytes parsed at one go.
    pub(super) block: usize,
}

impl Sizes {
    pub(super) const USUAL: Self = Self { head: 256 << 10, block: 512 << 10 };
}

/// A record longer than this is taken for the sign of an open quote.
const LONGEST_ROW: usize = 16 << 20;

/// Reads a text file in the encoding its beginning suggests; if that fails further down, in what all of it suggests.
pub(super) fn read(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    let (plan, remark) = encoding::choose(source, context.encoding)?;
    let (mut outcome, remark) = if let Some(outcome) = attempt(source, context, plan)? {
        (outcome, remark)
    } else {
        let (plan, found) = encoding::survey(source, context.encoding)?;
        let cannot = || Refusal::Other("its text cannot be decoded\n  help    export as CSV (UTF-8)".into());
        (attempt(source, context, plan)?.ok_or_else(cannot)?, found.or(remark))
    };
    outcome.remarks.extend(remark);
    Ok(outcome)
}

/// Reads the file by one plan; `None` when its bytes are not what the plan says.
fn attempt(source: &Source, context: &Context, plan: Plan) -> Result<Option<Outcome>, Refusal> {
    let mut text = Decoded::open(source, context, plan)?;
    let mut buffer = Vec::new();
    text.fill(&mut buffer, context.sizes.head).map_err(|cause| refuse(&cause))?;
    if buffer.is_empty() {
        return Err(Refusal::NoRows);
    }
    let head = match std::str::from_utf8(&buffer) {
        Ok(head) => head,
        // The last letter may be cut in half.
        Err(cut) if cut.error_len().is_none() && !text.ended => {
            std::str::from_utf8(&buffer[..cut.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return Ok(None),
    };
    if text.is_doubtful || head.contains('\0') {
        return Ok(None);
    }
    let undress = |dress: Dress| {
        let outcome = attempt(source, context, plan.unwrapping(dress))?;
        Ok(outcome.map(|mut outcome| {
            outcome.remarks.push(Remark::on_file(&source.path, None, Topic::File, dress.message()));
            outcome
        }))
    };
    if let (None, Some(dress)) = (plan.wrapped, wrapped::dress(head)) {
        return undress(dress);
    }
    if let Some(refusal) = printed::refusal(head) {
        return Err(refusal);
    }
    let Some(layout) = header::find(head) else { return Err(Refusal::NoRows) };
    if let (None, Some(dress)) = (plan.wrapped, wrapped::quotes(head, &layout)) {
        return undress(dress);
    }
    parts(source, context, layout, text, buffer, || Decoded::open(source, context, plan))
}

/// So many times the header of a file may change.
const PARTS: usize = 16;

/// Reads the file below its header, and below each other header in the middle of it as a table of its own.
fn parts<'a>(
    source: &Source,
    context: &Context,
    mut layout: Layout,
    mut text: Decoded<'a>,
    mut head: Vec<u8>,
    reopen: impl Fn() -> Result<Decoded<'a>, Refusal>,
) -> Result<Option<Outcome>, Refusal> {
    let forced = source.forced.as_ref().map(|forced| forced.kind);
    let mut outcome = Outcome::default();
    let mut before: Option<(Kind, Vec<String>)> = None;
    loop {
        let recognise = |forced| {
            let type_name = layout.type_name.as_deref();
            recognise::recognise(&source.path, &layout.header, &layout.sample, type_name, forced)
        };
        let found = recognise(forced).or_else(|refusal| match (refusal, &before) {
            // The columns of before in another order are of the kind of before.
            (Refusal::Unrecognised { .. }, Some((kind, header)))
                if layout.header.iter().all(|name| header.contains(name)) =>
            {
                recognise(Some(*kind))
            }
            // Who wants to see the rows need not know what they are.
            _ if context.rows => Ok(Recognised::nothing()),
            (refusal @ Refusal::Unrecognised { .. }, None) => Err(printed::headless(&layout.header).unwrap_or(refusal)),
            (refusal, _) => Err(refusal),
        })?;
        if let (true, Some(refusal)) = (found.mapping.is_empty(), printed::headless(&layout.header))
            && !context.rows
        {
            return Err(refusal);
        }
        let mut body = Body::new(source, context, &layout, &found);
        let mut course = if outcome.tables.is_empty() {
            fast(&mut body, &mut text, std::mem::take(&mut head), context.sizes.block)
                .map_err(|cause| refuse(&cause))?
        } else {
            Course::Irregular
        };
        // Quotes where none are expected, or a header far below: from the beginning, slowly and exactly.
        if let Course::Irregular = course {
            body = Body::new(source, context, &layout, &found);
            text = reopen()?;
            course = exact(&mut body, &mut text, context.sizes.block)?;
        }
        let next = match course {
            Course::Undecodable => return Ok(None),
            Course::Header(next) => Some(next),
            Course::Read | Course::Irregular => None,
        };
        let Outcome { tables, remarks, bytes, .. } = body.finish(text.name());
        outcome.bytes += bytes;
        outcome.tables.extend(tables);
        outcome.remarks.extend(remarks);
        let Some(NextHeader { place, names, sample }) = next else { return Ok(Some(outcome)) };
        if outcome.tables.len() == PARTS {
            let message =
                format!("its header changes more than {PARTS} times\n  help    name the files it was made of");
            return Err(Refusal::Other(message));
        }
        outcome.remarks.push(Remark {
            row: Some(place.row),
            line: Some(place.line),
            ..Remark::on_file(&source.path, None, Topic::File, "another header: the rows below it are read by it")
        });
        before = Some((found.kind, layout.header));
        layout = Layout { header: names, header_row: place.row, sample, type_name: None, above: None, ..layout };
    }
}

fn refuse(cause: &io::Error) -> Refusal {
    Refusal::Unreadable(cause.to_string())
}

/// Cuts blocks behind a line end that an even number of quotes precedes. In a regular file that is the end of a record;
/// whether it is one, each block proves when it is parsed.
fn fast(body: &mut Body<'_>, text: &mut Decoded<'_>, mut buffer: Vec<u8>, size: usize) -> io::Result<Course> {
    let at_once = rayon::current_num_threads() * 2;
    let mut blocks: Vec<(bool, Vec<u8>)> = Vec::new();
    let mut is_first = true;
    let mut spare: Vec<Vec<u8>> = Vec::new();
    loop {
        let cut = if text.ended { Some(buffer.len()) } else { split::last_record_end(&buffer) };
        match cut {
            Some(cut) => {
                let mut tail = spare.pop().unwrap_or_else(|| Vec::with_capacity(size + size / 4));
                tail.extend_from_slice(&buffer[cut..]);
                buffer.truncate(cut);
                blocks.push((is_first, std::mem::replace(&mut buffer, tail)));
                is_first = false;
            }
            None if buffer.len() > LONGEST_ROW => return Ok(Course::Irregular),
            None => {}
        }
        if blocks.len() >= at_once || text.ended {
            let parsed: Vec<_> = blocks
                .par_drain(..)
                .map(|(is_first, mut block)| {
                    let parsed = body.parse_regular(&block, is_first);
                    block.clear();
                    (parsed, block)
                })
                .collect();
            for (block, buffer) in parsed {
                spare.push(buffer);
                match block {
                    Ok(block) => {
                        if let Some(next) = body.add(block) {
                            return Ok(Course::Header(next));
                        }
                    }
                    Err(course) => return Ok(course),
                }
            }
        }
        if text.ended {
            return Ok(Course::Read);
        }
        text.fill(&mut buffer, size)?;
        if text.is_doubtful {
            return Ok(Course::Undecodable);
        }
    }
}

/// Follows every quote from the beginning of the file on, and parses with the csv crate alone.
fn exact(body: &mut Body<'_>, text: &mut Decoded<'_>, size: usize) -> Result<Course, Refusal> {
    let mut splitter = Splitter::new(body.layout.delimiter);
    let mut starts = Vec::new();
    let mut scanned = 0;
    let mut blocks = Vec::new();
    let mut buffer = Vec::new();
    let at_once = rayon::current_num_threads() * 2;
    loop {
        text.fill(&mut buffer, size).map_err(|cause| refuse(&cause))?;
        if text.is_doubtful {
            return Ok(Course::Undecodable);
        }
        let (upto, mut complete) = splitter.scan(&buffer, scanned, text.ended, &mut starts);
        scanned = upto;
        if text.ended {
            complete = buffer.len();
        }
        if complete > 0 {
            let next = starts.partition_point(|start| (start.offset as usize) < complete);
            let mut rest: Vec<Start> = starts.split_off(next);
            for start in &mut rest {
                start.offset -= u32::try_from(complete).expect("a block is far below 4 GiB");
            }
            let mut tail = Vec::with_capacity(size + size / 4);
            tail.extend_from_slice(&buffer[complete..]);
            buffer.truncate(complete);
            let bytes = std::mem::replace(&mut buffer, tail);
            blocks.push(Block { bytes, starts: std::mem::replace(&mut starts, rest) });
            scanned -= complete;
        } else if buffer.len() > LONGEST_ROW {
            let place = splitter.open_quote().or_else(|| starts.last().map(|start| start.place));
            let Place { row, line } = place.unwrap_or(Place { row: 1, line: 1 });
            return Err(Refusal::RowTooLong { row, line, limit: LONGEST_ROW >> 20 });
        }
        if blocks.len() >= at_once || text.ended {
            if let Some(Place { row, line }) = splitter.open_quote().filter(|_| text.ended) {
                return Err(Refusal::OpenQuote { row, line });
            }
            let parsed: Vec<_> = blocks.par_drain(..).map(|block| body.parse(&block)).collect();
            for block in parsed {
                let Some(block) = block else { return Ok(Course::Undecodable) };
                if let Some(next) = body.add(block) {
                    return Ok(Course::Header(next));
                }
            }
        }
        if text.ended {
            return Ok(Course::Read);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Silent, open};
    use proptest::prelude::*;

    const HEADER: &str = "objectGUID,sAMAccountName,userPrincipalName,displayName,note";

    /// Rows with everything that makes a cut go wrong: line ends, doubled and stray quotes, blank lines, long letters,
    /// lone CRs, rows that are too long or too short, another header, an invisible letter at the beginning of a row.
    const NASTY: &str = concat!(
        "00000000-0000-4000-8000-000000000001,anna,anna@contoso.example,\"Berg, Anna\",\"a\r\nb\n\"\"c\"\"\"\r\n",
        "\r\n\n",
        "00000000-0000-4000-8000-000000000002,ben,ben@contoso.example,Bj\u{f6}rn \u{1f600},\"\"\"\"\r\n",
        "\"00000000-0000-4000-8000-000000000003\",\"cora\",\"cora@contoso.example\",\"\",\"\n\"\n",
        "00000000-0000-4000-8000-000000000004,dora,dora@contoso.example,\"Dora\" Holm,5\"\r\n",
        "\u{feff}00000000-0000-4000-8000-000000000005,eike,eike@contoso.example,,\r\n",
        "too,short\r\n",
        "00000000-0000-4000-8000-000000000006,finn,finn@contoso.example,Finn,x,too,long\n",
        "00000000-0000-4000-8000-000000000007,gina,gina@contoso.example,Gina,\"last\"",
    );

    /// A file, and everything that is read of it in blocks of these sizes.
    struct File(tempfile::NamedTempFile);

    impl File {
        fn of(bytes: impl AsRef<[u8]>) -> Self {
            let file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
            std::fs::write(file.path(), bytes).unwrap();
            Self(file)
        }

        fn told(&self, head: usize, block: usize) -> String {
            let path = self.0.path().to_str().unwrap();
            let found = open::sources(&[path.to_owned()], &[]).unwrap();
            let sizes = Sizes { head, block };
            let context = Context { progress: &Silent, hash: false, rows: true, encoding: None, sizes };
            let outcome = match read(&found.sources[0], &context) {
                Ok(outcome) => outcome,
                Err(refusal) => return refusal.to_string(),
            };
            let mut told = Vec::new();
            for table in outcome.tables {
                told.push(format!("{:?} {:?} {:?}", table.header, table.passed_over, table.unread));
                for chunk in &table.chunks {
                    for row in 0..chunk.len() {
                        let cells: Vec<_> = (0..table.mapped.len()).map(|at| chunk.raw(at, row).text()).collect();
                        told.push(format!("{:?} {cells:?}", chunk.place(row)));
                    }
                }
                told.push(format!("{:?}", table.rows_read));
            }
            told.extend(outcome.remarks.iter().map(|remark| format!("{:?} {}", remark.row, remark.message)));
            told.join("\n").replace(path, "")
        }

        /// With the first boundary behind each byte from `header` on, and with small blocks behind the header.
        fn assert_boundaries_do_not_matter(&self, header: usize) {
            let length = std::fs::read(self.0.path()).unwrap().len();
            let whole = self.told(length + 1, length + 1);
            assert!(whole.contains("gina"), "{whole}");
            for head in header..=length {
                assert_eq!(self.told(head, length), whole, "the first boundary behind byte {head}");
            }
            for block in 1..=32 {
                assert_eq!(self.told(header, block), whole, "blocks of {block}");
            }
        }
    }

    #[test]
    fn a_block_may_end_behind_any_byte() {
        let file = File::of(format!("{HEADER}\r\n{NASTY}"));
        file.assert_boundaries_do_not_matter(HEADER.len() + 2);
    }

    #[test]
    fn a_block_may_end_behind_any_byte_where_the_csv_crate_reads_everything() {
        let lone = format!("{HEADER}\r\n{NASTY}").replacen("\r\n\n", "\r\r\n", 1).replace(',', ";");
        File::of(lone).assert_boundaries_do_not_matter(HEADER.len() + 2);
    }

    #[test]
    fn a_block_may_end_behind_any_byte_of_utf_16() {
        let text = format!("\u{feff}{HEADER}\r\n{NASTY}");
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        File::of(bytes).assert_boundaries_do_not_matter(2 * (HEADER.len() + 3));
    }

    proptest! {
        #[test]
        fn sizes_do_not_matter_to_any_rows(rows in "[ab\u{e9},\"\r\n]{0,80}", head in 0usize..80, block in 1usize..20) {
            let text = format!("{HEADER}\r\n00000000-0000-4000-8000-000000000001,a,a@contoso.example,,\r\n{rows}");
            let file = File::of(&text);
            let whole = file.told(text.len() + 1, text.len() + 1);
            prop_assert_eq!(file.told(text.len() - head.min(rows.len()), block), whole);
        }
    }
}
