//! Reads LDIF as `ldifde` and `ldapsearch` write it: a record is a block of lines that begins with `dn:`.
//!
//! A record with a line that cannot be read is left unread as a whole, because an attribute lost from it would look as
//! if it were not set.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, Read as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::chunk::Place;
use super::open::Source;
use super::sheet::{self, Rows, Take, WIDEST};
use super::transcode::Text;
use super::{Context, Outcome, UNREADABLE};
use crate::error::{Refusal, Remark, Topic};
use crate::schema::{Field, Kind, Shape, ad};

/// A record longer than this is none.
const LONGEST: usize = 16 << 20;

/// Whether a text begins as LDIF does, behind comments, blank lines and the line of dashes.
pub(super) fn begins(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    // A comment may go on in a line that begins with a blank.
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with(['#', ' ']) && !is_rule(line));
    let starts = |line: &str, name: &str| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    first.is_some_and(|line| starts(line, "dn:") || starts(line, "version: 1") || starts(line, "version:1"))
}

/// Reads all records as one table, whose header is made of the attributes in the order of their first appearance.
pub(super) fn read(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    let mut entries = Entries::survey(source, context)?;
    context.progress.advance(source.size());
    let (mut table, mut remarks) = sheet::read(source, context, None, &mut entries)?;
    table.encoding = Some(entries.text.name());
    table.unread = entries.unread;
    table.pass_over("change, no entry", entries.changes);
    if let Some(reason) = entries.cut {
        table.cut = true;
        remarks.push(Remark::on_file(&source.path, None, Topic::File, reason));
    }
    remarks.extend(entries.remarks);
    remarks.extend(entries.text.remark());
    Ok(Outcome { tables: vec![table], remarks, ..Outcome::default() })
}

/// The records of a file, which is read anew each time, so that one record at a time is in memory.
struct Entries<'s> {
    source: &'s Source,
    text: Text,
    names: Vec<String>,
    /// Where each attribute stands, by its name in lower case.
    places: HashMap<String, usize>,
    unread: u64,
    changes: u64,
    /// Why entries may be missing.
    cut: Option<String>,
    remarks: Vec<Remark>,
}

impl<'s> Entries<'s> {
    /// Reads the file once for its names, and for all that is to be said about it.
    fn survey(source: &'s Source, context: &Context) -> Result<Self, Refusal> {
        let mut entries = Self {
            source,
            text: Text::of(source, context)?,
            names: Vec::new(),
            places: HashMap::new(),
            unread: 0,
            changes: 0,
            cut: None,
            remarks: Vec::new(),
        };
        let mut blocks = Blocks::open(source, &entries.text)?;
        while let Some(block) = blocks.next()? {
            entries.note(&block)?;
        }
        let announced = blocks.announced;
        let read = u64::from(blocks.row);
        if entries.cut.is_none() && announced > read {
            entries.cut =
                Some(format!("numEntries names {announced} entries, but only {read} are here: people may be missing"));
        }
        if blocks.row == 0 {
            return Err(Refusal::NoRows);
        }
        if entries.changes == read {
            return Err(Refusal::Other(
                "it lists changes to a directory (changetype: modify or delete), not its entries\n  \
                 help    export the users with ldifde -f users.ldf, or as CSV"
                    .into(),
            ));
        }
        Ok(entries)
    }

    fn note(&mut self, block: &Block) -> Result<(), Refusal> {
        if let Some(result) = block.failed_search() {
            self.cut = Some(format!("the search ended with '{result}': people may be missing"));
        }
        if block.row == 0 {
            return Ok(());
        }
        if let Some((line, fault)) = &block.fault {
            self.unread += 1;
            self.remarks.push(self.remark(block.row, *line, None, Topic::UnreadRow, format!("not read: {fault}")));
            if block.is_cut {
                self.cut = Some("the file ends in the middle of a line: more may be missing".into());
            }
            return Ok(());
        }
        if block.is_change() {
            self.changes += 1;
            return Ok(());
        }
        for line in block.attributes() {
            let key = line.name.to_ascii_lowercase();
            if !self.places.contains_key(&key) {
                if self.names.len() == WIDEST {
                    return Err(Refusal::Other(format!(
                        "it has more than {WIDEST} different attributes (line {})\n  \
                         help    export the attributes of users only",
                        line.number
                    )));
                }
                self.places.insert(key, self.names.len());
                self.names.push(line.name.clone());
            }
            let Err(fault) = line.cell() else { continue };
            let message = format!("{fault}, so the attribute counts as unknown");
            self.remarks.push(self.remark(block.row, line.number, Some(&line.name), Topic::Column, message));
        }
        Ok(())
    }

    fn remark(&self, row: u32, line: u32, column: Option<&str>, topic: Topic, message: String) -> Remark {
        Remark {
            row: Some(row),
            line: Some(line),
            column: column.map(str::to_owned),
            ..Remark::on_file(&self.source.path, None, topic, message)
        }
    }

