//! Who somebody is: the issuer of their tokens with the subject that it knows them by. A name is for display; it never
//! tells people apart, but it may bar somebody.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fold::fold;
use crate::is_ignorable;

/// What stands before the name in the key of somebody of whom nothing but a name was kept. No issuer is called so.
const NAME_MARK: &str = "name: ";

/// Who somebody is: opaque text, equal for one person and for nobody else. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(String);

impl PersonKey {
    /// The key of an issuer's subject. The subject counts to the letter.
    ///
    /// ```
    /// use qualify_vocabulary::PersonKey;
    /// assert_ne!(PersonKey::of("https://a.example", "1"), PersonKey::of("https://b.example", "1"));
    /// ```
    pub fn of(issuer: &str, subject: &str) -> Self {
        // The first blank ends the issuer, so that no two pairs have one key.
        Self(format!("{} {subject}", issuer.replace(' ', "%20")))
    }

    /// A key as it was stored.
    pub const fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The subject; none if nothing but a name was kept.
    pub fn subject(&self) -> Option<&str> {
        if self.is_of_name() { None } else { self.0.split_once(' ').map(|(_, subject)| subject) }
    }

    fn of_name(name: &str) -> Self {
        Self(format!("{NAME_MARK}{name}"))
    }

    fn is_of_name(&self) -> bool {
        self.0.starts_with(NAME_MARK)
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PersonKey").finish_non_exhaustive()
    }
}

/// Somebody, with the name that is shown for them. Two of one key are one person, whatever they are called. `Debug`
/// shows nothing of either.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "StoredPerson")]
pub struct Person {
    /// Who they are.
    pub key: PersonKey,
    /// What they are called.
    pub name: String,
}

/// A person as it is stored; a mere name where it was written before there were keys.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredPerson {
    Named(String),
    Known { key: PersonKey, name: String },
}

impl From<StoredPerson> for Person {
    fn from(stored: StoredPerson) -> Self {
        match stored {
            StoredPerson::Named(name) => Self::of_name(name),
            StoredPerson::Known { key, name } => Self { key, name },
        }
    }
}

impl Person {
    /// Somebody of whom nothing but a name was kept, from before there were keys. It is nobody who signs in now, and may
    /// be everybody of a like name.
    pub fn of_name(name: String) -> Self {
        Self { key: PersonKey::of_name(&name), name }
    }

    /// Whether the two are, or may be, the same: for what keeps people apart. Where nothing but the name of one of them
    /// was kept, a name that folds alike is enough.
    pub fn may_be(&self, other: &Self) -> bool {
        let is_name_all = self.key.is_of_name() || other.key.is_of_name();
        self.key == other.key || (is_name_all && self.has_name_of(other))
    }

    /// Whether the two are called alike.
    pub fn has_name_of(&self, other: &Self) -> bool {
        fold_person_name(&self.name) == fold_person_name(&other.name)
    }
}

impl PartialEq for Person {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Person {}

impl fmt::Debug for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Person").finish_non_exhaustive()
    }
}

/// A name of a person as it counts where names bar: compatibility-composed, case folded in full, without what does not
/// show and without blanks at the ends.
///
/// ```
/// use qualify_vocabulary::fold_person_name;
/// assert_eq!(fold_person_name(" Rita@Qualify.example\u{200b}"), "rita@qualify.example");
/// assert_eq!(fold_person_name("STRASSE"), fold_person_name("Straße"));
/// ```
pub fn fold_person_name(name: &str) -> String {
    let mut folded: String =
        fold(&shown(name).collect::<String>()).chars().filter(|c| !is_hidden(*c)).collect();
    // Where names bar, ı is an i, too: both have the capital I.
    if folded.contains('ı') {
        folded = fold(&folded.replace('ı', "i"));
    }
    folded.trim().to_owned()
}

/// A name without what does not show, and without blanks at the ends.
pub fn shown_person_name(name: &str) -> String {
    shown(name).collect::<String>().trim().to_owned()
}

fn shown(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !is_hidden(*c))
}

/// The marks of interlinear annotation are hidden, too, where nobody annotates.
fn is_hidden(c: char) -> bool {
    is_ignorable(c) || c.is_control() || ('\u{FFF9}'..='\u{FFFB}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(subject: &str, name: &str) -> Person {
        Person { key: PersonKey::of("https://id.example", subject), name: name.to_owned() }
    }

    #[test]
    fn trust_01_a_person_is_its_key_whatever_the_name() {
        let rita = person("1", "rita@qualify.example");
        assert_eq!(rita, person("1", "Rita S."));
        assert_ne!(rita, person("2", "rita@qualify.example"));
        assert!(rita.may_be(&person("1", "renamed")) && !rita.may_be(&person("2", "rita@qualify.example")));
        assert_eq!(rita.key.subject(), Some("1"));
        assert_ne!(PersonKey::of("a b", "c").as_str(), PersonKey::of("a", "b c").as_str());
    }

    #[test]
    fn trust_01_a_kept_name_is_nobody_and_may_be_everybody_called_so() {
        let kept = Person::of_name("Rita@Qualify.example".to_owned());
        let rita = person("1", "rita@qualify\u{200b}.example ");
        assert_ne!(kept, rita);
        assert!(kept.may_be(&rita) && rita.may_be(&kept));
        assert!(!kept.may_be(&person("1", "raj@qualify.example")));
        assert_eq!(kept.key.subject(), None);
    }

    #[test]
    fn trust_01_people_are_stored_and_names_of_before_are_read() {
        let rita = person("1", "Rita");
        let stored = serde_json::to_string(&rita).unwrap();
        let read: Person = serde_json::from_str(&stored).unwrap();
        assert_eq!((&read.key, read.name.as_str()), (&rita.key, "Rita"));
        let read: Person = serde_json::from_str("\"Rita\"").unwrap();
        assert_eq!((read.key.as_str(), read.name.as_str()), ("name: Rita", "Rita"));
        assert!(!format!("{rita:?} {:?}", rita.key).contains('1'), "neither shows in Debug");
    }

    #[test]
    fn trust_01_spellings_of_one_name_fold_alike() {
        for (one, other) in [
            ("rita@qualify.example", "Rita@QUALIFY.example"),
            ("rita@qualify.example", "\u{feff}ri\u{ad}ta@qual\u{2060}ify.example "),
            ("rita", "\u{ff32}\u{ff29}\u{ff34}\u{ff21}"),
            ("straße", "STRASSE"),
            ("ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ"),
            ("istanbul", "İSTANBUL"),
            ("istanbul", "ıstanbul"),
            ("zo\u{eb}", "zoe\u{308}"),
        ] {
            assert_eq!(fold_person_name(one), fold_person_name(other), "{one} {other}");
        }
        assert_ne!(fold_person_name("rita"), fold_person_name("rita2"));
        assert_eq!(shown_person_name("\u{200b} Rita\u{feff} S. "), "Rita S.");
    }

    proptest::proptest! {
        #[test]
        fn folding_a_name_twice_changes_nothing(name in "\\PC{0,40}") {
            let once = fold_person_name(&name);
            proptest::prop_assert_eq!(fold_person_name(&once), once);
        }

        #[test]
        fn no_two_pairs_have_one_key(one in "[a-z :%]{1,6}", other in "[a-z :%]{1,6}", subjects in ("[a-z ]{0,4}", "[a-z ]{0,4}")) {
            let same = PersonKey::of(&one, &subjects.0) == PersonKey::of(&other, &subjects.1);
            proptest::prop_assert_eq!(same, one.replace(' ', "%20") == other.replace(' ', "%20") && subjects.0 == subjects.1);
        }
    }
}
