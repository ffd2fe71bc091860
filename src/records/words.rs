//! Words that exports use for values: booleans in the languages of Excel, type names of Exchange.

/// A boolean in any spelling.
pub(super) fn boolean(word: &str) -> Option<bool> {
    const TRUE: &[&str] = &[
        "true",
        "1",
        "-1",
        "yes",
        "y",
        "enabled",
        "$true",
        "wahr",
        "ja",
        "vrai",
        "oui",
        "verdadero",
        "sí",
        "si",
        "vero",
        "sì",
        "verdadeiro",
        "sim",
        "waar",
        "sand",
        "sant",
        "prawda",
        "tak",
        "tosi",
        "истина",
        "doğru",
    ];
    const FALSE: &[&str] = &[
        "false", "0", "no", "n", "disabled", "$false", "falsch", "nein", "faux", "non", "falso", "não", "onwaar",
        "nee", "falsk", "usant", "fałsz", "nie", "epätosi", "ложь", "yanlış",
    ];
    if word.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    if word.eq_ignore_ascii_case("false") {
        return Some(false);
    }
    let folded = word.to_lowercase();
    if TRUE.contains(&folded.as_str()) {
        Some(true)
    } else if FALSE.contains(&folded.as_str()) {
        Some(false)
    } else {
        None
    }
}

/// The number behind a value of msExchRecipientTypeDetails, written as number or as Exchange's word for it.
pub(super) fn type_details(text: &str) -> Option<i64> {
    const WORDS: &[(&str, i64)] = &[
        ("UserMailbox", 1),
        ("LinkedMailbox", 2),
        ("SharedMailbox", 4),
        ("LegacyMailbox", 8),
        ("RoomMailbox", 16),
        ("EquipmentMailbox", 32),
        ("MailContact", 64),
        ("MailUser", 128),
        ("DiscoveryMailbox", 0x2000_0000),
        ("ArbitrationMailbox", 0x80_0000),
        ("RemoteUserMailbox", 0x8000_0000),
        ("RemoteRoomMailbox", 0x2_0000_0000),
        ("RemoteEquipmentMailbox", 0x4_0000_0000),
        ("RemoteSharedMailbox", 0x8_0000_0000),
        ("MonitoringMailbox", 0x80_0000_0000),
    ];
    number(text).or_else(|| WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value))
}

/// The flags of msExchRemoteRecipientType, written as number or as words: `ProvisionMailbox, ProvisionArchive`.
pub(super) fn remote_type(text: &str) -> Option<i64> {
    const WORDS: &[(&str, i64)] = &[
        ("None", 0),
        ("ProvisionMailbox", 1),
        ("ProvisionArchive", 2),
        ("Migrated", 4),
        ("DeprovisionMailbox", 8),
        ("DeprovisionArchive", 16),
        ("RoomMailbox", 32),
        ("EquipmentMailbox", 64),
        ("SharedMailbox", 96),
        ("TeamMailbox", 128),
    ];
    number(text).or_else(|| {
        text.split(',').map(str::trim).try_fold(0, |flags, word| {
            WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, flag)| flags | flag)
        })
    })
}

/// A whole number; spreadsheets may have written it with a fraction of zero.
pub(super) fn number(text: &str) -> Option<i64> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_are_read_in_every_language_of_excel() {
        for word in ["True", "TRUE", "WAHR", "Vrai", "-1", "Yes", "$true"] {
            assert_eq!(boolean(word), Some(true), "{word}");
        }
        for word in ["False", "FALSCH", "FAUX", "0", "No", "onwaar"] {
            assert_eq!(boolean(word), Some(false), "{word}");
        }
        assert_eq!(boolean("perhaps"), None);
    }

    #[test]
    fn remote_types_are_read_as_number_and_as_words() {
        assert_eq!(remote_type("3"), Some(3));
        assert_eq!(remote_type("ProvisionMailbox, ProvisionArchive"), Some(3));
        assert_eq!(remote_type("Migrated, SharedMailbox"), Some(100));
        assert_eq!(remote_type("Something"), None);
        assert_eq!(type_details("RemoteUserMailbox"), Some(2_147_483_648));
    }
}
