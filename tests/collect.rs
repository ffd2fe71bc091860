//! What `collect` prints is PowerShell, harmless, and leaves nothing undecided.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use mailgap::cases;
use mailgap::guid::{Form, Guid};
use mailgap::schema::{Field, Kind};
use serde_json::Value;
use support::{people, run, run_on_samples};
use tempfile::TempDir;
use tree_sitter::{Node, Parser, Tree};

/// The column that tells exports of the script.
const MARK: &str = "mailgap";

const DIRECTORIES: [&str; 3] = ["ad", "entra", "exchange"];

/// Every command that the script may call: they get, choose and print, and one writes files of the user.
const HARMLESS: [&str; 16] = [
    "Get-ADRootDSE",
    "Get-ADObject",
    "Get-ADUser",
    "Get-MgUser",
    "Get-MgDirectoryDeletedItemAsUser",
    "Get-MgDomain",
    "Get-MgSubscribedSku",
    "Get-MgDirectoryOnPremiseSynchronization",
    "Get-MgOrganization",
    "Get-Recipient",
    "Get-User",
    "Get-Mailbox",
    "Select-Object",
    "Where-Object",
    "ConvertTo-Json",
    "Export-Csv",
];

#[test]
fn the_script_keeps_to_the_grammar_of_powershell() {
    for arguments in ["", "--for ad", "--for entra", "--for exchange"] {
        let script = collect(arguments);
        assert_eq!(faults(&script), Vec::<String>::new(), "collect {arguments}");
        assert!(script.is_ascii(), "Windows PowerShell 5.1 takes a file without byte order mark for ANSI");
    }
}

#[test]
fn faults_of_grammar_are_noticed() {
    for broken in [
        "Get-ADUser -Filter * | | Export-Csv ad.csv",
        "function list($values) { $values -join ';' ",
        "(Get-User | Select-Object Id, @{n='A'; e={$_.A}) | Export-Csv a.csv",
        "if ($time.Kind -eq) { 1 }",
        "(Get-User |\n  Select-Object\n    Id, Name) | Export-Csv a.csv",
    ] {
        assert!(!faults(broken).is_empty(), "{broken}");
    }
    assert!(faults("(Get-User |\n  Select-Object Id,\n    Name) |\n  Export-Csv a.csv").is_empty());
}

#[test]
fn the_script_only_reads() {
    let script = collect("");
    let tree = parsed(&script);
    let names = |kind, name| {
        let found = nodes(tree.root_node(), kind).into_iter().filter_map(move |node| child(node, name));
        found.map(|node| text(node, &script)).collect::<BTreeSet<_>>()
    };
    let functions = names("function_statement", "function_name");
    for command in names("command", "command_name") {
        assert!(HARMLESS.contains(&command) || functions.contains(command), "{command} is not known to be harmless");
    }
    for method in names("invokation_expression", "member_name") {
        assert!(["ToBase64String", "ToString", "ToUniversalTime"].contains(&method), "{method}");
    }
    for old in ["Msol", "AzureAD", "Connect-", "Set-", "New-", "Remove-"] {
        let used = script.lines().find(|line| !line.starts_with('#') && line.contains(old));
        assert_eq!(used, None, "{old}");
    }
}

#[test]
fn nothing_newer_than_windows_powershell_5_1_is_used() {
    let script = collect("");
    for newer in ["??", "?.", "&&", "||", " ? ", "-AsUTC", "-UseQuotes", "utf8BOM", "utf8NoBOM", "-Parallel"] {
        assert!(!script.contains(newer), "{newer}");
    }
    let files = script.matches("Export-Csv ").count();
    assert_eq!(script.matches("-NoTypeInformation -Encoding UTF8").count(), files);
}

