//! Tells the encoding of a text file, and turns its bytes into UTF-8.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memchr;
use oem_cp::code_table::{DECODING_TABLE_CP437, DECODING_TABLE_CP850};

use super::open::Source;
use super::wrapped::Dress;
use super::{Context, split, wrapped};
use crate::error::{Refusal, Remark, Topic};

/// An encoding of text files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, UTF-16, the code pages of Windows, and whatever else browsers know.
    Web(&'static Encoding),
    /// A code page of the console, with the letters of its upper half.
    Console(&'static str, &'static [char; 128]),
}

impl Charset {
    const CONSOLE: [Self; 2] =
        [Self::Console("IBM437", &DECODING_TABLE_CP437), Self::Console("IBM850", &DECODING_TABLE_CP850)];

    /// What a help text offers.
    pub const LABELS: &'static str = "UTF-8, UTF-16LE, UTF-16BE, Windows-1250 to Windows-1258, IBM437, IBM850";

    /// The encoding a label means, in the spellings of the web, of PowerShell and of Windows (`1250`, `cp1250`).
    pub fn named(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase();
        let number = label.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let is_page = ["", "cp", "cp-", "ibm", "oem", "dos-", "windows-", "windows", "win-", "ansi-"];
        let is_page = !number.is_empty() && is_page.contains(&&label[..label.len() - number.len()]);
        let label = match (label.as_str(), number) {
            (_, "437") if is_page => return Some(Self::CONSOLE[0]),
            (_, "850") if is_page => return Some(Self::CONSOLE[1]),
            (_, "65001") if is_page => "utf-8",
            (_, page) if is_page && page.len() == 4 && page.starts_with("125") => &format!("windows-{page}"),
            ("unicode", _) => "utf-16le",
            ("bigendianunicode", _) => "utf-16be",
            ("utf8bom" | "utf8nobom", _) => "utf-8",
            (label, _) => label,
        };
        let found = Encoding::for_label(label.as_bytes())?;
        let is_text = !matches!(found.name(), "replacement" | "x-user-defined");
        is_text.then_some(Self::Web(found))
    }

    /// The labels nearest to one that means nothing.
    pub fn nearest(label: &str) -> Vec<&'static str> {
        let known = Self::LABELS.split(", ").flat_map(|label| label.split(" to "));
        let wanted = label.to_lowercase();
        known.filter(|known| strsim::jaro_winkler(&known.to_lowercase(), &wanted) > 0.85).collect()
    }

    /// As the reports spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Console(name, _) => name,
            Self::Web(encoding) => match encoding.name() {
                "windows-1250" => "Windows-1250",
                "windows-1251" => "Windows-1251",
                "windows-1252" => "Windows-1252",
                "windows-1253" => "Windows-1253",
                "windows-1254" => "Windows-1254",
                "windows-1255" => "Windows-1255",
                "windows-1256" => "Windows-1256",
                "windows-1257" => "Windows-1257",
                "windows-1258" => "Windows-1258",
                "windows-874" => "Windows-874",
                other => other,
            },
        }
    }

    fn is_wide(self) -> bool {
        self == Self::Web(UTF_16LE) || self == Self::Web(UTF_16BE)
    }
}

/// How the bytes of one file become text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The encoding of the file; of a mixed one that of the lines which are neither UTF-8 nor UTF-16.
    charset: Charset,
    /// The width of the byte order mark.
    mark: usize,
    /// Whether each line has to be looked at on its own.
    by_line: bool,
    /// Whether the whole file has been looked at, so that nothing in it is a surprise any more.
    surveyed: bool,
    /// What has to be taken off before it is CSV.
    pub(super) wrapped: Option<Dress>,
    name: &'static str,
}

impl Plan {
    fn whole(charset: Charset, mark: usize) -> Self {
        let name = if charset == Charset::Web(UTF_8) && mark > 0 { "UTF-8 with BOM" } else { charset.name() };
        Self { charset, mark, by_line: false, surveyed: false, wrapped: None, name }
    }

