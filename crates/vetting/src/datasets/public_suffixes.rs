//! Where a registrable name starts: the Public Suffix List, compiled in or loaded from its published file.

use std::fmt;

use psl_types::{List as _, Type};

use super::fault::ParseFault;

/// The Public Suffix List.
#[derive(Clone)]
pub struct PublicSuffixes(Form);

#[derive(Clone)]
enum Form {
    Embedded,
    Loaded(Box<publicsuffix::List>),
}

impl PublicSuffixes {
    /// The list that the program carries.
    pub const fn embedded() -> Self {
        Self(Form::Embedded)
    }

    /// Reads `public_suffix_list.dat`.
    ///
    /// # Errors
    /// The text is no such list.
    pub fn parse(text: &str) -> Result<Self, ParseFault> {
        let has_rules =
            text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("//"));
        let has_marks = text.contains("===BEGIN ICANN DOMAINS===");
        if !(has_rules && has_marks) {
            return Err(ParseFault::new("it holds no ICANN section with rules"));
        }
        let list: publicsuffix::List =
            text.parse().map_err(|_| ParseFault::new("a rule of the list does not read"))?;
        Ok(Self(Form::Loaded(Box::new(list))))
    }

    /// How many labels of a name its longest suffix takes, and of which section that is.
    fn find(&self, name: &str) -> (usize, Option<Type>) {
        let labels = name.as_bytes().rsplit(|byte| *byte == b'.');
        let info = match &self.0 {
            Form::Embedded => psl::List.find(labels),
            Form::Loaded(list) => list.find(labels),
        };
        (info.len, info.typ)
    }

    /// Where a name in lower-case ASCII stands.
    pub(crate) fn place(&self, name: &str) -> Place {
        let (length, section) = self.find(name);
        let mut suffix =
            SuffixLength { bytes: length.min(name.len()), is_private: section == Some(Type::Private) };
        let longest = suffix;
        // Below a private suffix stands the suffix of the registry, which is the one that counts.
        while suffix.is_private {
            let private = &name[name.len() - suffix.bytes..];
            let Some((_, parent)) = private.split_once('.') else { break };
            let (length, section) = self.find(parent);
            suffix =
                SuffixLength { bytes: length.min(parent.len()), is_private: section == Some(Type::Private) };
        }
        Place { name_bytes: name.len(), registry_bytes: suffix.bytes, longest }
    }

    /// Whether a name is a suffix of a registry, or of a platform.
    pub(crate) fn is_suffix(&self, name: &str) -> bool {
        let (length, section) = self.find(name);
        section.is_some() && length == name.len()
    }
}

impl fmt::Debug for PublicSuffixes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Form::Embedded => "PublicSuffixes(embedded)",
            Form::Loaded(_) => "PublicSuffixes(loaded)",
        })
    }
}

#[derive(Debug, Clone, Copy)]
struct SuffixLength {
    bytes: usize,
    is_private: bool,
}

/// Where a name stands below its suffixes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    name_bytes: usize,
    registry_bytes: usize,
    longest: SuffixLength,
}

impl Place {
    /// Whether the name is a suffix of a registry.
    pub(crate) const fn is_suffix_itself(&self) -> bool {
        self.name_bytes == self.registry_bytes
    }

    /// Whether it stands below, or is, a suffix of a platform.
    pub(crate) const fn is_shared(&self) -> bool {
        self.longest.is_private
    }

    /// The suffix of the registry and one label more.
    pub(crate) fn registrable<'name>(&self, name: &'name str) -> &'name str {
        one_label_more(name, self.registry_bytes)
    }

    /// The longest suffix and one label more; a platform's own name holds itself.
    pub(crate) fn holder<'name>(&self, name: &'name str) -> &'name str {
        one_label_more(name, self.longest.bytes)
    }
}

fn one_label_more(name: &str, suffix_bytes: usize) -> &str {
    let Some(end) = name.len().checked_sub(suffix_bytes + 1) else { return name };
    let start = name[..end].rfind('.').map_or(0, |dot| dot + 1);
    &name[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "// ===BEGIN ICANN DOMAINS===\ncom\norg\nuk\nac.uk\n*.ck\n!www.ck\n\
        // ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\nwixsite.com\neu.org\nedu.eu.org\n";

    #[test]
    fn a_loaded_list_and_the_embedded_one_place_names_alike() {
        let loaded = PublicSuffixes::parse(LIST).unwrap();
        for list in [loaded, PublicSuffixes::embedded()] {
            for (name, registrable, holder, is_shared) in [
                ("a.ox.ac.uk", "ox.ac.uk", "ox.ac.uk", false),
                ("a.b.wixsite.com", "wixsite.com", "b.wixsite.com", true),
                ("wixsite.com", "wixsite.com", "wixsite.com", true),
                ("a.b.edu.eu.org", "eu.org", "b.edu.eu.org", true),
                ("a.b.c.ck", "b.c.ck", "b.c.ck", false),
                ("a.nowhere-at-all", "a.nowhere-at-all", "a.nowhere-at-all", false),
            ] {
                let place = list.place(name);
                assert_eq!(
                    (place.registrable(name), place.holder(name), place.is_shared()),
                    (registrable, holder, is_shared),
                    "{list:?} {name}"
                );
            }
            assert!(list.place("ac.uk").is_suffix_itself() && !list.place("ox.ac.uk").is_suffix_itself());
            assert!(list.is_suffix("ac.uk") && list.is_suffix("wixsite.com") && !list.is_suffix("ox.ac.uk"));
        }
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["", "<html></html>", "// ===BEGIN ICANN DOMAINS===\n// nothing\n"] {
            assert!(PublicSuffixes::parse(text).is_err(), "{text}");
        }
    }
}
