//! The rows of one directory over all its tables, and the three states of their cells.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::gap::gap;
use super::part::{self, Cell, Part};
use super::{Addresses, Entry, Standing, Trusted, strange, words};
use crate::error::{Remark, Topic};
use crate::guid::{Form, Guid};
use crate::instant::{self, DAY, DateOrder, Instant};
use crate::intake::{Chunk, Place, Raw, Table};
use crate::schema::{Field, FieldSet, Kind, Producer, Shape, ad, exchange};
use crate::truth::{Known, Truth};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A person's live row.
    Person,
    /// A contact, group or public folder: no person, but it holds addresses. With the reason it is set aside for.
    Holder(&'static str),
    /// A deleted user, or a soft-deleted or inactive mailbox.
    Deleted,
    /// Nothing that holds addresses (a computer).
    Aside(&'static str),
}

/// A row of a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    chunk: u32,
    index: u32,
}

/// All rows of one directory.
#[derive(Debug)]
pub struct Side<'t> {
    tables: Vec<SideTable<'t>>,
    parts: Vec<Part<'t>>,
    pub people: Vec<Row>,
    pub holders: Vec<Row>,
    pub deleted: Vec<Row>,
}

#[derive(Debug)]
struct SideTable<'t> {
    table: &'t Table,
    /// Fields whose blank cells are unknown, because the column is blank throughout and may not have been requested.
    doubtful: FieldSet,
    aside: BTreeMap<&'static str, u64>,
    /// Rows that are no remains of deleted objects.
    live: u64,
    /// Rows of people, live or deleted.
    kept: u64,
    /// Rows of live people.
    people: u64,
    /// Of these, rows that are one object with others, and in which tables such objects have their rows.
    together: Together,
    /// Whether SKUAssigned is True in any row, so that a blank one means something.
    assigns_skus: bool,
    /// Why rows are probably lacking.
    gap: Option<String>,
}

/// So many days between the newest events of two files are not the hours in which exports are taken.
const OLD: i64 = 30;

/// How rows of a table stand together with those of other tables.
#[derive(Clone, Debug, Default)]
pub struct Together {
    rows: u64,
    tables: BTreeSet<BTreeSet<u32>>,
}

