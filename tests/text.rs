//! Text files as they really come: encodings, first lines, layouts, dates.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs;

use encoding_rs::{Encoding, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1257};
use serde_json::Value;
use support::{Run, people, run};
use tempfile::TempDir;

const HEADER: &str = "Id,DisplayName,UserPrincipalName,UserType,UsageLocation,AssignedLicenses,CreatedDateTime";

const GERMAN: [&str; 3] = ["Jörg Müller", "Änne Weiß", "Lena Größchen"];
const POLISH: [&str; 5] =
    ["Łukasz Wiśniewski", "Małgorzata Dąbrowska", "Zbigniew Kołodziejczyk", "Józef Żółkiewski", "Agnieszka Świątek"];
const TURKISH: [&str; 4] = ["Gülşah Yıldız", "İbrahim Çağlayan", "Ayşe Öztürk", "Barış Güneş"];
const RUSSIAN: [&str; 3] = ["Анна Кузнецова", "Борис Щербаков", "Юлия Журавлёва"];
const GREEK: [&str; 3] = ["Γιώργος Παπαδόπουλος", "Ελένη Αντωνίου", "Νίκος Καραγιάννης"];
const LATVIAN: [&str; 4] = ["Jānis Bērziņš", "Līga Kalniņa", "Šarlote Ozoliņa", "Ģirts Krūmiņš"];

/// An export of Entra ID with a member for each name.
fn entra(names: &[&str]) -> String {
    let row = |(at, name): (usize, &&str)| member(at, name);
    format!("{HEADER}\r\n{}", names.iter().enumerate().map(row).collect::<String>())
}

fn member(at: usize, name: &str) -> String {
    format!(
        "aaaaaaaa-0000-4000-8000-{at:012},{name},p{at:04}@contoso.example,Member,DE,SPE_E5,2024-01-02T00:00:00Z\r\n"
    )
}

/// What the program made of one file.
struct Reading {
    run: Run,
    report: Value,
}

impl Reading {
    fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self::with(bytes, "")
    }

    /// The same with more arguments.
    fn with(bytes: impl AsRef<[u8]>, arguments: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("users.csv"), bytes).unwrap();
        let run = run(folder.path(), &format!("check users.csv --all --format json {arguments}"), b"");
        let report = if run.code < 2 { run.json() } else { Value::Null };
        Self { run, report }
    }

    fn input(&self) -> &Value {
        &self.report["inputs"][0]
    }

    fn encoding(&self) -> &str {
        self.input()["encoding"].as_str().unwrap_or(&self.run.stderr)
    }

    /// The names of all people, by their address.
    fn names(&self) -> Vec<&str> {
        assert!(self.run.code < 2, "{}", self.run.stderr);
        people(&self.report).iter().map(|person| person["name"].as_str().unwrap_or_default()).collect()
    }

    /// Rows, rows set aside, rows unread.
    fn rows(&self) -> [u64; 3] {
        assert!(self.run.code < 2, "{}", self.run.stderr);
        ["rows", "rows_set_aside", "rows_unread"].map(|name| self.input()[name].as_u64().unwrap())
    }

    fn remarks(&self) -> Vec<&str> {
        self.report["remarks"].as_array().unwrap().iter().map(|remark| remark["message"].as_str().unwrap()).collect()
    }

    #[track_caller]
    fn remarks_on(&self, words: &[&str]) {
        let found = self.remarks().iter().any(|remark| words.iter().all(|word| remark.contains(word)));
        assert!(found, "no remark with {words:?} in {:?}", self.remarks());
    }

    #[track_caller]
    fn refused_with(&self, words: &[&str]) {
        assert_eq!(self.run.code, 2, "{}", self.report);
        for word in words {
            assert!(self.run.stderr.contains(word), "no '{word}' in {}", self.run.stderr);
        }
    }
}

fn little(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn big(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "{text} cannot be written in {}", encoding.name());
    bytes.into_owned()
}

#[test]
fn a_code_page_of_windows_is_told_by_its_letters() {
    for (names, encoding, name) in [
        (&GERMAN[..], WINDOWS_1252, "Windows-1252"),
        (&POLISH, WINDOWS_1250, "Windows-1250"),
        (&RUSSIAN, WINDOWS_1251, "Windows-1251"),
        (&GREEK, WINDOWS_1253, "Windows-1253"),
        (&TURKISH, WINDOWS_1254, "Windows-1254"),
        (&LATVIAN, WINDOWS_1257, "Windows-1257"),
    ] {
        let reading = Reading::of(encoded(&entra(names), encoding));
        assert_eq!(reading.encoding(), name);
        assert_eq!(reading.names(), names);
        reading.remarks_on(&["neither UTF-8 nor UTF-16", name, "--encoding"]);
    }
}

#[test]
fn letters_far_below_the_beginning_count_for_the_code_page() {
    let mut names = vec!["Anna Berg"; 6000];
    names.extend(POLISH);
    let reading = Reading::of(encoded(&entra(&names), WINDOWS_1250));
    assert_eq!(reading.encoding(), "Windows-1250");
    assert_eq!(reading.names()[6000..], POLISH);
}

#[test]
fn utf_16_without_a_mark_is_told_by_its_nuls() {
    for names in [&GERMAN[..], &RUSSIAN, &["Anna Berg"], &["上海 张伟", "東京 佐藤"]] {
        for (bytes, name) in [(little(&entra(names)), "UTF-16LE"), (big(&entra(names)), "UTF-16BE")] {
            let reading = Reading::of(bytes);
            assert_eq!(reading.encoding(), name);
            assert_eq!(reading.names(), names);
            reading.remarks_on(&[name, "NUL"]);
        }
    }
}

