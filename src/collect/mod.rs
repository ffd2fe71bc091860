mod exports;

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::cases;
use crate::intake::{MARK, OWN_SCRIPT, join_keys};
use crate::schema::{Field, FieldSet, Kind};
use exports::{Column, EXPORTS, Export, Fetch, Form, INSTEAD, READ_ANYWAY};

/// Where exports are taken; the names are those of `--for`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Directory {
    Ad,
    Entra,
    Exchange,
}

impl Directory {
    pub const ALL: [Self; 3] = [Self::Ad, Self::Entra, Self::Exchange];

    pub fn name(self) -> &'static str {
        match self {
            Self::Ad => "ad",
            Self::Entra => "entra",
            Self::Exchange => "exchange",
        }
    }

    /// What must be there and done before its part of the script runs.
    fn preparation(self) -> &'static str {
        match self {
            Self::Ad => {
                "# Active Directory, with the module ActiveDirectory (RSAT) and an account that may read all attributes.\n\
                 # One domain at a time: for another one add -Server NAME to the Get commands, in another folder.\n"
            }
            Self::Entra => {
                "# Entra ID, with the modules Microsoft.Graph.Users and Microsoft.Graph.Identity.DirectoryManagement, after\n\
                 #   Connect-MgGraph -Scopes User.Read.All, Domain.Read.All, LicenseAssignment.Read.All,\n\
                 #     OnPremDirectorySynchronization.Read.All, Organization.Read.All\n"
            }
            Self::Exchange => {
                "# Exchange Online, with the module ExchangeOnlineManagement and the role View-Only Recipients, after\n\
                 #   Connect-ExchangeOnline\n"
            }
        }
    }

    fn exports(self) -> impl Iterator<Item = &'static Export> {
        EXPORTS.iter().filter(move |export| export.directory == self)
    }
}

/// The command that prints how to export columns; `None` where no cmdlet of today prints any of them.
pub fn command(fields: FieldSet) -> Option<String> {
    let directories: BTreeSet<Directory> = fields.iter().flat_map(directories).collect();
    if directories.is_empty() {
        return None;
    }
    let named = directories.into_iter().map(|directory| format!(" --for {}", directory.name()));
    Some(format!("mailgap collect{}", named.collect::<String>()))
}

/// The command that prints how to make an export of a kind; `None` where no cmdlet of today does.
pub fn command_for(kind: Kind) -> Option<String> {
    let export = EXPORTS.iter().find(|export| export.kind == kind)?;
    Some(format!("mailgap collect --for {}", export.directory.name()))
}

fn directories(field: Field) -> impl Iterator<Item = Directory> {
    let field = INSTEAD.iter().find(|(old, _)| *old == field).map_or(field, |(_, new)| *new);
    EXPORTS
        .iter()
        .filter(move |export| wanted_columns(export).any(|column| column.field == field))
        .map(|export| export.directory)
}

/// The fields that an export of this layout shall have: what cases need, what rows are joined by, what else is read.
fn wanted(layout: Kind) -> FieldSet {
    let needed = cases::catalogue().iter().flat_map(|case| case.needs);
    needed.chain(join_keys(layout)).chain(READ_ANYWAY).copied().filter(|field| field.kind() == layout).collect()
}

fn wanted_columns(export: &Export) -> impl Iterator<Item = &'static Column> + use<> {
    let wanted = wanted(export.kind.layout());
    export.columns.iter().filter(move |column| wanted.contains(column.field))
}

/// Prints the script that makes the exports of these directories. It only reads, and runs in Windows PowerShell 5.1 and
/// in PowerShell 7.
///
/// # Errors
/// Only those of `out`.
pub fn render(directories: &[Directory], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{OWN_SCRIPT}{HEAD}")?;
    for directory in directories {
        write!(out, "\n{}", directory.preparation())?;
        if directory.exports().any(|export| export.fetch == Fetch::InSchema) {
            out.write_all(SCHEMA.as_bytes())?;
        }
        for export in directory.exports() {
            write!(out, "\n{}", block(export))?;
        }
    }
    Ok(())
}

const HEAD: &str = "\
, which finds out why people have no mailbox in Exchange Online.
# This script only reads the directories. It writes CSV files into the current folder, and replaces older ones there.
# It runs in Windows PowerShell 5.1 and in PowerShell 7, as a whole or part by part, the functions first. What each part
# needs stands above it. Take all exports on the same day, then, in the same folder: mailgap check .
# The last column, mailgap, says that every column was asked for, so that a blank one means empty.

function list($values) { @($values) -join ';' }
function bytes($value) { if ($value) { [Convert]::ToBase64String([byte[]]$value) } }
function json($values) { if ($null -ne $values) { ConvertTo-Json -InputObject @($values) -Compress -Depth 4 } }
function utc($time) {
  if ($time -is [datetimeoffset]) { $time = $time.UtcDateTime }
  if ($time -isnot [datetime]) { return $time }
  if ($time.Kind -eq 'Unspecified') { return $time.ToString('s') }
  $time.ToUniversalTime().ToString('s') + 'Z'
}
# Yes or no; a property that this version of a module lacks is neither.
function flag($object, $name) { if ($object.PSObject.Properties[$name]) { $object.$name } else { 'unknown' } }
";