impl<'t> Side<'t> {
    pub(super) fn new(tables: Vec<&'t Table>, trusted: &[Trusted], class: fn(&Record<'_>) -> Class) -> Self {
        let doubtful = doubtful(&tables, trusted);
        let parts: Vec<Part<'_>> = (0u32..)
            .zip(&tables)
            .zip(&doubtful)
            .flat_map(|((number, table), doubtful)| {
                table.chunks.iter().map(move |chunk| Part::new(number, table, chunk, *doubtful))
            })
            .collect();
        let tables: Vec<_> = tables
            .into_iter()
            .zip(doubtful)
            .map(|(table, doubtful)| {
                let assigns_skus = table.column_of(exchange::SKU_ASSIGNED).is_some_and(|column| {
                    let words = |chunk: &'t Chunk| chunk.words(column);
                    table.chunks.iter().flat_map(words).any(|word| words::boolean(word.trim()) == Some(true))
                });
                SideTable {
                    table,
                    doubtful,
                    aside: BTreeMap::new(),
                    live: 0,
                    kept: 0,
                    people: 0,
                    together: Together::default(),
                    assigns_skus,
                    gap: gap(table),
                }
            })
            .collect();
        let mut side = Self { tables, parts, people: Vec::new(), holders: Vec::new(), deleted: Vec::new() };
        // Nearly every row is a person's.
        let others: Vec<Vec<(Row, Class)>> = (0..side.parts.len())
            .into_par_iter()
            .map(|chunk| {
                let classed = side.rows_of(chunk).map(|row| (row, class(&side.record(row))));
                classed.filter(|(_, class)| *class != Class::Person).collect()
            })
            .collect();
        let rows: usize = side.parts.iter().map(|part| part.chunk.len()).sum();
        side.people.reserve_exact(rows - others.iter().map(Vec::len).sum::<usize>());
        for (chunk, others) in others.into_iter().enumerate() {
            let mut others = others.into_iter().peekable();
            let own = &mut side.tables[side.parts[chunk].table as usize];
            let rows = u32::try_from(side.parts[chunk].chunk.len()).expect("a chunk is small");
            let chunk = u32::try_from(chunk).expect("fewer chunks than 4 billion");
            for row in (0..rows).map(|index| Row { chunk, index }) {
                let class = others.next_if(|(other, _)| *other == row).map_or(Class::Person, |(_, class)| class);
                own.live += u64::from(class != Class::Deleted);
                own.people += u64::from(class == Class::Person);
                own.kept += u64::from(matches!(class, Class::Person | Class::Deleted));
                match class {
                    Class::Person => side.people.push(row),
                    Class::Deleted => side.deleted.push(row),
                    Class::Holder(reason) => {
                        side.holders.push(row);
                        *own.aside.entry(reason).or_default() += 1;
                    }
                    Class::Aside(reason) => *own.aside.entry(reason).or_default() += 1,
                }
            }
        }
        side
    }

    fn rows_of(&self, chunk: usize) -> impl Iterator<Item = Row> + use<> {
        let rows = u32::try_from(self.parts[chunk].chunk.len()).expect("a chunk is small");
        let chunk = u32::try_from(chunk).expect("fewer chunks than 4 billion");
        (0..rows).map(move |index| Row { chunk, index })
    }

    pub fn record(&self, row: Row) -> Record<'_> {
        Record { side: self, part: self.part(row), first: row, more: &[], united: true }
    }

    /// Every row of the side.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.parts.len()).flat_map(|chunk| self.rows_of(chunk)).map(|row| self.record(row))
    }

    /// Whether any table of this kind has rows: an empty export makes nobody missing.
    pub fn has(&self, kind: Kind) -> bool {
        self.tables_of(kind).next().is_some()
    }

    /// Whether a kind was exported, and as far as anybody can see with all rows.
    pub fn is_whole(&self, kind: Kind) -> bool {
        let is_whole = |own: &SideTable<'_>| own.table.unread == 0 && own.gap.is_none();
        self.has(kind) && self.tables.iter().filter(|own| own.table.kind == kind).all(is_whole)
    }

    /// The tables of a kind that have rows.
    pub fn tables_of(&self, kind: Kind) -> impl Iterator<Item = &'t Table> {
        self.tables.iter().map(|table| table.table).filter(move |table| table.kind == kind && table.records() > 0)
    }

    /// The tables that have rows of live objects.
    pub fn live_tables(&self) -> impl Iterator<Item = &'t Table> {
        self.tables.iter().filter(|table| table.live > 0).map(|table| table.table)
    }

    /// Whether there is a row of a deleted mailbox, or a list without rows that has their columns.
    pub fn lists_deleted(&self) -> bool {
        let marks = [exchange::DELETED, exchange::INACTIVE, exchange::REMOVED, exchange::DISABLED];
        let is_empty_list = |own: &SideTable<'_>| {
            own.table.records() == 0 && marks.iter().any(|mark| own.table.column_of(*mark).is_some())
        };
        !self.deleted.is_empty() || self.tables.iter().any(is_empty_list)
    }

    /// Whether a field was exported of every live object, so that its absence from all rows means something: by each
    /// table, or by another that holds the same objects.
    pub fn compares(&self, field: Field) -> bool {
        let knows = |table: &SideTable<'_>| table.table.column_of(field).is_some() && !table.doubtful.contains(field);
        let is_supplied = |table: &SideTable<'_>| {
            let is_among = |tables: &BTreeSet<u32>| tables.iter().any(|other| knows(&self.tables[*other as usize]));
            table.people > 0 && table.together.rows == table.people && table.together.tables.iter().all(is_among)
        };
        let mut tables = self.tables.iter().filter(|table| table.live > 0).peekable();
        tables.peek().is_some() && tables.all(|table| knows(table) || is_supplied(table))
    }

    /// For each table how its rows stand together with others, given the live objects of several rows.
    pub fn together<'r>(&self, objects: impl Iterator<Item = Record<'r>>) -> Vec<Together> {
        let mut together = vec![Together::default(); self.tables.len()];
        for object in objects {
            let table_of = |row: Row| self.part(row).table;
            let tables: BTreeSet<u32> = object.rows().map(table_of).collect();
            for row in object.rows() {
                let own = &mut together[table_of(row) as usize];
                own.rows += 1;
                if !own.tables.contains(&tables) {
                    own.tables.insert(tables.clone());
                }
            }
        }
        together
    }

    pub fn note_together(&mut self, together: Vec<Together>) {
        for (table, together) in self.tables.iter_mut().zip(together) {
            table.together = together;
        }
    }

    /// Tables whose newest event lies long before that of another with rows of the same objects: an old copy beside a new
    /// one, though each file tells other dates.
    pub fn old_copies(&self) -> Vec<Remark> {
        let older = |own: &SideTable<'t>| {
            let newest = own.table.newest()?;
            let others = own.together.tables.iter().flatten().map(|other| self.tables[*other as usize].table);
            let (other, at) = others.filter_map(|other| Some((other, other.newest()?))).max_by_key(|(_, at)| *at)?;
            let days = (at - newest) / DAY;
            let message = format!(
                "its newest event is {days} days older than that of {}, which has rows of the same objects: what they tell \
                 counts together; leave out the older one if it is an old copy",
                other.place()
            );
            (days > OLD).then(|| Remark::on_file(&own.table.path, own.table.sheet.as_deref(), Topic::File, message))
        };
        self.tables.iter().filter_map(older).collect()
    }

    /// Whether any table has the column of any of these fields.
    pub fn has_any(&self, fields: &[Field]) -> bool {
        self.tables.iter().any(|own| fields.iter().any(|field| own.table.column_of(*field).is_some()))
    }

    pub(super) fn kept(&self, table: &Table) -> u64 {
        self.tables.iter().filter(|own| std::ptr::eq(own.table, table)).map(|own| own.kept).sum()
    }

    pub(super) fn set_aside(&self, table: &Table) -> impl Iterator<Item = (&'static str, u64)> {
        self.tables
            .iter()
            .filter(move |own| std::ptr::eq(own.table, table))
            .flat_map(|own| own.aside.iter().map(|(reason, count)| (*reason, *count)))
    }

    /// Whether the file that says nothing of SKUAssigned in this row says True in another.
    pub(super) fn assigns_skus(&self, row: Row) -> bool {
        self.table(row).assigns_skus
    }

    /// Whether the live exports hold everybody as far as anybody can see: not cut, not filtered, no row unread.
    pub fn is_complete(&self) -> bool {
        self.tables.iter().filter(|own| own.live > 0).all(|own| own.table.unread == 0 && own.gap.is_none())
    }

    /// Notes why rows are probably lacking in the live tables, unless one of them looked so already. Answers with the
    /// first of them.
    pub fn note_gap(&mut self, gap: &str) -> Option<&'t Table> {
        if self.tables.iter().any(|own| own.live > 0 && own.gap.is_some()) {
            return None;
        }
        let mut first = None;
        for own in self.tables.iter_mut().filter(|own| own.live > 0) {
            own.gap = Some(gap.to_owned());
            first = first.or(Some(own.table));
        }
        first
    }

    pub(super) fn unknown_fields(&self, table: &Table) -> Option<FieldSet> {
        let own = self.tables.iter().find(|own| std::ptr::eq(own.table, table))?;
        let absent = table.kind.fields().filter(|field| own.table.column_of(*field).is_none());
        Some(absent.collect::<FieldSet>().and(own.doubtful))
    }

    /// Columns that are there but say nothing, and rows that are probably lacking.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for own in self.tables.iter().filter(|own| own.table.records() > 0) {
            if let Some(gap) = own.gap.as_ref().filter(|_| own.live > 0) {
                let message = format!("{gap}: who is not in it may be missing from the file only");
                remarks.push(Remark::on_file(&own.table.path, own.table.sheet.as_deref(), Topic::File, message));
            }
            remarks.extend(strange::remarks(own.table));
            for mapped in own.table.mapped.iter().filter(|mapped| own.doubtful.contains(mapped.field)) {
                remarks.push(Remark {
                    column: Some(own.table.header[mapped.position].clone()),
                    ..Remark::on_file(
                        &own.table.path,
                        own.table.sheet.as_deref(),
                        Topic::Column,
                        format!(
                            "blank in every row, so perhaps not exported: it counts as unknown \
                             (--trust-blank {}:{} if it was)",
                            own.table.kind,
                            mapped.field.column()
                        ),
                    )
                });
            }
        }
        remarks
    }

    fn part(&self, row: Row) -> &Part<'t> {
        &self.parts[row.chunk as usize]
    }

    fn table(&self, row: Row) -> &SideTable<'t> {
        &self.tables[self.part(row).table as usize]
    }
}