#[test]
fn letters_of_utf_16_that_look_like_line_ends_are_letters() {
    // U+040A and U+4E0A have a byte 0A, and so has U+0A05.
    let names = ["Њого Петровић", "上海", "ਅਮਰ"];
    for text in [format!("\u{feff}{}", entra(&names)), entra(&names)] {
        for bytes in [little(&text), big(&text)] {
            assert_eq!(Reading::of(bytes).names(), names);
        }
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let padded = [entra(&GERMAN).as_bytes(), &[0; 300]].concat();
    let sprinkled = entra(&GERMAN).replace("Weiß", "We\0iß").into_bytes();
    let numbers: Vec<u8> = (0..4000_u32).flat_map(u32::to_le_bytes).collect();
    let late = entra(&vec!["Anna Berg"; 5000]).replace("p4000@", "p\0@").into_bytes();
    for bytes in [padded, sprinkled, numbers, late] {
        Reading::of(bytes).refused_with(&["no text file", "NUL"]);
    }
}

#[test]
fn the_option_names_what_cannot_be_told() {
    for (label, name) in [("437", "IBM437"), ("IBM437", "IBM437"), ("cp850", "IBM850"), ("oem850", "IBM850")] {
        let table = if name == "IBM437" {
            &oem_cp::code_table::ENCODING_TABLE_CP437
        } else {
            &oem_cp::code_table::ENCODING_TABLE_CP850
        };
        let bytes = oem_cp::encode_string_checked(&entra(&GERMAN), table).unwrap();
        let reading = Reading::with(&bytes, &format!("--encoding {label}"));
        assert_eq!(reading.encoding(), name);
        assert_eq!(reading.names(), GERMAN);
        assert_ne!(Reading::of(&bytes).names(), GERMAN, "nothing but the option tells");
    }
    // The letters alone would not tell 1250 from 1252.
    let bytes = encoded(&entra(&["Věra"]), WINDOWS_1250);
    for label in ["1250", "Windows-1250", "CP1250", "windows1250", "x-cp1250"] {
        let reading = Reading::with(&bytes, &format!("--encoding {label}"));
        assert_eq!((reading.encoding(), reading.names()), ("Windows-1250", vec!["Věra"]), "{label}");
        assert!(reading.remarks().iter().all(|remark| !remark.contains("UTF")), "{:?}", reading.remarks());
    }
    let reading = Reading::with(encoded(&entra(&["Jörg"]), encoding_rs::ISO_8859_2), "--encoding iso-8859-2");
    assert_eq!((reading.encoding(), reading.names()), ("ISO-8859-2", vec!["Jörg"]));
}

#[test]
fn an_unknown_label_is_wrong_usage() {
    Reading::with(entra(&GERMAN), "--encoding Windows-1350").refused_with(&[
        "'Windows-1350' is no encoding",
        "nearest",
        "Windows-1250",
        "IBM850",
    ]);
    Reading::with(entra(&GERMAN), "--encoding klingon").refused_with(&["'klingon' is no encoding", "UTF-16LE"]);
}

#[test]
fn a_byte_order_mark_stands_against_the_option() {
    let marked = format!("\u{feff}{}", entra(&GERMAN));
    for (bytes, name) in [
        (marked.clone().into_bytes(), "UTF-8 with BOM"),
        (little(&marked), "UTF-16LE"),
        (little(&entra(&GERMAN)), "UTF-16LE"),
    ] {
        let reading = Reading::with(bytes, "--encoding 850");
        assert_eq!((reading.encoding(), reading.names()), (name, GERMAN.to_vec()));
        reading.remarks_on(&["is not read as IBM850"]);
    }
    Reading::with(entra(&GERMAN), "--encoding 850").remarks_on(&["looks like UTF-8", "IBM850"]);
}

#[test]
fn rows_appended_in_another_encoding_keep_their_letters() {
    let appended: String = (3..6).map(|at| member(at, GERMAN[at - 3])).collect();
    let names = [GERMAN, GERMAN].concat();
    let first = entra(&GERMAN);
    let marked = format!("\u{feff}{first}");
    let windows = encoded(&appended, WINDOWS_1252);
    for (bytes, line) in [
        ([first.as_bytes(), &windows].concat(), "line 5"),
        ([marked.as_bytes(), &windows].concat(), "line 5"),
        ([&encoded(&first, WINDOWS_1252), appended.as_bytes()].concat(), "line 2"),
        ([first.as_bytes(), &little(&appended)].concat(), "line 5"),
        ([marked.as_bytes(), &little(&appended)].concat(), "line 5"),
        ([first.as_bytes(), &little(&format!("\u{feff}{appended}"))].concat(), "line 5"),
        ([encoded(&first, WINDOWS_1252), little(&appended)].concat(), "line 5"),
        ([little(&marked), windows.clone()].concat(), "line 5"),
        ([little(&first), windows.clone()].concat(), "line 5"),
        ([little(&marked), appended.clone().into_bytes()].concat(), "line 5"),
        ([big(&marked), windows].concat(), "line 5"),
    ] {
        let reading = Reading::of(bytes);
        assert_eq!(reading.names(), names);
        assert_eq!((reading.encoding(), reading.rows()), ("mixed", [6, 0, 0]));
        reading.remarks_on(&["two encodings", line]);
    }
}

#[test]
fn a_letter_cut_in_half_damages_its_row_only() {
    let text = entra(&GERMAN).replace("Weiß", "Wei~");
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'~' { 0xC3 } else { byte }).collect();
    let reading = Reading::of(bytes);
    // A name that lost a letter counts as unknown.
    assert_eq!(reading.names(), ["Jörg Müller", "", "Lena Größchen"]);
    reading.remarks_on(&["broken letters", "line 3"]);
}

