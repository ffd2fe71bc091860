//! Headers and object classes in the languages in which Windows and the admin centres print them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::normalise;

/// An English header and what German, French, Spanish, Italian, Dutch, Portuguese and Polish pages print for it.
const HEADERS: &[(&str, &[&str])] = &[
    (
        "User principal name",
        &[
            "Benutzerprinzipalname",
            "Nom d'utilisateur principal",
            "Nom principal de l'utilisateur",
            "Nombre principal de usuario",
            "Nombre principal del usuario",
            "Nome dell'entità utente",
            "Nome entità utente",
            "Nome principal do usuário",
            "Nome principal do utilizador",
            "Główna nazwa użytkownika",
        ],
    ),
    (
        "Display name",
        &[
            "Anzeigename",
            "Nom complet",
            "Nom d'affichage",
            "Nombre para mostrar",
            "Nome visualizzato",
            "Weergavenaam",
            "Nome para exibição",
            "Nome de exibição",
            "Nome a apresentar",
            "Nazwa wyświetlana",
        ],
    ),
    (
        "Block credential",
        &[
            "Anmeldeinformationen blockieren",
            "Anmeldung blockiert",
            "Anmeldung blockieren",
            "Bloquer les informations d'identification",
            "Bloquear credencial",
            "Bloquear credenciales",
            "Blocca credenziali",
            "Bloquear credenciais",
        ],
    ),
    ("Sign-in status", &["Anmeldestatus"]),
    (
        "Object Id",
        &[
            "Objekt-ID",
            "ID d'objet",
            "ID de l'objet",
            "Id. de objeto",
            "Id. del objeto",
            "ID oggetto",
            "ID do objeto",
            "ID do objecto",
            "Identyfikator obiektu",
        ],
    ),
    ("Licenses", &["Lizenzen", "Licences", "Licencias", "Licenze", "Licenties", "Licenças", "Licencje"]),
    (
        "Proxy addresses",
        &[
            "Proxyadressen",
            "Adresses proxy",
            "Direcciones proxy",
            "Direcciones de proxy",
            "Indirizzi proxy",
            "Proxyadres",
            "Endereços proxy",
            "Endereços de proxy",
            "Adresy proxy",
        ],
    ),
    (
        "Usage location",
        &[
            "Nutzungsstandort",
            "Verwendungsstandort",
            "Emplacement d'utilisation",
            "Ubicación de uso",
            "Località di utilizzo",
            "Posizione di utilizzo",
            "Gebruikslocatie",
            "Local de uso",
            "Local de utilização",
            "Localização de utilização",
            "Lokalizacja użycia",
            "Lokalizacja użytkowania",
        ],
    ),
    (
        "Email address",
        &[
            "E-Mail-Adresse",
            "Adresse de messagerie",
            "Adresse e-mail",
            "Dirección de correo electrónico",
            "Indirizzo di posta elettronica",
            "Indirizzo e-mail",
            "E-mailadres",
            "Endereço de email",
            "Endereço de correio eletrónico",
            "Adres e-mail",
        ],
    ),
    (
        "Recipient type",
        &[
            "Empfängertyp",
            "Type de destinataire",
            "Tipo de destinatario",
            "Tipo di destinatario",
            "Tipo destinatario",
            "Type geadresseerde",
            "Type ontvanger",
            "Tipo de destinatário",
            "Typ adresata",
            "Typ odbiorcy",
        ],
    ),
    (
        "Archive status",
        &[
            "Archivstatus",
            "État de l'archive",
            "Statut d'archivage",
            "Estado del archivo",
            "Stato archivio",
            "Archiefstatus",
            "Status do arquivo",
            "Stan archiwum",
        ],
    ),
    // The columns of lists that Active Directory Users and Computers exports.
    ("Name", &["Nom", "Nombre", "Nome", "Naam", "Nazwa"]),
    ("Type", &["Typ", "Tipo"]),
    ("Description", &["Beschreibung", "Descripción", "Descrizione", "Beschrijving", "Descrição", "Opis"]),
    (
        "Pre-Windows 2000 Logon Name",
        &[
            "Prä-Windows 2000-Anmeldename",
            "Anmeldename (Prä-Windows 2000)",
            "Nom d'ouverture de session antérieur à Windows 2000",
            "Nombre de inicio de sesión anterior a Windows 2000",
        ],
    ),
    (
        "User Logon Name",
        &[
            "Benutzeranmeldename",
            "Nom d'ouverture de session de l'utilisateur",
            "Nombre de inicio de sesión de usuario",
            "Nome accesso utente",
            "Aanmeldingsnaam van gebruiker",
            "Nome de logon do usuário",
            "Nazwa logowania użytkownika",
        ],
    ),
];