    pub(super) fn name(self) -> &'static str {
        self.name
    }

    pub(super) fn unwrapping(self, dress: Dress) -> Self {
        Self { wrapped: Some(dress), ..self }
    }
}

/// So many bytes tell whether a file without byte order mark is UTF-16.
const SAMPLE: usize = 64 << 10;

/// Judges by the beginning of the file. What cannot be seen there, reading will find: then [`survey`] looks at all.
pub(super) fn choose(source: &Source, said: Option<Charset>) -> Result<(Plan, Option<Remark>), Refusal> {
    let mut head = Vec::new();
    source.open()?.take(SAMPLE as u64).read_to_end(&mut head).map_err(|cause| unreadable(&cause))?;
    let remark = |message: String| Some(Remark::on_file(&source.path, None, Topic::Encoding, message));
    if let Some((encoding, mark)) = Encoding::for_bom(&head) {
        let found = Charset::Web(encoding);
        let contradicted = said.filter(|said| *said != found).map(|said| {
            format!(
                "its byte order mark says {}, so it is not read as {} as --encoding says",
                found.name(),
                said.name()
            )
        });
        return Ok((Plan::whole(found, mark), contradicted.and_then(remark)));
    }
    if let Some(encoding) = wide_by_nuls(&head) {
        let found = Charset::Web(encoding);
        let message = match said.filter(|said| *said != found) {
            Some(said) => {
                format!("its NUL bytes say {}, so it is not read as {} as --encoding says", found.name(), said.name())
            }
            None => format!("read as {}, told by its NUL bytes, because it has no byte order mark", found.name()),
        };
        return Ok((Plan::whole(found, 0), remark(message).filter(|_| said != Some(found))));
    }
    let charset = said.unwrap_or(Charset::Web(UTF_8));
    let doubted = charset != Charset::Web(UTF_8) && kind_of_narrow(whole_letters(&head)) == Line::Utf8;
    let message = || format!("it looks like UTF-8, but is read as {} as --encoding says", charset.name());
    Ok((Plan::whole(charset, 0), doubted.then(message).and_then(remark)))
}

/// UTF-16 without byte order mark: delimiters, quotes and digits put a NUL into every other byte, on one side only.
fn wide_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    memchr(0, bytes)?;
    let units = bytes.len() / 2;
    let [even, odd] = [0, 1].map(|side| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count());
    let (encoding, many, few) = if odd > even { (UTF_16LE, odd, even) } else { (UTF_16BE, even, odd) };
    let is_on_one_side = many > 0 && many >= units / 20 && few <= many / 2;
    (is_on_one_side && is_wide_text(&bytes[..units * 2], encoding)).then_some(encoding)
}

/// Whether the bytes are text in UTF-16. A letter may be broken, but what is none has signs of control.
fn is_wide_text(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let mut text = String::with_capacity(bytes.len() * 3);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let _ = decoder.decode_to_string(bytes, &mut text, false);
    !text.bytes().any(|byte| byte < b' ' && !matches!(byte, b'\t'..=b'\r'))
}

/// Without the last letter, which may be cut in half.
fn whole_letters(head: &[u8]) -> &[u8] {
    let end = head.iter().rposition(u8::is_ascii).map_or(0, |at| at + 1);
    &head[..end]
}

/// What one line is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Ascii,
    Utf8,
    /// UTF-8 but for some letters.
    Damaged,
    /// Any other encoding of one byte a letter.
    Other,
    Wide(&'static Encoding),
    /// NUL bytes in no order: no text.
    Nul,
}

/// A line longer than this is judged in pieces.
const LONGEST_LINE: usize = 1 << 20;

