//! Lists of proxy addresses, cut at whatever parts them in an export.

/// Whether a type of proxy addresses is of those that are no mail address and take no part in any comparison.
fn is_other_type(kind: &str) -> bool {
    const fn number(kind: &[u8]) -> u64 {
        let (mut number, mut at) = (0, 0);
        while at < kind.len() {
            number = number << 8 | kind[at].to_ascii_lowercase() as u64;
            at += 1;
        }
        number
    }
    const OTHER: [u64; 12] = [
        number(b"x500"),
        number(b"sip"),
        number(b"spo"),
        number(b"x400"),
        number(b"eum"),
        number(b"notes"),
        number(b"ccmail"),
        number(b"ms"),
        number(b"msmail"),
        number(b"gwise"),
        number(b"fax"),
        number(b"rfax"),
    ];
    kind.len() <= 6 && OTHER.contains(&number(kind.as_bytes()))
}

/// Keeps what has the type SMTP or none, an entry a line; a cell with other types only keeps its first entry, so
/// that it does not look empty.
pub(super) fn push_addresses(text: &mut String, cell: &str) {
    if cell.starts_with('[')
        && let Ok(list) = serde_json::from_str::<Vec<String>>(cell)
    {
        return push_addresses(text, &list.join("\n"));
    }
    let start = text.len();
    let mut first = None;
    for entry in split_addresses(cell) {
        first = first.or(Some(entry));
        let kind = memchr::memchr(b':', entry.as_bytes()).map_or("", |colon| &entry[..colon]);
        if is_other_type(kind) {
            continue;
        }
        if text.len() > start {
            text.push('\n');
        }
        text.push_str(entry);
    }
    if text.len() == start {
        text.push_str(first.unwrap_or_default());
    }
}

/// Splits a list of proxy addresses at any of the separators exports use, but only where the next entry begins
/// with its type, because X400 and X500 addresses hold `;`, `,` and blanks themselves. A list without a single type
/// is split at every separator.
fn split_addresses(cell: &str) -> impl Iterator<Item = &str> {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}'));
    let bytes = cell.as_bytes();
    let typed = type_before_colon(bytes, memchr::memchr(b':', bytes).unwrap_or(0)) == Some(0);
    let mut colons = memchr::memchr_iter(b':', bytes);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let end = if typed {
                let next = colons.by_ref().filter_map(|colon| type_before_colon(bytes, colon));
                next.into_iter().find(|start| *start > at).unwrap_or(bytes.len())
            } else {
                let separator = |byte: &u8| matches!(byte, b';' | b',' | b'|' | b' ' | b'\t' | b'\n' | b'\r');
                bytes[at..].iter().position(separator).map_or(bytes.len(), |length| at + length + 1)
            };
            // A plus sign joins entries as well, but only in front of a type.
            let joins = |byte: u8| is_edge(byte) || typed && end < bytes.len() && byte == b'+';
            let first = bytes[at..end].iter().take_while(|byte| is_edge(**byte)).count();
            let last = bytes[at + first..end].iter().rev().take_while(|byte| joins(**byte)).count();
            let entry = &cell[at + first..end - last];
            at = end;
            if !entry.is_empty() {
                return Some(entry);
            }
        }
        None
    })
}

/// Where the type in front of a colon begins, if it stands at the beginning or behind a separator.
fn type_before_colon(bytes: &[u8], colon: usize) -> Option<usize> {
    let letters = bytes[..colon].iter().rev().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let start = colon - letters;
    let parted = |byte: &u8| matches!(byte, b';' | b',' | b'|' | b'+' | b' ' | b'\t' | b'\n' | b'\r');
    (letters >= 2 && bytes[..start].last().is_none_or(parted)).then_some(start)
}

fn is_edge(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b';' | b',' | b'|')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cell: &str) -> Vec<String> {
        let mut text = String::new();
        push_addresses(&mut text, cell);
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn addresses_are_split_at_every_separator_in_use() {
        for joint in [";", ",", ", ", " | ", "|", " ", "\t", "\n", "\r\n", "+", "; "] {
            let cell = ["SMTP:anna@contoso.example", "smtp:a.berg@contoso.example"].join(joint);
            assert_eq!(kept(&cell), ["SMTP:anna@contoso.example", "smtp:a.berg@contoso.example"], "{joint:?}");
        }
    }

    #[test]
    fn separators_inside_other_addresses_do_not_cut_them() {
        let cell = "X500:/o=Contoso, Ltd/cn=Recipients;SMTP:a+b@contoso.example;x400:c=DE;a= ;p=Contoso;s=Berg;";
        assert_eq!(kept(cell), ["SMTP:a+b@contoso.example"]);
    }

    #[test]
    fn addresses_of_a_json_list_are_those_in_it() {
        assert_eq!(
            kept(r#"["SMTP:anna@contoso.example","smtp:a.berg@contoso.example"]"#),
            ["SMTP:anna@contoso.example", "smtp:a.berg@contoso.example"]
        );
        assert!(kept("[]").is_empty());
    }

    #[test]
    fn addresses_without_type_are_kept() {
        assert_eq!(
            kept("anna@contoso.example; berg@contoso.example"),
            ["anna@contoso.example", "berg@contoso.example"]
        );
    }

    #[test]
    fn a_cell_with_other_types_only_does_not_look_empty() {
        assert_eq!(kept("SIP:anna@contoso.example"), ["SIP:anna@contoso.example"]);
    }
}
