//! A small tenant in which everybody has a mailbox, and the means to change single cells of it.

#![expect(clippy::unwrap_used, reason = "a tenant that cannot be written or judged fails its test")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Anna's keys.
pub(crate) const GUID: &str = "d08f810b-a35c-49a8-a4cd-c6923dfc031e";
pub(crate) const IMMUTABLE_ID: &str = "C4GP0FyjqEmkzcaSPfwDHg==";
pub(crate) const OBJECT_ID: &str = "11111111-0000-4000-8000-00000000000a";
pub(crate) const UPN: &str = "anna@contoso.example";

/// Keys of nobody.
pub(crate) const OTHER_GUID: &str = "b4ae9ad9-0e76-47d8-975d-614cb8448679";
pub(crate) const OTHER_IMMUTABLE_ID: &str = "2ZqutHYO2EeXXWFMuESGeQ==";
pub(crate) const OTHER_OBJECT_ID: &str = "99999999-0000-4000-8000-00000000000f";
pub(crate) const MAILBOX_GUID: &str = "33333333-0000-4000-8000-00000000000a";
pub(crate) const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";

/// When the exports were taken.
pub(crate) const NOW: &str = "2024-10-15T12:00:00Z";

/// Microsoft 365 E5 with the plan `EXCHANGE_S_ENTERPRISE`, on and switched off; Power BI, which holds no mailbox plan.
pub(crate) const E5: &str = r#"[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":[]}]"#;
pub(crate) const E5_WITHOUT_EXCHANGE: &str =
    r#"[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":["efb87545-963c-4e0d-99df-69c6916d9eb0"]}]"#;
pub(crate) const POWER_BI: &str = r#"[{"skuId":"a403ebcc-fae0-4ca2-8c8c-7a907fd6c235","disabledPlans":[]}]"#;
const PLAN: &str = r#"[{"assignedDateTime":"2023-01-09T08:00:00Z","capabilityStatus":"Enabled","service":"exchange","servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0"}]"#;
const STATE: &str = r#"[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","state":"Active","lastUpdatedDateTime":"2023-01-09T08:00:00Z"}]"#;

/// A license assigned at an instant.
pub(crate) fn plan_of(instant: &str) -> String {
    PLAN.replace("2023-01-09T08:00:00Z", instant)
}

/// The assigned plan in another state.
pub(crate) fn plan_in(state: &str) -> String {
    PLAN.replace("Enabled", state)
}

pub(crate) fn state_of(instant: &str) -> String {
    STATE.replace("2023-01-09T08:00:00Z", instant)
}