/// For each table, the fields whose column is blank in all rows of all tables of its kind and producer, unless the
/// producer fills what it prints or the user vouches for the column. With a single row a blank column tells nothing.
fn doubtful(tables: &[&Table], trusted: &[Trusted]) -> Vec<FieldSet> {
    let group = |table: &Table| (table.kind, table.producer);
    let mut rows: BTreeMap<(Kind, Producer), u64> = BTreeMap::new();
    let mut filled: BTreeMap<((Kind, Producer), Field), u64> = BTreeMap::new();
    for table in tables {
        *rows.entry(group(table)).or_default() += table.records();
        for mapped in &table.mapped {
            *filled.entry((group(table), mapped.field)).or_default() += mapped.filled;
        }
    }
    tables
        .iter()
        .map(|table| {
            let reliable = table.producer.fills_what_it_prints() && rows[&group(table)] > 1;
            let reliable = reliable || table.asked_for_its_columns();
            table
                .mapped
                .iter()
                .map(|mapped| mapped.field)
                .filter(|field| filled[&(group(table), *field)] == 0 && !reliable && field.shape() != Shape::Named)
                .filter(|field| !trusted.contains(&Trusted { kind: table.kind, field: *field }))
                .collect()
        })
        .collect()
}

/// One object: a row, or several that are the same object or that Entra Connect makes one.
#[derive(Clone, Copy, Debug)]
pub struct Record<'t> {
    side: &'t Side<'t>,
    /// Where the first row stands.
    part: &'t Part<'t>,
    first: Row,
    more: &'t [Row],
    /// Whether all rows are the same object, so that cells which contradict each other are unknown. Rows of several
    /// forests differ by nature: there the first row decides and the others fill its gaps.
    united: bool,
}

