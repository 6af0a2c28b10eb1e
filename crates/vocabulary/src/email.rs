//! An address for e-mail, as somebody gives it (contract 9.1.1).

use unicode_normalization::char::is_combining_mark;

use crate::{DomainName, ParseError, is_ignorable};

/// Longest local part, longest address, in bytes (RFC 5321 4.5.3.1, and what is left of a path without its brackets).
const LOCAL_BYTES_MAX: usize = 64;
const ADDRESS_BYTES_MAX: usize = 254;

/// One mailbox, as it was sent: a local part that is a dot-atom or a quoted string (RFC 5322), also in letters of other
/// scripts (RFC 6531), and the domain behind the one `@` that stands outside of quotes. Nothing was stripped. `Debug` shows
/// nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    domain: DomainName,
}

impl EmailAddress {
    /// Reads an address. A second address, `mailto:`, blanks outside of quotes, an address literal and what does not show
    /// make it none; so does `|`, which a local part could have, because lists are parted by it.
    ///
    /// ```
    /// use qualify_vocabulary::EmailAddress;
    /// let address = EmailAddress::parse("o'neil+tag@school.example")?;
    /// assert_eq!(address.domain().as_str(), "school.example");
    /// assert!(EmailAddress::parse("a@mail.example,it@school.example").is_err());
    /// # Ok::<(), qualify_vocabulary::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The text breaks the rule.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let domain = local_end(text)
            .filter(|end| *end <= LOCAL_BYTES_MAX && text.len() <= ADDRESS_BYTES_MAX)
            .and_then(|end| text[end..].strip_prefix('@'))
            .and_then(whole_domain);
        match domain {
            Some(domain) => Ok(Self { text: text.to_owned(), domain }),
            None => {
                Err(ParseError::new("an e-mail address", "one address such as it@school.example is expected"))
            }
        }
    }

    /// The address as it was sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the mailbox is.
    pub const fn domain(&self) -> &DomainName {
        &self.domain
    }
}

impl std::fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("EmailAddress").finish_non_exhaustive()
    }
}

/// A domain as it is registered, of which nothing had to be stripped.
fn whole_domain(text: &str) -> Option<DomainName> {
    let domain = DomainName::parse(text).ok()?;
    (domain.as_str() == text && domain.is_in_registered_letters()).then_some(domain)
}

/// Where the local part ends.
fn local_end(text: &str) -> Option<usize> {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted_end(quoted).map(|end| end + 1);
    }
    let end = text.find(|c| !(c == '.' || is_of_atom(c))).unwrap_or(text.len());
    text[..end].split('.').all(|atom| !atom.is_empty()).then_some(end)
}

/// Where a quoted string ends, behind its quote.
fn quoted_end(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    while let Some((place, c)) = characters.next() {
        match c {
            '"' => return Some(place + 1),
            '\\' => {
                characters.next().filter(|(_, quoted)| matches!(quoted, ' '..='~'))?;
            }
            ' '..='~' => {}
            other if is_letter(other) => {}
            _ => return None,
        }
    }
    None
}

/// RFC 5322 `atext` without `|`, and letters of other scripts.
fn is_of_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{}~".contains(c) || is_letter(c)
}

