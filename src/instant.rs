use jiff::civil;

/// Seconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant {
    pub seconds: i64,
    /// Whether the text named its zone; without one UTC is taken, which may be hours off.
    pub zoned: bool,
}

pub const HOUR: i64 = 3600;
pub const DAY: i64 = 24 * HOUR;

/// How far local time can lie from UTC.
pub const ZONE_DOUBT: i64 = 14 * HOUR;

/// What one text can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Fixed(Instant),
    /// `3/12/2025`: the reading with the day first, and the one with the month first.
    Slashed(Option<Instant>, Option<Instant>),
}

/// Whether `3/12/2025` is in December or in March, the same for a whole column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl Instant {
    /// `2026-10-15T23:59:59Z`
    pub fn to_text(seconds: i64) -> String {
        jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |instant| instant.to_string())
    }

    /// `2026-10-15`
    pub fn to_date(seconds: i64) -> String {
        Self::to_text(seconds).chars().take(10).collect()
    }

    /// The text of `--as-of`: RFC 3339, or a date alone, which means its last second in UTC.
    pub fn as_of(text: &str) -> Option<i64> {
        if let Ok(date) = text.parse::<civil::Date>()
            && text.len() == 10
        {
            let last = jiff::tz::Offset::UTC.to_timestamp(date.at(23, 59, 59, 0)).ok()?;
            return Some(last.as_second());
        }
        text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
    }
}

impl Reading {
    pub fn instant(self, order: Option<DateOrder>) -> Option<Instant> {
        match (self, order) {
            (Self::Fixed(instant), _) => Some(instant),
            (Self::Slashed(day_first, _), Some(DateOrder::DayFirst)) => day_first,
            (Self::Slashed(_, month_first), Some(DateOrder::MonthFirst)) => month_first,
            // The other way round there is no such day.
            (Self::Slashed(Some(only), None) | Self::Slashed(None, Some(only)), None) => Some(only),
            (Self::Slashed(one, other), None) => one.filter(|_| one == other),
        }
    }

    /// The later of what it can mean.
    pub fn latest(self) -> Option<Instant> {
        match self {
            Self::Fixed(instant) => Some(instant),
            Self::Slashed(one, other) => one.max(other),
        }
    }
}

/// Reads a date with or without time; `None` for what is no date and for the zero dates that mean "never".
pub fn parse(text: &str) -> Option<Reading> {
    if let Some(reading) = of_fixed_width(text.as_bytes()) {
        return Some(reading);
    }
    if text.is_ascii() { parse_ascii(text.trim_ascii()) } else { parse_ascii(latin(text).trim_ascii()) }
}

/// Digits, blanks and the halves of the day as English writes them; marks of direction go.
fn latin(text: &str) -> String {
    const ZEROS: [u32; 6] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10];
    const HALVES: [(&str, &str); 12] = [
        ("上午", "AM"),
        ("下午", "PM"),
        ("午前", "AM"),
        ("午後", "PM"),
        ("오전", "AM"),
        ("오후", "PM"),
        ("π.μ.", "AM"),
        ("μ.μ.", "PM"),
        ("πμ", "AM"),
        ("μμ", "PM"),
        ("ص", "AM"),
        ("م", "PM"),
    ];
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        let digit = ZEROS.iter().find_map(|zero| u32::from(letter).checked_sub(*zero).filter(|digit| *digit < 10));
        match digit.and_then(|digit| char::from_digit(digit, 10)) {
            Some(digit) => plain.push(digit),
            None if letter.is_whitespace() => plain.push(' '),
            None if matches!(letter, '\u{200e}' | '\u{200f}' | '\u{feff}') => {}
            None => plain.push(letter),
        }
    }
    // Some languages write the half of the day before the hour.
    match HALVES.iter().find(|(half, _)| plain.contains(half)) {
        Some((half, english)) => format!("{} {english}", plain.replacen(half, " ", 1).trim_end()),
        None => plain,
    }
}