#[test]
fn for_chooses_the_directories_whose_exports_are_printed() {
    let files = |arguments: &str| exports(&collect(arguments)).into_iter().map(|(file, _)| file).collect::<Vec<_>>();
    let mut parts = Vec::new();
    for directory in DIRECTORIES {
        parts.extend(files(&format!("--for {directory}")));
    }
    assert_eq!(files(""), parts);
    assert_eq!(files("--for exchange --for ad"), files("--for ad --for exchange --for ad"));
    assert_eq!(collect(""), collect("--for exchange --for entra --for ad"));
    assert_eq!(run_on_samples("collect --for azure").code, 2);
}

#[test]
fn every_column_that_a_case_needs_is_in_the_script() {
    // Only the retired MSOnline printed them; the script asks for ServiceProvisioningErrors. Who manages a user is
    // asked one user at a time.
    let retired = [
        "sync-errors: ErrorDetail",
        "tenant: DirectorySynchronizationStatus",
        "entra-users: Errors",
        "entra-users: ValidationStatus",
        "entra-users: IsCloudManaged",
        "entra-users: BlockOnPremisesSync",
        "entra-users: ServicePlans",
        "entra-users: isLicenseReconciliationNeeded",
    ];
    let folder = tenant();
    let report = report(folder.path());
    let columns = exports(&collect(""));
    let mut printed = BTreeSet::new();
    for (file, columns) in &columns {
        let kind = Kind::from_name(input(&report, file)["kind"].as_str().unwrap()).unwrap();
        for column in columns.iter().filter(|column| *column != MARK) {
            let field = Field::named(kind, column);
            printed.insert(field.unwrap_or_else(|| panic!("{file}: nothing reads {column}")).label());
        }
    }
    for case in cases::catalogue() {
        // Errors of the synchronisation are downloaded from a page.
        let of_cmdlets = case.needs.iter().filter(|field| field.kind() != Kind::SyncErrors);
        for need in of_cmdlets.map(|field| field.label()).filter(|label| !retired.contains(label)) {
            assert!(printed.contains(need), "{} needs {need}", case.id);
        }
    }
}

#[test]
fn files_with_just_these_columns_leave_nothing_undecided() {
    let folder = tenant();
    let report = report(folder.path());
    assert_eq!(report["not_judged"], serde_json::json!([]));
    assert_eq!(report["remarks"], serde_json::json!([]));
    for person in people(&report) {
        assert_eq!(person["undecided"], serde_json::json!([]), "{}", person["upn"]);
    }
    let told: BTreeMap<_, _> = people(&report)
        .iter()
        .map(|person| {
            let name = person["name"].as_str().unwrap();
            (name, (person["state"].as_str().unwrap(), person["root_cause"].as_str()))
        })
        .collect();
    let expected = [
        ("Administrator", ("not-expected", Some("scope-critical-system-object"))),
        ("Anna Berg", ("provisioned", None)),
        ("Bert Lund", ("blocked", Some("not-in-exchange"))),
        ("Carla Diaz", ("blocked", Some("missing-in-entra"))),
        ("Dora Hall", ("blocked", Some("entra-user-soft-deleted"))),
        ("Emil Roth", ("blocked", Some("mailbox-soft-deleted"))),
        ("Frida Moe", ("blocked", Some("no-license"))),
        ("Gina Fox", ("not-expected", None)),
    ];
    assert_eq!(told, BTreeMap::from(expected));
}

