//! The tenant, and folders to put it into.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, people, run};

/// Anna has a mailbox, Bert no license, Cora is not in Entra, Dora has no alias and no mailbox; Zoe lives in the cloud
/// only, Print is a computer. Every column is filled for somebody.
pub(crate) const AD: &str = "\
DistinguishedName,Enabled,mail,mailNickname,ObjectClass,objectGUID,mS-DS-ConsistencyGuid,objectSid,proxyAddresses,SamAccountName,UserPrincipalName,displayName,whenCreated,msExchRecipientTypeDetails,msExchRemoteRecipientType
\"CN=Anna Berg,OU=Staff,DC=contoso,DC=example\",True,anna@contoso.example,anna,user,11111111-1111-1111-1111-111111111111,,S-1-5-21-1-2-3-1101,SMTP:anna@contoso.example;smtp:a.berg@contoso.example;X400:c=DE;a= ;p=Contoso;s=Berg;,anna,anna@contoso.example,Änna Berg,2020-02-03T09:00:00Z,2147483648,4
\"CN=Bert Hahn,OU=Staff,DC=contoso,DC=example\",True,bert@contoso.example,bert,user,22222222-2222-2222-2222-222222222222,IiIiIiIiIiIiIiIiIiIiIg==,S-1-5-21-1-2-3-1102,SMTP:bert@contoso.example,bert,bert@contoso.example,Bert Hahn,2020-02-03T09:00:00Z,,
\"CN=Cora Lind,OU=Staff,DC=contoso,DC=example\",True,cora@contoso.example,cora,user,33333333-3333-3333-3333-333333333333,,S-1-5-21-1-2-3-1103,SMTP:cora@contoso.example,cora,cora@contoso.example,Cora Lind,2020-02-03T09:00:00Z,,
\"CN=Dora Voss,OU=Staff,DC=contoso,DC=example\",True,dora@contoso.example,,user,44444444-4444-4444-4444-444444444444,,S-1-5-21-1-2-3-1104,SMTP:dora@contoso.example,dora,dora@contoso.example,Dora Voss,2020-02-03T09:00:00Z,,
\"CN=Print,OU=Staff,DC=contoso,DC=example\",True,,,computer,55555555-5555-5555-5555-555555555555,,S-1-5-21-1-2-3-1105,,PRINT$,,Print,2020-02-03T09:00:00Z,,
";
pub(crate) const ENTRA: &str = "\
id,displayName,userPrincipalName,userType,accountEnabled,usageLocation,onPremisesImmutableId,onPremisesSyncEnabled,proxyAddresses,assignedLicenses,createdDateTime
aaaaaaaa-0000-4000-8000-000000000001,Anna Berg,anna@contoso.example,Member,True,DE,EREREREREREREREREREREQ==,True,SMTP:anna@contoso.example;smtp:a.berg@contoso.example,\"[{\"\"skuId\"\":\"\"06ebc4ee-1bb5-47dd-8120-11324bc54e06\"\",\"\"disabledPlans\"\":[]}]\",2024-01-02T00:00:00Z
aaaaaaaa-0000-4000-8000-000000000002,Bert Hahn,bert@contoso.example,Member,True,DE,IiIiIiIiIiIiIiIiIiIiIg==,True,SMTP:bert@contoso.example,[],2024-01-02T00:00:00Z
aaaaaaaa-0000-4000-8000-000000000004,Dora Voss,dora@contoso.example,Member,True,DE,RERERERERERERERERERERA==,True,SMTP:dora@contoso.example,\"[{\"\"skuId\"\":\"\"06ebc4ee-1bb5-47dd-8120-11324bc54e06\"\",\"\"disabledPlans\"\":[]}]\",2024-01-02T00:00:00Z
aaaaaaaa-0000-4000-8000-000000000009,Zoe Park,zoe@contoso.example,Member,False,DE,,,SMTP:zoe@contoso.example,\"[{\"\"skuId\"\":\"\"06ebc4ee-1bb5-47dd-8120-11324bc54e06\"\",\"\"disabledPlans\"\":[]}]\",2024-02-01T00:00:00Z
";
pub(crate) const EXCHANGE: &str = "\
ExternalDirectoryObjectId,Alias,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,WindowsLiveID,ExchangeGuid,SKUAssigned
aaaaaaaa-0000-4000-8000-000000000001,anna,anna@contoso.example,SMTP:anna@contoso.example;smtp:a.berg@contoso.example,UserMailbox,anna@contoso.example,bbbbbbbb-0000-4000-8000-000000000001,True
aaaaaaaa-0000-4000-8000-000000000009,zoe,zoe@contoso.example,SMTP:zoe@contoso.example,UserMailbox,zoe@contoso.example,bbbbbbbb-0000-4000-8000-000000000009,True
";

