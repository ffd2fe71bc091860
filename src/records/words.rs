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
        "pravda",
        "igaz",
        "adevărat",
    ];
    const FALSE: &[&str] = &[
        "false", "0", "no", "n", "disabled", "$false", "falsch", "nein", "faux", "non", "falso", "não", "onwaar",
        "nee", "falsk", "falskt", "usant", "fałsz", "nie", "epätosi", "ложь", "yanlış", "yanliş", "nepravda", "hamis",
        "fals",
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

/// Whether an account is enabled, in the words of a column that says so.
pub(super) fn enabled(word: &str) -> Option<bool> {
    const TRUE: &[&str] = &["active", "aktiv", "allowed", "sign-in allowed", "zugelassen", "aktiviert"];
    const FALSE: &[&str] = &["inactive", "inaktiv", "blocked", "sign-in blocked", "blockiert", "deaktiviert"];
    boolean(word).or_else(|| {
        let folded = word.to_lowercase();
        let is_among = |words: &[&str]| words.contains(&folded.as_str());
        if is_among(TRUE) { Some(true) } else { is_among(FALSE).then_some(false) }
    })
}

/// Whether an account is blocked or disabled, in the words of a column that says so. 'Enabled' and 'Disabled' say
/// nothing there: of the account or of the block?
pub(super) fn blocked(word: &str) -> Option<bool> {
    let folded = word.to_lowercase();
    match folded.as_str() {
        "enabled" | "disabled" => None,
        "blocked" | "sign-in blocked" | "blockiert" => Some(true),
        "allowed" | "sign-in allowed" | "zugelassen" => Some(false),
        _ => boolean(word),
    }
}

/// The flags of userAccountControl, written as number or as words: `AccountDisabled, NormalAccount`.
pub(super) fn account_control(text: &str) -> Option<i64> {
    let of_word = |word: &str| match word {
        "None" => Some(0),
        "AccountDisabled" | "AccountDisable" => Some(2),
        "NormalAccount" => Some(512),
        "PasswordNotRequired" => Some(32),
        "DoNotExpirePassword" => Some(0x1_0000),
        _ => None,
    };
    number(text).or_else(|| {
        let words = text.split(',').map(str::trim);
        // Other flags have no bearing, but a text without a single known one is no such list.
        words.clone().any(|word| of_word(word).is_some()).then(|| words.filter_map(of_word).sum())
    })
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
        for word in
            ["True", "TRUE", "WAHR", "Vrai", "-1", "Yes", "$true", "VERDADERO", "VERO", "WAAR", "PRAWDA", "DOĞRU"]
        {
            assert_eq!(boolean(word), Some(true), "{word}");
        }
        for word in ["False", "FALSCH", "FAUX", "0", "No", "onwaar", "FALSO", "FAŁSZ", "YANLIŞ", "FALSKT", "ЛОЖЬ"]
        {
            assert_eq!(boolean(word), Some(false), "{word}");
        }
        assert_eq!(boolean("perhaps"), None);
    }

    #[test]
    fn words_of_a_column_count_in_its_sense() {
        assert_eq!(
            [enabled("Disabled"), enabled("Active"), enabled("Sign-in blocked")],
            [Some(false), Some(true), Some(false)]
        );
        assert_eq!([blocked("Disabled"), blocked("Blocked"), blocked("True")], [None, Some(true), Some(true)]);
        assert_eq!(enabled("on leave"), None);
        assert_eq!([account_control("514"), account_control("AccountDisabled, NormalAccount")], [Some(514), Some(514)]);
        assert_eq!(account_control("something"), None);
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