impl<'t> Record<'t> {
    pub fn new(side: &'t Side<'t>, first: Row, more: &'t [Row], united: bool) -> Self {
        Self { part: side.part(first), side, first, more, united }
    }

    /// Tells that many of its cells are about to be asked.
    pub fn touch(&self) {
        self.part.chunk.touch(self.index());
    }

    pub fn side(&self) -> &'t Side<'t> {
        self.side
    }

    /// The row that decides.
    pub fn row(&self) -> Row {
        self.first
    }

    /// Its rows, the one that decides first.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<'t> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    pub fn table(&self) -> &'t Table {
        self.table_of(self.first)
    }

    pub fn table_of(&self, row: Row) -> &'t Table {
        self.side.table(row).table
    }

    pub fn place_of(&self, row: Row) -> Place {
        self.side.part(row).chunk.place(row.index as usize)
    }

    /// The row in which a field stands: the first that knows it.
    pub fn row_of(&self, field: Field) -> Row {
        if self.more.is_empty() {
            return self.first;
        }
        let known = |row: &Row| !matches!(self.cell_of(*row, field), Known::Unknown(_) | Known::Empty);
        let there = |row: &Row| self.side.part(*row).raw(row.index as usize, field).is_some();
        self.rows().find(known).or_else(|| self.rows().find(there)).unwrap_or(self.first)
    }

    /// The cell as it stands in the file; `None` where the column is absent.
    pub fn shown(&self, field: Field) -> Option<Cow<'t, str>> {
        self.shown_in(self.row_of(field), field)
    }

    /// The cell of one of its rows, as it stands in the file.
    pub fn shown_in(&self, row: Row, field: Field) -> Option<Cow<'t, str>> {
        self.side.part(row).raw(row.index as usize, field).map(Raw::text)
    }

    /// Whether something stands in the cell of an id that nobody can read.
    pub fn is_unread(&self, id: Field) -> bool {
        matches!(self.guid(id), Known::Unknown(_)) && self.shown(id).is_some_and(|text| !text.trim().is_empty())
    }

    /// Whether the table of a row has the column of a field.
    pub fn has_column(&self, row: Row, field: Field) -> bool {
        self.side.part(row).has(field)
    }

    /// Whether it is this row, and no other.
    pub fn is_just(&self, row: Row) -> bool {
        self.more.is_empty() && self.first == row
    }

    fn index(&self) -> usize {
        self.first.index as usize
    }

    fn cell_of(&self, row: Row, field: Field) -> Cell<'t> {
        self.side.part(row).cell(row.index as usize, field)
    }

    fn cell(&self, field: Field) -> Cell<'t> {
        let mut cell = self.part.cell(self.index(), field);
        for row in self.more {
            let other = self.cell_of(*row, field);
            cell = match (cell, other) {
                (Known::Value(one), Known::Value(other)) if self.united && !agree(field, one, other) => {
                    return Known::Unknown(FieldSet::of(field));
                }
                (known @ (Known::Value(_) | Known::Set(_)), _) => known,
                (Known::Empty, Known::Unknown(_)) => Known::Empty,
                (_, other) => other,
            };
        }
        cell
    }

    /// Fields whose rows contradict each other.
    pub fn contradictions(&self) -> Vec<(Field, Row, Row)> {
        if !self.united {
            return Vec::new();
        }
        let mut found = Vec::new();
        for field in self.table().kind.fields() {
            let values: Vec<_> = self.rows().filter_map(|row| Some((row, self.cell_of(row, field).value()?))).collect();
            if let Some((first, one)) = values.first()
                && let Some((row, _)) = values.iter().find(|(_, other)| !agree(field, *one, *other))
            {
                found.push((field, *first, *row));
            }
        }
        found
    }

    pub fn text(&self, field: Field) -> Known<&'t str> {
        // Nearly every cell of nearly everybody stands in one row.
        if self.more.is_empty()
            && let Some(text) = self.part.text(self.index(), field)
        {
            return text;
        }
        match self.cell(field) {
            Known::Value(Raw::Text(text)) => Known::Value(text),
            Known::Value(Raw::Guid(..)) => Known::Set(FieldSet::of(field)),
            Known::Set(fields) => Known::Set(fields),
            Known::Empty => Known::Empty,
            Known::Unknown(fields) => Known::Unknown(fields),
        }
    }

    /// The number that a word stands for.
    pub(super) fn number(&self, field: Field) -> Known<i64> {
        let read_once = if self.more.is_empty() { self.part.number(self.index(), field) } else { None };
        read_once.unwrap_or_else(|| part::number(self.text(field), field))
    }

    /// What the word for the type of a recipient says; `None` where it has to be read.
    pub(super) fn standing(&self) -> Option<Known<Standing>> {
        if self.more.is_empty() { self.part.standing(self.index()) } else { None }
    }

    /// A GUID; text that is none counts as set.
    pub fn guid(&self, field: Field) -> Known<Guid> {
        // Nearly every id stands in one row, and is one.
        if self.more.is_empty()
            && let Some(guid) = self.part.guid(self.index(), field)
        {
            return guid;
        }
        match self.cell(field) {
            Known::Value(Raw::Guid(guid, _)) => Known::Value(guid),
            Known::Value(Raw::Text(text)) => match Guid::from_text(text) {
                Some(guid) if guid.is_zero() => Known::Empty,
                Some(guid) => Known::Value(guid),
                None => Known::Set(FieldSet::of(field)),
            },
            Known::Set(fields) => Known::Set(fields),
            Known::Empty => Known::Empty,
            Known::Unknown(fields) => Known::Unknown(fields),
        }
    }

    /// Whether a boolean cell is true; an empty one is false.
    pub fn flag(&self, field: Field) -> Truth {
        let read_once = if self.more.is_empty() { self.part.flag(self.index(), field) } else { None };
        read_once.unwrap_or_else(|| part::flag(self.text(field), field))
    }

    /// Whether a cell of any shape is blank.
    pub fn is_blank(&self, field: Field) -> Truth {
        self.cell(field).is_empty()
    }

    pub fn instant(&self, field: Field) -> Known<Instant> {
        match self.text(field) {
            Known::Value(text) => match instant::parse(text) {
                None if instant::is_never(text) => Known::Empty,
                // Something stands there, and nobody can tell when.
                None => Known::Unknown(FieldSet::of(field)),
                Some(reading) => match reading.instant(self.order(field)) {
                    Some(instant) => Known::Value(instant),
                    None => Known::Unknown(FieldSet::of(field)),
                },
            },
            Known::Set(fields) => Known::Set(fields),
            Known::Empty => Known::Empty,
            Known::Unknown(fields) => Known::Unknown(fields),
        }
    }

    /// Whether what a cell tells may have been after a moment, as far as anybody can read it.
    pub fn may_be_after(&self, field: Field, moment: i64) -> bool {
        let is_after = |instant: Instant| {
            let doubt = if instant.zoned { 0 } else { instant::ZONE_DOUBT };
            instant.seconds + doubt > moment
        };
        match self.text(field) {
            Known::Value(text) => match instant::parse(text) {
                None => !instant::is_never(text),
                Some(reading) => reading.instant(self.order(field)).or_else(|| reading.latest()).is_none_or(is_after),
            },
            Known::Set(_) => true,
            Known::Empty => false,
            Known::Unknown(_) => self.shown(field).is_some_and(|text| !text.trim().is_empty()),
        }
    }

    /// Whether a cell says that something happened, even where nobody can tell when: day and month may be either way round.
    pub fn has_happened(&self, field: Field) -> bool {
        let tells = |text: &str| !instant::is_never(text) && text.bytes().any(|byte| byte.is_ascii_digit());
        self.text(field).value().is_some_and(tells)
    }

    fn order(&self, field: Field) -> Option<DateOrder> {
        let table = self.table_of(self.row_of(field));
        table.column_of(field).and_then(|column| table.mapped[column].dates.order())
    }

    pub fn addresses(&self, field: Field) -> Known<Addresses<'t>> {
        self.text(field).map(Addresses::new)
    }
}

/// Whether two cells of one object say the same.
fn agree(field: Field, one: Raw<'_>, other: Raw<'_>) -> bool {
    match (one, other) {
        (Raw::Guid(one, _), Raw::Guid(other, _)) => one == other,
        (Raw::Text(one), Raw::Text(other)) => match field.shape() {
            // Exports of different days see different instants; the containers of two cmdlets differ in form.
            Shape::Instant | Shape::Past | Shape::Container => true,
            // One cmdlet prints the type in front, the other does not.
            _ if field == ad::TARGET => Entry::new(one).mail.eq_ignore_ascii_case(Entry::new(other).mail),
            Shape::Addresses => Addresses::new(one).same_as(&Addresses::new(other)),
            // Each cmdlet has its own idea of these.
            _ if field == exchange::DATABASE || field == exchange::SERVICES_ID => true,
            _ => one.eq_ignore_ascii_case(other) || one.to_lowercase() == other.to_lowercase(),
        },
        (Raw::Guid(guid, _), Raw::Text(text)) | (Raw::Text(text), Raw::Guid(guid, _)) => {
            Guid::from_text(text) == Some(guid) || Form::Base64.write(guid) == text
        }
    }
}
