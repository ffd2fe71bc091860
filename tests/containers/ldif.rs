//! LDIF, as ldifde and ldapsearch write it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::twins::{AD, Folder, cells, certainty, input, named, remark};

/// The users as ldifde writes them: bytes and letters beyond ASCII in base64, values one a line.
fn ldif() -> String {
    let rows = cells(AD);
    let (header, rows) = rows.split_first().unwrap();
    let mut text = String::new();
    for row in rows {
        writeln!(text, "dn: {}\nchangetype: add", row[0]).unwrap();
        for (name, value) in header.iter().zip(row).filter(|(_, value)| !value.is_empty()) {
            for line in lines(name, value) {
                text.push_str(&folded(&line));
            }
        }
        text.push('\n');
    }
    text
}

fn lines(name: &str, value: &str) -> Vec<String> {
    match name {
        "objectGUID" => {
            let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_hexdigit).map(|byte| byte - b'0').collect();
            let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
            vec![format!("{name}:: {}", STANDARD.encode(bytes))]
        }
        "mS-DS-ConsistencyGuid" => vec![format!("{name}:: {value}")],
        "objectSid" => {
            let parts: Vec<u32> = value.split('-').skip(3).map(|part| part.parse().unwrap()).collect();
            let mut bytes = vec![1, u8::try_from(parts.len()).unwrap(), 0, 0, 0, 0, 0, 5];
            bytes.extend(parts.iter().flat_map(|part| part.to_le_bytes()));
            vec![format!("{name}:: {}", STANDARD.encode(bytes))]
        }
        "ObjectClass" => {
            let chain = ["top", "person", "organizationalPerson", "user"];
            let own = (value != "user").then_some(value);
            chain.into_iter().chain(own).map(|class| format!("objectClass: {class}")).collect()
        }
        "proxyAddresses" => {
            let mut entries: Vec<String> = Vec::new();
            for part in value.split(';') {
                if part.contains(':') {
                    entries.push(part.to_owned());
                } else {
                    write!(entries.last_mut().unwrap(), ";{part}").unwrap();
                }
            }
            entries.into_iter().map(|entry| format!("{name}: {entry}")).collect()
        }
        _ if value.is_ascii() => vec![format!("{name}: {value}")],
        _ => vec![format!("{name}:: {}", STANDARD.encode(value))],
    }
}

/// Lines of at most 40 bytes, so that most are folded.
fn folded(line: &str) -> String {
    let pieces: Vec<_> = line.as_bytes().chunks(40).map(|piece| std::str::from_utf8(piece).unwrap()).collect();
    pieces.join("\n ") + "\n"
}

