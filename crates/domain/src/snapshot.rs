//! Named snapshots: the state of a sandbox, or of one partner, under a name, to come back to.

use std::fmt;

use qualify_vocabulary::PartnerId;

/// The longest name, in characters.
const NAME_CHARS_MAX: usize = 64;

/// A snapshot's name: 1 to 64 lower-case letters, digits and hyphens, so that it can be a file's name too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotName(String);

impl SnapshotName {
    /// Reads a name; `None` if it breaks the rule.
    ///
    /// ```
    /// use qualify_domain::snapshot::SnapshotName;
    /// assert!(SnapshotName::parse("before-import").is_some());
    /// assert!(SnapshotName::parse("../other").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let is_good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_name = (1..=NAME_CHARS_MAX).contains(&text.len()) && text.bytes().all(is_good);
        is_name.then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SnapshotName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Which snapshot: one of everybody, or of a partner. Each partner has names of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotKey {
    /// Whose rows it holds; everybody's if none.
    pub partner: Option<PartnerId>,
    /// Its name.
    pub name: SnapshotName,
}

impl SnapshotKey {
    /// One of everybody.
    pub const fn of_everybody(name: SnapshotName) -> Self {
        Self { partner: None, name }
    }

    /// One of a partner.
    pub const fn of_partner(partner: PartnerId, name: SnapshotName) -> Self {
        Self { partner: Some(partner), name }
    }
}

impl fmt::Display for SnapshotKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.partner {
            Some(partner) => write!(formatter, "{} of partner {partner}", self.name),
            None => self.name.fmt(formatter),
        }
    }
}

/// What is known of a snapshot without restoring it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// By which it is found to be restored.
    pub name: SnapshotName,
    /// What whoever took it wanted to find again, such as where the clock stood.
    pub notes: Vec<u8>,
    /// How many customers it holds, of its partner or of all.
    pub customers: u64,
    /// The room that it takes, in bytes.
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_lower_case_letters_digits_and_hyphens() {
        let longest = "a".repeat(NAME_CHARS_MAX);
        for good in ["a", "0", "-", "before-import-2", longest.as_str()] {
            assert_eq!(SnapshotName::parse(good).unwrap().as_str(), good);
        }
        let too_long = "a".repeat(NAME_CHARS_MAX + 1);
        for bad in ["", "A", "a b", "a.db", "..", "a/b", "ä", "a_b", "a\0", too_long.as_str()] {
            assert_eq!(SnapshotName::parse(bad), None, "{bad:?}");
        }
    }
}