const SCHEMA: &str = "
# A forest without Exchange or of an older version lacks some attributes, and Get-ADUser refuses unknown names. What
# bears no attribute's name (SID, Enabled) comes without being asked for.
$schema = (Get-ADRootDSE).schemaNamingContext
$attributes = Get-ADObject -SearchBase $schema -LDAPFilter '(objectClass=attributeSchema)' -Properties lDAPDisplayName
$known = @($attributes.lDAPDisplayName)
";

/// The commands of one file. The rows are all there before the file is written: an export that breaks off leaves no file
/// that looks whole.
fn block(export: &Export) -> String {
    let Export { about, cmdlet, file, .. } = export;
    let columns: Vec<_> = wanted_columns(export).collect();
    let mut lines = vec![format!("# {about}")];
    let get = format!("({cmdlet} -ErrorAction Stop");
    match export.fetch {
        Fetch::All => lines.push(get),
        Fetch::Named => {
            let names = columns.iter().map(|column| column.property.to_owned());
            lines.extend(listed(&format!("{get} -Property"), names));
        }
        Fetch::InSchema => {
            let names = columns.iter().map(|column| format!("'{}'", column.property));
            lines.extend(listed("$properties =", names));
            lines.push("$properties = $properties | Where-Object { $known -contains $_ }".to_owned());
            lines.push(format!("{get} -Properties $properties"));
        }
    }
    if let Some(line) = lines.last_mut() {
        line.push_str(" |");
    }
    let mark = format!("@{{n='{MARK}'; e={{'collect'}}}}");
    let wanted = columns.iter().map(|column| selected(column)).chain([mark]);
    lines.extend(listed("  Select-Object", wanted));
    let selected = lines.join("\n");
    format!("{selected}) |\n  Export-Csv {file} -NoTypeInformation -Encoding UTF8\n")
}

/// A column as Select-Object takes it.
fn selected(column: &Column) -> String {
    let name = column.property;
    // Hyphens are no letters of a name that follows a point.
    let member = if name.contains('-') { format!("$_.'{name}'") } else { format!("$_.{name}") };
    let value = match column.form {
        Form::Plain => return name.to_owned(),
        Form::List => format!("list {member}"),
        Form::Bytes => format!("bytes {member}"),
        Form::Json => format!("json {member}"),
        Form::Utc => format!("utc {member}"),
        Form::Flag => format!("flag $_ '{name}'"),
    };
    format!("@{{n='{name}'; e={{{value}}}}}")
}

/// A command and its list in lines of a readable length. PowerShell goes on to the next line behind a comma only, so the
/// first item stands beside the command.
fn listed(command: &str, items: impl Iterator<Item = String>) -> Vec<String> {
    const WIDTH: usize = 110;
    let mut lines = vec![command.to_owned()];
    let mut items = items.enumerate().peekable();
    while let Some((at, item)) = items.next() {
        let comma = if items.peek().is_some() { "," } else { "" };
        match lines.last_mut() {
            Some(line) if at == 0 || line.len() + item.len() + 2 <= WIDTH => {
                line.push(' ');
                line.push_str(&item);
                line.push_str(comma);
            }
            _ => lines.push(format!("    {item}{comma}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::exports::BY_NO_CMDLET;
    use super::*;

    #[test]
    fn every_column_that_a_case_needs_is_exported_or_replaced() {
        let exported: FieldSet = EXPORTS.iter().flat_map(wanted_columns).map(|column| column.field).collect();
        let needed = cases::catalogue().iter().flat_map(|case| case.needs);
        // Facts about the tenant come by retired cmdlets under other names, of which the script needs none.
        let keys = Kind::ALL.into_iter().filter(|kind| kind.lists_objects()).flat_map(join_keys);
        for field in needed.chain(keys).chain(READ_ANYWAY).copied() {
            // Errors of the synchronisation are a page of Connect Health, and users' own are columns of users.
            if BY_NO_CMDLET.contains(&field) || field.kind() == Kind::SyncErrors {
                continue;
            }
            let replaced = INSTEAD.iter().any(|(old, new)| *old == field && exported.contains(*new));
            assert!(exported.contains(field) || replaced, "no cmdlet prints {}: add it to EXPORTS", field.label());
        }
    }

    #[test]
    fn the_header_of_each_column_feeds_its_field() {
        for export in EXPORTS {
            for column in export.columns {
                let fed = Field::named(export.kind, column.property);
                assert_eq!(fed, Some(column.field), "{}: {}", export.file, column.property);
            }
        }
    }

    #[test]
    fn what_is_missing_names_each_directory_once() {
        use crate::schema::{ad, entra, exchange};
        let fields = FieldSet::of(exchange::SKU_ASSIGNED).with(ad::DN).with(ad::GUID);
        assert_eq!(command(fields).as_deref(), Some("mailgap collect --for ad --for exchange"));
        assert_eq!(command(FieldSet::of(entra::IS_LICENSED)).as_deref(), Some("mailgap collect --for entra"));
        assert_eq!(command(FieldSet::of(entra::CLOUD_MANAGED)), None, "it is no property of a user");
    }
}
