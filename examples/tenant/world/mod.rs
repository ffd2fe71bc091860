//! An invented tenant of any size: healthy people with a mailbox in the cloud, and people with one known fault each.
//!
//! What a person is follows from the seed and the person's number alone, so nothing has to be remembered of the people
//! before.

mod draw;
mod faults;
mod person;
mod rows;
mod sheet;

use std::fs;
use std::io;
use std::path::Path;

use draw::Draw;
use faults::Planted;
use person::{EntraUser, Person, Recipient};
use sheet::Sheet;
pub(crate) use sheet::{Dialect, Encoding};

/// What is to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenant {
    pub(crate) people: u32,
    pub(crate) seed: u64,
    /// How many of a thousand people have a fault.
    pub(crate) faults: u32,
    pub(crate) dialect: Dialect,
}

impl Tenant {
    /// Writes its exports into `folder`, and what is wrong with whom into `truth`.
    pub(crate) fn write(&self, folder: &Path, truth: Option<&Path>) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let sheet = |name: &str, row: &rows::Row<'_>| Sheet::create(&folder.join(name), self.dialect, row);
        let model = Person::new(Draw::of(self.seed, 0), 0);
        let mut users = sheet("ad-users.csv", &rows::of_active_directory(&model.ad))?;
        let mut entra = sheet("entra-users.csv", &rows::of_entra(&EntraUser::default()))?;
        let mut binned = sheet("entra-deleted-users.csv", &rows::of_bin(&EntraUser::default()))?;
        let mut recipients = sheet("recipients.csv", &rows::of_exchange(&Recipient::default()))?;
        let mut deleted = sheet("soft-deleted-mailboxes.csv", &rows::of_deleted_mailbox(&Recipient::default()))?;
        let mut known = truth.map(|path| Sheet::create(path, Dialect::PLAIN, &truth_row(&model, None))).transpose()?;

        let mut domains = sheet("domains.csv", &rows::of_domain("", false))?;
        for (number, domain) in person::DOMAINS.iter().chain([&person::INITIAL]).enumerate() {
            domains.push(&rows::of_domain(domain, number == 0))?;
        }
        domains.finish()?;

        users.push(&rows::of_active_directory(&person::administrator(self.seed)))?;
        for number in 0..self.people {
            let (person, planted) = self.person(number);
            users.push(&rows::of_active_directory(&person.ad))?;
            for user in person.entra.iter().chain(&person.strangers) {
                entra.push(&rows::of_entra(user))?;
            }
            for user in &person.binned {
                binned.push(&rows::of_bin(user))?;
            }
            for recipient in person.recipient.iter().chain(&person.rooms) {
                recipients.push(&rows::of_exchange(recipient))?;
            }
            for mailbox in &person.deleted {
                deleted.push(&rows::of_deleted_mailbox(mailbox))?;
            }
            if let Some(known) = &mut known {
                known.push(&truth_row(&person, planted))?;
            }
        }
        for sheet in [users, entra, binned, recipients, deleted].into_iter().chain(known) {
            sheet.finish()?;
        }
        Ok(())
    }

    fn person(&self, number: u32) -> (Person, Option<Planted>) {
        let mut person = self.healthy(number);
        let planted = faults::of(self, number);
        match planted {
            None => person.surround(&mut self.draw(number, 2)),
            Some(planted) => planted.bend(&mut person, || self.healthy(number - 1)),
        }
        (person, planted)
    }

    /// The person without fault.
    fn healthy(&self, number: u32) -> Person {
        Person::new(self.draw(number, 0), number)
    }

    /// The chances of a person, apart for each `purpose`.
    fn draw(&self, number: u32, purpose: u64) -> Draw {
        Draw::of(self.seed, 1 + 3 * u64::from(number) + purpose)
    }
}

/// What the program is to say of a person.
fn truth_row(person: &Person, planted: Option<Planted>) -> rows::Row<'static> {
    let (state, root_cause, case) = planted.map_or(("provisioned", "", ""), Planted::truth);
    vec![
        ("objectGUID", person.ad.guid.to_string().into()),
        ("state", state.into()),
        ("root_cause", root_cause.into()),
        ("case", case.into()),
    ]
}