/// Anna, Bert and Carla with licensed mailboxes and a shared mailbox without license. Every column is filled for somebody.
fn healthy() -> String {
    format!(
        "
        # ad.csv
        objectGUID,mS-DS-ConsistencyGuid,sAMAccountName,userPrincipalName,mailNickname,mail,proxyAddresses,displayName,distinguishedName,objectClass,Enabled,isCriticalSystemObject,adminDescription,msExchMailboxGuid,msExchArchiveGUID,msExchRecipientTypeDetails,msExchRemoteRecipientType,msExchHideFromAddressLists,homeMDB,whenCreated
        {GUID},,anna,anna@contoso.example,anna,anna@contoso.example,SMTP:anna@contoso.example;smtp:anna@contoso.mail.onmicrosoft.com,Anna Berg,'CN=Anna Berg,OU=People,DC=contoso,DC=example',user,True,False,,,,,,,,2020-02-03T09:00:00Z
        4a662dec-bc58-4e90-848d-35e761f5cd59,7C1mSli8kE6EjTXnYfXNWQ==,bert,bert@contoso.example,bert,bert@contoso.example,SMTP:bert@contoso.example;smtp:bert@contoso.mail.onmicrosoft.com,Bert Lund,'CN=Bert Lund,OU=People,DC=contoso,DC=example',user,True,False,Sales desk,33333333-0000-4000-8000-00000000000b,44444444-0000-4000-8000-00000000000b,2147483648,4,False,'CN=DB01,DC=contoso,DC=example',2020-02-03T09:00:00Z
        7d3b5087-65ab-47b0-87a3-d60f3bb9a482,,carla,carla@contoso.example,carla,carla@contoso.example,SMTP:carla@contoso.example;smtp:carla@contoso.mail.onmicrosoft.com,Carla Diaz,'CN=Carla Diaz,OU=People,DC=contoso,DC=example',user,True,False,,,,,,,,2020-02-03T09:00:00Z
        e0cd54d1-ebf6-4bd3-96d6-e36090c53998,,sales,sales@contoso.example,sales,sales@contoso.example,SMTP:sales@contoso.example;smtp:sales@contoso.mail.onmicrosoft.com,Sales,'CN=Sales,OU=Shared,DC=contoso,DC=example',user,False,False,,,,34359738368,97,True,,2020-02-03T09:00:00Z
        # entra.csv
        Id,DisplayName,UserPrincipalName,Mail,MailNickname,UserType,AccountEnabled,UsageLocation,OnPremisesImmutableId,OnPremisesSyncEnabled,OnPremisesLastSyncDateTime,ProxyAddresses,AssignedLicenses,AssignedPlans,LicenseAssignmentStates,ServiceProvisioningErrors,CreatedDateTime
        {OBJECT_ID},Anna Berg,anna@contoso.example,anna@contoso.example,anna,Member,True,DE,{IMMUTABLE_ID},True,{NOW},SMTP:anna@contoso.example;smtp:anna@contoso.mail.onmicrosoft.com,'{E5}','{PLAN}','{STATE}',[],2020-02-03T10:00:00Z
        11111111-0000-4000-8000-00000000000b,Bert Lund,bert@contoso.example,bert@contoso.example,bert,Member,True,SE,7C1mSli8kE6EjTXnYfXNWQ==,True,{NOW},SMTP:bert@contoso.example;smtp:bert@contoso.mail.onmicrosoft.com,'{E5}','{PLAN}','{STATE}',[],2020-02-03T10:00:00Z
        11111111-0000-4000-8000-00000000000c,Carla Diaz,carla@contoso.example,carla@contoso.example,carla,Member,True,ES,h1A7fatlsEeHo9YPO7mkgg==,True,{NOW},SMTP:carla@contoso.example;smtp:carla@contoso.mail.onmicrosoft.com,'{E5}','{PLAN}','{STATE}',[],2020-02-03T10:00:00Z
        11111111-0000-4000-8000-00000000000d,Sales,sales@contoso.example,sales@contoso.example,sales,Member,False,DE,0VTN4Pbr00uW1uNgkMU5mA==,True,{NOW},SMTP:sales@contoso.example;smtp:sales@contoso.mail.onmicrosoft.com,[],[],[],[],2020-02-03T10:00:00Z
        # recipients.csv
        ExternalDirectoryObjectId,DisplayName,Alias,PrimarySmtpAddress,EmailAddresses,RecipientType,RecipientTypeDetails,WindowsLiveID,ExchangeGuid,SKUAssigned,IsDirSynced,WhenChangedUTC
        {OBJECT_ID},Anna Berg,anna,anna@contoso.example,SMTP:anna@contoso.example;smtp:anna@contoso.mail.onmicrosoft.com,UserMailbox,UserMailbox,anna@contoso.example,{MAILBOX_GUID},True,True,{NOW}
        11111111-0000-4000-8000-00000000000b,Bert Lund,bert,bert@contoso.example,SMTP:bert@contoso.example;smtp:bert@contoso.mail.onmicrosoft.com,UserMailbox,UserMailbox,bert@contoso.example,33333333-0000-4000-8000-00000000000b,True,True,{NOW}
        11111111-0000-4000-8000-00000000000c,Carla Diaz,carla,carla@contoso.example,SMTP:carla@contoso.example;smtp:carla@contoso.mail.onmicrosoft.com,UserMailbox,UserMailbox,carla@contoso.example,33333333-0000-4000-8000-00000000000c,True,True,{NOW}
        11111111-0000-4000-8000-00000000000d,Sales,sales,sales@contoso.example,SMTP:sales@contoso.example;smtp:sales@contoso.mail.onmicrosoft.com,UserMailbox,SharedMailbox,sales@contoso.example,33333333-0000-4000-8000-00000000000d,False,True,{NOW}
        "
    )
}