/// The commonest spellings, with two digits for everything but the year and without a fraction: `2018-06-26T11:04:16Z`
/// with or without its zone, `31.01.2024 12:00:00` and `01/31/2024 12:00:00`. `None` leaves the text to those who read
/// them all; a test holds both to the same answer.
fn of_fixed_width(text: &[u8]) -> Option<Reading> {
    let (digits, zone) = text.split_first_chunk::<19>()?;
    let mut is_bad = digits[13] != b':' || digits[16] != b':';
    let mut two = |at: usize| {
        let (high, low) = (digits[at].wrapping_sub(b'0'), digits[at + 1].wrapping_sub(b'0'));
        is_bad |= high > 9 || low > 9;
        high.wrapping_mul(10).wrapping_add(low).cast_signed()
    };
    let time = (two(11), two(14), two(17));
    let separator = digits[2];
    if separator == b'.' || separator == b'/' {
        let (one, other, year) = (two(0), two(3), [two(6), two(8)]);
        if is_bad || !zone.is_empty() || digits[5] != separator || digits[10] != b' ' {
            return None;
        }
        let year = i16::from(year[0]) * 100 + i16::from(year[1]);
        let day_first = at_time(year, other, one, time, false);
        if separator == b'.' {
            return day_first.map(Reading::Fixed);
        }
        let month_first = at_time(year, one, other, time, false);
        return (day_first.is_some() || month_first.is_some()).then_some(Reading::Slashed(day_first, month_first));
    }
    let (year, month, day) = ([two(0), two(2)], two(5), two(8));
    let zoned = match zone {
        [] => false,
        b"Z" => true,
        _ => return None,
    };
    if is_bad || digits[4] != b'-' || digits[7] != b'-' || !matches!(digits[10], b'T' | b' ') {
        return None;
    }
    at_time(i16::from(year[0]) * 100 + i16::from(year[1]), month, day, time, zoned).map(Reading::Fixed)
}

fn parse_ascii(text: &str) -> Option<Reading> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    if let Some(milliseconds) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        // An offset only says how the instant was shown.
        let end = milliseconds.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(milliseconds.len());
        let seconds = milliseconds[..end].parse::<i64>().ok()?.div_euclid(1000);
        return Some(Reading::Fixed(Instant { seconds, zoned: true }));
    }
    if !first.is_ascii_digit() {
        return None;
    }
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match (digits, bytes.get(digits)) {
        (4, Some(separator @ (b'-' | b'/' | b'.'))) => {
            iso(text).or_else(|| year_month_day(text, *separator)).map(Reading::Fixed)
        }
        (14, None | Some(b'.' | b'Z' | b'+' | b'-')) => generalised(text).map(Reading::Fixed),
        (17 | 18, None) => filetime(text).map(Reading::Fixed),
        (5, None | Some(b'.' | b',')) => serial(text).map(Reading::Fixed),
        (1 | 2, Some(separator @ (b'/' | b'.' | b'-'))) => day_month_year(text, char::from(*separator)),
        _ => None,
    }
}

/// Whether a text that is no date says so on purpose: "never", or the zero of a clock.
pub fn is_never(text: &str) -> bool {
    let text = text.trim();
    let zero_years = ["0001", "1600", "1601"];
    matches!(text, "0" | "-" | "0.0") || text.eq_ignore_ascii_case("never")
        // The largest FILETIME, also as a spreadsheet rounds it.
        || text.len() == 19 && text.starts_with("92233720368547")
        || text.starts_with(|letter: char| letter.is_ascii_digit())
            && text.split(|letter: char| !letter.is_ascii_digit()).any(|part| zero_years.iter().any(|year| part.starts_with(year) && (part.len() == 4 || part.len() == 14)))
}

/// The first moment that is a date rather than a sign for "never" (0001-01-01, 1601-01-01).
const FIRST_YEAR: i16 = 1602;

fn at_time(year: i16, month: i8, day: i8, time: (i8, i8, i8), zoned: bool) -> Option<Instant> {
    let (hour, minute, second) = time;
    let is_time = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    if year < FIRST_YEAR || !is_time {
        return None;
    }
    let seconds = i64::from(hour) * HOUR + i64::from(minute) * 60 + i64::from(second);
    Some(Instant { seconds: days_since_1970(year, month, day)? * DAY + seconds, zoned })
}