/// Object classes as directories and Windows name them, each in the word that we use.
const CLASSES: &[(&str, &[&str])] = &[
    (
        "user",
        &[
            "user",
            "inetorgperson",
            "person",
            "benutzer",
            "utilisateur",
            "usuario",
            "utente",
            "gebruiker",
            "usuário",
            "utilizador",
            "użytkownik",
        ],
    ),
    ("contact", &["contact", "kontakt", "contacto", "contatto", "contactpersoon", "contato"]),
    ("group", &["group", "gruppe", "groupe", "grupo", "gruppo", "groep", "grupa"]),
    ("public folder", &["publicfolder"]),
    ("computer", &["computer", "ordinateur", "equipo", "computador", "komputer"]),
    ("managed service account", &["msds-groupmanagedserviceaccount", "msds-managedserviceaccount"]),
];

static ENGLISH: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let pairs = HEADERS.iter().flat_map(|(english, others)| others.iter().map(move |other| (other, english)));
    pairs.map(|(other, english)| (normalise(other), normalise(english))).collect()
});

/// What other languages print for an English header.
pub fn translations(header: &str) -> &'static [&'static str] {
    let wanted = normalise(header);
    HEADERS.iter().find(|(english, _)| normalise(english) == wanted).map_or(&[], |(_, others)| *others)
}

/// The English key of a normalised header in another language.
pub(super) fn english(key: &str) -> Option<&'static str> {
    ENGLISH.get(key).map(String::as_str)
}

/// The class that a cell names: one word, the whole chain with the most specific one last, or what Windows shows
/// (`Sicherheitsgruppe - Global`).
pub fn object_class(cell: &str) -> Option<&'static str> {
    let folded = cell.to_lowercase();
    let known = |word: &str| CLASSES.iter().find(|(_, words)| words.contains(&word)).map(|(class, _)| *class);
    if let Some((kind, _)) = folded.split_once(" - ") {
        // Security and distribution groups, in one word in some languages.
        let parts = || CLASSES.iter().filter(|(class, _)| *class == "group").flat_map(|(_, words)| *words);
        return parts().any(|word| kind.contains(word)).then_some("group");
    }
    // As one word, as a chain, as PowerShell or JSON write a list; what is derived from a class is one of it.
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    folded.rsplit(|letter| !is_letter(letter)).filter(|part| !part.is_empty()).find_map(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_header_of_one_language_means_two_things() {
        let mut seen = HashMap::new();
        for (english, others) in HEADERS {
            for other in *others {
                let before = seen.insert(normalise(other), *english);
                assert!(before.is_none(), "'{other}' means '{english}' and '{before:?}'");
            }
        }
    }

    #[test]
    fn object_classes_are_read_as_word_as_chain_and_as_windows_shows_them() {
        for (cell, class) in [
            ("user", Some("user")),
            ("Benutzer", Some("user")),
            ("top;person;organizationalPerson;user", Some("user")),
            ("top person organizationalPerson user computer", Some("computer")),
            ("Security Group - Global", Some("group")),
            ("Sicherheitsgruppe - Global", Some("group")),
            ("{top, person, organizationalPerson, user}", Some("user")),
            ("[\"top\",\"person\",\"organizationalPerson\",\"contact\"]", Some("contact")),
            ("'user'", Some("user")),
            ("user\u{200b}", Some("user")),
            ("top;person;organizationalPerson;user;contosoStaff", Some("user")),
            ("top;computer;msDS-GroupManagedServiceAccount", Some("managed service account")),
            ("Contractor", None),
            ("", None),
        ] {
            assert_eq!(object_class(cell), class, "{cell}");
        }
    }
}