#[test]
fn letters_survive_the_border_of_every_block() {
    // Letters of one, two, three and four bytes, shifted byte by byte over the borders of blocks.
    let names = vec!["aä中😀".repeat(30); 900];
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rest = entra(&names);
    for shift in 0..10 {
        let text = format!("{}\r\n{rest}", "#".repeat(shift));
        let marked = format!("\u{feff}{text}");
        let mixed = [text.as_bytes(), &encoded(&member(9999, "é"), WINDOWS_1252)].concat();
        for bytes in [text.clone().into_bytes(), little(&marked), big(&marked), little(&text), mixed] {
            let reading = Reading::of(bytes);
            assert!(reading.names().iter().all(|name| *name == names[0] || *name == "é"), "shifted by {shift}");
        }
    }
}

#[test]
fn what_stands_above_the_header_is_passed_over() {
    let plain = entra(&GERMAN);
    let padded = plain.replacen("UsageLocation,", &format!("UsageLocation{},", " ".repeat(200)), 1);
    let quoted = format!("\u{feff}\"\u{feff}Id\"{}", &plain[2..]);
    for text in [
        format!("#TYPE Selected.Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser\r\n{plain}"),
        format!("\u{feff}#TYPE Selected.Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser,,,\r\n{plain}"),
        format!("sep=,\r\n{plain}"),
        format!("\r\n\r\n,,,,,,\r\n{plain}"),
        format!("Users of Contoso,,,,,,\r\nas of March,,,,,,\r\n{plain}"),
        format!("\u{feff}\u{feff}{plain}"),
        padded,
        quoted,
    ] {
        let reading = Reading::of(&text);
        assert_eq!((reading.names(), reading.rows()), (GERMAN.to_vec(), [3, 0, 0]), "{text}");
    }
}

#[test]
fn the_header_again_is_set_aside_in_any_dress() {
    let again = HEADER.split(',').collect::<Vec<_>>();
    let quoted = format!("\u{feff}\"{}\"\r\n", again.join("\",\""));
    for header in [format!("{HEADER}\r\n"), format!("\u{feff}{HEADER}\r\n"), quoted, HEADER.to_uppercase() + "\r\n"] {
        let reading = Reading::of(format!("{}{header}{}", entra(&GERMAN[..2]), member(2, GERMAN[2])));
        assert_eq!((reading.names(), reading.rows()), (GERMAN.to_vec(), [4, 1, 0]), "{header}");
        assert_eq!(reading.input()["set_aside"], serde_json::json!({"header again": 1}));
    }
}

#[test]
fn below_another_header_rows_are_read_by_it() {
    let other = "UserPrincipalName,UserType,Id,DisplayName\r\n";
    let row =
        |at: usize, name: &str| format!("p{at:04}@contoso.example,Guest,aaaaaaaa-0000-4000-8000-{at:012},{name}\r\n");
    let many: String = (2..5000).map(|at| member(at, "Anna Berg")).collect();
    for (first, expected) in [(entra(&GERMAN[..2]), 2), (format!("{}{many}", entra(&GERMAN[..2])), 5000)] {
        let text = format!("{first}{other}{}{}", row(8000, "Zoë Park"), row(8001, "Ünal"));
        let reading = Reading::of(text);
        let inputs = reading.report["inputs"].as_array().unwrap();
        assert_eq!(inputs.len(), 2);
        assert_eq!((&inputs[0]["rows"], &inputs[1]["rows"]), (&expected.into(), &2.into()));
        assert_eq!(inputs[1]["header_row"], expected + 2);
        assert_eq!(reading.names()[usize::try_from(expected).unwrap()..], ["Zoë Park", "Ünal"]);
        let last = people(&reading.report).last().unwrap();
        assert_eq!(last["sources"]["entra"]["row"], expected + 4);
        reading.remarks_on(&["another header"]);
    }
}

#[test]
fn another_header_may_be_of_another_kind() {
    let ad = "sAMAccountName,userPrincipalName,objectGUID,displayName\r\n\
              anna,p0000@contoso.example,11111111-1111-1111-1111-111111111111,Änne\r\n";
    let reading = Reading::of(format!("{}{ad}", entra(&["Änne Weiß"])));
    let kinds: Vec<_> = reading.report["inputs"].as_array().unwrap().iter().map(|input| &input["kind"]).collect();
    assert_eq!(kinds, ["entra-users", "ad-users"]);
    assert_eq!(reading.names(), ["Änne"], "both rows are one person");
}

#[test]
fn another_header_that_is_not_understood_refuses_the_file() {
    // Of Exchange Online or of a server: nothing tells, and read as users of Entra ID these would be nobody.
    let text =
        format!("{}Alias,PrimarySmtpAddress,RecipientType\r\nzoe,z@contoso.example,UserMailbox\r\n", entra(&GERMAN));
    Reading::of(text).refused_with(&["Exchange Online or of an Exchange server"]);
}

