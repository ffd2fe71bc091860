//! A sheet that is written row by row and never held in memory, within the limits of Excel.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, Table, TableColumn, TableStyle,
    Workbook, Worksheet, XlsxError, utility::cell_range,
};

use crate::error::{Remark, Topic};
use crate::render::clean;

/// What Excel takes; a workbook beyond that is opened with repairs, or not at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) rows: u32,
    /// Of a cell, as UTF-16 counts them.
    pub(super) letters: usize,
    /// Of a sheet, within the workbook and to the outside.
    pub(super) links: u32,
}

impl Limits {
    pub(super) const EXCEL: Self = Self { rows: 1_048_576, letters: 32_767, links: 65_530 };
}

/// Names of sheets are not longer.
const NAME: usize = 31;

/// The name of a sheet for a text; Excel forbids some signs and long names.
pub(super) fn sheet_name(text: &str) -> String {
    let is_forbidden = |letter: char| matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    text.chars().map(|letter| if is_forbidden(letter) { '_' } else { letter }).take(NAME).collect()
}

/// The first cell of a row of a sheet, as a link.
pub(super) fn cell_of(sheet: &str, row: u32) -> String {
    format!("internal:'{sheet}'!A{}", row + 1)
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) width: u8,
}

impl Column {
    pub(super) const fn new(name: &'static str, width: u8) -> Self {
        Self { name, width }
    }
}

/// A cell.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Nothing,
    /// Always a text, whatever it looks like.
    Text(Cow<'a, str>),
    Number(u64),
    Link {
        text: Cow<'a, str>,
        to: String,
    },
}

impl<'a> Value<'a> {
    pub(super) fn link(text: &'a str, to: String) -> Self {
        Self::Link { text: Cow::Borrowed(text), to }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::from)
    }
}

impl From<Option<u32>> for Value<'_> {
    fn from(number: Option<u32>) -> Self {
        number.map_or(Self::Nothing, |number| Self::Number(number.into()))
    }
}

/// A sheet under way.
pub(super) struct Sheet {
    pub(super) name: String,
    worksheet: Worksheet,
    columns: &'static [Column],
    limits: Limits,
    /// The row of the header.
    header: u32,
    next: u32,
    links: u32,
    lost: Lost,
}

/// What Excel has no room for.
#[derive(Debug, Default)]
struct Lost {
    rows: u64,
    texts: u64,
    links: u64,
}

impl Sheet {
    /// Begins a sheet; `above` are lines over the header.
    pub(super) fn begin(
        book: &mut Workbook,
        (name, limits): (&str, Limits),
        above: Vec<Value<'_>>,
        columns: &'static [Column],
    ) -> Result<Self, XlsxError> {
        let name = sheet_name(name);
        let mut worksheet = book.new_worksheet_with_constant_memory()?;
        worksheet.set_name(&name)?;
        for (at, column) in (0..).zip(columns) {
            worksheet.set_column_width(at, f64::from(column.width))?;
        }
        let lost = Lost::default();
        let mut sheet = Self { name, worksheet, columns, limits, header: 0, next: 0, links: 0, lost };
        let title = Format::new().set_bold();
        for (line, value) in (0..).zip(above) {
            sheet.write_value(line, 0, value, (line == 0).then_some(&title))?;
            sheet.header = line + 1;
        }
        sheet.next = sheet.header + 1;
        sheet.worksheet.set_freeze_panes(sheet.next, 1)?;
        sheet.worksheet.set_repeat_rows(sheet.header, sheet.header)?;
        Ok(sheet)
    }

    /// How many rows stand below the header.
    pub(super) fn rows(&self) -> u32 {
        self.next - self.header - 1
    }

