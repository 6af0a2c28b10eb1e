//! Lists of mailbox hosts: a JSON array, or a host a line.

use super::domain_set::DomainSet;
use super::fault::ParseFault;
use super::hosts::entry_host;
use super::snapshot::Basis;
use super::source::{Content, Parsed, QuarantineCause, Quarantined};

/// Which kind of mailboxes a list holds, by what the manifest says that it proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailboxKind {
    /// Anybody can have one.
    Public,
    /// Anybody can have one for a moment.
    Disposable,
}

impl MailboxKind {
    const fn content(self, hosts: DomainSet) -> Content {
        match self {
            Self::Public => Content::PublicMailboxes(hosts),
            Self::Disposable => Content::DisposableMailboxes(hosts),
        }
    }
}

/// Reads a JSON array of texts.
///
/// # Errors
/// It is none, or holds no host.
pub fn parse_json(bytes: &[u8], kind: MailboxKind, basis: &Basis) -> Result<Parsed, ParseFault> {
    let texts: Vec<String> =
        serde_json::from_slice(bytes).map_err(|_| ParseFault::new("it is no JSON array of texts"))?;
    let (mut hosts, mut quarantined) = (DomainSet::default(), Vec::new());
    for text in &texts {
        add(text, basis, &mut hosts, &mut quarantined);
    }
    finish(hosts, quarantined, kind)
}

/// Reads a host a line; `#` and `//` begin comments.
///
/// # Errors
/// It holds no host.
pub fn parse_lines(bytes: &[u8], kind: MailboxKind, basis: &Basis) -> Result<Parsed, ParseFault> {
    let (hosts, quarantined) = read_lines(bytes, basis);
    finish(hosts, quarantined, kind)
}

fn finish(hosts: DomainSet, quarantined: Vec<Quarantined>, kind: MailboxKind) -> Result<Parsed, ParseFault> {
    if hosts.is_empty() {
        return Err(ParseFault::new("it holds no host"));
    }
    Ok(Parsed { content: kind.content(hosts), quarantined })
}

/// The hosts of lines, and what is none.
pub(super) fn read_lines(bytes: &[u8], basis: &Basis) -> (DomainSet, Vec<Quarantined>) {
    let (mut hosts, mut quarantined) = (DomainSet::default(), Vec::new());
    let text = String::from_utf8_lossy(bytes);
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim) {
        if !line.is_empty() && !line.starts_with('#') && !line.starts_with("//") {
            add(line, basis, &mut hosts, &mut quarantined);
        }
    }
    (hosts, quarantined)
}

/// Platforms and suffixes are mailboxes too: `eu.org` gives addresses to anybody.
fn add(text: &str, basis: &Basis, hosts: &mut DomainSet, quarantined: &mut Vec<Quarantined>) {
    match entry_host(text, basis) {
        Ok(host) => hosts.insert(&host),
        Err(cause @ (QuarantineCause::PublicSuffix | QuarantineCause::NoHost)) => {
            let entry = text.chars().filter(|c| !c.is_control()).take(200).collect();
            quarantined.push(Quarantined { entry, cause });
        }
        Err(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(parsed: &Parsed) -> Vec<&str> {
        let (Content::PublicMailboxes(set) | Content::DisposableMailboxes(set)) = &parsed.content else {
            panic!("{:?}", parsed.content)
        };
        let mut hosts: Vec<&str> = set.iter().collect();
        hosts.sort_unstable();
        hosts
    }

    #[test]
    fn both_forms_come_to_the_same_hosts() {
        let basis = Basis::embedded();
        let json = br#"["Mail.Example.net", "gmail.com", "not a host", "gmail.com"]"#;
        let lines = b"\xef\xbb\xbf# mailboxes\r\nGMAIL.com\r\n\r\n// more\npost.cz\nhttp://a.cz\n";
        let from_json = parse_json(json, MailboxKind::Public, &basis).unwrap();
        assert_eq!(hosts(&from_json), ["gmail.com"]);
        assert_eq!(from_json.quarantined.len(), 2, "a reserved name and a text that is no host");
        let from_lines = parse_lines(lines, MailboxKind::Disposable, &basis).unwrap();
        assert_eq!(hosts(&from_lines), ["gmail.com", "post.cz"]);
        assert!(matches!(from_lines.content, Content::DisposableMailboxes(_)));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let basis = Basis::embedded();
        for bytes in [&b""[..], b"{}", b"[1]", b"[\"a\"", b"[]", &[0xff; 40], &b"[".repeat(100_000)] {
            assert!(parse_json(bytes, MailboxKind::Public, &basis).is_err());
        }
        assert!(parse_lines(b"# nothing\n", MailboxKind::Public, &basis).is_err());
    }
}