/// The length of the first line with its end, and what it is written in; `None` if it may go on behind the bytes.
///
/// A line of UTF-16 has a NUL in every letter of ASCII, and so in every delimiter and line end, on one side.
fn first_line(bytes: &[u8], last: bool) -> Option<(usize, Line)> {
    if let Some((encoding, mark @ 2)) = Encoding::for_bom(bytes) {
        return wide_line(bytes, encoding, mark, last)
            .or((last || bytes.len() > LONGEST_LINE).then_some((2, Line::Nul)));
    }
    let end = match memchr(b'\n', bytes) {
        // Whether a NUL follows must be seen.
        Some(at) if at + 1 < bytes.len() || last => at + 1,
        _ if last => bytes.len(),
        _ if bytes.len() > LONGEST_LINE => whole_letters(bytes).len().max(1),
        _ => return None,
    };
    if bytes.starts_with(b"\n\0") {
        return wide_line(bytes, UTF_16LE, 0, last);
    }
    match memchr(0, &bytes[..end]) {
        None => Some((end, kind_of_narrow(&bytes[..end]))),
        Some(at) => {
            let encoding = if at % 2 == 1 { UTF_16LE } else { UTF_16BE };
            match wide_line(bytes, encoding, 0, last) {
                None if !last && bytes.len() <= LONGEST_LINE => None,
                None | Some((_, Line::Nul)) => Some((end, Line::Nul)),
                found => found,
            }
        }
    }
}

fn wide_line(bytes: &[u8], encoding: &'static Encoding, from: usize, last: bool) -> Option<(usize, Line)> {
    let end_sign = if encoding == UTF_16LE { [b'\n', 0] } else { [0, b'\n'] };
    let end = match bytes[from..].chunks_exact(2).position(|unit| unit == end_sign) {
        Some(unit) => from + (unit + 1) * 2,
        None if last => bytes.len(),
        None => return None,
    };
    let is_wide = end == from || wide_by_nuls(&bytes[from..end]) == Some(encoding);
    Some((end, if is_wide { Line::Wide(encoding) } else { Line::Nul }))
}

fn kind_of_narrow(line: &[u8]) -> Line {
    if line.is_ascii() {
        return Line::Ascii;
    }
    if std::str::from_utf8(line).is_ok() {
        return Line::Utf8;
    }
    let (mut letters, mut broken) = (0, 0);
    for chunk in line.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if letters >= broken { Line::Damaged } else { Line::Other }
}

/// What the lines of a whole file are written in: how many, and where the first of each stands.
#[derive(Debug, Default)]
struct Survey {
    lines: u64,
    ascii: Seen,
    utf8: Seen,
    damaged: Seen,
    other: Seen,
    wide: Seen,
    nul: Seen,
    encoding: Option<&'static Encoding>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    lines: u64,
    /// The first such line.
    first: u64,
}

impl Survey {
    fn take(&mut self, line: Line) {
        self.lines += 1;
        let seen = match line {
            Line::Ascii => &mut self.ascii,
            Line::Utf8 => &mut self.utf8,
            Line::Damaged => &mut self.damaged,
            Line::Other => &mut self.other,
            Line::Wide(encoding) => {
                self.encoding = Some(encoding);
                &mut self.wide
            }
            Line::Nul => &mut self.nul,
        };
        seen.lines += 1;
        if seen.lines == 1 {
            seen.first = self.lines;
        }
    }

    /// The first line that is not like the first one of the file.
    fn change(&self) -> u64 {
        let narrow = [self.ascii, self.utf8, self.damaged, self.other];
        let narrow = narrow.iter().filter(|seen| seen.lines > 0).map(|seen| seen.first).min().unwrap_or(0);
        if self.wide.lines > 0 { narrow.max(self.wide.first) } else { self.utf8.first.max(self.other.first) }
    }
}