#[test]
fn totals_and_padding_are_no_people() {
    for (line, reason) in [
        ("Total: 123", "total"),
        ("Total: 123,,,,,,", "total"),
        ("(3 rows affected)", "total"),
        ("3 entries exported", "total"),
        (",,,,,,", "blank row"),
        (",,,,,,,,,,", "blank row"),
        ("--,---,---,---,--,--,---", "line of dashes"),
        ("#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser", "#TYPE line"),
        ("\u{feff}#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser", "#TYPE line"),
        ("sep=,", "sep= line"),
        ("\u{1a}", "end of file sign"),
    ] {
        let reading = Reading::of(format!("{}{line}\r\n", entra(&GERMAN)));
        assert_eq!((reading.names(), reading.rows()), (GERMAN.to_vec(), [4, 1, 0]), "{line}");
        assert_eq!(reading.input()["set_aside"][reason], 1, "{line}");
    }
}

#[test]
fn a_note_beside_or_below_the_table_is_nobody() {
    let noted = |text: &str, note: &str| text.replace("\r\n", &format!(",{note}\r\n")).replacen(note, "Note", 1);
    for line in [",,,,,,,red: has left", ",,,,,,,\"asked, 3 May\""] {
        let reading = Reading::of(format!("{}{line}\r\n", noted(&entra(&GERMAN), "x")));
        assert_eq!((reading.names(), reading.rows()), (GERMAN.to_vec(), [4, 1, 0]), "{line}");
        assert_eq!(reading.input()["set_aside"]["nothing in a known column"], 1, "{line}");
    }
}

#[test]
fn a_row_shifted_by_an_unquoted_delimiter_is_not_read_though_its_last_cell_is_blank() {
    let rows = |name: &str, date: &str| {
        let member = |at: usize| member(at, GERMAN[at]).replace("2024-01-02T00:00:00Z", date);
        format!(
            "{HEADER}\r\n{}{}",
            (0..3).map(member).collect::<String>(),
            self::member(3, name).replace("2024-01-02T00:00:00Z", "")
        )
    };
    for date in ["2024-01-02T00:00:00Z", ""] {
        let reading = Reading::of(rows("Weiß, Otto", date));
        assert_eq!((reading.names(), reading.rows()), (GERMAN.to_vec(), [4, 0, 1]), "{date}");
        assert_eq!(Reading::of(rows("\"Weiß, Otto\"", date)).rows(), [4, 0, 0], "{date}");
    }
    // Blank or not, what follows a list of addresses stays in its place.
    let text = "Id,DisplayName,ProxyAddresses,UserPrincipalName,UserType\n\
                aaaaaaaa-0000-4000-8000-000000000001,Anna,SMTP:a@contoso.example,smtp:b@contoso.example,a@contoso.example,\n";
    let reading = Reading::of(text);
    assert_eq!(people(&reading.report)[0]["upn"], "a@contoso.example");
}

#[test]
fn a_damaged_date_is_remarked() {
    for (damaged, words) in
        [("########", "too narrow"), ("#N/A", "holds an error"), ("System.DateTime", "name of a type")]
    {
        let reading = Reading::of(entra(&GERMAN).replacen("2024-01-02T00:00:00Z", damaged, 1));
        reading.remarks_on(&[words]);
    }
}

#[test]
fn cells_that_are_blank_beyond_the_header_cost_no_row() {
    let text = entra(&GERMAN);
    let all = text.replace("\r\n", ",,,\r\n");
    let rows_only = text.replace("Z\r\n", "Z,, ,\r\n");
    let header_only = text.replacen("\r\n", ",,\r\n", 1);
    for text in [all, rows_only, header_only] {
        let reading = Reading::of(&text);
        assert_eq!((reading.names(), reading.rows()), (GERMAN.to_vec(), [3, 0, 0]), "{text}");
    }
    let filled = Reading::of(text.replace("Weiß", "Weiß,Dr."));
    assert_eq!(filled.rows(), [3, 0, 1]);
    filled.remarks_on(&["not read: 8 cells, the header has 7"]);
}

#[test]
fn rows_whose_last_columns_excel_left_out_are_read() {
    let header = "Id,DisplayName,UserPrincipalName,UserType,UsageLocation,OnPremisesImmutableId";
    let row = |at: usize| format!("aaaaaaaa-0000-4000-8000-{at:012},Jörg,p{at:04}@contoso.example,Guest");
    // Rows 2 to 16 are whole, 17 to 32 and the three last ones are short.
    let rows: String = (2..36).map(|at| row(at) + if at < 17 { ",DE,\r\n" } else { "\r\n" }).collect();
    let reading = Reading::of(format!("{header}\r\n{rows}"));
    assert_eq!((reading.names().len(), reading.rows()), (34, [34, 0, 0]));
    assert_eq!(people(&reading.report)[33]["sources"]["entra"]["row"], 35);

    // One row among whole ones is broken, not cut by Excel.
    let broken = rows.replacen(",DE,\r\n", "\r\n", 1);
    assert_eq!(Reading::of(format!("{header}\r\n{broken}")).rows(), [34, 0, 1]);
}