    /// The header with its filters. Rows that are written take no header any more, so it comes before the first of
    /// them, with room for that one alone; a sheet without rows has no table, which Excel would repair.
    fn begin_table(&mut self) -> Result<(), XlsxError> {
        let format = header_format();
        let named = |column: &Column| TableColumn::new().set_header(column.name).set_header_format(&format);
        let table = Table::new()
            .set_name(self.table_name())
            .set_style(TableStyle::Light1)
            .set_columns(&self.columns.iter().map(named).collect::<Vec<_>>());
        self.worksheet.add_table(self.header, 0, self.header + 1, self.last_column(), &table)?;
        Ok(())
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.columns.len() - 1).unwrap_or(u16::MAX)
    }

    fn table_name(&self) -> String {
        self.name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
    }

    /// The name of the table, the range it was begun with, and that of all rows.
    pub(super) fn table_range(&self) -> Option<(String, (String, String))> {
        let range = |last| cell_range(self.header, 0, last, self.last_column());
        (self.rows() > 0).then(|| (self.table_name(), (range(self.header + 1), range(self.next - 1))))
    }

    /// Colours by the words of a column.
    fn paint(&mut self, column: &str, at: u16) -> Result<(), XlsxError> {
        let words: &[(&str, u32, u32)] = match column {
            "state" => &STATES,
            "severity" => &SEVERITIES,
            _ => return Ok(()),
        };
        for (word, ink, paper) in words {
            let rule = ConditionalFormatCell::new()
                .set_rule(ConditionalFormatCellRule::EqualTo(*word))
                .set_format(Format::new().set_font_color(Color::RGB(*ink)).set_background_color(Color::RGB(*paper)));
            self.worksheet.add_conditional_format(self.header + 1, at, self.next - 1, at, &rule)?;
        }
        Ok(())
    }

    /// The number of the row that comes next.
    pub(super) fn next(&self) -> u32 {
        self.next
    }

    /// Whether a row is within the sheet.
    pub(super) fn has_room(&self, row: u32) -> bool {
        row < self.limits.rows
    }

    /// Writes a row.
    pub(super) fn write(&mut self, values: Vec<Value<'_>>) -> Result<(), XlsxError> {
        if !self.has_room(self.next) {
            self.lost.rows += 1;
            return Ok(());
        }
        if self.rows() == 0 {
            self.begin_table()?;
        }
        for (column, value) in (0..).zip(values) {
            self.write_value(self.next, column, value, None)?;
        }
        self.next += 1;
        Ok(())
    }

    fn write_value(
        &mut self,
        row: u32,
        column: u16,
        value: Value<'_>,
        format: Option<&Format>,
    ) -> Result<(), XlsxError> {
        match value {
            Value::Nothing => {}
            Value::Text(text) if text.is_empty() => {}
            Value::Text(text) => {
                let text = self.fit(&text);
                match format {
                    Some(format) => self.worksheet.write_string_with_format(row, column, text.as_ref(), format)?,
                    None => self.worksheet.write_string(row, column, text.as_ref())?,
                };
            }
            Value::Number(number) => {
                self.worksheet.write(row, column, number)?;
            }
            Value::Link { text, to } if self.links < self.limits.links => {
                let text = self.fit(&text);
                self.worksheet.write_url_with_text(row, column, to.as_str(), text.as_ref())?;
                self.links += 1;
            }
            Value::Link { text, .. } => {
                self.lost.links += 1;
                self.write_value(row, column, Value::Text(text), format)?;
            }
        }
        Ok(())
    }

    /// As much of a text as a cell holds, with control characters shown.
    fn fit<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        let text = harmless(text);
        if text.len() <= self.limits.letters || text.encode_utf16().count() <= self.limits.letters {
            return text;
        }
        self.lost.texts += 1;
        let mut room = self.limits.letters - 1;
        let fits = |letter: &char| {
            let left = room.checked_sub(letter.len_utf16());
            room = left.unwrap_or(0);
            left.is_some()
        };
        let mut cut: String = text.chars().take_while(fits).collect();
        cut.push('…');
        Cow::Owned(cut)
    }

    /// Puts the sheet into the workbook.
    pub(super) fn end(mut self, book: &mut Workbook) -> Result<(), XlsxError> {
        for (at, column) in (0..).zip(self.columns) {
            if self.rows() == 0 {
                self.worksheet.write_string_with_format(self.header, at, column.name, &header_format())?;
            } else {
                self.paint(column.name, at)?;
            }
        }
        book.push_worksheet(self.worksheet);
        Ok(())
    }

    /// What it had no room for, in the workbook of this path.
    pub(super) fn remarks(&self, path: &str) -> Vec<Remark> {
        let remark = |message| Remark::on_file(path, Some(&self.name), Topic::Report, message);
        let Lost { rows, texts, links } = &self.lost;
        let Limits { rows: most_rows, letters: most_letters, links: most_links } = self.limits;
        let mut remarks = Vec::new();
        if *rows > 0 {
            remarks.push(remark(format!(
                "{rows} rows are left out, because a sheet of Excel holds {most_rows} (--output report.json has them all)"
            )));
        }
        if *texts > 0 {
            remarks.push(remark(format!(
                "{texts} cells are cut and end in …, because a cell of Excel holds {most_letters} letters (--output \
                 report.json has them whole)"
            )));
        }
        if *links > 0 {
            remarks.push(remark(format!("{links} cells are no links, because a sheet of Excel holds {most_links}")));
        }
        remarks
    }
}