const AD: &str = "ad.csv";
const ENTRA: &str = "entra.csv";
const RECIPIENTS: &str = "recipients.csv";
const ANNA: &str = "Anna Berg";

/// The healthy tenant, of which a test changes what Anna's rows say.
pub(crate) fn anna() -> Exports {
    exports(&healthy())
}

/// Anna, as yet only in Active Directory.
pub(crate) fn anna_missing_in_entra() -> Exports {
    anna().entra_absent().exchange_absent()
}

/// Several exports in one text: a line `# name` begins each; `'` quotes cells.
pub(crate) fn exports(text: &str) -> Exports {
    let mut files: Vec<File> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix("# ") {
            files.push(File { name: name.to_owned(), header: Vec::new(), rows: Vec::new() });
            continue;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).quote(b'\'').from_reader(line.as_bytes());
        let cells: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        let file = files.last_mut().unwrap();
        if file.header.is_empty() {
            file.header = cells;
        } else {
            assert_eq!(cells.len(), file.header.len(), "{}: {line}", file.name);
            file.rows.push(cells);
        }
    }
    Exports { files, as_of: Some(NOW.to_owned()), arguments: Vec::new(), expected: None, config: None }
}

/// Exports in the making.
#[derive(Clone)]
pub(crate) struct Exports {
    files: Vec<File>,
    as_of: Option<String>,
    arguments: Vec<String>,
    expected: Option<String>,
    config: Option<String>,
}

#[derive(Clone)]
struct File {
    name: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl File {
    /// Where a column stands; a new one is blank for everybody.
    fn column(&mut self, name: &str) -> usize {
        let found = self.header.iter().position(|header| header == name);
        found.unwrap_or_else(|| {
            self.header.push(name.to_owned());
            for row in &mut self.rows {
                row.push(String::new());
            }
            self.header.len() - 1
        })
    }

    fn name_column(&self) -> usize {
        self.header.iter().position(|header| header.eq_ignore_ascii_case("displayName")).unwrap()
    }
}

impl Exports {
    /// Changes a cell of Anna in Active Directory.
    pub(crate) fn ad(self, column: &str, value: &str) -> Self {
        self.cell(AD, ANNA, column, value)
    }

    /// Changes a cell of Anna in Entra ID.
    pub(crate) fn entra(self, column: &str, value: &str) -> Self {
        self.cell(ENTRA, ANNA, column, value)
    }

    /// Changes a cell of Anna in Exchange Online.
    pub(crate) fn exchange(self, column: &str, value: &str) -> Self {
        self.cell(RECIPIENTS, ANNA, column, value)
    }

    /// Makes Anna a mail user that knows its license.
    pub(crate) fn mail_user(self) -> Self {
        self.exchange("RecipientType", "MailUser")
            .exchange("RecipientTypeDetails", "MailUser")
            .exchange("ExchangeGuid", NO_GUID)
    }

    /// Changes a cell of somebody, known by the display name.
    pub(crate) fn cell(mut self, file: &str, name: &str, column: &str, value: &str) -> Self {
        let file = self.file(file);
        let (column, named) = (file.column(column), file.name_column());
        let mut rows = file.rows.iter_mut().filter(|row| row[named] == name).peekable();
        assert!(rows.peek().is_some(), "nobody is called {name}");
        rows.for_each(|row| value.clone_into(&mut row[column]));
        self
    }

    pub(crate) fn entra_absent(self) -> Self {
        self.without_row(ENTRA, ANNA)
    }

    pub(crate) fn exchange_absent(self) -> Self {
        self.without_row(RECIPIENTS, ANNA)
    }