#[test]
fn addresses_joined_without_quotes_are_put_together_where_nothing_else_is_possible() {
    let text = "Id,DisplayName,ProxyAddresses,UserPrincipalName,UserType\n\
                aaaaaaaa-0000-4000-8000-000000000001,Änne,SMTP:a@contoso.example,smtp:b@contoso.example,a@contoso.example,Guest\n\
                aaaaaaaa-0000-4000-8000-000000000002,Jörg,SMTP:j@contoso.example,j@contoso.example,Guest\n\
                aaaaaaaa-0000-4000-8000-000000000003,Lena,SMTP:l@contoso.example,l2@contoso.example,l@contoso.example,Guest\n";
    let reading = Reading::of(text);
    assert_eq!((reading.names(), reading.rows()), (vec!["Änne", "Jörg"], [3, 0, 1]));
    assert_eq!(people(&reading.report)[0]["upn"], "a@contoso.example");
}

#[test]
fn two_columns_of_one_name_that_differ_are_remarked() {
    let text = "Id,Mail,UserPrincipalName,UserType,MAIL\n\
                aaaaaaaa-0000-4000-8000-000000000001,a@contoso.example,a@contoso.example,Guest,a@contoso.example\n\
                aaaaaaaa-0000-4000-8000-000000000002,b@contoso.example,b@contoso.example,Guest,old@contoso.example\n";
    let reading = Reading::of(text);
    reading.remarks_on(&["same name", "the cell counts as unknown"]);
    let same = Reading::of(text.replace("old@", "b@"));
    assert!(same.remarks().iter().all(|remark| !remark.contains("same name")), "{:?}", same.remarks());
}

/// As Excel with another list separator saves what it has opened: each line is one cell.
fn wrapped(text: &str, behind: &str) -> String {
    text.lines().fold(String::new(), |rows, line| rows + "\"" + &line.replace('"', "\"\"") + "\"" + behind + "\r\n")
}

#[test]
fn rows_that_excel_put_into_one_cell_are_taken_out() {
    let quoted = entra(&["Änne \"\"Annie\"\" Weiß, Dr.", "Jörg"]).replace("Änne", "\"Änne").replace("Dr.", "Dr.\"");
    for behind in ["", ";;;", ",,", "\t"] {
        let text = wrapped(&quoted, behind);
        for bytes in [text.clone().into_bytes(), encoded(&text, WINDOWS_1252), little(&format!("\u{feff}{text}"))] {
            let reading = Reading::of(bytes);
            assert_eq!(reading.names(), ["Änne \"Annie\" Weiß, Dr.", "Jörg"], "{behind:?}");
            assert_eq!((reading.rows(), &reading.input()["delimiter"]), ([2, 0, 0], &",".into()));
            reading.remarks_on(&["one cell"]);
        }
    }
    // A list joined by Excel's own separator came apart.
    let text = "\"Id,DisplayName,UserPrincipalName,UserType,ProxyAddresses\"\r\n\
                \"aaaaaaaa-0000-4000-8000-000000000001,Änne,a@contoso.example,Guest,\"\"SMTP:a@contoso.example\";\"smtp:b@contoso.example\"\"\"\r\n";
    let reading = Reading::of(text);
    assert_eq!((reading.names(), reading.rows()), (vec!["Änne"], [1, 0, 0]));
}

#[test]
fn a_long_wrapped_file_is_read_to_its_end_with_its_places() {
    let rows: String = (0..6000)
        .map(|at| member(at, "Jörg \"\"J\"\" Weiß").replace("Jörg", "\"Jörg").replace("Weiß", "Weiß\""))
        .collect();
    let reading = Reading::of(wrapped(&format!("{HEADER}\r\n\r\n{rows}"), ";;").replace("\"\";;", ""));
    assert_eq!((reading.names().len(), reading.rows()), (6000, [6000, 0, 0]));
    assert_eq!(people(&reading.report)[5999]["sources"]["entra"]["row"], 6002);
}

#[test]
fn damage_far_down_in_a_long_file_is_remarked_where_it_stands() {
    let row = |at: usize| {
        let list =
            if at == 17_000 { "System.Collections.Generic.List`1[System.String]" } else { "SMTP:a@contoso.example" };
        format!("\"aaaaaaaa-0000-4000-8000-{at:012}\",\"Änne\",\"a{at}@contoso.example\",\"Member\",\"{list}\"\r\n")
    };
    let rows: String = (0..20_000).map(row).collect();
    let reading =
        Reading::of(format!("\"Id\",\"DisplayName\",\"UserPrincipalName\",\"UserType\",\"ProxyAddresses\"\r\n{rows}"));
    let remarks = reading.report["remarks"].as_array().unwrap();
    let found: Vec<_> = remarks.iter().filter(|remark| remark["column"] == "ProxyAddresses").collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["row"], &found[0]["line"]), (&17_002.into(), &17_002.into()), "{found:?}");
}

#[test]
fn printed_text_is_refused_with_what_to_export() {
    let table = "\r\nUserPrincipalName     DisplayName Id\r\n-----------------     ----------- --\r\n\
                 anna@contoso.example  Anna Berg   aaaaaaaa-0000-4000-8000-00000...\r\n";
    let list = "\r\n\r\nId                : aaaaaaaa-0000-4000-8000-000000000001\r\nUserPrincipalName : anna@contoso.example\r\n\
                ProxyAddresses    : {SMTP:anna@contoso.example, smtp:a.berg@contoso.example...}\r\n\r\n";
    let dsquery = "  sAMAccountName    userPrincipalName       \r\n  anna              anna@contoso.example    \r\n";
    let names = "\"CN=Anna Berg,OU=Staff,DC=contoso,DC=example\"\r\n\"CN=Bert,DC=contoso,DC=example\"\r\n";
    for (text, what) in
        [(table, "Format-Table"), (list, "Format-List"), (dsquery, "fixed width"), (names, "distinguished names")]
    {
        for bytes in [text.as_bytes().to_vec(), little(&format!("\u{feff}{text}")), little(text)] {
            Reading::of(bytes).refused_with(&[what, "Export-Csv"]);
        }
    }
}