#[test]
fn a_column_that_the_script_asked_for_and_nobody_fills_is_empty_and_not_unknown() {
    let blank = |row: &Row| {
        let mut row = row.clone();
        row.insert("adminDescription", String::new());
        row.insert("msExchHideFromAddressLists", String::new());
        row
    };
    let folder = tenant();
    let rows: Vec<Row> = rows("ad-users.csv").iter().map(blank).collect();
    let judged = |left_out: &[&str]| {
        let script = collect("");
        let (_, columns) = exports(&script).into_iter().find(|(name, _)| name == "ad-users.csv").unwrap();
        let mut text =
            columns.iter().filter(|column| !left_out.contains(&column.as_str())).cloned().collect::<Vec<_>>().join(",");
        for row in &rows {
            let cell =
                |column: &str| if column == MARK { "collect" } else { row.get(column).map_or("", String::as_str) };
            let cells = columns.iter().filter(|column| !left_out.contains(&column.as_str()));
            let cells: Vec<_> = cells.map(|column| format!("\"{}\"", cell(column))).collect();
            text = format!("{text}\n{}", cells.join(","));
        }
        std::fs::write(folder.path().join("ad-users.csv"), text).unwrap();
        report(folder.path())
    };
    let known = judged(&[]);
    assert_eq!(known["not_judged"], serde_json::json!([]));
    assert_eq!(known["remarks"], serde_json::json!([]));
    // The same file without the mark may have been made by somebody who asked for less.
    let unknown = judged(&[MARK]);
    assert!(unknown["not_judged"].to_string().contains("ad-users: adminDescription"), "{}", unknown["not_judged"]);
}

#[test]
fn files_are_recognised_as_what_made_them() {
    let folder = tenant();
    let report = report(folder.path());
    let told: Vec<_> = report["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| [&input["path"], &input["kind"], &input["producer"]].map(|text| text.as_str().unwrap()))
        .collect();
    let expected = [
        ["ad-contacts-and-groups.csv", "ad-users", "Get-ADUser"],
        ["ad-users.csv", "ad-users", "Get-ADUser"],
        ["domains.csv", "domains", "Get-MgDomain"],
        ["entra-deleted-users.csv", "entra-deleted-users", "Get-MgUser"],
        ["entra-users.csv", "entra-users", "Get-MgUser"],
        ["exchange-users.csv", "exchange-recipients", "Get-User"],
        ["inactive-mailboxes.csv", "exchange-recipients", "Get-Mailbox"],
        ["licenses.csv", "licenses", "Get-MgSubscribedSku"],
        ["mailboxes.csv", "exchange-recipients", "Get-Mailbox"],
        ["organization.csv", "tenant", "Get-MgOrganization"],
        ["recipients.csv", "exchange-recipients", "Get-Recipient"],
        ["soft-deleted-mailboxes.csv", "exchange-recipients", "Get-Mailbox"],
        ["tenant.csv", "tenant", "Get-MgDirectoryOnPremiseSynchronization"],
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_property_that_a_module_lacks_is_no_proof_of_no() {
    let contact = |synced| {
        let names = [("Alias", "old"), ("DisplayName", "Old contact"), ("IsDirSynced", synced)];
        with(CARLA.in_exchange("MailContact"), names)
    };
    let folder = tenant();
    let conflict = |synced| {
        write_rows(folder.path(), "recipients.csv", &[rows("recipients.csv"), vec![contact(synced)]].concat(), &[]);
        let report = report(folder.path());
        assert_eq!(report["remarks"], serde_json::json!([]));
        let carla = people(&report).iter().find(|person| person["name"] == CARLA.name).unwrap();
        let mut cases = carla["findings"].as_array().unwrap().iter().map(|finding| finding["case"].as_str().unwrap());
        cases.any(|case| case.starts_with("conflict-with-"))
    };
    assert!(conflict("False"), "a contact of the cloud stands in the way");
    assert!(collect("").contains("else { 'unknown' }"));
    assert!(!conflict("unknown"), "what the script writes for a property that is not there");
}

#[test]
fn the_script_beside_its_exports_is_set_aside() {
    let folder = tenant();
    let before = report(folder.path());
    for arguments in ["", "--for ad", "--for entra", "--for exchange"] {
        let script = collect(arguments);
        // As PowerShell 7 and as Windows PowerShell 5.1 redirect it.
        let utf16 = "\u{feff}".encode_utf16().chain(script.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [script.clone().into_bytes(), utf16] {
            std::fs::write(folder.path().join("collect.ps1"), bytes).unwrap();
            let after = report(folder.path());
            assert_eq!(after["inputs"], before["inputs"], "collect {arguments}");
            assert_eq!(after["people"], before["people"], "collect {arguments}");
            assert_eq!(after["remarks"][0]["message"], "it is the script of mailgap collect, set aside");
        }
    }
}

#[test]
fn what_is_not_judged_names_the_command_that_exports_it() {
    let folder = tenant();
    write(folder.path(), "entra-users.csv", &["AssignedLicenses", "AssignedPlans"]);
    let open = report(folder.path());
    let open = open["not_judged"].as_array().unwrap();
    assert!(!open.is_empty());
    for entry in open {
        assert_eq!(entry["export"], "mailgap collect --for entra", "{entry}");
    }
    let shown = run(folder.path(), "check .", b"").stdout;
    assert!(shown.contains("\nmailgap collect --for entra prints the PowerShell that exports them.\n"), "{shown}");
}

#[test]
fn a_tenant_of_which_nothing_can_be_judged_is_told_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let ad = "objectGUID,sAMAccountName,userPrincipalName\n\
        d08f810b-a35c-49a8-a4cd-000000000001,anna,anna@contoso.example\n\
        d08f810b-a35c-49a8-a4cd-000000000002,bert,bert@contoso.example\n";
    std::fs::write(folder.path().join("ad.csv"), ad).unwrap();
    let told = run(folder.path(), "check .", b"").stderr;
    let line = told.lines().find(|line| line.starts_with("nobody can be judged")).unwrap();
    assert!(line.ends_with("; mailgap collect --for ad --for entra prints the PowerShell for it"), "{line}");
}

fn collect(arguments: &str) -> String {
    let done = run_on_samples(&format!("collect {arguments}"));
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    done.stdout
}

fn parsed(script: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    parser.parse(script, None).unwrap()
}

/// Where a script leaves the grammar.
fn faults(script: &str) -> Vec<String> {
    let tree = parsed(script);
    let broken = |node: &Node| node.is_error() || node.is_missing();
    let mut faults: Vec<_> =
        every(tree.root_node()).into_iter().filter(broken).map(|node| place(node, script)).collect();
    // The grammar lets a command in parentheses go on in the next line; PowerShell does so behind a comma only.
    for command in nodes(tree.root_node(), "command") {
        let lines: Vec<_> = text(command, script).lines().collect();
        let ends = lines.iter().rev().skip(1).find(|line| !line.trim_end().ends_with(','));
        faults.extend(ends.map(|_| place(command, script)));
    }
    faults
}

fn place(node: Node, script: &str) -> String {
    format!("line {}: {}", node.start_position().row + 1, text(node, script))
}

/// A node and all below it, in the order of the text.
fn every(node: Node) -> Vec<Node> {
    let mut found = vec![node];
    for below in node.children(&mut node.walk()) {
        found.extend(every(below));
    }
    found
}

fn nodes<'t>(node: Node<'t>, kind: &str) -> Vec<Node<'t>> {
    every(node).into_iter().filter(|node| node.kind() == kind).collect()
}

fn child<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    node.children(&mut node.walk()).find(|child| child.kind() == kind)
}

