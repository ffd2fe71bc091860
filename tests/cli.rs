//! What a user meets at the front door: inputs, messages, exit codes, reports.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{Run, people, run, run_on_samples};
use tempfile::TempDir;

/// Anna has a mailbox, Bert no license, Cora is not in Entra, Zoe lives in the cloud only.
const AD: &str = r#"DN,objectClass,objectGUID,sAMAccountName,userPrincipalName,mailNickname,proxyAddresses,userAccountControl,msExchRecipientTypeDetails,msExchRemoteRecipientType,msExchMailboxGuid,homeMDB,isCriticalSystemObject,adminDescription
"CN=Anna,DC=contoso,DC=example",user,11111111-1111-1111-1111-111111111111,anna,anna@contoso.example,anna,SMTP:anna@contoso.example,512,,,,,,
"CN=Bert,DC=contoso,DC=example",user,22222222-2222-2222-2222-222222222222,bert,bert@contoso.example,bert,SMTP:bert@contoso.example,512,,,,,,
"CN=Cora,DC=contoso,DC=example",user,33333333-3333-3333-3333-333333333333,cora,cora@contoso.example,cora,SMTP:cora@contoso.example,512,,,,,,
"#;
const ENTRA: &str = "\
Id,DisplayName,UserPrincipalName,UserType,UsageLocation,OnPremisesImmutableId,ProxyAddresses,AssignedLicenses,CreatedDateTime
aaaaaaaa-0000-4000-8000-000000000001,Anna Berg,anna@contoso.example,Member,DE,EREREREREREREREREREREQ==,SMTP:anna@contoso.example,SPE_E5,2024-01-02T00:00:00Z
aaaaaaaa-0000-4000-8000-000000000002,Bert Hahn,bert@contoso.example,Member,DE,IiIiIiIiIiIiIiIiIiIiIg==,SMTP:bert@contoso.example,,2024-01-02T00:00:00Z
aaaaaaaa-0000-4000-8000-000000000009,Zoe Park,zoe@contoso.example,Member,DE,,SMTP:zoe@contoso.example,SPE_E5,2024-02-01T00:00:00Z
";
const EXCHANGE: &str = "\
ExternalDirectoryObjectId,Alias,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,WindowsLiveID,ExchangeGuid,SKUAssigned
aaaaaaaa-0000-4000-8000-000000000001,anna,anna@contoso.example,SMTP:anna@contoso.example,UserMailbox,anna@contoso.example,bbbbbbbb-0000-4000-8000-000000000001,True
aaaaaaaa-0000-4000-8000-000000000009,zoe,zoe@contoso.example,SMTP:zoe@contoso.example,UserMailbox,zoe@contoso.example,bbbbbbbb-0000-4000-8000-000000000009,True
";
const STATES: [(&str, &str); 4] = [
    ("anna@contoso.example", "provisioned"),
    ("bert@contoso.example", "blocked: no-license"),
    ("cora@contoso.example", "blocked: missing-in-entra"),
    ("zoe@contoso.example", "provisioned"),
];

