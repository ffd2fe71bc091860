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

/// Whether a user's type is that of a guest.
pub(super) fn is_guest(word: &str) -> Option<bool> {
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    if is("member") {
        Some(false)
    } else if is("guest") {
        Some(true)
    } else {
        ["other", "viral", "none"].into_iter().any(is).then_some(false)
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
    // A word names the bit, counted from the right.
    const WORDS: &[(&str, u32)] = &[
        ("UserMailbox", 0),
        ("LinkedMailbox", 1),
        ("SharedMailbox", 2),
        ("LegacyMailbox", 3),
        ("RoomMailbox", 4),
        ("EquipmentMailbox", 5),
        ("MailContact", 6),
        ("MailUser", 7),
        ("MailUniversalDistributionGroup", 8),
        ("MailNonUniversalGroup", 9),
        ("MailUniversalSecurityGroup", 10),
        ("DynamicDistributionGroup", 11),
        ("PublicFolder", 12),
        ("SystemAttendantMailbox", 13),
        ("SystemMailbox", 14),
        ("MailForestContact", 15),
        ("User", 16),
        ("Contact", 17),
        ("UniversalDistributionGroup", 18),
        ("UniversalSecurityGroup", 19),
        ("NonUniversalGroup", 20),
        ("DisabledUser", 21),
        ("MicrosoftExchange", 22),
        ("ArbitrationMailbox", 23),
        ("MailboxPlan", 24),
        ("LinkedUser", 25),
        ("RoomList", 28),
        ("DiscoveryMailbox", 29),
        ("RoleGroup", 30),
        ("RemoteUserMailbox", 31),
        ("Computer", 32),
        ("RemoteRoomMailbox", 33),
        ("RemoteEquipmentMailbox", 34),
        ("RemoteSharedMailbox", 35),
        ("PublicFolderMailbox", 36),
        ("TeamMailbox", 37),
        ("RemoteTeamMailbox", 38),
        ("MonitoringMailbox", 39),
        ("GroupMailbox", 40),
        ("LinkedRoomMailbox", 41),
        ("AuditLogMailbox", 42),
        ("RemoteGroupMailbox", 43),
        ("SchedulingMailbox", 44),
        ("GuestMailUser", 45),
    ];
    number(text).or_else(|| WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, bit)| 1 << bit))
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

/// A whole number; spreadsheets may have written it with a fraction of zero, or grouped its digits: `2.147.483.648`.
pub(super) fn number(text: &str) -> Option<i64> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().ok().or_else(|| grouped(text))
}

/// A number in groups of three digits. Of three zeros behind the only mark nobody knows whether they are a fraction.
fn grouped(text: &str) -> Option<i64> {
    let mark = text.chars().find(|letter| !letter.is_ascii_digit())?;
    if !matches!(mark, '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}') {
        return None;
    }
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let are_groups = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    let is_fraction = matches!(mark, '.' | ',') && rest == ["000"];
    (are_groups && !is_fraction).then(|| groups.concat().parse().ok())?
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
        assert_eq!([is_guest("Guest"), is_guest("member"), is_guest("Mitglied")], [Some(true), Some(false), None]);
    }

    #[test]
    fn grouped_digits_are_a_number_where_they_can_be_nothing_else() {
        for text in ["2.147.483.648", "2,147,483,648", "2 147 483 648", "2\u{202f}147\u{202f}483\u{202f}648"] {
            assert_eq!(number(text), Some(2_147_483_648), "{text}");
        }
        assert_eq!(number("66.048"), Some(66048));
        for text in ["512.000", "512,00", "1.2.3", "1234.567", "12.34 5", ".123"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn remote_types_are_read_as_number_and_as_words() {
        assert_eq!(remote_type("3"), Some(3));
        assert_eq!(remote_type("ProvisionMailbox, ProvisionArchive"), Some(3));
        assert_eq!(remote_type("Migrated, SharedMailbox"), Some(100));
        assert_eq!(remote_type("Something"), None);
        assert_eq!(type_details("RemoteUserMailbox"), Some(2_147_483_648));
        assert_eq!(type_details("RemoteSharedMailbox"), Some(34_359_738_368));
        assert_eq!(type_details("GuestMailUser"), Some(35_184_372_088_832));
        assert_eq!(type_details("ArbitrationMailbox"), Some(8_388_608));
    }
}
