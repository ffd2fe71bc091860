//! JSON, as Graph answers and as PowerShell writes it.

use serde_json::{Map, Value, json};

use crate::twins::{AD, ENTRA, EXCHANGE, Folder, cells, certainty, input, named, remark};

/// The users as Graph answers: lists as lists, blank cells as null or left out.
fn objects(csv: &str) -> Vec<Value> {
    let rows = cells(csv);
    let (header, rows) = rows.split_first().unwrap();
    let object = |row: &Vec<String>| {
        let fields = header.iter().zip(row).filter(|(name, value)| !value.is_empty() || *name == "usageLocation");
        Value::Object(fields.map(|(name, value)| (name.clone(), typed(name, value))).collect::<Map<_, _>>())
    };
    rows.iter().map(object).collect()
}

fn typed(name: &str, value: &str) -> Value {
    match value {
        "" => Value::Null,
        "True" => true.into(),
        "False" => false.into(),
        _ if name == "assignedLicenses" => serde_json::from_str(value).unwrap(),
        _ if name == "proxyAddresses" || name == "EmailAddresses" => addresses(value).into(),
        _ => value.into(),
    }
}

fn addresses(value: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for part in value.split(';') {
        match entries.last_mut() {
            Some(last) if !part.contains(':') => *last += &[";", part].concat(),
            _ => entries.push(part.to_owned()),
        }
    }
    entries
}

fn page(objects: &[Value], next: Option<&str>) -> Value {
    let context = "https://graph.microsoft.com/v1.0/$metadata#users";
    let mut page = json!({ "@odata.context": context, "value": objects });
    if let Some(next) = next {
        page["@odata.nextLink"] = next.into();
    }
    page
}