/// Looks at every line of a file that is not what its beginning promised.
pub(super) fn survey(source: &Source, said: Option<Charset>) -> Result<(Plan, Option<Remark>), Refusal> {
    let mut input = source.open()?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut survey = Survey::default();
    let mut bytes = Vec::new();
    let mut mark = None;
    loop {
        let read = input.by_ref().take(SAMPLE as u64).read_to_end(&mut bytes).map_err(|cause| unreadable(&cause))?;
        let last = read < SAMPLE;
        let mut at = 0;
        if mark.is_none() {
            mark = Some(Encoding::for_bom(&bytes).map_or((UTF_8, 0), |found| found));
            at = mark.map_or(0, |(encoding, width)| if encoding == UTF_8 { width } else { 0 });
        }
        while at < bytes.len() {
            let Some((length, line)) = first_line(&bytes[at..], last) else { break };
            if line == Line::Other {
                detector.feed(&bytes[at..at + length], false);
            }
            survey.take(line);
            at += length;
        }
        bytes.drain(..at);
        if last {
            break;
        }
    }
    detector.feed(b"", true);
    let guess = said.filter(|said| !said.is_wide() && *said != Charset::Web(UTF_8)).unwrap_or_else(|| {
        let guess = detector.guess(None, Utf8Detection::Deny);
        Charset::Web(if guess.name().starts_with("windows-125") { guess } else { WINDOWS_1252 })
    });
    judge(source, &survey, guess, mark.map_or(0, |(_, width)| width))
}

fn judge(source: &Source, survey: &Survey, guess: Charset, mark: usize) -> Result<(Plan, Option<Remark>), Refusal> {
    let Survey { ascii, utf8, damaged, other, nul, .. } = survey;
    if nul.lines > 0 {
        return Err(Refusal::Other(format!(
            "it is no text file: line {} holds NUL bytes\n  help    export again as CSV (UTF-8) or XLSX; \
             if it is UTF-16, say so with --encoding UTF-16LE",
            nul.first
        )));
    }
    let narrow = ascii.lines + utf8.lines + damaged.lines + other.lines;
    // The mark of UTF-16 belongs to its first line.
    let of_utf8 = if mark == 3 { mark } else { 0 };
    let mixed = |name| Plan { charset: guess, mark: of_utf8, by_line: true, surveyed: true, wrapped: None, name };
    let doubt = "so letters beyond ASCII may be wrong; --encoding LABEL names another";
    let (plan, message) = match survey.encoding {
        Some(encoding) if narrow == 0 => {
            return Ok((Plan { surveyed: true, ..Plan::whole(Charset::Web(encoding), mark) }, None));
        }
        Some(encoding) => {
            let rest = if other.lines > 0 { guess.name() } else { "UTF-8" };
            let message = format!(
                "written in two encodings, {} and {rest}, which change in line {}: each line is read in its own",
                encoding.name(),
                survey.change()
            );
            (mixed("mixed"), message)
        }
        None if other.lines > 0 && (utf8.lines + damaged.lines > 0 || mark > 0) => {
            let message = format!(
                "written in two encodings: {} lines from line {} on are not UTF-8 and are read as {}, {doubt}",
                other.lines,
                other.first,
                guess.name()
            );
            (mixed("mixed"), message)
        }
        None if other.lines > 0 => {
            let plan = Plan { surveyed: true, ..Plan::whole(guess, 0) };
            (plan, format!("neither UTF-8 nor UTF-16: read as {}, {doubt}", guess.name()))
        }
        None => {
            let message =
                format!("{} lines hold broken letters of UTF-8, the first is line {}", damaged.lines, damaged.first);
            (mixed(if mark > 0 { "UTF-8 with BOM" } else { "UTF-8" }), message)
        }
    };
    Ok((plan, Some(Remark::on_file(&source.path, None, Topic::Encoding, message))))
}

fn unreadable(cause: &io::Error) -> Refusal {
    Refusal::Unreadable(cause.to_string())
}

/// The text of a file as UTF-8 bytes, whatever its encoding.
pub(super) struct Decoded<'a> {
    input: Box<dyn Read>,
    context: &'a Context<'a>,
    plan: Plan,
    way: Way,
    raw: Vec<u8>,
    /// Lines of which the last is not complete, where rows are to be taken out of cells.
    lines: Vec<u8>,
    pub(super) ended: bool,
    /// Whether the bytes cannot be what the plan says, as far as that shows here.
    pub(super) is_doubtful: bool,
}