    pub(crate) fn without_row(mut self, file: &str, name: &str) -> Self {
        let file = self.file(file);
        let named = file.name_column();
        file.rows.retain(|row| row[named] != name);
        self
    }

    /// Takes a column away.
    pub(crate) fn without(mut self, file: &str, column: &str) -> Self {
        let file = self.file(file);
        let at = file.header.iter().position(|header| header == column).unwrap();
        file.header.remove(at);
        for row in &mut file.rows {
            row.remove(at);
        }
        self
    }

    pub(crate) fn without_file(mut self, name: &str) -> Self {
        self.files.retain(|file| file.name != name);
        self
    }

    /// Adds a row of which only these cells are filled.
    pub(crate) fn row(mut self, file: &str, cells: &[(&str, &str)]) -> Self {
        let file = self.file(file);
        let columns: Vec<usize> = cells.iter().map(|(column, _)| file.column(column)).collect();
        let mut row = vec![String::new(); file.header.len()];
        for (at, (_, value)) in columns.into_iter().zip(cells) {
            (*value).clone_into(&mut row[at]);
        }
        file.rows.push(row);
        self
    }

    /// Adds further exports.
    pub(crate) fn with(mut self, text: &str) -> Self {
        self.files.extend(exports(text).files);
        self
    }

    /// Adds users who are fine and joined to nobody, until a file has so many rows.
    pub(crate) fn fill(mut self, name: &str, rows: usize) -> Self {
        for at in self.file(name).rows.len()..rows {
            let (upn, id) = (format!("filler{at}@contoso.example"), format!("55555555-0000-4000-8000-{at:012}"));
            self = match name {
                ENTRA => self.row(name, &[("Id", &id), ("UserPrincipalName", &upn), ("UserType", "Member")]),
                _ => self.row(
                    name,
                    &[
                        ("ExternalDirectoryObjectId", &id),
                        ("WindowsLiveID", &upn),
                        ("RecipientTypeDetails", "MailUser"),
                    ],
                ),
            };
        }
        self
    }

    /// Turns the order of files and rows round.
    pub(crate) fn reversed(mut self) -> Self {
        self.files.reverse();
        for file in &mut self.files {
            file.rows.reverse();
        }
        self
    }

    /// Says when the exports were taken.
    pub(crate) fn taken(mut self, instant: &str) -> Self {
        self.as_of = Some(instant.to_owned());
        self
    }

    /// Leaves it to the exports when they were taken.
    pub(crate) fn undated(mut self) -> Self {
        self.as_of = None;
        self
    }

    pub(crate) fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Names people who should have a mailbox.
    pub(crate) fn expect(mut self, names: &str) -> Self {
        self.expected = Some(names.to_owned());
        self
    }

    /// Says what no export tells.
    pub(crate) fn config(mut self, text: &str) -> Self {
        self.config = Some(text.to_owned());
        self
    }

    fn file(&mut self, name: &str) -> &mut File {
        self.files.iter_mut().find(|file| file.name == name).unwrap()
    }

    /// What is said of Anna.
    pub(crate) fn judge(self) -> Person {
        self.report().person(ANNA)
    }

    /// What is said of everybody.
    pub(crate) fn report(self) -> Report {
        let output = self.run(&["check", "--format", "json", "--all"]);
        let errors = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no report: {errors}"));
        Report(report, output.status.code().unwrap())
    }