/// A letter of another script, its marks, or a digit.
fn is_letter(c: char) -> bool {
    !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)) && !is_ignorable(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn edge_01_one_mailbox_is_an_address() {
        for text in [
            "it@school.example",
            "IT@School.Example",
            "o'neil+tag@school.example",
            "a%x@school.example",
            "a!b#c$d&e*f-g/h=i?j^k_l`m{n}o~p@school.example",
            "first.last@school.example",
            "\"a b\"@school.example",
            "\"a@b\"@school.example",
            "\"a,b;c|d\"@school.example",
            "\"a\\\"b\\\\c\"@school.example",
            "\"\"@school.example",
            "\"mailto:x\"@school.example",
            "somebody@example.com",
            "a@k12.wa.us",
            "1@school.example",
            "żółw@szkoła.pl",
            "θσερ@παράδειγμα.gr",
            "用户@例子.cn",
            "अजय@डाटा.भारत",
            "it@xn--szkoa-n7a.pl",
            "\"ż w\"@szkoła.pl",
            "a@1.2.3.example",
            "a@192.0.2.example",
        ] {
            assert!(EmailAddress::parse(text).is_ok(), "{text:?}");
        }
        assert!(EmailAddress::parse(&format!("{}@school.example", "a".repeat(64))).is_ok());
        assert!(EmailAddress::parse(&format!("{}@school.example", "ż".repeat(32))).is_ok());
    }

    /// Lists, names beside an address, blanks, what does not show, and what is no domain.
    const NO_ADDRESSES: &[&str] = &[
        "",
        "@",
        "nobody",
        "@school.example",
        "it@",
        "it@school",
        "a@gmail.com,it@school.k12.wa.us",
        "a@gmail.com;it@school.k12.wa.us",
        "a@gmail.com|it@school.k12.wa.us",
        "a@gmail.com it@school.k12.wa.us",
        "a|b@school.example",
        "a,b@school.example",
        "a;b@school.example",
        "a:b@school.example",
        "a<b>@school.example",
        "a(b)@school.example",
        "a@b@school.example",
        "a@@school.example",
        "a@gmail.com@school.example",
        "mailto:it@school.example",
        "MAILTO:it@school.example",
        "It <it@school.example>",
        "<it@school.example>",
        " it@school.example",
        "it@school.example ",
        "it@school.example\n",
        "it @school.example",
        "it@ school.example",
        "i t@school.example",
        "it\t@school.example",
        "it\u{ff20}school.example",
        "it@mail.example\u{ff20}school.example",
        "it\u{200b}@school.example",
        "it@sch\u{200b}ool.example",
        "\u{feff}it@school.example",
        "it@school.example\u{202e}",
        "it\u{2066}x@school.example",
        "it\u{ad}@school.example",
        "it\u{0}@school.example",
        "it@school.example.",
        "it@school..example",
        "it@-school.example",
        "it@school_.example",
        "it@ｓchool.example",
        "it@school\u{3002}example",
        "it@[192.0.2.1]",
        "it@192.0.2.1",
        "it@[IPv6:2001:db8::1]",
        "it@school.example/about",
        "it@school.example:25",
        "it@https://school.example",
        ".it@school.example",
        "it.@school.example",
        "i..t@school.example",
        "\"it@school.example",
        "\"it\"x@school.example",
        "x\"it\"@school.example",
        "\"i\"t\"@school.example",
        "\"it\\\"@school.example",
        "\"a\tb\"@school.example",
        "\"a\u{200b}b\"@school.example",
        "\u{1f600}@school.example",
        "it@xn--a.example",
    ];

    #[test]
    fn edge_01_anything_else_is_none() {
        for text in NO_ADDRESSES {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
        assert!(EmailAddress::parse(&format!("{}@school.example", "a".repeat(65))).is_err());
        assert!(EmailAddress::parse(&format!("{}@school.example", "ż".repeat(33))).is_err());
        let long = [&*"a".repeat(63); 3].join(".");
        assert!(
            EmailAddress::parse(&format!("{}@{long}.example", "a".repeat(62))).is_err(),
            "longer than a path"
        );
    }

    #[test]
    fn edge_01_the_domain_is_that_behind_the_last_at_sign_and_debug_shows_nothing() {
        for (text, domain) in [
            ("stanford.edu/x@gmail.com", "gmail.com"),
            ("\"it@school.k12.wa.us\"@gmail.com", "gmail.com"),
            ("\"https://stanford.edu/\"@gmail.com", "gmail.com"),
        ] {
            let address = EmailAddress::parse(text).unwrap();
            assert_eq!((address.as_str(), address.domain().as_str()), (text, domain));
            assert!(!format!("{address:?}").contains("gmail"));
        }
    }

    /// A local part by the grammar: atoms with dots between them, or a quoted string.
    fn local() -> impl Strategy<Value = String> {
        let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{}~ąćłñöΩжあ中-]{1,6}";
        let dot_atom = proptest::collection::vec(atom, 1..4).prop_map(|atoms| atoms.join("."));
        let quoted = r"([ !#-\[\]-~ąłж中]|\\[ -~]){0,8}".prop_map(|content| format!("\"{content}\""));
        prop_oneof![dot_atom, quoted]
    }

    fn domain() -> impl Strategy<Value = String> {
        proptest::collection::vec("([a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?|[ąćłńóśźż]{1,6}|[α-ωάέή]{1,6})", 1..3)
            .prop_map(|labels| format!("{}.example", labels.join(".")))
    }

    proptest! {
        #[test]
        fn edge_01_what_the_grammar_makes_is_an_address(local in local(), domain in domain()) {
            let text = format!("{local}@{domain}");
            if DomainName::parse(&domain).is_ok() && local.len() <= 64 {
                let address = EmailAddress::parse(&text);
                prop_assert!(address.is_ok(), "{}", text);
                let address = address.unwrap();
                prop_assert_eq!((address.as_str(), address.domain().as_str()), (&*text, &*domain));
            }
        }

        #[test]
        fn edge_01_what_lists_blanks_and_hides_is_none(
            one in local(), first in domain(), other in local(), second in domain(),
            between in "[,;| \t\r\n\u{ff20}\u{200b}\u{200e}\u{202e}\u{2066}\u{feff}\u{ad}<>()@:]",
        ) {
            for text in [
                format!("{one}@{first}{between}{other}@{second}"),
                format!("{one}@{first}{between}"),
                format!("{between}{one}@{first}"),
                format!("{one}{between}@{first}"),
            ] {
                prop_assert!(EmailAddress::parse(&text).is_err(), "{:?}", text);
            }
        }

        #[test]
        fn edge_01_an_address_has_one_domain_that_ends_it(text in "\\PC{0,20}@\\PC{0,20}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                let ending = format!("@{}", address.domain().as_str());
                prop_assert!(text.ends_with(&ending));
                let local = &text[..text.len() - ending.len()];
                prop_assert!(!local.contains('@') || local.starts_with('"'));
                prop_assert!(!text.chars().any(is_ignorable));
            }
        }
    }
}