/// What is no export, with the words that say so.
fn unusable() -> [(&'static str, Vec<u8>, &'static [&'static str]); 10] {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let compound = |entry: &str| [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &utf16(entry)].concat();
    [
        (
            "owners.csv",
            b"Alias;Owner;Status\na;b;c\n".to_vec(),
            &["Alias; Owner; Status", "nearest exchange-recipients"],
        ),
        (
            "quote.csv",
            b"sAMAccountName,userPrincipalName,objectGUID\n\"an\nna\",anna@contoso.example,\nbert,\"bert,\ncora,,\n"
                .to_vec(),
            &["quote", "row 3", "line 4", "never closed"],
        ),
        ("locked.xlsx", compound("EncryptedPackage"), &["encrypted", "password"]),
        ("broken.xlsx", b"PK\x03\x04 and then nothing of a workbook".to_vec(), &["workbook cannot be read"]),
        ("old.xls", compound("Workbook"), &["old Excel file (.xls)", "save it again"]),
        (
            "nameless.csv",
            b"objectGUID,sAMAccountName,userAccountControl,Enabled\n,,512,True\n,,514,False\n".to_vec(),
            &["no column joins", "objectGUID", "userPrincipalName"],
        ),
        (
            "users.json",
            b"[{\"userPrincipalName\": \"anna@contoso.example\"".to_vec(),
            &["JSON breaks off", "export again"],
        ),
        ("users.html", b"\xEF\xBB\xBF<!DOCTYPE html><table></table>".to_vec(), &["HTML", "CSV"]),
        (
            "changes.ldf",
            b"dn: CN=Anna,DC=contoso,DC=example\nchangetype: modify\nreplace: mail\n-\n".to_vec(),
            &["changes to a directory", "CSV"],
        ),
        ("picture.csv", b"name\0\x01\x02\0,\0\n".to_vec(), &["no text file"]),
    ]
}

#[test]
fn a_missing_file_is_named_with_what_to_do() {
    let run = Folder::tenant().run("check gone.csv ad.csv");
    run.fails_with(&["'gone.csv'", "cannot be opened", "help"]);
}

#[test]
fn what_is_no_export_stops_the_run_when_it_is_named() {
    for (name, bytes, words) in unusable() {
        let run = Folder::tenant().with(name, bytes).run(&format!("check ad.csv entra.csv exchange.csv {name}"));
        run.fails_with(words);
        run.fails_with(&[&format!("'{name}'")]);
    }
}

#[test]
fn what_is_no_export_is_remarked_when_it_is_found_beside_good_ones() {
    let folder = unusable()
        .into_iter()
        .fold(Folder::tenant(), |folder, (name, bytes, _)| folder.with(&format!("in/{name}"), bytes));
    for paths in ["check", "check .", "check *.csv in/*"] {
        let run = folder.run(&format!("{paths} --format json --all"));
        assert_eq!(run.code, 1, "{}", run.stderr);
        let report = run.json();
        assert_eq!(states(&report), STATES.map(owned).into(), "{paths}");
        for (name, _, words) in unusable() {
            let path = format!("in/{name}");
            let remark =
                remarks(&report).into_iter().find(|(file, _)| *file == path).unwrap_or_else(|| panic!("{name}"));
            for word in words {
                assert!(remark.1.contains(word), "{word:?} in {remark:?}");
                assert!(run.stderr.contains(word), "{word:?} in {}", run.stderr);
            }
        }
    }
}

#[test]
fn a_file_of_no_known_kind_is_told_how_to_be_used_all_the_same() {
    let folder = Folder::empty().with("it's.csv", "Alias,Owner,Status\na,b,c\n");
    folder.run("check it's.csv").fails_with(&["--as exchange-recipients=", "it's.csv", "help"]);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_instead_of_read() {
    let folder = Folder::tenant();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.csv")).status().unwrap();
    assert!(made.success());

    folder.run("check ad.csv pipe.csv").fails_with(&["'pipe.csv'", "no regular file"]);
    folder.run("check /dev/null").fails_with(&["'/dev/null'", "no regular file"]);
    folder.run("check --as ad-users=pipe.csv").fails_with(&["'pipe.csv'", "no regular file"]);

    let matched = folder.run("check *.csv --format json --all");
    assert!(message(&matched.json(), "pipe.csv").contains("no regular file"));
    assert_eq!(states(&matched.json()), STATES.map(owned).into());
    assert_eq!(states(&folder.report("check")), STATES.map(owned).into());
}

#[test]
fn empty_exports_are_remarked_and_make_nobody_missing() {
    let header = |text: &str| text.lines().next().unwrap().to_owned() + "\n";
    for (entra, exchange) in [
        (String::new(), EXCHANGE.to_owned()),
        ("\r\n\r\n".to_owned(), EXCHANGE.to_owned()),
        (header(ENTRA), EXCHANGE.to_owned()),
        (ENTRA.to_owned(), String::new()),
        (ENTRA.to_owned(), header(EXCHANGE)),
        (header(ENTRA), header(EXCHANGE)),
    ] {
        let folder = Folder::tenant().with("entra.csv", &entra).with("exchange.csv", &exchange);
        // An empty file that is named is no wrong usage either.
        for arguments in ["check", "check ad.csv entra.csv exchange.csv"] {
            let report = folder.report(arguments);
            for (name, text) in [("entra.csv", &entra), ("exchange.csv", &exchange)] {
                if text.lines().count() < 3 {
                    assert!(message(&report, name).contains("0 rows"), "{name} {text:?}");
                }
            }
            for person in people(&report) {
                if entra.lines().count() < 3 {
                    assert_eq!(certainty(person, "missing-in-entra"), None, "{person}");
                }
                if exchange.lines().count() < 2 {
                    assert_eq!(certainty(person, "not-in-exchange"), None, "{person}");
                }
            }
        }
    }
}

#[test]
fn empty_exports_alone_are_nothing_to_examine() {
    let header = AD.lines().next().unwrap();
    for text in ["", "\n\n", header] {
        let folder = Folder::empty().with("users.csv", text);
        folder.run("check users.csv").fails_with(&["nothing to examine", "users.csv", "0 rows"]);
        folder.run("check").fails_with(&["nothing to examine", "users.csv", "0 rows"]);
    }
}

#[test]
fn exports_without_people_are_nothing_to_examine() {
    let folder = Folder::empty().with("domains.csv", "Id,IsVerified,IsDefault\ncontoso.example,True,True\n");
    folder.run("check").fails_with(&["nothing to examine"]);
}

#[test]
fn a_ragged_row_is_remarked_counted_and_makes_absence_only_possible() {
    let folder = Folder::tenant().with("entra.csv", format!("{ENTRA}aaaaaaaa-0000-4000-8000-000000000003,Cora\n"));
    let run = folder.run("check --format json --all");
    let report = run.json();

    let input = input(&report, "entra.csv");
    assert_eq!((&input["rows"], &input["rows_unread"]), (&4.into(), &1.into()));
    let remark = report["remarks"].as_array().unwrap().iter().find(|remark| remark["path"] == "entra.csv").unwrap();
    assert_eq!((&remark["row"], &remark["line"]), (&5.into(), &5.into()));
    assert!(run.stderr.contains("entra.csv row 5"), "{}", run.stderr);
    assert_eq!(certainty(named(&report, "cora"), "missing-in-entra"), Some("possible"));
    assert_ne!(named(&report, "cora")["state"], "blocked");
    assert_eq!(named(&report, "bert")["root_cause"], "no-license", "what was read is judged as ever");
}

#[test]
fn every_row_is_a_record_or_set_aside_or_unread() {
    let computer = r#""CN=PC1,DC=contoso,DC=example",computer,,PC1$,,,,4096,,,,,,"#;
    let repeated = AD.lines().next().unwrap();
    let folder = Folder::tenant().with("ad.csv", format!("{AD}{computer}\n\n{repeated}\ntoo,short\n"));
    let report = folder.report("check");
    let input = input(&report, "ad.csv");
    let count = |name: &str| input[name].as_u64().unwrap();
    assert_eq!(count("rows_unread"), 1);
    assert_eq!(count("rows") - count("rows_set_aside") - count("rows_unread"), 3, "Anna, Bert and Cora: {input}");
    assert_eq!(states(&report).len(), STATES.len());
}

#[test]
fn a_folder_without_exports_is_told_what_to_do() {
    let run = Folder::empty().run("check");
    run.fails_with(&["nothing to examine", "Active Directory", "mailgap check FOLDER"]);
    Folder::empty().with("letter.txt", "Dear Anna,\n").run("check").fails_with(&["nothing to examine", "letter.txt"]);
}

#[test]
fn without_paths_the_current_folder_is_read_unless_something_is_forced() {
    let folder = Folder::tenant();
    assert_eq!(states(&folder.report("check")), STATES.map(owned).into());
    let forced = folder.report("check --as ad-users=ad.csv");
    assert_eq!(paths(&forced), ["ad.csv"]);
}

#[cfg(unix)]
#[test]
fn a_report_goes_into_a_pipe_and_leaves_it_a_pipe() {
    use std::os::unix::fs::FileTypeExt as _;
    let folder = Folder::tenant();
    let pipe = folder.path("report.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    assert_eq!(folder.run("check ad.csv entra.csv exchange.csv --output report.json").code, 1);
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo(), "nothing took its place");
    let report: Value = serde_json::from_str(&reader.join().unwrap()).unwrap();
    assert_eq!(report["summary"]["people"], 4);
}

#[test]
fn the_exit_code_tells_whether_anything_certain_was_found() {
    let folder = Folder::tenant();
    assert_eq!(folder.run("check").code, 1);
    assert_eq!(folder.run("check --fail-on never").code, 0);
    assert_eq!(folder.run("check --fail-on never --strict").code, 0, "everybody can be judged");
    assert_eq!(folder.run("check entra.csv exchange.csv").code, 0);
    assert_eq!(folder.run("check gone.csv").code, 2);
    assert_eq!(folder.run("--help").code, 0);
    assert_eq!(folder.run("frobnicate").code, 2);
}

#[test]
fn fail_on_names_the_severity_that_counts() {
    // Anna's UPN is not her address: an advice.
    let advice =
        Folder::tenant().with("entra.csv", ENTRA.replace("anna@contoso.example,Member", "a1@contoso.example,Member"));
    let codes = |folder: &Folder| {
        ["blocks", "degrades", "advisory", "never"]
            .map(|limit| folder.run(&format!("check --fail-on {limit} entra.csv exchange.csv")).code)
    };
    assert_eq!(codes(&Folder::tenant()), [0, 0, 0, 0]);
    assert_eq!(codes(&advice), [0, 0, 1, 0]);

    // Both hold team@, in Entra only Anna: Zoe's mailbox lacks an address.
    let ad = AD
        .replace("SMTP:anna@contoso.example", "SMTP:anna@contoso.example;smtp:team@contoso.example")
        .replace("SMTP:bert@contoso.example", "SMTP:bert@contoso.example;smtp:team@contoso.example");
    let entra = ENTRA.replace("SMTP:anna@contoso.example", "SMTP:anna@contoso.example;smtp:team@contoso.example");
    let bert = "aaaaaaaa-0000-4000-8000-000000000002,bert,bert@contoso.example,SMTP:bert@contoso.example,UserMailbox,bert@contoso.example,,True\n";
    let lacking = Folder::tenant()
        .with("ad.csv", ad.lines().take(3).collect::<Vec<_>>().join("\n"))
        .with("entra.csv", entra)
        .with("exchange.csv", format!("{EXCHANGE}{bert}"));
    let codes =
        ["blocks", "degrades", "advisory", "never"].map(|limit| lacking.run(&format!("check --fail-on {limit}")).code);
    assert_eq!(codes, [0, 1, 1, 0]);
    assert_eq!(lacking.report("check")["summary"]["findings"]["proxyaddress-duplicate-in-ad"], 1);
}

#[test]
fn what_concerns_the_tenant_blocks_through_the_people_without_a_mailbox() {
    let pending = "DisplayName,ObjectId,DirectorySynchronizationEnabled,DirectorySynchronizationStatus\n\
                   Contoso,72f988bf-0000-4000-8000-2d7cd011db47,True,PendingEnabled\n";
    let folder = Folder::tenant().with("tenant.csv", pending);
    let codes = |files: &str| {
        ["blocks", "degrades", "never"].map(|limit| folder.run(&format!("check {files} --fail-on {limit}")).code)
    };
    let report = folder.report("check entra.csv exchange.csv tenant.csv");
    let found = &report["tenant_findings"][0];
    assert_eq!((&found["case"], &found["severity"]), (&"tenant-dirsync-pending".into(), &"blocks".into()));
    assert_eq!(found["certainty"], "certain");
    assert_eq!(report["summary"]["states"]["blocked"], 0, "Bert, without a license, was never expected to have one");
    assert_eq!(codes("entra.csv exchange.csv tenant.csv"), [0, 1, 0]);
    // Cora is missing in Entra.
    assert_eq!(codes("ad.csv entra.csv exchange.csv tenant.csv"), [1, 1, 0]);
}

#[test]
fn fail_on_never_filters_what_is_shown() {
    let folder = Folder::tenant();
    let all = folder.run("check --format json").stdout;
    assert_eq!(folder.run("check --format json --fail-on never").stdout, all);
    assert_eq!(folder.run("check --format json --strict").stdout, all);
}

#[test]
fn strict_lets_people_without_verdict_count_and_they_are_told_what_to_export() {
    let folder = Folder::tenant();
    let run = folder.run("check ad.csv");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("export"), "{}", run.stderr);
    assert_eq!(folder.run("check ad.csv --strict").code, 1);
    let report = folder.report("check ad.csv");
    assert_eq!(report["summary"]["states"]["undetermined"], 3);
}

#[test]
fn active_directory_alone_is_a_readiness_check_said_in_one_line() {
    let ad = AD.replace(
        "bert@contoso.example,bert,SMTP:bert@contoso.example",
        "be rt@contoso.example,bert,SMTP:bert@contoso.example",
    );
    let folder = Folder::tenant().with("ad.csv", ad);
    let printed = folder.run("check ad.csv").stdout;
    assert_eq!(printed.matches("a readiness check: Active Directory alone").count(), 1, "{printed}");
    assert!(printed.contains("of 2 nothing is to be mended there, of the others this:"), "{printed}");
    assert!(printed.contains("upn-invalid") && !printed.contains("anna@contoso.example"), "{printed}");
    let report = folder.report("check ad.csv");
    let states: Vec<&str> = people(&report).iter().map(|person| person["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["undetermined"; 3], "everybody stands in the report all the same");
}

#[test]
fn each_report_says_what_one_more_export_would_add() {
    let folder = Folder::tenant();
    let kinds = |files: &str| -> Vec<String> {
        let report = folder.report(&format!("check {files}"));
        let more = report["more_exports"].as_array().unwrap().iter();
        more.map(|more| more["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds("ad.csv")[..2], ["entra-users", "exchange-recipients"]);
    assert_eq!(kinds("entra.csv exchange.csv")[0], "ad-users");
    let whole = kinds("ad.csv entra.csv exchange.csv");
    assert_eq!(whole, ["domains", "entra-deleted-users", "sync-errors", "tenant"]);

    let report = folder.report("check entra.csv");
    let more = report["more_exports"].as_array().unwrap();
    let exchange = more.iter().find(|more| more["kind"] == "exchange-recipients").unwrap();
    assert_eq!(exchange["export"], "mailgap collect --for exchange");
    assert!(exchange["cases"].as_array().unwrap().contains(&"not-in-exchange".into()));
    let printed = folder.run("check entra.csv").stdout;
    assert!(printed.contains("One more export would add\n"), "{printed}");
    assert!(printed.contains("exchange-recipients: who has a mailbox"), "{printed}");
}

#[test]
fn why_ends_with_the_verdict_and_what_would_change_it() {
    let folder = Folder::tenant();
    let end = |who: &str, files: &str| {
        let printed = folder.run(&format!("why {who} {files}")).stdout;
        let verdict = printed.find("Verdict: ").unwrap_or_else(|| panic!("{printed}"));
        let end = printed[verdict..].to_owned();
        let change = end.find("What would change it\n").unwrap_or_else(|| panic!("{end}"));
        end[change..].lines().skip(1).map(str::trim).collect::<Vec<_>>().join(" ")
    };
    let all = "ad.csv entra.csv exchange.csv";
    assert_eq!(end("anna@contoso.example", all), "The mailbox is there, and nothing has to change.");
    assert_eq!(
        end("bert@contoso.example", all),
        "The remedy of no-license; then nothing else that is certain is in the way. \
         license-assignment-error could be judged with entra-users: LicenseAssignmentStates."
    );
    assert_eq!(
        end("bert@contoso.example", "ad.csv"),
        "missing-in-entra could be judged with entra-users: OnPremisesImmutableId, entra-users: UserPrincipalName."
    );
    let walk = folder.run("why bert@contoso.example ad.csv --format json").json();
    assert_eq!(walk["would_change"].as_array().unwrap().len(), 1);
}

#[test]
fn accounts_of_which_no_mailbox_is_expected_never_count_for_the_exit_code() {
    let account = r#""CN=krbtgt,DC=contoso,DC=example",user,44444444-4444-4444-4444-444444444444,krbtgt,krbtgt@contoso.example,,,512,,,,,TRUE,"#;
    let folder =
        Folder::tenant().with("ad.csv", format!("{}\n{account}\n", AD.lines().take(2).collect::<Vec<_>>().join("\n")));
    let run = folder.run("check --format json --all --fail-on advisory");
    let report = run.json();
    assert_eq!(run.code, 0, "{}", report["summary"]);
    assert_eq!(named(&report, "krbtgt")["state"], "not-expected");
    assert_eq!(named(&report, "krbtgt")["root_cause"], "scope-critical-system-object");
    assert_eq!(report["summary"]["not_expected"]["scope-critical-system-object"], 1);
}

#[test]
fn hidden_findings_leave_the_verdict_and_are_counted() {
    let folder = Folder::tenant();
    let whole = folder.report("check");
    for (option, code, hidden) in [
        ("--only no-license", 1, 1),
        ("--ignore no-license", 1, 1),
        ("--only no-license --only missing-in-entra", 1, 0),
        ("--ignore no-license --ignore missing-in-entra", 0, 2),
        ("--only upn-empty", 0, 2),
        ("--only no-license --ignore no-license", 0, 2),
    ] {
        let run = folder.run(&format!("check --format json --all {option}"));
        let report = run.json();
        assert_eq!(run.code, code, "{option}");
        assert_eq!(report["summary"]["hidden"], hidden, "{option}");
        assert_eq!(states(&report), STATES.map(owned).into(), "{option}");
        for field in ["states", "root_causes", "people"] {
            assert_eq!(report["summary"][field], whole["summary"][field], "{option}: {field}");
        }
        let shown: usize = people(&report).iter().map(|person| person["findings"].as_array().unwrap().len()).sum();
        assert_eq!(shown, 2 - hidden, "{option}");
    }
    assert!(folder.run("check --only upn-empty").stdout.contains("Hidden by --only or --ignore: 2"));
}

#[test]
fn people_with_a_mailbox_and_nothing_to_mend_are_listed_on_request_only() {
    let folder = Folder::tenant();
    let listed = folder.run("check --format json").json();
    let upns: Vec<_> = people(&listed).iter().map(|person| person["upn"].as_str().unwrap()).collect();
    assert_eq!(upns, ["bert@contoso.example", "cora@contoso.example"]);
    assert_eq!(listed["summary"]["people"], 4);
    assert_eq!(people(&folder.report("check")).len(), 4);
}

#[test]
fn wrong_usage_ends_with_2_and_help() {
    let folder = Folder::tenant();
    for (arguments, words) in [
        ("check --only no-mailbox-license", &["'no-mailbox-license' is no case", "no-license", "mailgap cases"][..]),
        ("check --ignore nonsense", &["'nonsense' is no case", "mailgap cases"]),
        ("check --as users=ad.csv", &["users=ad.csv", "ad-users", "exchange-recipients"]),
        ("check --as ad.csv", &["--as KIND=PATH"]),
        ("check --as ad-users=gone.csv", &["'gone.csv'", "help"]),
        ("check --as-of yesterday", &["'yesterday'", "--as-of 2026-10-15"]),
        ("check --as-of 2026-02-30", &["'2026-02-30'", "help"]),
        ("check --trust-blank UsageLocation", &["UsageLocation", "--trust-blank KIND:COLUMN"]),
        ("check --trust-blank entra-users:Shoes", &["entra-users:Shoes", "--trust-blank KIND:COLUMN"]),
        ("check --output report", &["'report'", "--format"]),
        ("check --output report.doc", &["'report.doc'", "--format"]),
        ("check --output nowhere/report.json", &["nowhere/report.json", "help"]),
        ("check --expect gone.txt", &["'gone.txt'", "help"]),
        ("check --fail-on everything", &["everything", "blocks", "never"]),
        ("check --format paper", &["paper", "json"]),
        ("check -q -v", &["--quiet", "--verbose"]),
        ("check nothing-*.csv", &["'nothing-*.csv'", "help"]),
        ("explain missing-entra", &["'missing-entra' is no case", "missing-in-entra", "mailgap cases"]),
    ] {
        folder.run(arguments).fails_with(words);
    }
    assert_eq!(folder.files(), ["ad.csv", "entra.csv", "exchange.csv"]);
}

#[test]
fn reports_are_written_whole_beside_nothing_else_and_stdout_stays_silent() {
    let folder = Folder::tenant();
    let json = folder.run("check --format json").stdout;
    let csv = folder.run("check --format csv").stdout;
    for _ in ["new", "again, over the old ones"] {
        let run =
            folder.run("check ad.csv entra.csv exchange.csv --output report.json --output list.csv --output out.txt");
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
        assert_eq!(folder.read("report.json"), json);
        assert_eq!(folder.read("list.csv"), csv);
        assert!(folder.read("out.txt").contains("missing-in-entra"));
        assert_eq!(folder.files(), ["ad.csv", "entra.csv", "exchange.csv", "list.csv", "out.txt", "report.json"]);
    }
    folder.run("check ad.csv entra.csv exchange.csv --format json --output odd.name");
    assert_eq!(folder.read("odd.name"), json);
}

#[test]
fn one_run_writes_every_format_and_a_format_twice() {
    let folder = Folder::tenant();
    let formats = ["json", "ndjson", "csv", "xlsx", "html", "md", "txt"];
    let outputs: String =
        formats.iter().flat_map(|end| [format!(" --output a.{end}"), format!(" --output b.{end}")]).collect();
    let run = folder.run(&format!("check ad.csv entra.csv exchange.csv{outputs}"));
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (1, "", ""));
    for end in formats {
        let [one, other] = ["a", "b"].map(|name| fs::read(folder.path(&format!("{name}.{end}"))).unwrap());
        assert!(one == other && !one.is_empty(), "{end}");
        let alone = format!("alone.{end}");
        folder.run(&format!("check ad.csv entra.csv exchange.csv --hash --output {alone}"));
        assert!(one == fs::read(folder.path(&alone)).unwrap(), "{end}");
    }
}

#[test]
fn no_format_is_written_over_what_was_read() {
    let folder = Folder::tenant().with("names.txt", "anna@contoso.example\n");
    for format in ["json", "csv", "xlsx", "html", "markdown", "forward-sync"] {
        for target in ["ad.csv", "names.txt"] {
            let run = folder.run(&format!(
                "check ad.csv entra.csv --expect names.txt --output good.json --format {format} --output {target}"
            ));
            run.fails_with(&[target, "write the report to another file"]);
        }
    }
    assert_eq!(folder.files(), ["ad.csv", "entra.csv", "exchange.csv", "names.txt"]);
}

#[test]
fn a_report_never_replaces_an_export() {
    let folder = Folder::tenant();
    for target in ["ad.csv", "./ad.csv", "../ad.csv"] {
        let (at, arguments) = match target.strip_prefix("../") {
            Some(name) => (folder.with_folder("sub"), format!("check ../{name} --output ../{name}")),
            None => (folder.root(), format!("check --output {target}")),
        };
        run(&at, &arguments, b"").fails_with(&[target, "one of the exports"]);
        assert_eq!(folder.read("ad.csv"), AD);
    }
}

#[test]
fn the_same_exports_give_the_same_bytes() {
    let folder = Folder::tenant();
    for format in ["json", "ndjson", "csv", "table", "markdown", "forward-sync"] {
        let first = folder.run(&format!("check ad.csv entra.csv exchange.csv --all --format {format}")).stdout;
        for arguments in [
            "check exchange.csv entra.csv ad.csv",
            "check entra.csv ad.csv exchange.csv ad.csv",
            "check ad.csv entra.csv exchange.csv --threads 1",
            "check ad.csv entra.csv exchange.csv --threads 2",
            "check *.csv",
            "check",
        ] {
            let run = folder.run(&format!("{arguments} --all --format {format}"));
            assert_eq!(run.stdout, first, "{arguments}");
        }
    }
    let listed: String = [
        "soft-deleted-mailboxes.csv",
        "ad-users.csv",
        "report.json",
        "domains.csv",
        "recipients.csv",
        "expected.csv",
        "entra-users.csv",
        "inactive-mailboxes.csv",
        "deleted-users.csv",
    ]
    .map(|name| format!(" samples/contoso/{name}"))
    .concat();
    let one = run_on_samples("check samples/contoso --all --format json --threads 1");
    let two = run_on_samples(&format!("check{listed} --all --format json --threads 2"));
    assert_eq!(one.stdout, two.stdout);
}

#[test]
fn the_order_of_rows_changes_no_verdict() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/contoso");
    let (mut straight, mut reversed) = (Folder::empty(), Folder::empty());
    for entry in fs::read_dir(samples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let above = if text.starts_with("#TYPE") { 2 } else { 1 };
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        straight = straight.with(&name, text);
        rows[above..].reverse();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        reversed = reversed.with(&name, writer.into_inner().unwrap());
    }
    let without_places = |folder: &Folder| {
        let mut report = folder.report("check");
        forget_places(&mut report);
        report
    };
    let (straight, reversed) = (without_places(&straight), without_places(&reversed));
    for (one, other) in people(&straight).iter().zip(people(&reversed)) {
        assert_eq!(one, other);
    }
    assert_eq!(straight, reversed);
}

#[test]
fn an_export_reads_the_same_in_every_encoding() {
    let text = ENTRA.replace("Anna Berg", "Änne Bürgß");
    let with_mark = format!("\u{feff}{text}");
    let plain = Folder::tenant().with("entra.csv", &text).report("check");
    assert_eq!(named(&plain, "anna@")["name"], "Änne Bürgß");
    for (encoding, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8 with BOM", with_mark.clone().into_bytes()),
        ("UTF-16LE", with_mark.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", with_mark.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("Windows-1252", text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()),
    ] {
        let report = Folder::tenant().with("entra.csv", bytes).report("check");
        assert_eq!(report["people"], plain["people"], "{encoding}");
        assert_eq!(input(&report, "entra.csv")["encoding"], encoding);
        let remarked = remarks(&report).iter().any(|(_, message)| message.contains("Windows-1252"));
        assert_eq!(remarked, encoding == "Windows-1252", "{encoding}: {:?}", remarks(&report));
    }
}

#[test]
fn an_export_reads_the_same_with_every_delimiter() {
    let plain = Folder::tenant().report("check");
    for delimiter in [",", ";", "\t", "|"] {
        let folder = [("ad.csv", AD), ("entra.csv", ENTRA), ("exchange.csv", EXCHANGE)]
            .into_iter()
            .fold(Folder::empty(), |folder, (name, text)| folder.with(name, delimited(text, delimiter.as_bytes()[0])));
        let report = folder.report("check");
        assert_eq!(report["people"], plain["people"], "{delimiter:?}");
        assert_eq!(input(&report, "ad.csv")["delimiter"], delimiter);
    }
}

#[test]
fn an_export_reads_the_same_with_every_line_end() {
    let plain = Folder::tenant().report("check");
    for end in ["\n", "\r\n", "\r"] {
        let folder = Folder::empty()
            .with("ad.csv", AD.replace('\n', end))
            .with("entra.csv", ENTRA.replace('\n', end).trim_end())
            .with("exchange.csv", EXCHANGE.replace('\n', end));
        assert_eq!(folder.report("check"), plain, "{end:?}");
    }
}

#[test]
fn lines_above_the_header_are_passed_over_and_counted_as_rows() {
    let plain = Folder::tenant().report("check");
    for (above, header_row) in [
        ("", 1),
        ("#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser\n", 2),
        ("sep=,\n", 2),
        ("\n\n", 3),
        ("Users of Contoso, as of March\n\n", 3),
        ("Users of Contoso\n", 2),
    ] {
        let report = Folder::tenant().with("entra.csv", format!("{above}{ENTRA}")).report("check");
        assert_eq!(states(&report), states(&plain), "{above:?}");
        assert_eq!(input(&report, "entra.csv")["header_row"], header_row, "{above:?}");
        assert_eq!(input(&report, "entra.csv")["rows"], 3, "{above:?}");
        assert_eq!(named(&report, "bert")["sources"]["entra"]["row"], header_row + 2, "{above:?}");
    }
}

#[test]
fn a_sep_line_names_the_delimiter() {
    let entra = format!("sep=;\n{}", delimited(ENTRA, b';'));
    let report = Folder::tenant().with("entra.csv", entra).report("check");
    assert_eq!(states(&report), STATES.map(owned).into());
    assert_eq!(input(&report, "entra.csv")["delimiter"], ";");
}

#[test]
fn evidence_names_row_and_line_below_quoted_line_breaks() {
    for end in ["\n", "\r\n", "\r"] {
        // A blank line, and a name over three lines.
        let entra = ENTRA
            .replace("Anna Berg", "\"Anna\n\nBerg\"")
            .replace("\naaaaaaaa-0000-4000-8000-000000000002", "\n\naaaaaaaa-0000-4000-8000-000000000002");
        let report = Folder::tenant().with("entra.csv", entra.replace('\n', end)).report("check");
        let bert = named(&report, "bert");
        assert_eq!(bert["root_cause"], "no-license");
        let proof = &bert["findings"][0]["evidence"][0];
        assert_eq!((&proof["path"], &proof["column"]), (&"entra.csv".into(), &"AssignedLicenses".into()));
        assert_eq!((&proof["row"], &proof["line"]), (&4.into(), &6.into()), "{end:?}");
        assert_eq!((&bert["sources"]["entra"]["row"], &bert["sources"]["entra"]["line"]), (&4.into(), &6.into()));
    }
}

#[test]
fn quotes_within_cells_are_read_as_excel_does() {
    let entra = ENTRA
        .replace("Anna Berg", r#""Anna ""Annie"" Berg, Dr.""#)
        .replace("Bert Hahn", r#"Bert "the Baker" Hahn"#)
        .replace("Zoe Park", r#""""Zoe""""#);
    let report = Folder::tenant().with("entra.csv", entra).report("check");
    assert_eq!(states(&report), STATES.map(owned).into());
    assert_eq!(named(&report, "anna")["name"], r#"Anna "Annie" Berg, Dr."#);
    assert_eq!(named(&report, "bert")["name"], r#"Bert "the Baker" Hahn"#);
    assert_eq!(named(&report, "zoe")["name"], r#""Zoe""#);
}

#[test]
fn rows_and_lines_are_told_throughout_a_long_export() {
    for end in ["\n", "\r\n", "\r"] {
        let mut entra = ENTRA.lines().next().unwrap().to_owned() + "\n";
        let (mut row, mut line) = (1, 1);
        let mut places = Vec::new();
        for n in 0..4000 {
            (row, line) = (row + 1, line + 1);
            places.push((row, line));
            let name = match n % 7 {
                0 => {
                    line += 2;
                    format!("\"{}\n\n{n}\"", "long ".repeat(n % 200))
                }
                1 => format!("\"{}, {n}\"", "né ".repeat(n % 150)),
                _ => format!("{n}"),
            };
            entra.extend([
                "aaaaaaaa-0000-4000-8000-",
                &format!("{n:012},{name},p{n:04}@contoso.example"),
                ",Guest,DE,,,,2024-01-02T00:00:00Z\n",
            ]);
            if n % 11 == 0 {
                entra += "\n";
                (row, line) = (row + 1, line + 1);
            }
        }
        let folder = Folder::empty().with("entra.csv", entra.replace('\n', end));
        let told = |report: &Value| -> Vec<(u64, u64)> {
            let sources = people(report).iter().map(|person| &person["sources"]["entra"]);
            sources.map(|source| (source["row"].as_u64().unwrap(), source["line"].as_u64().unwrap())).collect()
        };
        assert_eq!(told(&folder.report("check")), places, "{end:?}");

        let mark = '\u{feff}';
        let wide: Vec<u8> =
            format!("{mark}{}", entra.replace('\n', end)).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(told(&folder.with("entra.csv", wide).report("check")), places, "{end:?} in UTF-16");
    }
}

#[test]
fn a_quote_left_open_far_below_refuses_the_file_and_names_its_row() {
    let row = "aaaaaaaa-0000-4000-8000-000000000001,Anna,anna@contoso.example,Member,DE,,,,2024-01-02T00:00:00Z\n";
    let text = format!("{ENTRA}{}{}{}", row.repeat(9000), row.replace("Anna", "\"Anna"), row.repeat(9000));
    let folder = Folder::tenant().with("entra.csv", text);
    folder.run("check entra.csv").fails_with(&["quote", "row 9005", "never closed"]);
    let report = folder.report("check");
    assert!(message(&report, "entra.csv").contains("row 9005"));
    assert_eq!(paths(&report), ["ad.csv", "exchange.csv"], "nothing of it is used");
}

#[test]
fn a_kind_is_told_by_the_header_whatever_the_file_is_called() {
    let folder = Folder::empty().with("mailboxes.txt", AD).with("ad-users.csv", ENTRA).with("x", EXCHANGE);
    let report = folder.report("check");
    assert_eq!(states(&report), STATES.map(owned).into());
    let kinds: Vec<_> = ["ad-users.csv", "mailboxes.txt", "x"].map(|name| input(&report, name)["kind"].clone()).into();
    assert_eq!(kinds, ["entra-users", "ad-users", "exchange-recipients"]);
}

#[test]
fn recipients_of_unknown_origin_need_to_be_told_apart_by_the_user() {
    let list = "Alias,PrimarySmtpAddress,RecipientTypeDetails,ExchangeGuid\n\
                anna,anna@contoso.example,UserMailbox,bbbbbbbb-0000-4000-8000-000000000001\n\
                zoe,zoe@contoso.example,UserMailbox,bbbbbbbb-0000-4000-8000-000000000009\n";
    let folder = Folder::tenant().with("exchange.csv", list);
    folder.run("check ad.csv entra.csv exchange.csv").fails_with(&["--as exchange-recipients=", "--as ad-users="]);

    let cloud = folder.report("check --as exchange-recipients=exchange.csv ad.csv entra.csv");
    assert_eq!(named(&cloud, "anna")["state"], "provisioned");
    let server = folder.report("check --as ad-users=exchange.csv ad.csv entra.csv");
    assert_eq!(input(&server, "exchange.csv")["kind"], "ad-users");
    assert_ne!(named(&server, "anna")["state"], "provisioned");
}

#[test]
fn one_export_may_come_by_standard_input() {
    let folder = Folder::tenant();
    let piped = run(&folder.root(), "check ad.csv - entra.csv --format json --all", EXCHANGE.as_bytes());
    assert_eq!(states(&piped.json()), STATES.map(owned).into());
    assert_eq!(paths(&piped.json()), ["-", "ad.csv", "entra.csv"]);
    run(&folder.root(), "check -", b"").fails_with(&["nothing to examine"]);
    run(&folder.root(), "check -", b"a,b\n1,2\n").fails_with(&["'-'", "not recognised"]);
}

#[test]
fn a_reader_that_leaves_early_changes_no_exit_code() {
    let folder = Folder::tenant();
    for (arguments, code) in [("check", 1), ("check --format json", 1), ("check --fail-on never", 0), ("cases", 0)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let command = std::process::Command::new(env!("CARGO_BIN_EXE_mailgap"))
            .current_dir(folder.root())
            .args(arguments.split_whitespace())
            .stdout(writer)
            .output()
            .unwrap();
        assert_eq!(command.status.code(), Some(code), "{arguments}");
        assert!(command.stderr.is_empty(), "{}", String::from_utf8_lossy(&command.stderr));
    }
}

#[test]
fn folders_and_patterns_find_exports_but_no_hidden_and_no_lock_files() {
    let folder = Folder::empty()
        .with("all/ad.csv", AD)
        .with("all/cloud/entra.csv", ENTRA)
        .with("all/cloud/deep/exchange.csv", EXCHANGE)
        .with("all/.ad.csv", AD)
        .with("all/.old/ad.csv", AD)
        .with("all/~$ad.csv", AD);
    for arguments in ["check", "check all", "check all/a*.csv all/cloud", "check all/[ad]*.csv all/c*", "check a?l"] {
        let report = folder.report(arguments);
        assert_eq!(paths(&report), ["all/ad.csv", "all/cloud/deep/exchange.csv", "all/cloud/entra.csv"], "{arguments}");
        assert_eq!(states(&report), STATES.map(owned).into(), "{arguments}");
    }
}

#[test]
fn folders_are_read_to_a_depth_of_eight() {
    let folder = Folder::tenant().with("1/2/3/4/5/6/7/more.csv", EXCHANGE).with("1/2/3/4/5/6/7/8/9/deep.csv", EXCHANGE);
    assert_eq!(paths(&folder.report("check")), ["1/2/3/4/5/6/7/more.csv", "ad.csv", "entra.csv", "exchange.csv"]);
}

#[cfg(unix)]
#[test]
fn links_within_folders_are_passed_over() {
    let folder = Folder::empty().with("all/ad.csv", AD).with("other/entra.csv", ENTRA);
    std::os::unix::fs::symlink(folder.path("other/entra.csv"), folder.path("all/entra.csv")).unwrap();
    std::os::unix::fs::symlink(folder.path("all"), folder.path("all/again")).unwrap();
    assert_eq!(paths(&folder.report("check all")), ["all/ad.csv"]);
    assert_eq!(paths(&folder.report("check all/entra.csv")), ["all/entra.csv"], "a named link is followed");
}

#[test]
fn own_reports_beside_the_exports_are_set_aside() {
    let reports = [
        "report.json",
        "report.csv",
        "with-mark.csv",
        "report.ndjson",
        "report.txt",
        "report.md",
        "report.xlsx",
        "report.html",
        "request.csv",
    ];
    let folder = Folder::tenant();
    let before = folder.report("check");
    folder.run(
        "check --all --output report.json --output report.csv --output report.ndjson --output report.txt \
         --output report.md --output report.xlsx --output report.html",
    );
    folder.run("check --all --csv-bom --output with-mark.csv");
    folder.run("check --format forward-sync --output request.csv");
    let after = folder.report("check");
    assert_eq!(after["people"], before["people"]);
    assert_eq!(after["inputs"], before["inputs"]);
    for report in reports {
        assert!(message(&after, report).contains("report of mailgap"), "{report}: {}", message(&after, report));
        let run = folder.run(&format!("check ad.csv entra.csv exchange.csv {report}"));
        assert_eq!(run.code, 1, "{report} is no export also when it is named: {}", run.stderr);
    }
    // They are written again over themselves, and no export is.
    let run = folder.run("check --output report.xlsx --output report.md --output report.html");
    assert_eq!(run.code, 1, "{}", run.stderr);
}

#[test]
fn an_export_of_an_exchange_server_is_no_evidence_of_a_cloud_mailbox() {
    let server = r#"Alias,UserPrincipalName,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,Database,ExchangeGuid,DistinguishedName
bert,bert@contoso.example,bert@contoso.example,SMTP:bert@contoso.example,UserMailbox,DB01,cccccccc-0000-4000-8000-000000000002,"CN=Bert,DC=contoso,DC=example"
anna,anna@contoso.example,anna@contoso.example,SMTP:anna@contoso.example,UserMailbox,DB01,cccccccc-0000-4000-8000-000000000001,"CN=Anna,DC=contoso,DC=example"
"#;
    let remote = "Alias,UserPrincipalName,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,ExchangeGuid\n\
                  bert,bert@contoso.example,bert@contoso.example,SMTP:bert@contoso.example,RemoteUserMailbox,00000000-0000-0000-0000-000000000000\n";
    for list in [server, remote] {
        let folder = Folder::empty().with("entra.csv", ENTRA).with("mailboxes.csv", list);
        let report = folder.report("check");
        assert_eq!(input(&report, "mailboxes.csv")["kind"], "ad-users");
        assert_eq!(report["summary"]["states"]["provisioned"], 0);

        let report = folder.with("exchange.csv", EXCHANGE).report("check");
        assert_eq!(named(&report, "anna")["state"], "provisioned");
        assert_ne!(named(&report, "bert")["state"], "provisioned");
    }
}

#[test]
fn deleted_users_within_a_live_export_are_set_apart() {
    let deleted = "aaaaaaaa-0000-4000-8000-000000000003,Cora Lind,cora@contoso.example,Member,DE,MzMzMzMzMzMzMzMzMzMzMw==,SMTP:cora@contoso.example,,2023-01-01T00:00:00Z,2024-01-20T00:00:00Z\n\
                   aaaaaaaa-0000-4000-8000-000000000008,Yves Roux,yves@contoso.example,Member,DE,,SMTP:yves@contoso.example,,2023-01-01T00:00:00Z,2024-01-21T00:00:00Z\n";
    for header in ["DeletedDateTime", "SoftDeletionTimestamp", "Soft deletion time stamp"] {
        let live =
            ENTRA.lines().enumerate().map(|(at, line)| format!("{line},{}\n", if at == 0 { header } else { "" }));
        let entra: String = live.chain([deleted.to_owned()]).collect();
        let report = Folder::tenant().with("entra.csv", entra).report("check");
        assert_eq!(named(&report, "cora")["root_cause"], "entra-user-soft-deleted", "{header}");
        assert_eq!(named(&report, "cora")["sources"]["entra"], Value::Null);
        assert_eq!(report["summary"]["leavers"], 1, "Yves has left");
        assert_eq!(states(&report).len(), STATES.len());
    }
}

#[test]
fn rows_of_one_object_are_one_person() {
    let more = "Id,UserPrincipalName,UserType,OnPremisesImmutableId,ProxyAddresses,MailNickname\n\
                aaaaaaaa-0000-4000-8000-000000000002,bert@contoso.example,Member,IiIiIiIiIiIiIiIiIiIiIg==,SMTP:bert@contoso.example,bert\n";
    let report = Folder::tenant().with("more.csv", more).report("check");
    assert_eq!(states(&report), STATES.map(owned).into());
    let bert = named(&report, "bert");
    assert_eq!(bert["sources"]["entra"]["path"], "entra.csv");
    assert_eq!(bert["sources"]["entra"]["more"][0]["path"], "more.csv");
    assert_eq!(bert["sources"]["entra"]["more"][0]["row"], 2);
    assert_eq!(named(&report, "anna")["sources"]["entra"].get("more"), None);
}

#[test]
fn contradicting_rows_of_one_object_make_the_attribute_unknown() {
    let other = ENTRA.replace(
        "IiIiIiIiIiIiIiIiIiIiIg==,SMTP:bert@contoso.example,,",
        "IiIiIiIiIiIiIiIiIiIiIg==,SMTP:bert@contoso.example,EMS,",
    );
    let licensed = ENTRA.replace("SMTP:bert@contoso.example,,", "SMTP:bert@contoso.example,SPE_E5,");
    // Which of the two licenses Bert has, nobody knows.
    let report = Folder::tenant().with("entra.csv", licensed).with("more.csv", other).report("check");
    let bert = named(&report, "bert");
    assert_eq!(certainty(bert, "license-without-exchange-plan"), None, "{bert}");
    assert_eq!(bert["state"], "undetermined");
    assert!(undecided(bert).contains("entra-users: AssignedLicenses"), "{bert}");
    let remarks = report["remarks"].as_array().unwrap();
    let remark = remarks.iter().find(|remark| remark["column"] == "AssignedLicenses").unwrap();
    assert_eq!((&remark["path"], &remark["row"]), (&"more.csv".into(), &3.into()));
    let text = remark["message"].as_str().unwrap();
    assert!(text.contains("entra.csv row 3"), "{text}");
    assert_eq!(named(&report, "anna")["state"], "provisioned");
}

#[test]
fn a_column_blank_throughout_is_unknown_unless_its_producer_fills_what_it_prints() {
    let graph = ENTRA.replace(",DE,", ",,");
    let msol = "\
BlockCredential,DisplayName,ImmutableId,IsLicensed,LastDirSyncTime,Licenses,ObjectId,ProxyAddresses,UsageLocation,UserPrincipalName,UserType,ValidationStatus,WhenCreated
False,Anna Berg,EREREREREREREREREREREQ==,True,2024-02-01T00:00:00Z,contoso:SPE_E5,aaaaaaaa-0000-4000-8000-000000000001,SMTP:anna@contoso.example,,anna@contoso.example,Member,Healthy,2024-01-02T00:00:00Z
False,Bert Hahn,IiIiIiIiIiIiIiIiIiIiIg==,False,2024-02-01T00:00:00Z,,aaaaaaaa-0000-4000-8000-000000000002,SMTP:bert@contoso.example,,bert@contoso.example,Member,Healthy,2024-01-02T00:00:00Z
";
    let folder = Folder::tenant().with("entra.csv", graph);
    let doubtful = folder.report("check");
    assert_eq!(named(&doubtful, "bert")["root_cause"], "no-license");
    assert_eq!(certainty(named(&doubtful, "bert"), "usage-location-missing"), None);
    assert!(undecided(named(&doubtful, "bert")).contains("entra-users: UsageLocation"));
    assert!(message(&doubtful, "entra.csv").contains("--trust-blank entra-users:UsageLocation"));

    for trust in ["entra-users:UsageLocation", "entra-users:usagelocation", "entra-users:Nutzungsstandort"] {
        let vouched = folder.report(&format!("check --trust-blank {trust}"));
        assert_eq!(named(&vouched, "bert")["root_cause"], "usage-location-missing", "{trust}");
    }
    let filled = Folder::tenant().with("entra.csv", msol).report("check");
    assert_eq!(named(&filled, "bert")["root_cause"], "usage-location-missing");
}

#[test]
fn names_of_types_accuse_nobody() {
    let licenses = "Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedLicense[]";
    let entra: String = ENTRA.replace("SPE_E5", "").replace(",,2024", &format!(",{licenses},2024"));
    let report = Folder::tenant().with("entra.csv", entra).report("check");
    let bert = named(&report, "bert");
    assert_eq!(certainty(bert, "no-license"), None, "{bert}");
    assert_eq!(bert["state"], "undetermined");
    assert!(undecided(bert).contains("entra-users: AssignedLicenses"), "{bert}");

    for name in ["System.Byte[]", "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection", "#####", "#N/A"] {
        let ad = AD.replace("11111111-1111-1111-1111-111111111111", name).replace("SMTP:bert@contoso.example", name);
        let report = Folder::tenant().with("ad.csv", ad).report("check");
        assert_eq!(named(&report, "anna")["state"], "provisioned", "{name}");
        assert_eq!(named(&report, "bert")["root_cause"], "no-license", "{name}");
        let found = report["summary"]["findings"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(found, ["missing-in-entra", "no-license"].map(str::to_owned).into(), "{name}");
    }
}

#[test]
fn the_date_of_the_exports_is_shown_and_can_be_given() {
    let folder = Folder::tenant();
    assert_eq!(folder.report("check")["as_of"], "2024-02-01T00:00:00Z", "the newest event");
    assert_eq!(folder.report("check --as-of 2024-03-01")["as_of"], "2024-03-01T23:59:59Z");
    assert_eq!(folder.report("check --as-of 2024-03-01T08:00:00+02:00")["as_of"], "2024-03-01T06:00:00Z");
    assert!(folder.run("check").stdout.contains("2024-02-01T00:00:00Z"));
    // Somebody created within the last 24 hours may only be late.
    let entra = ENTRA.replace(",,2024-01-02T00:00:00Z", ",SPE_E5,2024-02-01T00:00:00Z");
    let folder = Folder::tenant().with("entra.csv", entra);
    assert_eq!(named(&folder.report("check"), "bert")["root_cause"], "provisioning-delay");
    assert_ne!(named(&folder.report("check --as-of 2024-03-01"), "bert")["state"], "waiting");
}

#[test]
fn people_named_as_expected_are_judged_though_nothing_else_asks_for_a_mailbox() {
    let folder = Folder::tenant()
        .with("entra.csv", ENTRA.replace("UserType", "UserType,AccountEnabled").replace("Member", "Member,True"))
        .with("names.txt", "bert@contoso.example\r\n\r\nnobody@contoso.example\n");
    let plain = folder.report("check entra.csv exchange.csv");
    assert_eq!(named(&plain, "bert")["state"], "undetermined", "what Active Directory says of Bert is not there");
    let asked = folder.report("check entra.csv exchange.csv --expect names.txt");
    assert_eq!(named(&asked, "bert")["root_cause"], "no-license");
    assert!(remarks(&asked).iter().any(|(_, text)| text.contains("'nobody@contoso.example'")));
}

#[test]
fn remarks_are_cut_after_twenty_of_a_kind_unless_all_are_asked_for() {
    let folder = Folder::tenant().with("entra.csv", format!("{ENTRA}{}", "too,short\n".repeat(30)));
    let unread = |run: &Run| run.stderr.lines().filter(|line| line.contains("entra.csv row")).count();
    let some = folder.run("check");
    assert_eq!(unread(&some), 20);
    assert!(some.stderr.contains("10 more"), "{}", some.stderr);
    assert_eq!(unread(&folder.run("check -v")), 30);
    assert_eq!(unread(&folder.run("check -q")), 0);
    assert_eq!(folder.report("check")["remarks"].as_array().unwrap().len(), 30);
}

#[test]
fn quiet_leaves_stderr_empty() {
    let folder = Folder::tenant().with("letter.txt", "Dear Anna,\n");
    let run = folder.run("check -q");
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert!(run.stdout.contains("missing-in-entra"));
    assert_eq!(folder.run("why cora -q").stderr, "");
    folder.run("check -q gone.csv").fails_with(&["'gone.csv'"]);
}

#[test]
fn why_tells_every_step_of_one_person_by_any_name() {
    let folder = Folder::tenant();
    for name in [
        "bert@contoso.example",
        "BERT@contoso.example",
        "bert",
        "22222222-2222-2222-2222-222222222222",
        "IiIiIiIiIiIiIiIiIiIiIg==",
        "aaaaaaaa-0000-4000-8000-000000000002",
        "CN=Bert,DC=contoso,DC=example",
    ] {
        let run = folder.run(&format!("why {name}"));
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        for words in
            ["bert@contoso.example", "no-license", "FAILED", "passed", "entra.csv row 3", "AssignedLicenses = (blank)"]
        {
            assert!(run.stdout.contains(words), "{words:?} in {}", run.stdout);
        }
        let walk = folder.run(&format!("why {name} --format json")).json();
        assert_eq!(walk["format"], "mailgap-why");
        assert_eq!(walk["person"]["root_cause"], "no-license");
        let outcomes: BTreeSet<_> =
            walk["steps"].as_array().unwrap().iter().map(|step| step["outcome"].as_str().unwrap()).collect();
        assert!(outcomes.contains("failed") && outcomes.contains("passed"), "{outcomes:?}");
    }
}

#[test]
fn why_lays_the_three_directories_side_by_side_and_marks_where_the_way_stops() {
    let told = |name: &str| run_on_samples(&format!("why {name} samples/contoso -q"));
    let run = told("quentin.faure");
    let line = |words: &str| run.stdout.lines().find(|line| line.contains(words)).unwrap_or_default().to_owned();
    let alias: Vec<_> = line("│ alias").split(['│', '┆']).map(str::trim).map(str::to_owned).collect();
    assert_eq!(alias, ["", "alias", "(blank)", "quentin.faure", "", ""]);
    assert!(line("│ stands in").contains("ad-users.csv row 29"), "{}", run.stdout);
    assert!(line("│ stands in").contains("no row"), "{}", run.stdout);
    let stops: Vec<_> = run.stdout.lines().filter(|line| line.ends_with("<== the way stops here")).collect();
    assert_eq!(
        stops,
        [" 4. FAILED     userPrincipalName and mailNickname are filled and valid  <== the way stops here"]
    );

    // Cells of a step stand in the column of their side.
    let run = told("fatima.rahimi");
    let step = run.stdout.split("\n 3. ").nth(1).unwrap().split("\n 4. ").next().unwrap();
    let places = ["msExchMailboxGuid =", "ExternalDirectoryObjectId ="]
        .map(|column| step.lines().find_map(|line| line.find(column)).unwrap_or_else(|| panic!("{column} in {step}")));
    assert!(places[0] < 10 && places[1] > 70, "{places:?} in {step}");

    let healthy = run_on_samples("why anna.berg samples/contoso -q");
    assert!(!healthy.stdout.contains("stops here"), "{}", healthy.stdout);
}

#[test]
fn why_lists_several_and_the_nearest_of_nobody() {
    let several = run_on_samples("why rosa.kramer@contoso.example samples/contoso");
    several.fails_with(&["2 people", "rosa.kramer@contoso.example", "rosa.kramer_fabrikam.example#EXT#", "help"]);

    let folder = Folder::tenant();
    folder.run("why corra").fails_with(&["'corra' is nobody", "ad.csv (3 rows)", "entra.csv", "nearest", "cora"]);
    folder.run("why").fails_with(&["<NAME>"]);
}

#[test]
fn the_catalogue_lists_each_case_and_explain_tells_it_in_full() {
    let folder = Folder::empty();
    let catalogue = folder.run("cases --format json").json();
    let table = folder.run("cases").stdout;
    let cases = catalogue["cases"].as_array().unwrap();
    assert_eq!((&catalogue["format"], &catalogue["version"]), (&"mailgap-cases".into(), &1.into()));
    assert!(!cases.is_empty());
    for case in cases {
        let id = case["id"].as_str().unwrap();
        assert!(table.contains(id), "{id}");
        let told = folder.run(&format!("explain {id}"));
        assert_eq!(told.code, 0, "{id}: {}", told.stderr);
        let words = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["title", "criterion", "why", "remedy"] {
            let text = case[part].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(&text), "{id}: {part}");
        }
        for source in case["sources"].as_array().unwrap() {
            assert!(words.contains(source.as_str().unwrap()), "{id}: {source}");
        }
        assert_eq!(&folder.run(&format!("explain {id} --format json")).json()["case"], case);
    }
}

#[test]
fn control_characters_of_an_export_do_not_reach_the_terminal() {
    let nasty = "b\u{1b}[31me\u{7}r\u{9b}t\u{202e}";
    let folder = Folder::tenant()
        .with(
            "entra.csv",
            ENTRA.replace("Bert Hahn", nasty).replace("bert@contoso.example,", &format!("{nasty}@contoso.example,")),
        )
        .with("ad.csv", AD.replace("cora@contoso.example,", &format!("{nasty}c@contoso.example,")))
        .with("odd.csv", format!("Alias,{nasty},Owner\na,b,c\n"));
    for arguments in [
        "check --all",
        "check -v",
        "why cora",
        "why aaaaaaaa-0000-4000-8000-000000000002",
        "check odd.csv",
        "why corra",
    ] {
        let run = folder.run(arguments);
        for said in [&run.stdout, &run.stderr] {
            let raw: Vec<_> = said.chars().filter(|letter| letter.is_control() && *letter != '\n').collect();
            assert!(raw.is_empty() && !said.contains('\u{202e}'), "{arguments}: {raw:?}");
        }
    }
    assert!(folder.run("check").stdout.contains("\\u{1b}"), "they are shown, not swallowed");
    let missing = run(&folder.root(), "check \u{1b}[2Jgone.csv", b"");
    missing.fails_with(&["gone.csv"]);
    assert!(!missing.stderr.contains('\u{1b}'), "{:?}", missing.stderr);
}

#[test]
fn pipes_get_no_colour_and_nothing_is_cut() {
    let account =
        AD.lines().nth(1).unwrap().replace("11111111-", "000000NN-").replace("anna", "pNN").replace("Anna", "pNN");
    let many = (0..60).map(|n| account.replace("NN", &format!("{n:02}")) + "\n").collect::<String>();
    let folder = Folder::tenant().with("ad.csv", format!("{AD}{many}"));
    let run = folder.run("check");
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'));
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 120));
    for n in 0..60 {
        assert!(run.stdout.contains(&format!("p{n:02}@contoso.example")), "p{n:02}");
    }
}

#[test]
fn a_file_named_in_two_spellings_is_read_once() {
    let without_ids = "\
Alias,PrimarySmtpAddress,RecipientTypeDetails,WindowsLiveID,SKUAssigned
anna,anna@contoso.example,UserMailbox,anna@contoso.example,True
zoe,zoe@contoso.example,UserMailbox,zoe@contoso.example,True
";
    let folder = Folder::tenant().with("exchange.csv", without_ids);
    assert_eq!(named(&folder.report("check ad.csv entra.csv exchange.csv"), "anna")["state"], "provisioned");
    let twice = folder.report("check ad.csv entra.csv exchange.csv ./exchange.csv");
    assert_eq!(paths(&twice).len(), 3);
    assert_eq!(states(&twice), STATES.map(owned).into());
}

#[test]
fn a_copy_of_an_export_without_object_ids_doubles_nobody() {
    let without_ids = "\
Alias,PrimarySmtpAddress,RecipientTypeDetails,WindowsLiveID,ExchangeGuid,SKUAssigned
anna,anna@contoso.example,UserMailbox,anna@contoso.example,bbbbbbbb-0000-4000-8000-000000000001,True
zoe,zoe@contoso.example,UserMailbox,zoe@contoso.example,bbbbbbbb-0000-4000-8000-000000000009,True
";
    let report = Folder::tenant().with("exchange.csv", without_ids).with("copy.csv", without_ids).report("check");
    assert_eq!(report["summary"]["people"], 4);
}

#[test]
fn patterns_match_no_hidden_and_no_lock_files() {
    let folder = Folder::tenant().with(".ad.csv", AD).with("~$ad.csv", AD).with(".old/ad.csv", AD);
    assert_eq!(paths(&folder.report("check *.csv")), ["ad.csv", "entra.csv", "exchange.csv"]);
    assert_eq!(paths(&folder.report("check **/*.csv")), ["ad.csv", "entra.csv", "exchange.csv"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_found_in_a_folder_is_remarked() {
    let folder = Folder::tenant();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.csv")).status().unwrap();
    assert!(made.success());
    assert!(message(&folder.report("check"), "pipe.csv").contains("no regular file"));
}

#[test]
fn a_quote_left_open_in_the_header_is_named() {
    let folder = Folder::tenant().with("ad.csv", "\"sAMAccountName,userPrincipalName\nanna,anna@contoso.example\n");
    folder.run("check ad.csv").fails_with(&["quote", "row 1", "never closed"]);
}

#[test]
fn a_file_without_any_known_column_is_told_what_to_do_too() {
    Folder::empty().with("odd.csv", "a,b\n1,2\n").run("check odd.csv").fails_with(&["header  a; b", "help"]);
}

#[test]
fn a_supplementary_export_weakens_nothing() {
    let more = "Id,UserPrincipalName,UserType,MailNickname\n\
                aaaaaaaa-0000-4000-8000-000000000002,bert@contoso.example,Member,bert\n";
    assert_eq!(states(&Folder::tenant().with("more.csv", more).report("check")), STATES.map(owned).into());
}

#[test]
fn a_report_never_replaces_the_list_of_names() {
    let folder = Folder::tenant().with("names.txt", "bert@contoso.example\n");
    folder.run("check ad.csv entra.csv exchange.csv --expect names.txt --output names.txt").fails_with(&["names.txt"]);
    assert_eq!(folder.read("names.txt"), "bert@contoso.example\n");
}

#[test]
fn the_table_does_not_deny_a_cause_that_is_only_hidden() {
    let run = Folder::tenant().run("check --only no-license");
    assert!(!run.stdout.contains("nothing found that explains it"), "{}", run.stdout);
}

#[test]
fn a_case_misspelled_without_its_hyphen_is_suggested() {
    Folder::tenant().run("check --only nolicense").fails_with(&["nearest no-license"]);
    Folder::tenant().run("explain mailbox-inactiv").fails_with(&["nearest mailbox-inactive"]);
}

#[test]
fn a_sheet_of_a_text_file_does_not_exist() {
    Folder::tenant().run("check --as ad-users=ad.csv#Sheet1").fails_with(&["Sheet1"]);
}

#[test]
fn the_bare_command_checks_the_folder_or_says_in_three_lines_what_to_do() {
    let empty = Folder::empty().run("");
    assert_eq!((empty.code, empty.stdout.as_str(), empty.stderr.lines().count()), (2, "", 3), "{}", empty.stderr);
    assert!(empty.stderr.contains("mailgap check FOLDER") && empty.stderr.contains("mailgap --help"));
    let folder = Folder::tenant();
    assert_eq!(folder.run("").stdout, folder.run("check").stdout);
}

#[test]
fn an_archive_without_files_is_told_what_to_put_into_it() {
    // An empty archive: the end of the central directory and nothing before it.
    let archive = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    Folder::tenant().with("x.zip", &archive).run("check x.zip").fails_with(&["archive", "nothing in it", "CSV, XLSX"]);
    let folder = Folder::tenant().with("x.zip", archive);
    assert!(message(&folder.report("check"), "x.zip").contains("without any file"));
}

#[test]
fn a_report_replaces_an_earlier_report_but_nothing_else_that_was_set_aside() {
    let folder = Folder::tenant().with("letter.csv", "Dear Anna\n").with("list.csv", "upn,state,root_cause\na,b,c\n");
    for target in ["letter.csv", "list.csv"] {
        folder.run(&format!("check --output {target}")).fails_with(&[target, "one of the exports"]);
    }
    for _ in ["new", "again"] {
        let run = folder.run("check --output report.json --output report.csv --output report.txt");
        assert_eq!(run.code, 1, "{}", run.stderr);
    }
    assert!(message(&folder.report("check"), "report.txt").contains("it is a report of mailgap"));
    assert!(message(&folder.report("check"), "list.csv").contains("has the columns of a mailgap report"));
}

#[test]
fn a_file_said_to_be_of_two_kinds_is_wrong_usage() {
    let folder = Folder::tenant();
    folder.run("check --as ad-users=ad.csv --as entra-users=./ad.csv").fails_with(&["two kinds", "help"]);
    assert_eq!(paths(&folder.report("check --as ad-users=ad.csv ./ad.csv ad.csv --as ad-users=./ad.csv")).len(), 1);
}

#[test]
fn standard_input_may_be_forced() {
    let folder = Folder::tenant();
    let piped = run(&folder.root(), "check --as ad-users=- --format json --all", AD.as_bytes());
    assert_eq!(paths(&piped.json()), ["-"]);
}

#[test]
fn quotes_left_open_in_a_long_header_are_named_too() {
    for text in [
        format!("\"{AD}").replace("\"CN", "CN").replace("example\",", "example,"),
        format!("\n\n\"Id;UserPrincipalName\n{}", "anna;anna@contoso.example\n".repeat(9)),
    ] {
        let folder = Folder::tenant().with("open.csv", text);
        folder.run("check open.csv").fails_with(&["quote", "never closed"]);
        assert!(message(&folder.report("check"), "open.csv").contains("never closed"));
    }
}

#[test]
fn rows_without_object_id_join_the_object_that_has_one() {
    let by_guid = "Alias,PrimarySmtpAddress,RecipientTypeDetails,WindowsLiveID,ExchangeGuid,SKUAssigned\n\
                   anna,anna@contoso.example,UserMailbox,anna@contoso.example,bbbbbbbb-0000-4000-8000-000000000001,True\n";
    let report = Folder::tenant().with("more.csv", by_guid).report("check");
    assert_eq!(states(&report), STATES.map(owned).into());
    assert_eq!(report["summary"]["people"], 4);
    assert_eq!(named(&report, "anna")["sources"]["exchange"]["more"][0]["path"], "more.csv");

    // Two mailboxes are two, though both were without any id.
    let bare = "Alias,PrimarySmtpAddress,RecipientTypeDetails,SKUAssigned\n\
                anna,anna@contoso.example,UserMailbox,True\nzoe,ZOE@contoso.example,UserMailbox,True\n";
    let folder = Folder::tenant().with("exchange.csv", bare).with("copy.csv", bare.replace("ZOE", "zoe"));
    assert_eq!(states(&folder.report("check")), STATES.map(owned).into());
}

#[test]
fn an_export_of_others_without_the_column_weakens_absence() {
    let more = "Id,UserPrincipalName,UserType,MailNickname\n\
                aaaaaaaa-0000-4000-8000-000000000007,yves@contoso.example,Member,yves\n";
    let report = Folder::tenant().with("more.csv", more).report("check");
    assert_eq!(certainty(named(&report, "cora"), "missing-in-entra"), Some("possible"));
}

#[test]
fn a_key_that_two_rows_hold_is_remarked_with_both_places() {
    let stranger = |n: u32| {
        format!(
            "aaaaaaaa-0000-4000-8000-00000000000{n},X,x{n}@contoso.example,Member,DE,,SMTP:cora@contoso.example,,\n"
        )
    };
    let folder = Folder::tenant().with("entra.csv", format!("{ENTRA}{}{}", stranger(5), stranger(6)));
    let report = folder.report("check");
    let remarks = report["remarks"].as_array().unwrap();
    let remark = remarks.iter().find(|remark| remark["path"] == "ad.csv").unwrap();
    assert_eq!((&remark["row"], &remark["line"], &remark["column"]), (&4.into(), &4.into(), &"proxyAddresses".into()));
    assert_eq!(
        remark["message"],
        "not joined to entra-users by primary-smtp: entra.csv row 5 and entra.csv row 6 both hold it"
    );
}

#[test]
fn what_is_hidden_of_a_person_is_not_taken_for_the_cause() {
    let run = Folder::tenant().run("check --only no-license");
    assert!(run.stdout.contains("the finding is hidden"), "{}", run.stdout);
}

#[test]
fn notes_of_a_step_name_their_case_once() {
    let folder = Folder::tenant();
    let walk = folder.run("why bert --format json").json();
    let steps = walk["steps"].as_array().unwrap();
    let mut notes = steps.iter().flat_map(|step| step["notes"].as_array().unwrap());
    let note = notes.find(|note| note["case"] == "no-license").unwrap();
    assert!(!note["text"].as_str().unwrap().contains("no-license"), "{note}");
    assert!(folder.run("why bert").stdout.contains("no-license: "));
}

#[test]
fn a_sheet_said_to_be_of_a_kind_is_read_once() {
    let all = run_on_samples("check samples/fabrikam.xlsx --all --format json").json();
    let sheet = &all["inputs"][0];
    let (kind, name) = (sheet["kind"].as_str().unwrap(), sheet["sheet"].as_str().unwrap());
    assert!(!name.contains(' '));
    let forced = format!("check samples/fabrikam.xlsx --as {kind}=samples/fabrikam.xlsx#{name} --all --format json");
    let forced = run_on_samples(&forced).json();
    assert_eq!(forced["people"], all["people"]);
    assert_eq!(forced["inputs"].as_array().unwrap().len(), all["inputs"].as_array().unwrap().len());
}

#[test]
fn hashes_of_the_exports_are_computed_on_request() {
    let folder = Folder::tenant().with("exchange.csv", "");
    let report = folder.report("check ad.csv entra.csv --hash");
    let hash = input(&report, "ad.csv")["sha256"].as_str().unwrap().to_owned();
    assert_eq!(hash.len(), 64);
    assert_ne!(input(&report, "entra.csv")["sha256"], hash.as_str());
    assert_eq!(input(&folder.report("check ad.csv"), "ad.csv")["sha256"], Value::Null);
}

#[test]
fn every_person_of_the_contoso_sample_stands_as_expected() {
    stands_as_expected("samples/contoso", "samples/contoso/expected.csv");
}

#[test]
fn every_person_of_the_fabrikam_sample_stands_as_expected() {
    stands_as_expected("samples/fabrikam.xlsx", "samples/fabrikam.expected.csv");
}

fn stands_as_expected(sample: &str, expected: &str) {
    let report = run_on_samples(&format!("check {sample} --all --format json")).json();
    let catalogue = run_on_samples("cases --format json").json();
    let known: BTreeSet<_> =
        catalogue["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect();
    let rows: Vec<BTreeMap<String, String>> =
        csv::Reader::from_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(expected))
            .unwrap()
            .deserialize()
            .map(Result::unwrap)
            .collect();
    assert_eq!(report["summary"]["people"], rows.len(), "{sample}");
    assert_eq!(people(&report).len(), rows.len(), "{sample}");
    for row in &rows {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let person = people(&report)
            .iter()
            .find(|person| {
                text(&person["upn"]) == row["upn"]
                    && (!row["upn"].is_empty() || text(&person["sam_account_name"]) == row["sam_account_name"])
            })
            .unwrap_or_else(|| panic!("{row:?} is nobody"));
        assert_eq!(person["state"], row["state"].as_str(), "{row:?}\n{person}");
        assert_eq!(text(&person["root_cause"]), row["root_cause"], "{row:?}\n{person}");
        let found: BTreeSet<_> = person["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| format!("{}:{}", text(&finding["case"]), text(&finding["role"])))
            .collect();
        for finding in row["findings"].split_whitespace() {
            let (case, _) = finding.split_once(':').unwrap();
            assert!(found.contains(finding) || !known.contains(case), "{finding} of {row:?} in {found:?}");
        }
        if !row["root_cause"].is_empty() {
            assert!(found.contains(&format!("{}:root", row["root_cause"])), "{row:?} in {found:?}");
        }
    }
}

#[test]
fn the_contoso_sample_leaves_nothing_undecided() {
    let report = run_on_samples("check samples/contoso --all --format json").json();
    assert_eq!(report["summary"]["states"]["undetermined"], 0);
    assert_eq!(report["not_judged"], Value::Array(Vec::new()));
    assert!(people(&report).iter().all(|person| person["undecided"] == Value::Array(Vec::new())));
    assert_eq!(report["summary"]["leavers"], 1);
}

/// A folder of exports.
struct Folder(TempDir);

impl Folder {
    fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// The exports at the top of this file.
    fn tenant() -> Self {
        Self::empty().with("ad.csv", AD).with("entra.csv", ENTRA).with("exchange.csv", EXCHANGE)
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    fn with_folder(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn root(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn run(&self, arguments: &str) -> Run {
        run(self.0.path(), arguments, b"")
    }

    /// The whole report as JSON.
    fn report(&self, arguments: &str) -> Value {
        self.run(&format!("{arguments} --all --format json")).json()
    }
}

impl Run {
    /// The run failed, said so in these words, and gave no result.
    #[track_caller]
    fn fails_with(&self, words: &[&str]) {
        assert_eq!(self.code, 2, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        assert!(self.stderr.contains("error: "), "{}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} in {}", self.stderr);
        }
    }
}

/// Everybody's state and root cause, by UPN.
fn states(report: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    people(report)
        .iter()
        .map(|person| {
            let root = person["root_cause"].as_str().map(|root| format!(": {root}")).unwrap_or_default();
            (text(&person["upn"]), text(&person["state"]) + &root)
        })
        .collect()
}

fn owned((upn, state): (&str, &str)) -> (String, String) {
    (upn.to_owned(), state.to_owned())
}

/// The person whose UPN begins like this.
#[track_caller]
fn named<'r>(report: &'r Value, upn: &str) -> &'r Value {
    let found = people(report).iter().find(|person| person["upn"].as_str().is_some_and(|own| own.starts_with(upn)));
    found.unwrap_or_else(|| panic!("nobody is called {upn}"))
}

fn certainty<'r>(person: &'r Value, case: &str) -> Option<&'r str> {
    person["findings"].as_array()?.iter().find(|finding| finding["case"] == case)?["certainty"].as_str()
}

/// The columns a person's open cases hang on.
fn undecided(person: &Value) -> BTreeSet<&str> {
    let open = person["undecided"].as_array().unwrap().iter();
    open.flat_map(|entry| entry["missing"].as_array().unwrap()).map(|column| column.as_str().unwrap()).collect()
}

fn input<'r>(report: &'r Value, path: &str) -> &'r Value {
    report["inputs"].as_array().unwrap().iter().find(|input| input["path"] == path).unwrap()
}

fn paths(report: &Value) -> Vec<&str> {
    report["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap()).collect()
}

fn remarks(report: &Value) -> Vec<(&str, &str)> {
    let remarks = report["remarks"].as_array().unwrap().iter();
    remarks.map(|remark| (remark["path"].as_str().unwrap(), remark["message"].as_str().unwrap())).collect()
}

/// The first remark on a file.
#[track_caller]
fn message<'r>(report: &'r Value, path: &str) -> &'r str {
    let remark = remarks(report).into_iter().find(|(file, _)| *file == path);
    remark.unwrap_or_else(|| panic!("no remark on {path}")).1
}

fn delimited(text: &str, delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    for record in reader.records() {
        writer.write_record(&record.unwrap()).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Removes every row and line number.
fn forget_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("row");
            fields.remove("line");
            fields.values_mut().for_each(forget_places);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_places),
        _ => {}
    }
}

#[test]
fn names_are_read_in_what_powershell_writes_and_refused_in_what_nobody_can_tell() {
    let utf16 =
        |text: &str| [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let folder = Folder::tenant().with("names.txt", utf16("zoe@contoso.example\r\nnobody@contoso.example\r\n"));
    let run = folder.run("check ad.csv entra.csv exchange.csv --expect names.txt");
    assert!(run.stderr.contains("'nobody@contoso.example' is nobody in the exports"), "{}", run.stderr);
    assert!(!run.stderr.contains("'zoe@contoso.example'"), "{}", run.stderr);
    let run = Folder::tenant().with("names.txt", b"Ren\xe9@contoso.example\r\n").run("check ad.csv --expect names.txt");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it is no UTF-8; save it as UTF-8"), "{}", run.stderr);
}

#[test]
fn more_threads_than_any_machine_has_do_not_hang() {
    assert_eq!(states(&Folder::tenant().report("check --threads 100000")), STATES.map(owned).into());
}

#[test]
fn a_total_below_deleted_users_does_not_bring_them_back() {
    let text = "Id,DisplayName,UserPrincipalName,UserType,DeletedDateTime\r\n\
                aaaaaaaa-0000-4000-8000-000000000077,Yves,yves@contoso.example,Member,2024-10-01T08:00:00Z\r\n";
    for end in ["", "\u{1a}", "Total: 1"] {
        let report = Folder::tenant().with("deleted.csv", format!("{text}{end}\r\n")).report("check");
        assert_eq!(states(&report), STATES.map(owned).into(), "{end}");
        assert_eq!(report["summary"]["leavers"], 1, "{end}");
    }
}

#[test]
fn a_list_of_everybody_says_of_the_healthy_that_they_are() {
    let folder = Folder::tenant();
    let some = folder.run("check").stdout;
    assert!(!some.contains("the mailbox is there, and nothing is to be mended"), "{some}");
    let guest = ENTRA.replace("Member", "Guest");
    let all =
        folder.with("guests.csv", guest.replace("contoso.example", "fabrikam.example").replace("aaaaaaaa", "abababab"));
    let all = all.run("check --all").stdout;
    assert!(all.contains("People with a mailbox (") && !all.contains("and something to mend"), "{all}");
    assert!(all.contains("the mailbox is there, and nothing is to be mended"), "{all}");
    assert!(all.contains("a guest"), "{all}");
}

#[test]
fn an_empty_file_of_the_script_is_a_list_without_deleted_mailboxes() {
    let step = |folder: &Folder| {
        let told = folder.run("why bert@contoso.example").stdout;
        told.lines().find(|line| line.starts_with(" 9.")).unwrap()[4..14].trim().to_owned()
    };
    assert_eq!(step(&Folder::tenant()), "not judged");
    assert_eq!(step(&Folder::tenant().with("other.csv", "")), "not judged");
    for name in ["soft-deleted-mailboxes.csv", "inactive-mailboxes.csv"] {
        assert_eq!(step(&Folder::tenant().with(name, "")), "passed", "{name}");
    }
}

#[test]
fn an_old_copy_beside_a_new_export_is_remarked() {
    let dated = |date: &str| ENTRA.replace("2024-01-02", date).replace("2024-02-01", date);
    let remarked = |date: &str| {
        let folder = Folder::tenant().with("entra.csv", dated("2024-10-01")).with("copy.csv", dated(date));
        let report = folder.report("check");
        remarks(&report)
            .into_iter()
            .any(|(path, text)| path == "copy.csv" && text.contains("days older than that of entra.csv"))
    };
    assert!(remarked("2024-01-01"));
    assert!(!remarked("2024-09-20"));
}
