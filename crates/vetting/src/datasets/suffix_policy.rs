//! What registries promise about the names below a suffix: our own table (vetting specification 5).

use std::collections::HashMap;

use foldhash::quality::RandomState;
use qualify_tables::Encoding;
use qualify_vocabulary::EducationSegment;
use serde::{Deserialize, Serialize};

use super::fault::ParseFault;
use super::table::Table;
use crate::Country;
use crate::host::suffixes;

/// How much a name below the suffix proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// The registry admits nearly only institutions.
    A,
    /// The registry checks, but the circle is wider.
    B,
    /// Open, forged in practice, or unknown.
    C,
    /// The libraries' space.
    L,
}

impl Grade {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "A" => Some(Self::A),
            "B" => Some(Self::B),
            "C" => Some(Self::C),
            "L" => Some(Self::L),
            _ => None,
        }
    }

    /// What it says, for people.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::A => "its registry admits nearly only institutions",
            Self::B => "its registry checks its members, and others than institutions are among them",
            Self::C => "open to anybody, or not known",
            Self::L => "for libraries",
        }
    }

    /// Whether a name below the suffix proves anything without a listing.
    pub(crate) const fn is_checked(self) -> bool {
        matches!(self, Self::A | Self::B)
    }
}

/// What the table says about a suffix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuffixRow {
    /// How much a name below it proves.
    pub grade: Grade,
    /// The country whose institutions it is for.
    pub country: Option<Country>,
    /// The segment that it proves.
    pub segment: Option<EducationSegment>,
}

/// A suffix of a host, with its row.
pub(crate) type Found<'policy, 'host> = (&'host str, &'policy SuffixRow);

/// The table, by suffix.
#[derive(Debug, Clone, Default)]
pub struct SuffixPolicy {
    education: HashMap<Box<str>, SuffixRow, RandomState>,
    government: HashMap<Box<str>, SuffixRow, RandomState>,
    foreign: HashMap<Box<str>, SuffixRow, RandomState>,
    /// The labels that stand before a locality in the `.us` space: `co`, `ci`, ...
    locality_labels: Vec<Box<str>>,
    rows: usize,
}

/// Second-level names below which foreign governments stand, whatever their country.
const FOREIGN_LABELS: [&str; 6] = ["gov", "gob", "gouv", "govt", "go", "mil"];

const LOCALITY_PATTERN_TAIL: &str = ".*.<st>.us";

impl SuffixPolicy {
    /// The table that the program carries.
    pub fn embedded() -> Self {
        Self::parse(include_bytes!("../../data/suffix-policy.csv"), None)
            .expect("the embedded table reads; a test says so")
    }

    /// Reads the table: columns `suffix, qualification, country, segment, grade`, others are for people.
    ///
    /// # Errors
    /// Columns are missing, or a row does not read.
    pub fn parse(bytes: &[u8], encoding: Option<Encoding>) -> Result<Self, ParseFault> {
        let mut table = Table::open(bytes, encoding)?;
        let columns =
            table.columns([&["suffix"], &["qualification"], &["country"], &["segment"], &["grade"]])?;
        let mut policy = Self::default();
        while let Some(row) = table.next_row()? {
            let [suffix, qualification, country, segment, grade] = columns.map(|column| row.get(column));
            policy
                .insert(suffix, qualification, country, segment, grade)
                .ok_or_else(|| row.fault("does not read"))?;
        }
        if policy.rows == 0 {
            return Err(ParseFault::new("it holds no row"));
        }
        Ok(policy)
    }

    fn insert(
        &mut self,
        suffix: &str,
        qualification: &str,
        country: &str,
        segment: &str,
        grade: &str,
    ) -> Option<()> {
        let suffix = suffix.to_ascii_lowercase();
        if suffix.is_empty() {
            return None;
        }
        let country = if country.is_empty() { None } else { Some(Country::parse(country)?) };
        let segment = if segment.is_empty() { None } else { Some(EducationSegment::parse(segment).ok()?) };
        self.rows += 1;
        match qualification {
            "Education" => {
                let row = SuffixRow { grade: Grade::parse(grade)?, country, segment };
                self.education.insert(suffix.into(), row);
            }
            "GovernmentCommunityCloud" => {
                if let Some(label) = suffix.strip_suffix(LOCALITY_PATTERN_TAIL) {
                    self.locality_labels.push(label.into());
                } else {
                    let row = SuffixRow { grade: Grade::parse(grade)?, country, segment };
                    self.government.insert(suffix.into(), row);
                }
            }
            "ForeignGovernment" => {
                self.foreign.insert(suffix.into(), SuffixRow { grade: Grade::C, country, segment });
            }
            _ => return None,
        }
        Some(())
    }