#[test]
fn a_file_without_header_is_told_so() {
    let (_, rows) =
        entra(&GERMAN).split_once("\r\n").map(|(header, rows)| (header.to_owned(), rows.to_owned())).unwrap();
    Reading::of(&rows).refused_with(&["no header", "-NoHeader"]);
    Reading::with(&rows, "--as entra-users=users.csv").refused_with(&["no header", "-NoHeader"]);
}

/// The export of [`entra`] with these creation dates.
fn created(dates: &[&str]) -> Reading {
    let rows: String = dates
        .iter()
        .enumerate()
        .map(|(at, date)| member(at, "Änne").replace("2024-01-02T00:00:00Z", &format!("\"{date}\"")))
        .collect();
    Reading::of(format!("{HEADER}\r\n{rows}"))
}

#[test]
fn dates_are_read_in_the_spellings_of_many_countries() {
    for date in [
        "2024-01-31T15:04:05Z",
        "2024-01-31T16:04:05.1234567+01:00",
        "2024-01-31 15:04:05",
        "2024/01/31-15:04:05",
        "2024/1/31 15:04:05",
        "2024. 01. 31. 15:04:05",
        "31.01.2024 15:04:05",
        "31.1.2024 3:04:05 PM",
        "1/31/2024 3:04:05 PM",
        "1/31/2024 3:04:05\u{202f}PM",
        "31/01/2024 03:04:05 p.\u{a0}m.",
        "31-1-2024 15:04:05",
        "1/31/2024 3:04:05 PM +00:00",
        "٣١/٠١/٢٠٢٤ ٠٣:٠٤:٠٥ م",
        "20240131150405.0Z",
        "133511870450000000",
        "45322.6278356481",
        "45322,6278356481",
        "/Date(1706713445000)/",
    ] {
        let reading = created(&[date]);
        assert_eq!(reading.input()["newest"], "2024-01-31T15:04:05Z", "{date}: {:?}", reading.remarks());
    }
}

#[test]
fn the_order_of_day_and_month_is_decided_over_all_rows() {
    let mut dates = vec!["3/12/2023 08:00"; 5000];
    let ambiguous = created(&dates[..10]);
    ambiguous.remarks_on(&["day and month cannot be told apart"]);
    assert_eq!(ambiguous.input()["newest"], Value::Null);
    for (telling, newest) in [
        ("15/11/2023 08:00", "2023-12-03T08:00:00Z"),
        ("15-11-2023 08:00", "2023-12-03T08:00:00Z"),
        ("11/15/2022 08:00", "2023-03-12T08:00:00Z"),
    ] {
        dates.push(telling);
        let reading = created(&dates);
        assert_eq!(reading.input()["newest"], newest, "{telling}");
        assert!(reading.remarks().iter().all(|remark| !remark.contains("told apart")), "{:?}", reading.remarks());
        dates.pop();
    }
    // Both orders in one column: nothing is guessed.
    created(&["3/12/2023 08:00", "15/11/2023 08:00", "11/15/2023 08:00"]).remarks_on(&["cannot be told apart"]);
}

#[test]
fn numbers_that_are_no_dates_date_nothing() {
    for text in ["0", "12345", "1234567890", "9223372036854775807", "31.01.24", "00123"] {
        assert_eq!(created(&[text]).input()["newest"], Value::Null, "{text}");
    }
}

#[test]
fn files_concatenated_without_a_line_end_between_them_are_parted() {
    let first = entra(&GERMAN[..2]);
    let first = first.trim_end();
    let again = format!("{HEADER}\r\n{}", member(2, GERMAN[2]));
    for mark in ["", "\u{feff}"] {
        let reading = Reading::of(format!("{first}{mark}{again}"));
        assert_eq!((reading.names(), reading.rows()), (GERMAN.to_vec(), [3, 0, 0]), "{mark:?}");
    }
    // As many columns in another order: read by the first header, the rows below would be nonsense.
    let other = "DisplayName,Id,UserPrincipalName,UserType,AssignedLicenses,CreatedDateTime,UsageLocation\r\n\
                 Zoë,aaaaaaaa-0000-4000-8000-000000000009,z@contoso.example,Member,SPE_E5,2024-01-02T00:00:00Z,DE\r\n";
    let reading = Reading::of(format!("{first}\u{feff}{other}"));
    assert_eq!((reading.names(), reading.rows()), (vec![GERMAN[0], GERMAN[1], "Zoë"], [2, 0, 0]));
    let reading = Reading::of(format!("{first}{other}"));
    assert_eq!(people(&reading.report).iter().filter(|person| person["upn"] == "z@contoso.example").count(), 1);
    assert_eq!((reading.names(), reading.rows()), (vec![GERMAN[0], ""], [2, 0, 1]));
}