    fn cells(&self, block: &Block) -> Vec<String> {
        let mut values: Vec<Vec<String>> = vec![Vec::new(); self.names.len()];
        let mut broken = BTreeSet::new();
        for line in block.attributes() {
            let Some(at) = self.places.get(&line.name.to_ascii_lowercase()) else { continue };
            match line.cell() {
                // Of the chain of classes the last is the most specific.
                Ok(value) if line.is("objectClass") => values[*at] = vec![value],
                Ok(value) => values[*at].push(value),
                Err(_) => {
                    broken.insert(*at);
                }
            }
        }
        let mut cells: Vec<String> = values.iter().map(|values| sheet::join(values)).collect();
        for at in broken {
            UNREADABLE.clone_into(&mut cells[at]);
        }
        cells
    }
}

impl Rows for Entries<'_> {
    fn form(&self) -> Option<&'static str> {
        Some("LDIF")
    }

    fn names(&mut self) -> Result<Option<Vec<String>>, Refusal> {
        Ok(Some(self.names.clone()))
    }

    fn each(&mut self, take: &mut Take<'_>) -> Result<(), Refusal> {
        let mut blocks = Blocks::open(self.source, &self.text)?;
        while let Some(block) = blocks.next()? {
            if block.row == 0 || block.fault.is_some() || block.is_change() {
                continue;
            }
            if !take(Place { row: block.row, line: block.line }, &self.cells(&block)) {
                break;
            }
        }
        Ok(())
    }
}

/// Lines that belong together.
#[derive(Default)]
struct Block {
    /// The number of the record; 0 for lines that are none, such as the result of a search.
    row: u32,
    /// The line of its `dn:`.
    line: u32,
    lines: Vec<Line>,
    /// The first line that cannot be read, and why.
    fault: Option<(u32, String)>,
    /// Whether the file ends within it.
    is_cut: bool,
}

impl Block {
    /// `changetype: add` is how ldifde exports; all other types say what to do to an entry that exists elsewhere.
    fn is_change(&self) -> bool {
        self.lines.iter().any(|line| line.is("changetype") && !line.value.eq_ignore_ascii_case("add"))
    }

    fn attributes(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.is("changetype"))
    }

    /// What ldapsearch says of a search that ended early.
    fn failed_search(&self) -> Option<&str> {
        let result = self.lines.iter().find(|line| self.row == 0 && line.is("result"))?;
        (!result.value.starts_with("0 ") && result.value != "0").then_some(&result.value)
    }

    /// Lines between records that are none: the version, and what ldapsearch says about a search.
    fn is_talk(&self) -> bool {
        const TALK: [&str; 6] = ["version", "search", "result", "ref", "control", "matcheddn"];
        self.lines.first().is_some_and(|first| TALK.iter().any(|talk| first.is(talk)))
    }
}

/// `name: text`, `name:: base64` or `name:< address`, unfolded.
struct Line {
    number: u32,
    name: String,
    form: Form,
    value: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Base64,
    Elsewhere,
}

impl Line {
    /// `None` when it is no line of LDIF.
    fn parse(number: u32, text: &str) -> Option<Self> {
        let (name, rest) = text.split_once(':')?;
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b';' | b'.' | b'_' | b'='));
        let (form, value) = match rest.as_bytes().first() {
            Some(b':') => (Form::Base64, &rest[1..]),
            Some(b'<') => (Form::Elsewhere, &rest[1..]),
            _ => (Form::Text, rest),
        };
        let value = if form == Form::Text { value.trim_start_matches(' ') } else { value.trim() };
        // How a server marks bytes, and that it gives only a part of the values.
        let (base, option) = name.split_once(';').unwrap_or((name, ""));
        let is_part = option.starts_with("range=") && !option.ends_with('*');
        let name = if option == "binary" || option.starts_with("range=") { base } else { name };
        let form = if is_part { Form::Elsewhere } else { form };
        is_name.then(|| Self { number, name: name.to_owned(), form, value: value.to_owned() })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value as the cell of a table: text where it is text, a SID in words, else the base64 as it stands.
    fn cell(&self) -> Result<String, &'static str> {
        match self.form {
            Form::Text => return Ok(self.value.clone()),
            Form::Elsewhere => return Err("its value stands elsewhere"),
            Form::Base64 => {}
        }
        let Ok(bytes) = STANDARD.decode(&self.value) else { return Err("its base64 cannot be decoded") };
        let field = Field::named(Kind::AdUsers, &self.name);
        if let Some(sid) = field.filter(|field| matches!(*field, ad::SID | ad::MASTER_SID)).and(sid(&bytes)) {
            return Ok(sid);
        }
        // Sixteen bytes may happen to be text.
        if field.is_some_and(|field| field.shape() == Shape::Guid) {
            return Ok(self.value.clone());
        }
        Ok(String::from_utf8(bytes).unwrap_or_else(|_| self.value.clone()))
    }
}