const STATES: [(&str, &str, &str); 5] = [
    ("anna@contoso.example", "provisioned", ""),
    ("bert@contoso.example", "blocked", "no-license"),
    ("cora@contoso.example", "blocked", "missing-in-entra"),
    ("dora@contoso.example", "blocked", "mailnickname-empty"),
    ("zoe@contoso.example", "provisioned", ""),
];

/// Rows of cells, the header first.
pub(crate) fn cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A folder of exports.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// The tenant as CSV.
    pub(crate) fn tenant() -> Self {
        Self::empty().with("ad.csv", AD).with("entra.csv", ENTRA).with("exchange.csv", EXCHANGE)
    }

    pub(crate) fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Replaces an export by its twin in another container.
    pub(crate) fn instead(self, name: &str, twin: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::remove_file(self.path(name)).unwrap();
        self.with(twin, bytes)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn run(&self, arguments: &str) -> Run {
        run(self.0.path(), arguments, b"")
    }

    pub(crate) fn run_with(&self, arguments: &str, input: &[u8]) -> Run {
        run(self.0.path(), arguments, input)
    }

    /// The whole report as JSON.
    pub(crate) fn report(&self, arguments: &str) -> Value {
        self.run(&format!("{arguments} --all --format json")).json()
    }

    /// Everybody stands as the CSV files say, and nothing is said about the files but these words.
    #[track_caller]
    pub(crate) fn is_twin(&self, arguments: &str, words: &[&str]) -> Value {
        let report = self.report(arguments);
        assert_eq!(stands(&report), STATES, "{:#?}", report["remarks"]);
        let plain = Self::tenant().report("check");
        let findings = |report: &Value| people(report).iter().map(told).collect::<Vec<_>>();
        assert_eq!(findings(&report), findings(&plain));
        for remark in remarks(&report) {
            assert!(words.iter().any(|word| remark.1.contains(word)), "{remark:?}");
        }
        for word in words {
            assert!(remarks(&report).iter().any(|remark| remark.1.contains(word)), "{word} in {:?}", remarks(&report));
        }
        report
    }
}

/// What a report says of a person, wherever the cells stand.
fn told(person: &Value) -> Value {
    let mut told = person.clone();
    forget(&mut told);
    told
}

/// Removes where cells stand, and the spellings that differ between containers.
fn forget(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in ["path", "row", "line", "sheet", "value", "column"] {
                fields.remove(name);
            }
            fields.values_mut().for_each(forget);
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}

/// Everybody's UPN, state and root cause.
pub(crate) fn stands(report: &Value) -> Vec<(&str, &str, &str)> {
    fn text<'r>(person: &'r Value, name: &str) -> &'r str {
        person[name].as_str().unwrap_or_default()
    }
    let all = people(report).iter();
    all.map(|person| (text(person, "upn"), text(person, "state"), text(person, "root_cause"))).collect()
}

#[track_caller]
pub(crate) fn named<'r>(report: &'r Value, upn: &str) -> &'r Value {
    let found = people(report).iter().find(|person| person["upn"].as_str().is_some_and(|own| own.starts_with(upn)));
    found.unwrap_or_else(|| panic!("nobody is called {upn}"))
}

pub(crate) fn certainty<'r>(person: &'r Value, case: &str) -> Option<&'r str> {
    person["findings"].as_array()?.iter().find(|finding| finding["case"] == case)?["certainty"].as_str()
}

#[track_caller]
pub(crate) fn input<'r>(report: &'r Value, path: &str) -> &'r Value {
    let inputs = report["inputs"].as_array().unwrap();
    inputs.iter().find(|input| input["path"] == path).unwrap_or_else(|| panic!("no {path} in {inputs:?}"))
}

pub(crate) fn remarks(report: &Value) -> Vec<(&str, &str)> {
    let remarks = report["remarks"].as_array().unwrap().iter();
    remarks.map(|remark| (remark["path"].as_str().unwrap(), remark["message"].as_str().unwrap())).collect()
}

/// The first remark on a file that holds a word.
#[track_caller]
pub(crate) fn remark<'r>(report: &'r Value, path: &str, word: &str) -> &'r Value {
    let all = report["remarks"].as_array().unwrap();
    let is_meant = |remark: &&Value| remark["path"] == path && remark["message"].as_str().unwrap().contains(word);
    all.iter().find(is_meant).unwrap_or_else(|| panic!("no '{word}' on {path} in {all:#?}"))
}

impl Run {
    /// The run failed, said so in these words, and gave no result.
    #[track_caller]
    pub(crate) fn fails_with(&self, words: &[&str]) {
        assert_eq!(self.code, 2, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        assert!(self.stderr.contains("error: "), "{}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} in {}", self.stderr);
        }
    }
}

#[test]
fn the_tenant_stands_as_said() {
    Folder::tenant().is_twin("check", &[]);
}
