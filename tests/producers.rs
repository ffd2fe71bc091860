//! Every producer's export as it really comes, read through the front door: what it is taken for, what is read of one
//! row, and one verdict.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

#[path = "producers/ad.rs"]
mod ad;
#[path = "producers/entra.rs"]
mod entra;
#[path = "producers/exchange.rs"]
mod exchange;
#[path = "producers/no_export.rs"]
mod no_export;
#[path = "producers/tenant.rs"]
mod tenant;
#[path = "producers/typed.rs"]
mod typed;

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;
use support::{Run, people, run};

/// An export under test, and others beside it.
struct Export {
    files: Vec<(String, Vec<u8>)>,
    arguments: String,
}

/// An export of the given text: blanks in front of its lines, and blank lines, are those of the test.
fn export(text: &str) -> Export {
    Export { files: vec![("export.csv".to_owned(), trimmed(text).into_bytes())], arguments: String::new() }
}

fn trimmed(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches(' ')).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\r\n"]).collect()
}

impl Export {
    /// With a byte order mark in front.
    fn marked(mut self) -> Self {
        self.files[0].1.splice(..0, *b"\xEF\xBB\xBF");
        self
    }

    fn utf16(mut self) -> Self {
        let text = String::from_utf8(std::mem::take(&mut self.files[0].1)).unwrap();
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        self.files[0].1 = units.flat_map(u16::to_le_bytes).collect();
        self
    }

    fn windows_1252(mut self) -> Self {
        let text = String::from_utf8(std::mem::take(&mut self.files[0].1)).unwrap();
        self.files[0].1 = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
        self
    }

    /// Another export beside it.
    fn beside(mut self, text: &str) -> Self {
        self.files.push((format!("beside{}.csv", self.files.len()), trimmed(text).into_bytes()));
        self
    }

    fn argument(mut self, argument: &str) -> Self {
        self.arguments.push_str(argument);
        self
    }

    /// Beside a user of Active Directory, for kinds that list no people.
    fn beside_anna(self) -> Self {
        self.beside("objectGUID,sAMAccountName,userPrincipalName\nd08f810b-a35c-49a8-a4cd-c6923dfc031e,anna,anna@contoso.example")
    }

    fn run(&self) -> Run {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in &self.files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let names: Vec<_> = self.files.iter().map(|(name, _)| name.as_str()).collect();
        let arguments =
            format!("check {} --all --format json --as-of 2024-10-15T12:00:00Z {}", names.join(" "), self.arguments);
        run(folder.path(), &arguments, b"")
    }

    fn read(&self) -> Read {
        Read(self.run().json())
    }
}

/// What was understood.
struct Read(Value);

impl Read {
    /// What the export was taken for: `ad-users, Get-ADUser, UTF-8, 3 rows`, and what was set aside.
    fn input(&self) -> String {
        let inputs = self.0["inputs"].as_array().unwrap();
        let input = inputs.iter().find(|input| input["path"] == "export.csv").unwrap();
        let word = |name: &str| input[name].as_str().unwrap_or("-").to_owned();
        let mut text = format!("{}, {}, {}, {} rows", word("kind"), word("producer"), word("encoding"), input["rows"]);
        for (reason, count) in input["set_aside"].as_object().unwrap() {
            write!(text, ", {count} {reason}").unwrap();
        }
        if input["rows_unread"] != 0 {
            write!(text, ", {} unread", input["rows_unread"]).unwrap();
        }
        text
    }

    /// What is known of a person, and the verdict; fields that are not known are left out.
    fn person(&self, name: &str) -> String {
        let keys = ["upn", "sam_account_name", "name", "primary_smtp"];
        let found: Vec<_> =
            people(&self.0).iter().filter(|person| keys.iter().any(|key| person[key].as_str() == Some(name))).collect();
        let [person] = found[..] else { panic!("{} people are called {name}: {:#}", found.len(), self.0["people"]) };
        let fields = [
            ("name", "name"),
            ("upn", "upn"),
            ("guid", "object_guid"),
            ("anchor", "immutable_id"),
            ("id", "object_id"),
            ("sam", "sam_account_name"),
            ("alias", "mail_nickname"),
            ("smtp", "primary_smtp"),
        ];
        let known = fields
            .iter()
            .filter_map(|(short, key)| Some(format!("{short}={}", person[key].as_str()?)))
            .collect::<Vec<_>>();
        let root = person["root_cause"].as_str().map(|root| format!(": {root}")).unwrap_or_default();
        format!("{} -> {}{root}", known.join(" "), person["state"].as_str().unwrap())
    }

    fn remarks(&self, words: &str) -> bool {
        self.0["remarks"].as_array().unwrap().iter().any(|remark| remark["message"].as_str().unwrap().contains(words))
    }

    /// The number of people and of leavers.
    fn counts(&self) -> (u64, u64) {
        (self.0["summary"]["people"].as_u64().unwrap(), self.0["summary"]["leavers"].as_u64().unwrap())
    }
}