fn text<'s>(node: Node, script: &'s str) -> &'s str {
    node.utf8_text(script.as_bytes()).unwrap().trim_end()
}

/// The files that the script writes, in its order, and the columns of each as Select-Object lists them.
fn exports(script: &str) -> Vec<(String, Vec<String>)> {
    let tree = parsed(script);
    let mut found = Vec::new();
    let statements = child(tree.root_node(), "statement_list").unwrap();
    for pipeline in statements.children(&mut statements.walk()) {
        let named = |name: &str| {
            let mut commands = nodes(pipeline, "command").into_iter();
            let command = commands.find(|command| text(child(*command, "command_name").unwrap(), script) == name)?;
            child(command, "command_elements")
        };
        let (Some(export), Some(select)) = (named("Export-Csv"), named("Select-Object")) else { continue };
        let file = text(child(export, "generic_token").unwrap(), script).to_owned();
        let mut walk = select.walk();
        let columns = select.children(&mut walk).filter_map(|element| match element.kind() {
            "generic_token" => Some(text(element, script).to_owned()),
            // The first text in a calculated column is its name.
            _ => Some(text(*nodes(element, "string_literal").first()?, script).trim_matches('\'').to_owned()),
        });
        found.push((file, columns.collect()));
    }
    assert!(!found.is_empty(), "the exports were found");
    found
}