pub(super) fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(0x1F_3864))
        .set_align(FormatAlign::Top)
}

/// Words, and the colours of ink and paper; the contrast of each pair is above 4.5 to 1.
const STATES: [(&str, u32, u32); 4] = [
    ("provisioned", 0x1E_5631, 0xD9_F2E0),
    ("blocked", 0x8A_1020, 0xFB_DDE0),
    ("waiting", 0x6B_4A00, 0xFF_F0C2),
    ("undetermined", 0x6B_4A00, 0xFF_F0C2),
];
const SEVERITIES: [(&str, u32, u32); 3] =
    [("blocks", 0x8A_1020, 0xFB_DDE0), ("degrades", 0x6B_4A00, 0xFF_F0C2), ("advisory", 0x1F_3864, 0xDC_E6F7)];

/// Control characters and direction marks are shown, not obeyed; lines stay.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split('\n').map(clean).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;

    const SMALL: Limits = Limits { rows: 4, letters: 5, links: 2 };
    static COLUMNS: [Column; 2] = [Column::new("name", 10), Column::new("state", 10)];

    fn remarks(names: &[&str]) -> (u32, Vec<String>) {
        let mut book = Workbook::new();
        let mut sheet = Sheet::begin(&mut book, ("People", SMALL), vec!["Title".into()], &COLUMNS).unwrap();
        for name in names {
            sheet.write(vec![Value::link(name, cell_of("People", 0)), "blocked".into()]).unwrap();
        }
        let remarks = sheet.remarks("report.xlsx");
        assert!(remarks.iter().all(|remark| remark.sheet.as_deref() == Some("People")));
        (sheet.rows(), remarks.into_iter().map(|remark| remark.message).collect())
    }

    #[test]
    fn what_excel_has_room_for_is_not_remarked() {
        // "blocked" has seven letters.
        let (rows, remarks) = remarks(&["Anna"]);
        assert_eq!(rows, 1);
        assert_eq!(remarks.len(), 1, "{remarks:?}");
        assert!(
            remarks[0].starts_with("1 cells are cut and end in …, because a cell of Excel holds 5 letters"),
            "{remarks:?}"
        );
    }

    #[test]
    fn rows_and_links_beyond_the_limits_are_counted() {
        // A title, a header, and two rows fill a sheet of four.
        let (rows, all) = remarks(&["Anna", "Bert", "Cora", "Dora"]);
        assert_eq!(rows, 2);
        assert!(all[0].starts_with("2 rows are left out, because a sheet of Excel holds 4"), "{all:?}");
        let mut book = Workbook::new();
        let mut sheet = Sheet::begin(&mut book, ("People", Limits { rows: 9, ..SMALL }), Vec::new(), &COLUMNS).unwrap();
        for _ in 0..5 {
            sheet.write(vec![Value::link("Anna", cell_of("People", 0))]).unwrap();
        }
        let remarks = sheet.remarks("report.xlsx");
        assert_eq!(remarks[0].message, "3 cells are no links, because a sheet of Excel holds 2");
    }

    #[test]
    fn a_cut_text_counts_as_excel_counts() {
        let mut book = Workbook::new();
        let mut sheet = Sheet::begin(&mut book, ("People", SMALL), Vec::new(), &COLUMNS).unwrap();
        assert_eq!(sheet.fit("abcde"), "abcde");
        assert_eq!(sheet.fit("abcdef"), "abcd…");
        assert_eq!(sheet.fit("ab😀😀"), "ab😀…");
        assert_eq!(sheet.fit("äöüéß"), "äöüéß");
    }

    #[test]
    fn every_case_has_a_sheet_name_of_its_own_that_excel_takes() {
        let names: std::collections::BTreeSet<_> = cases::catalogue().iter().map(|case| sheet_name(case.id)).collect();
        assert_eq!(names.len(), cases::catalogue().len());
        assert!(
            names.iter().all(|name| name.len() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\', '\'']))
        );
    }
}