/// Counts days by hand, because every row of an export brings several dates; a test holds it against jiff.
fn days_since_1970(year: i16, month: i8, day: i8) -> Option<i64> {
    // Days before each month of a year that begins in March, so that the leap day is its last.
    const BEFORE: [i64; 12] = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
    const LENGTHS: [i8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month).ok()?.checked_sub(1).filter(|index| *index < 12)?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = LENGTHS[index] + i8::from(month == 2 && is_leap);
    if !(1..=length).contains(&day) {
        return None;
    }
    let years = i64::from(year) - i64::from(month <= 2);
    let leaps = years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
    Some(years * 365 + leaps + BEFORE[index] + i64::from(day) - 719_469)
}

/// `2018-06-26T11:04:16Z`, `2022-03-18 19:49:35Z`, with fraction and offset, or the date alone.
fn iso(text: &str) -> Option<Instant> {
    let number = |range: std::ops::Range<usize>| {
        let digits = text.as_bytes().get(range)?;
        digits.iter().try_fold(0, |sum: i16, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (time, zone) = match text.get(10..) {
        None | Some("") => ((0, 0, 0), ""),
        Some(rest) => clock(rest.trim_start_matches(['T', ' ']))?,
    };
    let (offset, zoned) = offset_of(zone)?;
    let local = at_time(year, month.try_into().ok()?, day.try_into().ok()?, time, zoned)?;
    Some(Instant { seconds: local.seconds - offset, ..local })
}

/// `2024/1/31 8:23:08`, `2024/01/31-12:00:00`, `2024. 01. 31. 12:00:00`
fn year_month_day(text: &str, separator: u8) -> Option<Instant> {
    let bytes = text.as_bytes();
    let year = text.get(..4)?.parse().ok()?;
    let number = |at: usize| {
        let blanks = bytes.get(at + 1..)?.iter().take_while(|byte| **byte == b' ').count();
        one_or_two_digits(bytes, at + 1 + blanks).filter(|_| bytes.get(at) == Some(&separator))
    };
    let (month, at) = number(4)?;
    let (day, at) = number(at)?;
    let rest = text.get(at..)?;
    let rest = rest.strip_prefix('.').filter(|_| separator == b'.').unwrap_or(rest);
    let rest = rest.strip_prefix('-').filter(|_| separator == b'/').unwrap_or(rest);
    if rest.as_bytes().first().is_some_and(u8::is_ascii_digit) && separator != b'/' {
        return None;
    }
    let (time, zone) = time_of_day(rest)?;
    let (offset, zoned) = offset_of(zone)?;
    let local = at_time(year, month, day, time, zoned)?;
    Some(Instant { seconds: local.seconds - offset, ..local })
}

/// The time behind a date, and the zone behind the time.
fn time_of_day(text: &str) -> Option<((i8, i8, i8), &str)> {
    let text = text.trim_start_matches([',', ' ', '\t', 'T']);
    if text.is_empty() { Some(((0, 0, 0), "")) } else { clock(text) }
}

/// Seconds before UTC, and whether a zone is named at all; `None` if what is named is no zone.
fn offset_of(zone: &str) -> Option<(i64, bool)> {
    match zone {
        "" => Some((0, false)),
        "Z" | "z" | "UTC" | "GMT" => Some((0, true)),
        _ => zone_offset(zone).map(|offset| (offset, true)),
    }
}

fn zone_offset(zone: &str) -> Option<i64> {
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.strip_prefix(['+', '-'])?.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    Some(sign * (hours.parse::<i64>().ok()? * HOUR + minutes.parse::<i64>().unwrap_or(0) * 60))
}

/// Hours, minutes, seconds of `11:04:16.25 PM…`, and what follows them.
fn clock(text: &str) -> Option<((i8, i8, i8), &str)> {
    let bytes = text.as_bytes();
    let (mut hour, mut at) = one_or_two_digits(bytes, 0)?;
    let (minute, next) = one_or_two_digits(bytes, at + 1).filter(|_| is_clock_sign(bytes, at))?;
    at = next;
    let mut second = 0;
    if is_clock_sign(bytes, at) {
        (second, at) = one_or_two_digits(bytes, at + 1)?;
        // A fraction of a second.
        if is_clock_sign(bytes, at) || bytes.get(at) == Some(&b',') {
            at += 1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        }
    }
    if at == bytes.len() {
        return Some(((hour, minute, second), ""));
    }
    let rest = text[at..].trim_ascii();
    // `PM`, `p.m.`, `p. m.`, behind which a zone may stand.
    let end = rest.find(|letter: char| !(letter.is_ascii_alphabetic() || matches!(letter, '.' | ' ')));
    let (half, zone) = rest.split_at(end.unwrap_or(rest.len()));
    let half: String = half.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    match half.as_str() {
        "am" => hour %= 12,
        "pm" => hour = hour % 12 + 12,
        _ => return Some(((hour, minute, second), rest)),
    }
    Some(((hour, minute, second), zone))
}

fn is_clock_sign(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b':' | b'.'))
}

