//! Listed names that look like an applicant's: for the eyes of a reviewer, never for a decision (vetting
//! specification 10).
//!
//! Two labels look alike if their skeletons are equal (UTS-39: letters that look the same count as the same), or if one
//! edit leads from one to the other. Short labels are compared by skeleton alone: one edit leads everywhere from them.

use std::collections::BTreeMap;

use unicode_security::skeleton;

use super::listings::Listing;
use super::snapshot::Snapshot;
use crate::host::normalise;

/// Shortest label of which one that is an edit away tells anything, in characters.
const EDITED_CHARS_MIN: usize = 4;

/// How two names look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Letters that look the same.
    SameSkeleton,
    /// One letter more, less, other, or two neighbours swapped.
    OneEdit,
}

impl Likeness {
    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SameSkeleton => "same-skeleton",
            Self::OneEdit => "one-edit",
        }
    }
}

/// A listed name that looks like another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAlike {
    /// The listed registrable domain.
    pub domain: String,
    /// How it looks alike.
    pub how: Likeness,
    /// The first institution that is listed there.
    pub institution: Option<String>,
}

impl Snapshot {
    /// The listed registrable domains that look like a host's, at most so many; those with the same skeleton first. Walks
    /// along all listings: for one case that somebody opens, not for a decision.
    ///
    /// ```
    /// use qualify_vetting::datasets::Snapshot;
    /// assert!(Snapshot::embedded().look_alikes("lakeside.example", 10).is_empty());
    /// ```
    pub fn look_alikes(&self, host: &str, limit: usize) -> Vec<LookAlike> {
        let suffixes = &self.basis().suffixes;
        let Ok(Some(host)) = normalise(host, suffixes, true) else { return Vec::new() };
        let own = Label::of(&host.registrable);
        let mut found: BTreeMap<(Likeness, &str), Option<String>> = BTreeMap::new();
        for (listed, listings) in self.listings().flat_map(|(_, listings)| listings.iter()) {
            let registrable = suffixes.place(listed).registrable(listed);
            if registrable == host.registrable {
                continue;
            }
            if let Some(how) = own.likeness(first_label(registrable)) {
                let institution = || listings.iter().flat_map(Listing::names).next().map(str::to_owned);
                found.entry((how, registrable)).or_insert_with(institution);
            }
        }
        let look_alikes = found.into_iter().map(|((how, domain), institution)| LookAlike {
            domain: domain.to_owned(),
            how,
            institution,
        });
        look_alikes.take(limit).collect()
    }
}

fn first_label(domain: &str) -> &str {
    domain.split('.').next().unwrap_or(domain)
}

/// A label as people see it, with what is compared.
struct Label {
    shown: Vec<char>,
    skeleton: String,
    /// Its length as it is shown, in bytes.
    bytes: usize,
}

impl Label {
    fn of(registrable: &str) -> Self {
        let shown = shown(first_label(registrable));
        let skeleton = folded_skeleton(&shown);
        Self { shown: shown.chars().collect(), skeleton, bytes: shown.len() }
    }

    /// How another label looks like this one; the same label under another suffix does.
    fn likeness(&self, listed: &str) -> Option<Likeness> {
        // A skeleton is made for those alone that may have the same one: making it costs more than all the rest.
        let is_near = listed.len().abs_diff(self.bytes) <= self.bytes.max(4);
        if !is_near {
            return None;
        }
        let shown = shown(listed);
        if self.may_have_skeleton_of(&shown) && folded_skeleton(&shown) == self.skeleton {
            return Some(Likeness::SameSkeleton);
        }
        let is_telling = self.shown.len() >= EDITED_CHARS_MIN;
        (is_telling && is_one_edit(&self.shown, &shown)).then_some(Likeness::OneEdit)
    }

    /// Most labels differ in their number of letters by more than letters such as `rn` for `m` explain.
    fn may_have_skeleton_of(&self, shown: &str) -> bool {
        let letters = shown.chars().count();
        letters.abs_diff(self.shown.len()) <= 1 + self.shown.len() / 3
    }
}

/// A label as it is shown: punycode as its letters.
fn shown(label: &str) -> String {
    if label.starts_with("xn--") { idna::domain_to_unicode(label).0 } else { label.to_owned() }
}

/// The skeleton, with digits that stand for letters and the letters they stand for as one.
fn folded_skeleton(shown: &str) -> String {
    let plain: String = shown
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | 'i' => 'l',
            '5' => 's',
            _ => c,
        })
        .collect();
    skeleton(&plain).flat_map(char::to_lowercase).collect()
}

/// Whether one letter more, less or other, or two neighbours swapped, lead from one to the other.
fn is_one_edit(one: &[char], other: &str) -> bool {
    let other: Vec<char> = other.chars().collect();
    let same_head = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[same_head..], &other[same_head..]);
    let same_tail = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    match (&one[..one.len() - same_tail], &other[..other.len() - same_tail]) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([first, second], [third, fourth]) => first == fourth && second == third,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(own: &str, listed: &str) -> Option<Likeness> {
        Label::of(own).likeness(first_label(listed))
    }

    #[test]
    fn names_that_look_alike_are_found() {
        let table = [
            ("oxford.example", "oxford.edu", Some(Likeness::SameSkeleton)),
            ("0xford.example", "oxford.edu", Some(Likeness::SameSkeleton)),
            ("xn--xford-iye.example", "oxford.edu", Some(Likeness::SameSkeleton)),
            ("lakes1de.example", "lakeside.edu", Some(Likeness::SameSkeleton)),
            ("rnit-boston.example", "mit-boston.edu", Some(Likeness::SameSkeleton)),
            ("oxfrod.example", "oxford.edu", Some(Likeness::OneEdit)),
            ("oxfordd.example", "oxford.edu", Some(Likeness::OneEdit)),
            ("oxfrd.example", "oxford.edu", Some(Likeness::OneEdit)),
            ("oxferd.example", "oxford.edu", Some(Likeness::OneEdit)),
            ("oxford-school.example", "oxford.edu", None),
            ("mit.example", "mat.edu", None),
            ("cambridge.example", "oxford.edu", None),
        ];
        for (own, listed, expected) in table {
            assert_eq!(likeness(own, listed), expected, "{own} and {listed}");
        }
    }

    #[test]
    fn edits_are_counted_from_both_sides() {
        let is_edit = |one: &str, other: &str| is_one_edit(&one.chars().collect::<Vec<_>>(), other);
        for (one, other) in
            [("abcd", "abdc"), ("abcd", "abc"), ("abc", "abcd"), ("abcd", "xbcd"), ("abcd", "bacd")]
        {
            assert!(is_edit(one, other) && is_edit(other, one), "{one} {other}");
        }
        for (one, other) in [("abcd", "abcd"), ("abcd", "ab"), ("abcd", "badc"), ("abcd", "abxy")] {
            assert!(!is_edit(one, other) && !is_edit(other, one), "{one} {other}");
        }
    }

    #[test]
    fn any_text_is_borne() {
        let long = "a".repeat(64 << 10);
        for text in ["", ".", "xn--", "xn--\u{301}", "\u{202e}", long.as_str(), "a.b.c.d.e"] {
            assert!(Snapshot::embedded().look_alikes(text, 10).is_empty());
        }
    }
}