#[test]
fn names_of_the_header_in_another_order_are_a_header() {
    let text = "--as entra-users=users.csv";
    let rows = "UserPrincipalName,Mail,Note\nanna@contoso.example,a@contoso.example,x\n\
                Note,Mail,UserPrincipalName\ny,b@contoso.example,bert@contoso.example\n";
    let reading = Reading::with(rows, text);
    let upns: Vec<_> = people(&reading.report).iter().map(|person| &person["upn"]).collect();
    assert_eq!(upns, ["anna@contoso.example", "bert@contoso.example"], "{}", reading.run.stderr);
}

#[test]
fn rows_that_a_lost_quote_holds_together_are_not_lost_without_a_word() {
    let rows = |first: &str, last: &str| {
        let names = ["Anna", first, "Bo", last, "Cy"];
        names.iter().enumerate().map(|(at, name)| member(at, name)).collect::<String>()
    };
    let reading = Reading::of(format!("{HEADER}\r\n{}", rows("\"Jörg", "Lena\"")));
    assert_eq!((reading.names(), reading.rows()), (vec!["Anna", "Cy"], [3, 0, 1]));
    reading.remarks_on(&["a quote that opens in this row", "lines 3 to 5"]);
    // Closed by an honest one.
    let reading = Reading::of(format!("{HEADER}\r\n{}", rows("\"Jörg", "Lena\"").replace("Bo", "\"Bo, Dr.\"")));
    assert_eq!(reading.rows()[2], 1);
    assert!(!reading.names().contains(&"Jörg"), "{:?}", reading.names());
    // Two rows, and nothing but the two.
    let two = format!("{}{}{}", member(0, "\"Jörg"), member(1, "Lena\""), member(2, "Cy"));
    let reading = Reading::of(format!("{HEADER}\r\n{two}"));
    assert_eq!((reading.names(), reading.rows()), (vec!["Cy"], [2, 0, 1]));
    let reading =
        Reading::of(format!("{HEADER}\r\n{}{}", member(2, "Cy"), two.replace(&member(2, "Cy"), "").trim_end()));
    assert_eq!((reading.names(), reading.rows()), (vec!["Cy"], [2, 0, 1]), "at the end of the file");
    // The whole file, with a CR alone in it: read on the slow way.
    let reading = Reading::of(format!("{HEADER}\r\n{two}{}", member(3, "\"Zoë\rBerg\"")));
    assert_eq!((reading.names(), reading.rows()), (vec!["Cy", "Zoë\rBerg"], [3, 0, 1]));
}

#[test]
fn honest_cells_of_several_lines_are_read() {
    let header = "Id,Description,UserPrincipalName,UserType,DisplayName";
    for description in [
        "{\r\n}",
        "first line\r\nsecond line",
        "one, two, three, four, five\r\nsix, seven, eight, nine, ten",
        "1, 2, 3, 4\r\n5, 6, 7, 8\r\n9, 10, 11, 12",
        "CN=A,OU=B,DC=C,DC=D,DC=E\r\nCN=F,OU=B,DC=C,DC=D,DC=E\r\nCN=G,OU=B,DC=C,DC=D,DC=E",
        "write to info@contoso.example, or call\r\n\r\n, Anna",
    ] {
        let row = format!("aaaaaaaa-0000-4000-8000-000000000001,\"{description}\",a@contoso.example,Guest,Anna\r\n");
        let reading = Reading::of(format!("{header}\r\n{row}"));
        assert_eq!((reading.names(), reading.rows()), (vec!["Anna"], [1, 0, 0]), "{description}");
    }
}

#[test]
fn short_rows_that_lack_a_cell_in_the_middle_are_not_padded() {
    let header = "Id;DisplayName;UserPrincipalName;MailNickname;Mail;UserType;UsageLocation";
    let row = |at: usize, lacks: usize| {
        let (id, upn) = (format!("aaaaaaaa-0000-4000-8000-{at:012}"), format!("p{at:04}@contoso.example"));
        let mut cells = vec![id, "Jörg".to_owned(), upn.clone(), format!("p{at:04}"), upn, "Guest".to_owned()];
        match lacks {
            7 => {}
            6 => cells.push(String::new()),
            lacks => {
                cells.remove(lacks);
                cells.push("DE".to_owned());
            }
        }
        cells.join(";") + "\r\n"
    };
    // Only the last column, which Excel leaves out, is known to be blank.
    for (lacks, unread) in [(7, 0), (0, 16), (1, 16), (2, 16), (3, 16), (4, 16), (5, 16)] {
        let rows: String = (2..33).map(|at| row(at, if at < 17 { 6 } else { lacks })).collect();
        let reading = Reading::of(format!("{header}\r\n{rows}"));
        assert_eq!(reading.rows(), [31, 0, unread], "without column {lacks}");
        if unread == 0 {
            reading.remarks_on(&["16 rows from here on lack the last cells"]);
        }
    }
}