/// A number of one or two digits, and what stands behind it.
fn one_or_two_digits(bytes: &[u8], at: usize) -> Option<(i8, usize)> {
    let digit = |at: usize| bytes.get(at).filter(|byte| byte.is_ascii_digit()).map(|byte| (byte - b'0').cast_signed());
    let first = digit(at)?;
    Some(match digit(at + 1) {
        Some(second) => (first * 10 + second, at + 2),
        None => (first, at + 1),
    })
}

/// `20140415101912.0Z`; of several dates in one cell the first.
fn generalised(text: &str) -> Option<Instant> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let small = |range| number(range).and_then(|value| i8::try_from(value).ok());
    let zone = text.get(14..)?.split(';').next()?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let (offset, zoned) = offset_of(zone)?;
    let time = (small(8..10)?, small(10..12)?, small(12..14)?);
    let local = at_time(number(0..4)?, small(4..6)?, small(6..8)?, time, zoned)?;
    Some(Instant { seconds: local.seconds - offset, ..local })
}

/// Days since the end of 1899, as Excel counts them, within this century.
fn serial(text: &str) -> Option<Instant> {
    const FIRST: i64 = 36_526;
    const LAST: i64 = 73_050;
    const OF_1970: i64 = 25_569;
    let (days, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let days = days.parse().ok().filter(|days| (FIRST..=LAST).contains(days))?;
    // Seven digits tell a second from the next.
    let digits = fraction.get(..7).unwrap_or(fraction);
    if digits.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let unit = 10_i64.pow(u32::try_from(digits.len()).ok()?);
    let seconds = (digits.parse::<i64>().ok()? * DAY + unit / 2) / unit;
    Some(Instant { seconds: (days - OF_1970) * DAY + seconds, zoned: false })
}

/// Steps of 100 ns since 1601.
fn filetime(text: &str) -> Option<Instant> {
    let seconds = text.parse::<i64>().ok()? / 10_000_000 - 11_644_473_600;
    // The largest value means "never".
    (seconds < 32_503_680_000).then_some(Instant { seconds, zoned: true })
}

/// `31.01.2024 12:00:00`, `1/24/2025 8:23:08 PM`, `15/11/2025 07:51`.
fn day_month_year(text: &str, separator: char) -> Option<Reading> {
    let bytes = text.as_bytes();
    let is_separator = |at: usize| bytes.get(at).copied().map(char::from) == Some(separator);
    let (one, at) = one_or_two_digits(bytes, 0)?;
    let (two, at) = one_or_two_digits(bytes, at + 1).filter(|_| is_separator(at))?;
    let year = bytes.get(at + 1..at + 5).filter(|digits| is_separator(at) && digits.iter().all(u8::is_ascii_digit))?;
    let year = year.iter().fold(0, |year: i16, digit| year * 10 + i16::from(digit - b'0'));
    let rest = text.get(at + 5..)?;
    if rest.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let (time, zone) = time_of_day(rest)?;
    // The name of a zone is not understood; its time counts as one without zone.
    let (offset, zoned) = if zone.is_ascii() { offset_of(zone).unwrap_or((0, false)) } else { return None };
    let read = |day, month| {
        let local = at_time(year, month, day, time, zoned)?;
        Some(Instant { seconds: local.seconds - offset, ..local })
    };
    // Nobody writes the month first before a full stop.
    if separator == '.' {
        return read(one, two).map(Reading::Fixed);
    }
    let (day_first, month_first) = (read(one, two), read(two, one));
    (day_first.is_some() || month_first.is_some()).then_some(Reading::Slashed(day_first, month_first))
}

/// What the dates of one column say together.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateColumn {
    newest_fixed: Option<i64>,
    newest_day_first: Option<i64>,
    newest_month_first: Option<i64>,
    proves_day_first: bool,
    proves_month_first: bool,
    doubtful: bool,
    /// How many cells with digits are no date, nor a sign for "never".
    pub odd: u64,
}