    /// Number of rows.
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether it holds no row.
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The longest academic suffix of a host.
    pub(crate) fn education<'host>(&self, host: &'host str) -> Option<Found<'_, 'host>> {
        longest(&self.education, host)
    }

    /// The longest suffix of a host that belongs to the government of the United States.
    pub(crate) fn government<'host>(&self, host: &'host str) -> Option<Found<'_, 'host>> {
        longest(&self.government, host)
    }

    /// The longest suffix of a host below which a foreign or international body stands.
    pub(crate) fn foreign<'host>(&self, host: &'host str) -> Option<&'host str> {
        if let Some((suffix, _)) = longest(&self.foreign, host) {
            return Some(suffix);
        }
        suffixes(host).find(|suffix| {
            *suffix == "int"
                || suffix.split_once('.').is_some_and(|(label, country)| {
                    country.len() == 2 && country != "us" && FOREIGN_LABELS.contains(&label)
                })
        })
    }

    /// The locality of a host such as `co.terrell.tx.us` or a name below it, and its state's code.
    pub(crate) fn locality<'host>(&self, host: &'host str) -> Option<(&'host str, &'host str)> {
        let mut labels = host.rsplit('.');
        let (country, state, locality, kind) =
            (labels.next()?, labels.next()?, labels.next()?, labels.next()?);
        let is_locality =
            country == "us" && state.len() == 2 && self.locality_labels.iter().any(|label| **label == *kind);
        is_locality.then_some((locality, state))
    }

    /// Whether a name stands below an academic suffix that somebody checks.
    pub(crate) fn is_below_checked(&self, name: &str) -> bool {
        self.education(name).is_some_and(|(suffix, row)| row.grade.is_checked() && suffix != name)
    }
}

fn longest<'map, 'host>(
    rows: &'map HashMap<Box<str>, SuffixRow, RandomState>,
    host: &'host str,
) -> Option<Found<'map, 'host>> {
    suffixes(host).find_map(|suffix| rows.get(suffix).map(|row| (suffix, row)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_reads_and_grades_what_everybody_knows() {
        let policy = SuffixPolicy::embedded();
        assert_eq!(policy.len(), 628);
        let grade = |host| policy.education(host).map(|(suffix, row)| (suffix, row.grade));
        assert_eq!(grade("riverbend.edu"), Some(("edu", Grade::B)));
        assert_eq!(grade("lakeside.k12.wa.us"), Some(("k12.wa.us", Grade::A)));
        assert_eq!(grade("zielona.edu.pl"), Some(("edu.pl", Grade::C)));
        assert_eq!(grade("x.lib.ca.us"), Some(("lib.ca.us", Grade::L)));
        assert_eq!(grade("school.example"), None);
        assert!(policy.is_below_checked("ox.ac.uk") && !policy.is_below_checked("ac.uk"));
    }

    #[test]
    fn governments_are_told_apart() {
        let policy = SuffixPolicy::embedded();
        assert_eq!(policy.government("29palms.gov").map(|(suffix, _)| suffix), Some("gov"));
        assert_eq!(policy.foreign("hmrc.gov.uk"), Some("gov.uk"));
        assert_eq!(policy.foreign("nato.int"), Some("int"));
        assert_eq!(policy.foreign("x.go.jp"), Some("go.jp"));
        for host in ["29palms.gov", "x.gov.example", "go.com", "school.pl"] {
            assert_eq!(policy.foreign(host), None, "{host}");
        }
        assert_eq!(policy.locality("co.terrell.tx.us"), Some(("terrell", "tx")));
        assert_eq!(policy.locality("police.ci.austin.tx.us"), Some(("austin", "tx")));
        assert_eq!(policy.locality("bobsweb.austin.tx.us"), None);
        assert_eq!(policy.locality("co.terrell.tx.uk"), None);
    }

    #[test]
    fn a_row_that_does_not_read_names_its_line() {
        let text = "suffix,qualification,country,segment,grade\nedu,Education,US,,B\nac.uk,Education,GB,,Z\n";
        let fault = SuffixPolicy::parse(text.as_bytes(), None).unwrap_err().to_string();
        assert!(fault.contains("line 3"), "{fault}");
        assert!(
            SuffixPolicy::parse(b"suffix,grade\nedu,A\n", None)
                .unwrap_err()
                .to_string()
                .contains("qualification")
        );
        assert!(SuffixPolicy::parse(b"", None).is_err());
    }
}