#[test]
fn blanks_before_quotes_belong_to_no_cell() {
    let text = "\"Id\", \"DisplayName\", \"UserPrincipalName\", \"UserType\"\r\n\
                \"aaaaaaaa-0000-4000-8000-000000000001\", \"Weiß, Änne\", \"a@contoso.example\", \"Guest\"\r\n\
                \"aaaaaaaa-0000-4000-8000-000000000002\",  \"Jörg \"\"J\"\" \r\nMüller\" , \"j@contoso.example\", \"Guest\"\r\n";
    for text in [text.to_owned(), text.replace(", \"", ",\t\""), text.replace("\", ", "\"; ").replace("\" , ", "\" ; ")]
    {
        let reading = Reading::of(&text);
        assert_eq!(
            (reading.names(), reading.rows()),
            (vec!["Weiß, Änne", "Jörg \"J\" \r\nMüller"], [2, 0, 0]),
            "{text}"
        );
        reading.remarks_on(&["blanks stand before the quotes"]);
    }
    let bare = text.replacen(
        "\"Id\", \"DisplayName\", \"UserPrincipalName\", \"UserType\"",
        "Id, DisplayName, UserPrincipalName, UserType",
        1,
    );
    assert_eq!(Reading::of(bare).rows(), [2, 0, 0]);
    // Within a cell they stay.
    let inside = Reading::of(entra(&["\"He said, \"\"no\"\", \"\"yes\"\"\""]));
    assert_eq!(inside.names(), ["He said, \"no\", \"yes\""]);
}

#[test]
fn quotes_around_all_cells_are_taken_off() {
    let plain = entra(&["Änne O'Neil", "Jörg"]);
    let each = |quote: &str| {
        let line = |line: &str| {
            let cells: Vec<_> = line.split(',').map(|cell| format!("{quote}{cell}{quote}")).collect();
            cells.join(",") + "\r\n"
        };
        plain.lines().map(line).collect::<String>()
    };
    let (single, doubled, both) = (
        each("'").replace("O'N", "O''N"),
        each("\"\"\""),
        each("\"'").replace("\"',", "'\",").replace("\"'\r", "'\"\r"),
    );
    let rows_only = format!("{HEADER}\r\n{}", doubled.split_once('\n').unwrap().1);
    for text in [single, doubled, rows_only, both] {
        let reading = Reading::of(&text);
        assert_eq!((reading.names(), reading.rows()), (vec!["Änne O'Neil", "Jörg"], [2, 0, 0]), "{text}");
        assert_eq!(people(&reading.report)[0]["upn"], "p0000@contoso.example");
        reading.remarks_on(&["quotes that belong to no value"]);
    }
    // One cell so is a name.
    assert_eq!(Reading::of(entra(&["'Änne'", "\"\"\"Jörg\"\"\""])).names(), ["'Änne'", "\"Jörg\""]);
}

#[test]
fn single_rows_that_excel_put_into_one_cell_are_taken_out() {
    let tail = |at: usize| member(at, "").split_once(',').unwrap().1.trim_start_matches(',').trim_end().to_owned();
    let row = |at: usize, behind: &str| {
        format!("\"aaaaaaaa-0000-4000-8000-{at:012},\"\"Weiß, Änne\"\",{}\"{behind}\r\n", tail(at))
    };
    for behind in ["", ";;;", ",,"] {
        let reading = Reading::of(format!("{HEADER}\r\n{}{}{}", row(0, behind), member(1, "Jörg"), row(2, behind)));
        assert_eq!(
            (reading.names(), reading.rows()),
            (vec!["Weiß, Änne", "Jörg", "Weiß, Änne"], [3, 0, 0]),
            "{behind}"
        );
        reading.remarks_on(&["2 rows from here on into one cell each"]);
    }
    // Too many cells, and nobody knows which are one.
    let broken = row(0, "").replace("\"\"", "");
    assert_eq!(Reading::of(format!("{HEADER}\r\n{broken}{}", member(1, "Jörg"))).rows(), [2, 0, 1]);
}

#[test]
fn two_keys_of_one_name_that_differ_are_remarked() {
    let object = |mail: &str, other: &str| {
        format!(
            "[{{\"Id\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"UserPrincipalName\":\"a@contoso.example\",\
             \"UserType\":\"Guest\",\"Mail\":\"{mail}\",\"mail\":\"{other}\"}}]"
        )
    };
    Reading::of(object("a@contoso.example", "b@contoso.example"))
        .remarks_on(&["same name", "the cell counts as unknown"]);
    let same = Reading::of(object("a@contoso.example", "a@contoso.example"));
    assert!(same.remarks().iter().all(|remark| !remark.contains("same name")), "{:?}", same.remarks());
}

#[test]
fn a_cell_with_nul_bytes_is_told_with_its_line() {
    let text = entra(&GERMAN).replace("Weiß", "W\0ß");
    Reading::of(text).refused_with(&["line 3 holds NUL bytes", "export again", "--encoding UTF-16LE"]);
}

#[test]
fn with_v_the_share_of_bytes_that_went_the_fast_way_is_told() {
    let share = |bytes: &str| {
        let stderr = Reading::with(bytes, "-v").run.stderr;
        let told = stderr.lines().find(|line| line.contains(" bytes of text were cut the fast way"));
        told.unwrap_or_else(|| panic!("{stderr}")).split(" bytes").next().unwrap().to_owned()
    };
    let regular = entra(&GERMAN);
    let length = regular.len();
    assert_eq!(share(&regular), format!("100.0 % of {length}"));
    // The text behind a closing quote concerns its own row only.
    let row = regular.lines().last().unwrap().len() + 2;
    let odd = regular.replace("p0002@", "\"p\"0002@");
    let expected = (length - row) * 1000 / (length + 2);
    assert_eq!(share(&odd), format!("{}.{} % of {}", expected / 10, expected % 10, length + 2));
    // A lone CR is a line end for the csv crate alone.
    let old = regular.replace("\r\n", "\r");
    assert_eq!(share(&old), format!("0.0 % of {}", old.len()));
    assert!(!Reading::of(&regular).run.stderr.contains("the fast way"));
}