impl DateColumn {
    /// Takes a cell into account; instants after `limit` are noted for the order, not as the newest.
    pub fn note(&mut self, text: &str, limit: Option<i64>) {
        let within = |instant: Option<Instant>| {
            instant.map(|instant| instant.seconds).filter(|seconds| limit.is_none_or(|limit| *seconds <= limit))
        };
        match parse(text) {
            None => self.odd += u64::from(text.bytes().any(|byte| byte.is_ascii_digit()) && !is_never(text)),
            Some(Reading::Fixed(instant)) => self.newest_fixed = self.newest_fixed.max(within(Some(instant))),
            Some(Reading::Slashed(day_first, month_first)) => {
                self.proves_day_first |= month_first.is_none();
                self.proves_month_first |= day_first.is_none();
                self.doubtful |= day_first != month_first && day_first.is_some() && month_first.is_some();
                self.newest_day_first = self.newest_day_first.max(within(day_first));
                self.newest_month_first = self.newest_month_first.max(within(month_first));
            }
        }
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            newest_fixed: self.newest_fixed.max(other.newest_fixed),
            newest_day_first: self.newest_day_first.max(other.newest_day_first),
            newest_month_first: self.newest_month_first.max(other.newest_month_first),
            proves_day_first: self.proves_day_first | other.proves_day_first,
            proves_month_first: self.proves_month_first | other.proves_month_first,
            doubtful: self.doubtful | other.doubtful,
            odd: self.odd + other.odd,
        }
    }

    pub fn order(&self) -> Option<DateOrder> {
        match (self.proves_day_first, self.proves_month_first) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether some dates cannot be told for want of an order.
    pub fn is_ambiguous(&self) -> bool {
        self.doubtful && self.order().is_none()
    }

    pub fn newest(&self) -> Option<i64> {
        let slashed = match self.order() {
            Some(DateOrder::DayFirst) => self.newest_day_first,
            Some(DateOrder::MonthFirst) => self.newest_month_first,
            None => None,
        };
        self.newest_fixed.max(slashed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> Option<String> {
        match parse(text)? {
            Reading::Fixed(instant) => Some(Instant::to_text(instant.seconds)),
            Reading::Slashed(..) => None,
        }
    }

    #[test]
    fn dates_of_fixed_width_are_read_like_all_others() {
        let dates = ["2024-02-29", "2023-02-29", "1601-01-01", "2024-13-01", "20x4-01-01"];
        let turned = ["29.02.2024", "31/12/2023", "12/31/2023", "05/06/2024", "00/06/2024", "1./06/2024", "05/06.2024"];
        let times = ["T11:04:16", " 23:59:59", " 24:00:00", "T11:60:00", "T1a:00:00", "-11:04:16", " 11.04.16"];
        for date in dates.into_iter().chain(turned) {
            for text in times.iter().flat_map(|time| ["", "Z", "z", "+", " "].map(|zone| format!("{date}{time}{zone}")))
            {
                if let Some(reading) = of_fixed_width(text.as_bytes()) {
                    assert_eq!(Some(reading), parse_ascii(&text), "{text}");
                }
            }
        }
        for text in ["2024-02-29T11:04:16Z", "2024-02-29 11:04:16", "29.02.2024 11:04:16", "02/29/2024 11:04:16"] {
            assert!(of_fixed_width(text.as_bytes()).is_some(), "{text}");
        }
    }

    #[test]
    fn spellings_with_a_fixed_order_are_read() {
        for text in [
            "2022-03-18 19:49:35Z",
            "2022-03-18T19:49:35Z",
            "2022-03-18T19:49:35.1234567+00:00",
            "2022-03-18T21:49:35+02:00",
            "2022-03-18 19:49:35",
            "18.03.2022 19:49:35",
            "20220318194935.0Z",
            "132921065750000000",
            "/Date(1647632975000)/",
            "/Date(1647632975000+0100)/",
            "2022/03/18-19:49:35",
            "2022/3/18 7:49:35 PM",
            "2022. 03. 18. 19:49:35",
            "2022.03.18 19:49:35",
            "2022/3/18 下午 7:49:35",
            "2022-03-18 오후 7:49:35",
            "18.03.2022 20:49:35 +01:00",
            "18.3.2022, 7:49:35\u{202f}p.\u{a0}m.",
            "١٨.٠٣.٢٠٢٢ ٧:٤٩:٣٥ م",
            "20220318194935Z",
            "20220318204935.0+0100",
            "20220318194935",
            "20220318194935.0Z;16010101000001.0Z",
            "44638.8260995",
            "44638,8260995370",
        ] {
            assert_eq!(fixed(text).as_deref(), Some("2022-03-18T19:49:35Z"), "{text}");
        }
    }

    #[test]
    fn only_a_named_zone_counts_as_one() {
        for (text, zoned) in [("2022-03-18T19:49:35Z", true), ("2022-03-18 19:49:35", false), ("18.03.2022", false)] {
            assert!(matches!(parse(text), Some(Reading::Fixed(instant)) if instant.zoned == zoned), "{text}");
        }
    }

    #[test]
    fn days_are_counted_as_the_calendar_has_them() {
        for year in 1602..2500 {
            for month in 0..=13 {
                for day in 0..=32 {
                    let wanted = civil::Date::new(year, month, day).ok().map(|date| {
                        let midnight = date.at(0, 0, 0, 0);
                        jiff::tz::Offset::UTC.to_timestamp(midnight).unwrap().as_second() / DAY
                    });
                    assert_eq!(days_since_1970(year, month, day), wanted, "{year}-{month}-{day}");
                }
            }
        }
    }

    #[test]
    fn signs_for_never_are_no_dates() {
        for text in [
            "",
            "0",
            "12345",
            "99999",
            "45322.5x",
            "2022-03-18-05:00",
            "31-31-2024",
            "18.03.22",
            "9223372036854775807",
            "0001-01-01T00:00:00Z",
            "01.01.1601 00:00:00",
            "never",
            "31.02.2024",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_that_of_the_whole_column() {
        let mut column = DateColumn::default();
        column.note("3/12/2025 7:51:41 PM", None);
        assert!(column.is_ambiguous());
        assert_eq!(column.newest(), None);
        column.note("15/11/2025 07:51:41", None);
        assert_eq!(column.order(), Some(DateOrder::DayFirst));
        assert_eq!(column.newest().map(Instant::to_text).as_deref(), Some("2025-12-03T19:51:41Z"));
    }

    #[test]
    fn hyphens_leave_the_order_open_as_slashes_do() {
        let mut column = DateColumn::default();
        column.note("3-12-2025 19:51", None);
        assert!(column.is_ambiguous());
        column.note("12/31/2024 7:51:41\u{202f}AM +00:00", None);
        assert_eq!(column.order(), Some(DateOrder::MonthFirst));
        assert_eq!(column.newest().map(Instant::to_text).as_deref(), Some("2025-03-12T19:51:00Z"));
    }

    #[test]
    fn a_date_alone_as_of_is_its_last_second() {
        assert_eq!(Instant::as_of("2026-10-15").map(Instant::to_text).as_deref(), Some("2026-10-15T23:59:59Z"));
        assert_eq!(
            Instant::as_of("2026-10-15T12:00:00+02:00").map(Instant::to_text).as_deref(),
            Some("2026-10-15T10:00:00Z")
        );
        assert_eq!(Instant::as_of("yesterday"), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_in_a_cell_is_read_or_left(text in r"\PC{0,24}|[0-9/.:,\- TZ+APM٣上午]{0,24}") {
            let _ = parse(&text);
        }
    }
}