    /// Every step for one person, as it is shown.
    pub(crate) fn why(self, name: &str) -> String {
        String::from_utf8(self.run(&["why", name]).stdout).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_mailgap"));
        command.args(arguments).args(self.as_of.iter().flat_map(|instant| ["--as-of", instant])).args(&self.arguments);
        if let Some(names) = &self.expected {
            let path = folder.path().join("expected.txt");
            fs::write(&path, names).unwrap();
            command.arg("--expect").arg(path);
        }
        if let Some(text) = &self.config {
            let path = folder.path().join("mailgap.toml");
            fs::write(&path, text).unwrap();
            command.arg("--config").arg(path);
        }
        for file in &self.files {
            command.arg(write(folder.path(), file));
        }
        command.output().unwrap()
    }
}

/// File, row and column of a piece of evidence.
fn place(cell: &Value) -> String {
    let file = Path::new(cell["path"].as_str().unwrap()).file_name().unwrap().to_str().unwrap();
    format!("{file}:{}:{}", cell["row"], cell["column"].as_str().unwrap())
}

fn write(folder: &Path, file: &File) -> std::path::PathBuf {
    let path = folder.join(&file.name);
    let mut writer = csv::Writer::from_path(&path).unwrap();
    writer.write_record(&file.header).unwrap();
    for row in &file.rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
    path
}

/// A report as scripts read it.
pub(crate) struct Report(Value, i32);

impl Report {
    pub(crate) fn exit_code(&self) -> i32 {
        self.1
    }

    /// What is said of the tenant as a whole: `blocks, certain, 3 people: …`; `silent` where nothing is.
    pub(crate) fn tenant(&self, case: &str) -> String {
        let found: Vec<_> =
            self.0["tenant_findings"].as_array().unwrap().iter().filter(|f| f["case"] == case).collect();
        assert!(found.len() < 2, "{case} is told twice");
        found.first().map_or("silent".to_owned(), |found| {
            let word = |key: &str| found[key].as_str().unwrap();
            format!("{}, {}, {} people: {}", word("severity"), word("certainty"), found["people"], word("message"))
        })
    }

    /// When the exports count as taken.
    pub(crate) fn as_of(&self) -> &str {
        self.0["as_of"].as_str().unwrap()
    }

    /// The cells that prove what is said of the tenant: `ad.csv:2:whenCreated`.
    pub(crate) fn tenant_evidence(&self, case: &str) -> Vec<String> {
        let found = self.0["tenant_findings"].as_array().unwrap().iter().find(|found| found["case"] == case).unwrap();
        found["evidence"].as_array().unwrap().iter().map(place).collect()
    }

    /// How many remarks the report has.
    pub(crate) fn count_remarks(&self) -> usize {
        self.0["remarks"].as_array().unwrap().len()
    }

    /// The only person with a UPN, sAMAccountName or display name.
    pub(crate) fn person(&self, name: &str) -> Person {
        let mut found = self.people(name);
        assert_eq!(found.len(), 1, "people called {name}");
        found.remove(0)
    }

    pub(crate) fn people(&self, name: &str) -> Vec<Person> {
        let called =
            |person: &&Value| ["upn", "sam_account_name", "name"].iter().any(|key| person[key].as_str() == Some(name));
        self.0["people"].as_array().unwrap().iter().filter(called).map(|person| Person(person.clone())).collect()
    }

    /// The UPN of everybody, in the order of the report.
    pub(crate) fn upns(&self) -> Vec<Option<&str>> {
        self.0["people"].as_array().unwrap().iter().map(|person| person["upn"].as_str()).collect()
    }

    /// A number of the summary, e.g. `leavers` or `not_expected/guest`; 0 where it is not there.
    pub(crate) fn count(&self, path: &str) -> u64 {
        let count = self.0.pointer(&format!("/summary/{path}"));
        count.map_or(0, |count| count.as_u64().unwrap())
    }

    /// What concerns the tenant: case, severity, certainty and how many people.
    pub(crate) fn tenant_findings(&self) -> Vec<String> {
        let told = |finding: &Value| {
            let [case, severity, certainty] =
                ["case", "severity", "certainty"].map(|key| finding[key].as_str().unwrap());
            format!("{case}, {severity}, {certainty}, {}", finding["people"])
        };
        self.0["tenant_findings"].as_array().unwrap().iter().map(told).collect()
    }