fn tenant(text: impl AsRef<[u8]>) -> Folder {
    Folder::tenant().instead("ad.csv", "ad.ldf", text)
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn ldif_reads_as_its_csv_twin() {
    let report = tenant(ldif()).is_twin("check", &[]);
    let input = input(&report, "ad.ldf");
    assert_eq!((&input["kind"], &input["producer"]), (&"ad-users".into(), &"LDIF".into()));
    assert_eq!(
        (&input["rows"], &input["rows_set_aside"], &input["header_row"]),
        (&5.into(), &1.into(), &serde_json::Value::Null)
    );
}

#[test]
fn ldif_reads_the_same_in_every_encoding_and_with_every_line_end() {
    for text in [ldif().into_bytes(), utf16(&ldif()), ldif().replace('\n', "\r\n").into()] {
        tenant(text).is_twin("check", &[]);
    }
    tenant(&utf16(&ldif())[2..]).is_twin("check", &["no byte order mark"]);
    let marked = format!("\u{feff}{}", ldif());
    assert_eq!(input(&tenant(marked).is_twin("check", &[]), "ad.ldf")["encoding"], "UTF-8 with BOM");
    assert_eq!(input(&tenant(utf16(&ldif())).report("check"), "ad.ldf")["encoding"], "UTF-16LE");
    let mut ansi = ldif().into_bytes();
    ansi.extend(b"\ndn: CN=M\xFCller\nobjectClass: contact\n");
    tenant(ansi).is_twin("check", &["Windows-1252"]);
}

#[test]
fn what_ldapsearch_says_around_the_entries_is_passed_over() {
    let head = "# extended LDIF\n#\n# LDAPv3\n# requesting: a very long list that is\n  folded \n#\n\n";
    let tail = "# search reference\nref: ldap://other.contoso.example/\n\n# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 6\n# numEntries: 5\n";
    tenant(format!("{head}{}{tail}", ldif())).is_twin("check", &[]);
    tenant(format!("version: 1\n\n{}", ldif())).is_twin("check", &[]);
    tenant(format!("version: 1\n{}", ldif())).is_twin("check", &[]);
    tenant(ldif().replacen("\n\n", "\n\n\u{feff}", 1)).is_twin("check", &[]);
    tenant(ldif().replace("\n\n", "\n----------\n")).is_twin("check", &[]);
}

#[test]
fn evidence_names_the_record_and_the_line_of_its_name() {
    let text = ldif();
    let line = text.lines().position(|line| line.starts_with("dn: CN=Dora")).unwrap() + 1;
    let report = tenant(&text).report("check");
    let place = &named(&report, "dora")["sources"]["ad"];
    assert_eq!((&place["row"], &place["line"]), (&4.into(), &line.into()));
}

#[test]
fn a_line_that_is_no_ldif_leaves_its_record_unread() {
    let text = ldif().replace("SamAccountName: dora", "SamAccountName dora");
    let report = tenant(&text).report("check");
    let line = text.lines().position(|line| line == "SamAccountName dora").unwrap() + 1;
    let remark = remark(&report, "ad.ldf", "not read");
    assert_eq!((&remark["row"], &remark["line"]), (&4.into(), &line.into()));
    assert_eq!(input(&report, "ad.ldf")["rows_unread"], 1);
}

#[test]
fn records_that_run_into_each_other_are_not_taken_for_one_person() {
    let text = ldif();
    let at = text.find("\ndn: CN=Cora").unwrap();
    let text = format!("{}{}", &text[..at], &text[at + 1..]);
    let report = tenant(&text).report("check");
    let remark = remark(&report, "ad.ldf", "without a blank line");
    let line = text.lines().position(|line| line.starts_with("dn: CN=Cora")).unwrap() + 1;
    assert_eq!((&remark["row"], &remark["line"]), (&2.into(), &line.into()));
    assert_eq!(input(&report, "ad.ldf")["rows_unread"], 1);
}

#[test]
fn a_file_cut_in_the_middle_leaves_its_last_record_unread() {
    let text = ldif();
    let at = text.find("mailNickname: cora").unwrap();
    let report = tenant(&text[..at + 10]).report("check");
    assert_eq!(input(&report, "ad.ldf")["rows_unread"], 1);
    remark(&report, "ad.ldf", "the file ends within this line");
    remark(&report, "ad.ldf", "more may be missing");
}

#[test]
fn a_search_that_ended_early_makes_nobody_certainly_missing() {
    // Entra never writes LDIF, but the user may say that it holds its users.
    for tail in ["search: 2\nresult: 4 Size limit exceeded\n", "# numEntries: 7\n"] {
        let entra = "dn: CN=1\nid: aaaaaaaa-0000-4000-8000-000000000001\nuserPrincipalName: anna@contoso.example\nonPremisesImmutableId: EREREREREREREREREREREQ==\n\n";
        let folder = Folder::tenant().with("entra.csv", format!("{entra}{tail}"));
        let report = folder.report("check ad.csv exchange.csv --as entra-users=entra.csv");
        remark(&report, "entra.csv", "people may be missing");
        assert_eq!(certainty(named(&report, "cora"), "missing-in-entra"), Some("possible"));
    }
}

#[test]
fn a_value_that_cannot_be_read_is_unknown() {
    for spoiled in ["mailNickname:: ?", "mailNickname:< file:///c:/alias.txt"] {
        let text = ldif().replace("mailNickname: bert", spoiled);
        let report = tenant(&text).report("check");
        let line = text.lines().position(|line| line == spoiled).unwrap() + 1;
        let remark = remark(&report, "ad.ldf", "counts as unknown");
        assert_eq!((&remark["row"], &remark["line"]), (&2.into(), &line.into()));
        assert_eq!(remark["column"], "mailNickname");
        assert_eq!(certainty(named(&report, "bert"), "mailnickname-empty"), None);
    }
}

#[test]
fn changes_to_a_directory_are_no_export() {
    let text =
        "dn: CN=Anna,DC=contoso,DC=example\nchangetype: modify\nreplace: mail\nmail: anna@contoso.example\n-\n\n";
    Folder::empty().with("change.ldf", text).run("check change.ldf").fails_with(&["'change.ldf'", "changes", "help"]);
}