/// How bytes are decoded.
enum Way {
    /// They are UTF-8 as they stand.
    AsIs,
    Web(Decoder),
    Console(&'static [char; 128]),
    ByLine,
}

impl<'a> Decoded<'a> {
    pub(super) fn open(source: &Source, context: &'a Context, plan: Plan) -> Result<Self, Refusal> {
        let mut input = source.open()?;
        io::copy(&mut input.by_ref().take(plan.mark as u64), &mut io::sink()).map_err(|cause| unreadable(&cause))?;
        let way = match plan.charset {
            _ if plan.by_line => Way::ByLine,
            Charset::Web(encoding) if encoding == UTF_8 => Way::AsIs,
            Charset::Web(encoding) => Way::Web(encoding.new_decoder_without_bom_handling()),
            Charset::Console(_, upper) => Way::Console(upper),
        };
        let input = Box::new(input);
        Ok(Self { input, context, plan, way, raw: Vec::new(), lines: Vec::new(), ended: false, is_doubtful: false })
    }

    /// Adds about `size` bytes to `text`, fewer only at the end of the file.
    pub(super) fn fill(&mut self, text: &mut Vec<u8>, size: usize) -> io::Result<()> {
        let Some(dress) = self.plan.wrapped else { return self.decode_more(text, size) };
        let mut lines = std::mem::take(&mut self.lines);
        self.decode_more(&mut lines, size)?;
        let end = if self.ended { Some(lines.len()) } else { split::last_record_end(&lines) };
        let end = end.or((lines.len() > LONGEST_LINE).then_some(lines.len())).unwrap_or(0);
        match std::str::from_utf8(&lines[..end]) {
            Ok(whole) => wrapped::take_out(whole, dress, text),
            Err(_) => self.is_doubtful = true,
        }
        lines.drain(..end);
        self.lines = lines;
        Ok(())
    }

    fn decode_more(&mut self, text: &mut Vec<u8>, size: usize) -> io::Result<()> {
        let target = if matches!(self.way, Way::AsIs) { &mut *text } else { &mut self.raw };
        let read = self.input.by_ref().take(size as u64).read_to_end(target)?;
        self.context.progress.advance(read as u64);
        self.ended = read < size;
        match &mut self.way {
            Way::AsIs => {}
            Way::Web(decoder) => {
                let is_wide = self.plan.charset.is_wide();
                let had_errors = decode(decoder, &self.raw, text, self.ended);
                let suspected = is_wide && (had_errors || has_narrow_line_end(&self.raw, self.plan.charset));
                self.is_doubtful |= suspected && !self.plan.surveyed;
                self.raw.clear();
            }
            Way::Console(upper) => {
                text.extend_from_slice(oem_cp::decode_string_complete_table(&self.raw, upper).as_bytes());
                self.raw.clear();
            }
            Way::ByLine => decode_lines(&mut self.raw, self.ended, self.plan.charset, text),
        }
        Ok(())
    }

    pub(super) fn name(&self) -> &'static str {
        self.plan.name
    }
}

/// Whether a line feed stands where UTF-16 has none. It may be half of another letter, too.
fn has_narrow_line_end(raw: &[u8], charset: Charset) -> bool {
    let is_little = charset == Charset::Web(UTF_16LE);
    memchr::memchr_iter(b'\n', raw).any(|at| {
        let other = if is_little { at + 1 } else { at.wrapping_sub(1) };
        raw.get(other).is_some_and(|byte| *byte != 0)
    })
}

/// Takes the whole lines out of `raw`, each read in its own encoding.
fn decode_lines(raw: &mut Vec<u8>, last: bool, other: Charset, text: &mut Vec<u8>) {
    let mut at = 0;
    while at < raw.len()
        && let Some((length, line)) = first_line(&raw[at..], last)
    {
        decode_line(&raw[at..at + length], line, other, text);
        at += length;
    }
    raw.drain(..at);
}