/// `S-1-5-21-…`: revision, authority, then sub-authorities, which alone are little-endian.
fn sid(bytes: &[u8]) -> Option<String> {
    let [1, count, authority @ ..] = bytes else { return None };
    let (authority, rest) = authority.split_at_checked(6)?;
    if rest.len() != usize::from(*count) * 4 {
        return None;
    }
    let authority = authority.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    let mut text = format!("S-1-{authority}");
    for part in rest.chunks_exact(4) {
        text.push('-');
        text.push_str(&u32::from_le_bytes(part.try_into().unwrap_or_default()).to_string());
    }
    Some(text)
}

/// A line of dashes, as write-ups put between records.
fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

/// Cuts a text into blocks.
struct Blocks {
    input: Box<dyn BufRead>,
    /// The line that was read last.
    number: u32,
    /// Records so far.
    row: u32,
    /// The line read ahead to see whether it goes on with the one before.
    ahead: Option<Physical>,
    /// The entries that comments of ldapsearch promise.
    announced: u64,
}

struct Physical {
    number: u32,
    text: String,
    /// Whether the file ends before the line does.
    is_open: bool,
}

impl Blocks {
    fn open(source: &Source, text: &Text) -> Result<Self, Refusal> {
        Ok(Self { input: text.open(source)?, number: 0, row: 0, ahead: None, announced: 0 })
    }

    fn next(&mut self) -> Result<Option<Block>, Refusal> {
        let mut block = Block::default();
        let mut size = 0;
        while let Some(Physical { number, text, is_open }) = self.logical()? {
            size += text.len();
            if size > LONGEST {
                return Err(Refusal::Other(format!(
                    "the record in line {number} is longer than {} MiB\n  help    export again, without pictures",
                    LONGEST >> 20
                )));
            }
            let is_end = text.trim().is_empty() || is_rule(&text);
            if is_end && (block.line > 0) {
                break;
            }
            if is_end {
                continue;
            }
            if let Some(comment) = text.strip_prefix('#') {
                let count =
                    comment.trim().strip_prefix("numEntries:").and_then(|count| count.trim().parse::<u64>().ok());
                self.announced += count.unwrap_or(0);
                continue;
            }
            // Parts the changes to one entry.
            if text == "-" {
                continue;
            }
            block.line = if block.line == 0 { number } else { block.line };
            match Line::parse(number, text.trim_end_matches(['\r', '\0'])) {
                _ if is_open => {
                    block.is_cut = true;
                    block.fault.get_or_insert((
                        number,
                        "the file ends within this line; if it is complete, put a line end behind it".to_owned(),
                    ));
                }
                Some(line) if line.is("version") && block.lines.is_empty() => block.line = 0,
                Some(line) if line.is("dn") && !block.lines.is_empty() => {
                    block.fault.get_or_insert((number, "two records without a blank line between them".to_owned()));
                }
                Some(line) => block.lines.push(line),
                None => {
                    block.fault.get_or_insert((number, format!("line {number} is none of LDIF")));
                }
            }
        }
        if block.line == 0 {
            return Ok(None);
        }
        if !block.lines.first().is_some_and(|first| first.is("dn")) {
            if block.is_talk() {
                return Ok(Some(block));
            }
            block.fault.get_or_insert((block.line, "no record begins without 'dn:'".to_owned()));
        }
        self.row += 1;
        block.row = self.row;
        Ok(Some(block))
    }

    /// A line with those that go on with it, which begin with a blank.
    fn logical(&mut self) -> Result<Option<Physical>, Refusal> {
        let Some(mut line) = (match self.ahead.take() {
            Some(line) => Some(line),
            None => self.physical()?,
        }) else {
            return Ok(None);
        };
        if line.text.trim().is_empty() {
            return Ok(Some(line));
        }
        while let Some(next) = self.physical()? {
            match next.text.strip_prefix(' ') {
                Some(rest) if !rest.trim().is_empty() && line.text.len() <= LONGEST => {
                    line.text.push_str(rest);
                    line.is_open = next.is_open;
                }
                _ => {
                    self.ahead = Some(next);
                    break;
                }
            }
        }
        Ok(Some(line))
    }

    fn physical(&mut self) -> Result<Option<Physical>, Refusal> {
        let mut bytes = Vec::new();
        let refuse = |cause: std::io::Error| Refusal::Unreadable(cause.to_string());
        self.input.by_ref().take(LONGEST as u64 + 2).read_until(b'\n', &mut bytes).map_err(refuse)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let is_open = bytes.pop_if(|byte| *byte == b'\n').is_none();
        bytes.pop_if(|byte| *byte == b'\r');
        // Files put together by hand have the mark of each.
        let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
        Ok(Some(Physical { number: self.number, text, is_open }))
    }
}