    /// Whether a remark says something.
    pub(crate) fn remarks(&self, words: &str) -> bool {
        self.0["remarks"].as_array().unwrap().iter().any(|remark| remark["message"].as_str().unwrap().contains(words))
    }
}

/// What is said of one person.
pub(crate) struct Person(Value);

impl Person {
    /// State and root cause: `blocked: no-license`.
    pub(crate) fn verdict(&self) -> String {
        let root = self.0["root_cause"].as_str();
        let state = self.0["state"].as_str().unwrap();
        root.map_or(state.to_owned(), |root| format!("{state}: {root}"))
    }

    /// Role, severity and certainty of a case: `root, blocks, certain`; `silent` where it was not found.
    pub(crate) fn finding(&self, case: &str) -> String {
        let found = self.0["findings"].as_array().unwrap().iter().find(|finding| finding["case"] == case);
        let word = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        found.map_or("silent".to_owned(), |found| {
            [word(found, "role"), word(found, "severity"), word(found, "certainty")].join(", ")
        })
    }

    /// The cells that prove a case: `ad.csv:2:mail`.
    pub(crate) fn places(&self, case: &str) -> Vec<String> {
        self.found(case)["evidence"].as_array().unwrap().iter().map(place).collect()
    }

    /// What a case says.
    pub(crate) fn message(&self, case: &str) -> String {
        self.found(case)["message"].as_str().unwrap().to_owned()
    }

    /// The cells that prove a case: `entra.csv:2:ProxyAddresses=…`.
    pub(crate) fn evidence(&self, case: &str) -> Vec<String> {
        let word = |cell: &Value, key: &str| match &cell[key] {
            Value::String(text) => text.rsplit('/').next().unwrap().to_owned(),
            other => other.to_string(),
        };
        let cells = self.found(case)["evidence"].as_array().unwrap();
        let told = |cell: &Value| {
            let value = cell["value"].as_str().unwrap_or("-");
            format!("{}:{}:{}={value}", word(cell, "path"), word(cell, "row"), word(cell, "column"))
        };
        cells.iter().map(told).collect()
    }

    fn found(&self, case: &str) -> &Value {
        self.0["findings"].as_array().unwrap().iter().find(|finding| finding["case"] == case).unwrap()
    }

    /// The cells that prove a case: `file:row:column=value`.
    pub(crate) fn proof(&self, case: &str) -> Vec<String> {
        let found = self.0["findings"].as_array().unwrap().iter().find(|finding| finding["case"] == case).unwrap();
        let cell = |cell: &Value| {
            let text = |key: &str| cell[key].as_str().unwrap_or_default().to_owned();
            let file = text("path").rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            let row = cell["row"].as_u64().map_or("-".to_owned(), |row| row.to_string());
            format!("{file}:{row}:{}={}", text("column"), text("value"))
        };
        found["evidence"].as_array().unwrap().iter().map(cell).collect()
    }

    pub(crate) fn has_findings(&self) -> bool {
        !self.0["findings"].as_array().unwrap().is_empty()
    }

    /// Whether anything that was found is certain and blocks.
    pub(crate) fn is_accused(&self) -> bool {
        let findings = self.0["findings"].as_array().unwrap();
        findings.iter().any(|finding| finding["severity"] == "blocks" && finding["certainty"] == "certain")
    }

    /// The columns a case hangs on, in the order of their names; none where it was judged.
    pub(crate) fn undecided(&self, case: &str) -> Vec<String> {
        let undecided = self.0["undecided"].as_array().unwrap().iter().find(|undecided| undecided["case"] == case);
        let missing = |undecided: &Value| {
            undecided["missing"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let mut columns: Vec<String> = undecided.map(missing).unwrap_or_default();
        columns.sort();
        columns
    }

    /// By which key two sides were joined, e.g. `ad-entra`.
    pub(crate) fn matched_by(&self, sides: &str) -> Option<&str> {
        self.0["matched_by"][sides].as_str()
    }

    /// A text of the person, e.g. `upn`.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.0[key].as_str()
    }

    /// Whether a side has a row.
    pub(crate) fn has(&self, side: &str) -> bool {
        !self.0["sources"][side].is_null()
    }
}