/// A row: what stands in each column.
type Row = HashMap<&'static str, String>;

fn row<const N: usize>(cells: [(&'static str, &str); N]) -> Row {
    cells.into_iter().map(|(column, cell)| (column, cell.to_owned())).collect()
}

/// A row of somebody, with what is special in it.
fn with<const N: usize>(mut row: Row, cells: [(&'static str, &str); N]) -> Row {
    row.extend(cells.into_iter().map(|(column, cell)| (column, cell.to_owned())));
    row
}

/// One of the people of the tenant, told by name and number.
struct Somebody {
    name: &'static str,
    alias: &'static str,
    number: u8,
}

const ANNA: Somebody = Somebody { name: "Anna Berg", alias: "anna", number: 1 };
const BERT: Somebody = Somebody { name: "Bert Lund", alias: "bert", number: 2 };
const CARLA: Somebody = Somebody { name: "Carla Diaz", alias: "carla", number: 3 };
const DORA: Somebody = Somebody { name: "Dora Hall", alias: "dora", number: 4 };
const EMIL: Somebody = Somebody { name: "Emil Roth", alias: "emil", number: 5 };
const FRIDA: Somebody = Somebody { name: "Frida Moe", alias: "frida", number: 6 };
const GINA: Somebody = Somebody { name: "Gina Fox", alias: "gina", number: 7 };
/// Left: only what was deleted is there.
const HANS: Somebody = Somebody { name: "Hans Vik", alias: "hans", number: 8 };

/// Microsoft 365 E5, and the plan in it that gives a mailbox.
const LICENSES: &str = r#"[{"disabledPlans":[],"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06"}]"#;
const PLANS: &str = r#"[{"assignedDateTime":"2024-01-09T08:00:00Z","capabilityStatus":"Enabled","service":"exchange","servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0"}]"#;
const STATES: &str = r#"[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","state":"Active","lastUpdatedDateTime":"2024-01-09T08:00:00Z"}]"#;
const ERRORS: &str =
    r#"[{"createdDateTime":"2024-01-09T08:00:00Z","isResolved":true,"serviceInstance":"exchange/EURPR05-001-01"}]"#;

const CREATED: &str = "2024-01-08T09:00:00Z";
const CHANGED: &str = "2026-10-14T06:00:00Z";

impl Somebody {
    fn guid(&self) -> String {
        format!("d08f810b-a35c-49a8-a4cd-{:012}", self.number)
    }

    fn anchor(&self) -> String {
        Form::Base64.write(Guid::from_text(&self.guid()).unwrap())
    }

    fn sid(&self) -> String {
        format!("S-1-5-21-1004336348-1177238915-682003330-{}", 1100 + u32::from(self.number))
    }

    fn id(&self) -> String {
        format!("11111111-0000-4000-8000-{:012}", self.number)
    }

    fn mailbox(&self) -> String {
        format!("33333333-0000-4000-8000-{:012}", self.number)
    }

    fn mail(&self) -> String {
        format!("{}@contoso.example", self.alias)
    }

    fn addresses(&self) -> String {
        format!("SMTP:{0}@contoso.example;smtp:{0}@contoso.mail.onmicrosoft.com", self.alias)
    }

    fn container(&self, folder: &str) -> String {
        format!("CN={},{folder}OU=contoso.onmicrosoft.com,DC=EURPR05A001,DC=PROD,DC=OUTLOOK,DC=COM", self.alias)
    }

    fn in_ad(&self) -> Row {
        row([
            ("DistinguishedName", &format!("CN={},OU=People,DC=contoso,DC=example", self.name)),
            ("ObjectClass", "user"),
            ("ObjectGUID", &self.guid()),
            ("SID", &self.sid()),
            ("SamAccountName", self.alias),
            ("UserPrincipalName", &self.mail()),
            ("Name", self.name),
            ("displayName", self.name),
            ("mail", &self.mail()),
            ("mailNickname", self.alias),
            ("proxyAddresses", &self.addresses()),
            ("Enabled", "True"),
            ("userAccountControl", "512"),
            ("whenCreated", CREATED),
            ("whenChanged", CHANGED),
        ])
    }

    fn in_entra(&self) -> Row {
        row([
            ("Id", &self.id()),
            ("DisplayName", self.name),
            ("UserPrincipalName", &self.mail()),
            ("Mail", &self.mail()),
            ("MailNickname", self.alias),
            ("ProxyAddresses", &self.addresses()),
            ("UserType", "Member"),
            ("AccountEnabled", "True"),
            ("UsageLocation", "SE"),
            ("OnPremisesImmutableId", &self.anchor()),
            ("OnPremisesSecurityIdentifier", &self.sid()),
            ("OnPremisesUserPrincipalName", &self.mail()),
            ("OnPremisesSamAccountName", self.alias),
            ("OnPremisesSyncEnabled", "True"),
            ("OnPremisesLastSyncDateTime", CHANGED),
            ("OnPremisesDomainName", "contoso.example"),
            ("AssignedLicenses", LICENSES),
            ("AssignedPlans", PLANS),
            ("LicenseAssignmentStates", STATES),
            ("ServiceProvisioningErrors", "[]"),
            ("OnPremisesProvisioningErrors", "[]"),
            ("CreatedDateTime", CREATED),
        ])
    }

    /// As each of the Exchange cmdlets prints it.
    fn in_exchange(&self, kind: &str) -> Row {
        row([
            ("ExternalDirectoryObjectId", &self.id()),
            ("DisplayName", self.name),
            ("Alias", self.alias),
            ("UserPrincipalName", &self.mail()),
            ("WindowsLiveID", &self.mail()),
            ("MicrosoftOnlineServicesID", &self.mail()),
            ("PrimarySmtpAddress", &self.mail()),
            ("EmailAddresses", &self.addresses()),
            ("RecipientType", kind),
            ("RecipientTypeDetails", kind),
            ("PreviousRecipientTypeDetails", "None"),
            ("ExchangeGuid", &self.mailbox()),
            ("ArchiveGuid", "44444444-0000-4000-8000-000000000001"),
            ("HiddenFromAddressListsEnabled", "False"),
            ("LitigationHoldEnabled", "False"),
            ("IsExchangeCloudManaged", "False"),
            ("SKUAssigned", "True"),
            ("IsDirSynced", "True"),
            ("IsInactiveMailbox", "False"),
            ("IsSoftDeletedByRemove", "False"),
            ("IsSoftDeletedByDisable", "False"),
            ("LitigationHoldEnabled", "False"),
            ("InPlaceHolds", "-mbx7cfb30345d454ac0a989ab3041051209"),
            ("ComplianceTagHoldApplied", "False"),
            ("DistinguishedName", &self.container("")),
            ("WhenCreatedUTC", CREATED),
            ("WhenChangedUTC", CHANGED),
            ("WhenMailboxCreated", CREATED),
        ])
    }

    fn in_the_bin(&self) -> Row {
        with(
            self.in_exchange("UserMailbox"),
            [
                ("IsSoftDeletedByRemove", "True"),
                ("WhenSoftDeleted", "2026-10-01T08:00:00Z"),
                ("DistinguishedName", &self.container("OU=Soft Deleted Objects,")),
            ],
        )
    }
}

/// The rows of each file; every column is filled in one of them.
fn rows(file: &str) -> Vec<Row> {
    let inactive = || with(HANS.in_the_bin(), [("IsInactiveMailbox", "True")]);
    match file {
        "ad-users.csv" => vec![
            with(
                ANNA.in_ad(),
                [
                    ("mS-DS-ConsistencyGuid", &ANNA.anchor()),
                    ("msDS-ExternalDirectoryObjectId", &format!("User_{}", ANNA.id())),
                    ("adminDescription", "reception"),
                    ("msExchMailboxGuid", "MzMzMwAAAECAAAAAAAAAAQ=="),
                    ("msExchArchiveGUID", "RERERAAAAECAAAAAAAAAAQ=="),
                    ("targetAddress", "SMTP:anna@contoso.mail.onmicrosoft.com"),
                    ("msExchRecipientTypeDetails", "2147483648"),
                    ("msExchRemoteRecipientType", "4"),
                    ("msExchHideFromAddressLists", "False"),
                    ("homeMDB", "CN=DB01,CN=Databases,DC=contoso,DC=example"),
                    ("msExchMasterAccountSid", "S-1-5-10"),
                    ("employeeID", "1001"),
                ],
            ),
            BERT.in_ad(),
            CARLA.in_ad(),
            DORA.in_ad(),
            EMIL.in_ad(),
            FRIDA.in_ad(),
            row([
                ("DistinguishedName", "CN=Administrator,CN=Users,DC=contoso,DC=example"),
                ("ObjectClass", "user"),
                ("ObjectGUID", "d08f810b-a35c-49a8-a4cd-000000000500"),
                ("SID", "S-1-5-21-1004336348-1177238915-682003330-500"),
                ("SamAccountName", "Administrator"),
                ("Name", "Administrator"),
                ("isCriticalSystemObject", "True"),
                ("Enabled", "True"),
                ("userAccountControl", "512"),
                ("whenCreated", "2014-03-03T09:12:41Z"),
            ]),
        ],
        "ad-contacts-and-groups.csv" => vec![row([
            ("DistinguishedName", "CN=Sales,OU=Groups,DC=contoso,DC=example"),
            ("ObjectClass", "group"),
            ("ObjectGUID", "d08f810b-a35c-49a8-a4cd-000000000900"),
            ("mS-DS-ConsistencyGuid", "C4GP0FyjqEmkzQAAAAAJAA=="),
            ("sAMAccountName", "Sales"),
            ("Name", "Sales"),
            ("displayName", "Sales"),
            ("mail", "sales@contoso.example"),
            ("mailNickname", "sales"),
            ("proxyAddresses", "SMTP:sales@contoso.example"),
            ("whenCreated", CREATED),
            ("whenChanged", CHANGED),
        ])],
        "entra-users.csv" => vec![
            with(ANNA.in_entra(), [("ServiceProvisioningErrors", ERRORS)]),
            BERT.in_entra(),
            EMIL.in_entra(),
            with(
                FRIDA.in_entra(),
                [("AssignedLicenses", "[]"), ("AssignedPlans", "[]"), ("LicenseAssignmentStates", "[]")],
            ),
            with(
                GINA.in_entra(),
                [
                    ("UserType", "Guest"),
                    ("OnPremisesImmutableId", ""),
                    ("OnPremisesSecurityIdentifier", ""),
                    ("OnPremisesSyncEnabled", ""),
                    ("OnPremisesDomainName", ""),
                    ("OnPremisesLastSyncDateTime", ""),
                ],
            ),
        ],
        "entra-deleted-users.csv" => {
            let deleted = [("DeletedDateTime", "2026-10-01T08:00:00Z")];
            vec![with(DORA.in_entra(), deleted), with(HANS.in_entra(), deleted)]
        }
        "domains.csv" | "licenses.csv" | "tenant.csv" | "organization.csv" => vec![facts(file)],
        "recipients.csv" => vec![
            ANNA.in_exchange("UserMailbox"),
            with(
                FRIDA.in_exchange("MailUser"),
                [("SKUAssigned", ""), ("ExchangeGuid", ""), ("WhenMailboxCreated", "")],
            ),
            HANS.in_the_bin(),
        ],
        "mailboxes.csv" => vec![ANNA.in_exchange("UserMailbox")],
        "exchange-users.csv" => vec![
            ANNA.in_exchange("UserMailbox"),
            with(FRIDA.in_exchange("MailUser"), [("SKUAssigned", "")]),
            with(EMIL.in_exchange("User"), [("PreviousRecipientTypeDetails", "UserMailbox")]),
            inactive(),
        ],
        "soft-deleted-mailboxes.csv" => vec![EMIL.in_the_bin(), inactive()],
        "inactive-mailboxes.csv" => vec![inactive()],
        _ => panic!("{file}: no rows to fill it with"),
    }
}

/// What a file tells of the tenant as a whole.
fn facts(file: &str) -> Row {
    match file {
        "domains.csv" => row([
            ("Id", "contoso.example"),
            ("IsVerified", "True"),
            ("IsInitial", "False"),
            ("IsDefault", "True"),
            ("AuthenticationType", "Managed"),
        ]),
        "licenses.csv" => row([
            ("SkuId", "06ebc4ee-1bb5-47dd-8120-11324bc54e06"),
            ("SkuPartNumber", "SPE_E5"),
            ("ConsumedUnits", "3"),
            ("PrepaidUnits", r#"[{"Enabled":25,"LockedOut":0,"Suspended":0,"Warning":0}]"#),
            ("CapabilityStatus", "Enabled"),
            ("AppliesTo", "User"),
        ]),
        "tenant.csv" => row([
            ("Id", "72f988bf-0000-4000-8000-2d7cd011db47"),
            ("Features", r#"[{"BlockSoftMatchEnabled":false,"SynchronizeUpnForManagedUsersEnabled":true}]"#),
            ("Configuration", r#"[{"AccidentalDeletionPrevention":null}]"#),
        ]),
        "organization.csv" => row([
            ("Id", "72f988bf-0000-4000-8000-2d7cd011db47"),
            ("DisplayName", "Contoso"),
            ("TechnicalNotificationMails", "it@contoso.example"),
            ("OnPremisesSyncEnabled", "True"),
            ("OnPremisesLastSyncDateTime", CHANGED),
        ]),
        _ => panic!("{file}: no facts to fill it with"),
    }
}

/// Writes a file with the columns the script lists for it, but for those left out.
fn write(folder: &Path, file: &str, left_out: &[&str]) {
    write_rows(folder, file, &rows(file), left_out);
}

fn write_rows(folder: &Path, file: &str, rows: &[Row], left_out: &[&str]) {
    let script = collect("");
    let (_, columns) = exports(&script).into_iter().find(|(name, _)| name == file).unwrap();
    let mut writer = csv::Writer::from_path(folder.join(file)).unwrap();
    let kept: Vec<_> = columns.iter().filter(|column| !left_out.contains(&column.as_str())).collect();
    for column in &kept {
        let filled = rows.iter().any(|row| row.get(column.as_str()).is_some_and(|cell| !cell.is_empty()));
        assert!(filled || *column == MARK, "{file}: no row fills {column}");
    }
    writer.write_record(&kept).unwrap();
    let cell = |row: &Row, column: &str| match column {
        MARK => "collect".to_owned(),
        _ => row.get(column).cloned().unwrap_or_default(),
    };
    for row in rows {
        writer.write_record(kept.iter().map(|column| cell(row, column))).unwrap();
    }
    writer.flush().unwrap();
}

/// A folder with the files that the script would write.
fn tenant() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, _) in exports(&collect("")) {
        write(folder.path(), &file, &[]);
    }
    folder
}

fn report(folder: &Path) -> Value {
    run(folder, "check . --all --format json", b"").json()
}

fn input<'r>(report: &'r Value, path: &str) -> &'r Value {
    report["inputs"].as_array().unwrap().iter().find(|input| input["path"] == path).unwrap()
}