fn decode_line(line: &[u8], kind: Line, other: Charset, text: &mut Vec<u8>) {
    match (kind, other) {
        (Line::Wide(encoding), _) => {
            decode(&mut encoding.new_decoder_with_bom_removal(), line, text, true);
        }
        (Line::Other, Charset::Web(encoding)) => {
            decode(&mut encoding.new_decoder_without_bom_handling(), line, text, true);
        }
        (Line::Other, Charset::Console(_, upper)) => {
            text.extend_from_slice(oem_cp::decode_string_complete_table(line, upper).as_bytes());
        }
        _ => text.extend_from_slice(String::from_utf8_lossy(line).as_bytes()),
    }
}

/// Answers whether some bytes meant nothing.
fn decode(decoder: &mut Decoder, raw: &[u8], text: &mut Vec<u8>, last: bool) -> bool {
    let mut utf8 = String::new();
    let mut from = 0;
    let mut had_errors = false;
    loop {
        utf8.reserve(decoder.max_utf8_buffer_length(raw.len() - from).unwrap_or(raw.len() * 3));
        let (result, read, broken) = decoder.decode_to_string(&raw[from..], &mut utf8, last);
        from += read;
        had_errors |= broken;
        if result == CoderResult::InputEmpty {
            break;
        }
    }
    text.extend_from_slice(utf8.as_bytes());
    had_errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16(text: &str, is_big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    /// Decodes line by line what comes in pieces of `size` bytes.
    fn in_pieces(bytes: &[u8], size: usize) -> String {
        let (mut raw, mut text) = (Vec::new(), Vec::new());
        let mut pieces = bytes.chunks(size).peekable();
        while let Some(piece) = pieces.next() {
            raw.extend_from_slice(piece);
            decode_lines(&mut raw, pieces.peek().is_none(), Charset::Web(WINDOWS_1252), &mut text);
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn every_line_is_read_in_its_own_encoding_wherever_the_pieces_end() {
        let line = "Änne Weiß,Њ上,\u{1f600}\r\n";
        let windows = "Änne Weiß,é\r\n";
        let bytes = [
            line.as_bytes(),
            &utf16(line, false),
            &WINDOWS_1252.encode(windows).0,
            b"plain\n\n",
            &utf16("\r\n\n", false),
            &utf16(line, true),
            line.as_bytes(),
        ]
        .concat();
        let expected = [line, line, windows, "plain\n\n", "\r\n\n", line, line].concat();
        for size in 1..bytes.len() {
            assert_eq!(in_pieces(&bytes, size), expected, "pieces of {size}");
        }
    }

    #[test]
    fn labels_mean_encodings_in_many_spellings() {
        for (name, labels) in [
            ("UTF-8", &["utf-8", "UTF8", "65001", "utf8NoBOM"][..]),
            ("UTF-16LE", &["utf-16", "Unicode", "utf-16le"]),
            ("UTF-16BE", &["BigEndianUnicode", "utf-16be"]),
            ("Windows-1252", &["1252", "cp1252", "latin1", "iso-8859-1", "ANSI-1252"]),
            ("Windows-1258", &["windows-1258", "Windows1258"]),
            ("IBM437", &["437", "cp437", "oem437", "DOS-437"]),
            ("IBM850", &["850", "ibm850"]),
            ("ISO-8859-2", &["latin2"]),
        ] {
            for label in labels {
                assert_eq!(Charset::named(label).map(Charset::name), Some(name), "{label}");
            }
        }
        for label in ["", "1350", "cp", "x437", "replacement", "ebcdic"] {
            assert_eq!(Charset::named(label), None, "{label}");
        }
    }

    proptest! {
        #[test]
        fn the_pieces_of_any_bytes_do_not_matter(
            bytes in proptest::collection::vec(prop::sample::select(vec![0, b'a', b'\n', 0xC3, 0xA4, 0xFF, 0xFE]), 1..40),
            size in 1_usize..8,
        ) {
            prop_assert_eq!(in_pieces(&bytes, size), in_pieces(&bytes, bytes.len()));
        }
    }
}