fn entra(text: impl AsRef<[u8]>) -> Folder {
    Folder::tenant().instead("entra.csv", "entra.json", text)
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_list_of_objects_reads_as_its_csv_twin() {
    let list = Value::from(objects(ENTRA));
    for text in [list.to_string(), format!("\u{feff}\r\n {list:#}\r\n")] {
        let report = entra(text).is_twin("check", &[]);
        let input = input(&report, "entra.json");
        assert_eq!(
            (&input["kind"], &input["rows"], &input["header_row"]),
            (&"entra-users".into(), &4.into(), &Value::Null)
        );
        assert_eq!(named(&report, "dora")["sources"]["entra"]["row"], 3);
    }
    assert_eq!(input(&entra(utf16(&list.to_string())).is_twin("check", &[]), "entra.json")["encoding"], "UTF-16LE");
}

#[test]
fn every_kind_of_export_may_be_json() {
    Folder::tenant()
        .instead("ad.csv", "ad.json", Value::from(objects(AD)).to_string())
        .instead("entra.csv", "entra.json", Value::from(objects(ENTRA)).to_string())
        .instead("exchange.csv", "exchange.json", Value::from(objects(EXCHANGE)).to_string())
        .is_twin("check", &[]);
}

#[test]
fn pages_read_as_their_csv_twin_one_behind_the_other_or_in_a_list() {
    let all = objects(ENTRA);
    let pages = [page(&all[..1], Some("https://graph.microsoft.com/v1.0/users?$skiptoken=1")), page(&all[1..], None)];
    entra(page(&all, None).to_string()).is_twin("check", &[]);
    let report = entra(format!("{}\n{:#}", pages[0], pages[1])).is_twin("check", &[]);
    assert_eq!(named(&report, "dora")["sources"]["entra"]["row"], 3);
    entra(Value::from(pages.to_vec()).to_string()).is_twin("check", &[]);
    let lines: Vec<_> = all.iter().map(Value::to_string).collect();
    entra(lines.join("\n")).is_twin("check", &[]);
}

#[test]
fn what_windows_powershell_wraps_is_unwrapped() {
    let mut all = objects(ENTRA);
    for object in &mut all {
        let addresses = object["proxyAddresses"].take();
        object["proxyAddresses"] = json!({ "value": addresses, "Count": 1 });
        let is_last = object["createdDateTime"] == "2024-02-01T00:00:00Z";
        let created = if is_last { "/Date(1706745600000)/" } else { "/Date(1704153600000)/" };
        object["createdDateTime"] = json!({ "value": created, "DisplayHint": 2, "DateTime": "2. Januar 2024" });
    }
    entra(json!({ "value": all, "Count": 4 }).to_string()).is_twin("check", &[]);

    let mut users = objects(AD);
    for user in &mut users {
        let sid = user["objectSid"].take();
        user["objectSid"] = json!({ "BinaryLength": 28, "AccountDomainSid": "S-1-5-21-1-2-3", "Value": sid });
        if user.get("mS-DS-ConsistencyGuid").is_some() {
            user["mS-DS-ConsistencyGuid"] = vec![0x22; 16].into();
        }
    }
    Folder::tenant().instead("ad.csv", "ad.json", Value::from(users).to_string()).is_twin("check", &[]);
}

#[test]
fn an_empty_list_of_addresses_is_known_to_be_empty() {
    let mut users = objects(AD);
    users[3]["proxyAddresses"] = json!([]);
    let report = Folder::tenant().instead("ad.csv", "ad.json", Value::from(users).to_string()).report("check");
    assert_eq!(named(&report, "dora")["primary_smtp"], "dora@contoso.example", "of mail");
}

#[test]
fn a_page_without_the_next_makes_nobody_certainly_missing() {
    let all = objects(ENTRA);
    let mut counted = page(&all, None);
    counted["@odata.count"] = 17.into();
    for text in [page(&all, Some("https://graph.microsoft.com/v1.0/users?$skiptoken=1")), counted] {
        let report = entra(text.to_string()).report("check");
        remark(&report, "entra.json", "people may be missing");
        assert_eq!(certainty(named(&report, "cora"), "missing-in-entra"), Some("possible"));
        assert_eq!(named(&report, "bert")["root_cause"], "no-license", "what was read is judged as ever");
    }
}

#[test]
fn an_error_of_graph_is_named_as_such() {
    let error = json!({ "error": { "code": "Authorization_RequestDenied", "message": "Insufficient privileges", "innerError": {} } });
    Folder::empty().with("users.json", error.to_string()).run("check users.json").fails_with(&[
        "'users.json'",
        "error of Graph",
        "Authorization_RequestDenied: Insufficient privileges",
        "help",
    ]);
}

#[test]
fn json_that_breaks_off_is_refused_with_its_line() {
    let text = format!("{:#}", Value::from(objects(ENTRA)));
    let folder = Folder::empty().with("users.json", &text[..text.len() - 20]);
    folder.run("check users.json").fails_with(&["'users.json'", "breaks off", "line", "help"]);
    let folder = Folder::empty().with("users.json", "[{\"id\": 1, oops}]");
    folder.run("check users.json").fails_with(&["'users.json'", "cannot be read", "line 1", "help"]);
}

#[test]
fn elements_that_are_no_objects_are_unread_rows() {
    let mut all = objects(ENTRA);
    all.insert(1, "System.Object".into());
    let report = entra(Value::from(all).to_string()).report("check");
    assert_eq!(input(&report, "entra.json")["rows_unread"], 1);
    assert_eq!(remark(&report, "entra.json", "no object")["row"], 2);
    let folder = Folder::empty().with("names.json", "[\"anna\", 1, null]");
    folder.run("check names.json").fails_with(&["lists no objects", "help"]);
}

#[test]
fn json_of_something_else_is_no_export() {
    let folder = Folder::empty().with("package.json", "{\"name\": \"x\", \"version\": \"1.0\", \"private\": true}");
    folder.run("check package.json").fails_with(&["'package.json'", "not recognised", "name; version; private"]);
}

#[test]
fn json_of_no_rows_makes_nobody_missing() {
    let report = entra("{\"value\": []}").report("check ad.csv entra.json exchange.csv");
    remark(&report, "entra.json", "0 rows");
    assert_eq!(certainty(named(&report, "cora"), "missing-in-entra"), None);
}

#[test]
fn own_reports_stay_own_reports() {
    let folder = Folder::tenant();
    let report = folder.run("check --format json").stdout;
    folder.with("report.json", report).is_twin("check", &["it is a report of mailgap"]);
}

#[test]
fn json_may_come_by_standard_input() {
    let text = page(&objects(ENTRA), None).to_string();
    let run = Folder::tenant().run_with("check ad.csv - exchange.csv --all --format json", text.as_bytes());
    assert_eq!(named(&run.json(), "bert")["root_cause"], "no-license");
}
