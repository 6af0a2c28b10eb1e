//! What a row of the table of concepts stands for.

/// Longest legal form that counts as one at the ends of a name only, in letters.
const SHORT_FORM_LETTERS_MAX: usize = 3;

/// Prepositions behind which a place stands, which end the name of a patron.
const PLACE_PREPOSITIONS: [&str; 9] = ["w", "we", "v", "ve", "in", "em", "din", "u", "na"];

/// Words of the role `own` that tell an institution by themselves; the others of that role are attributes.
const TELLING_OWN: [&str; 9] = [
    "comenius",
    "copernicus",
    "curie",
    "wyszynski",
    "palacky",
    "masaryk",
    "mendel",
    "john-paul-ii",
    "jagiellonian",
];

/// What stands for a concept: equal for equal ones.
pub(crate) type Id = u64;

/// FNV-1a, the same in every process.
pub(super) const fn id(class: &str, text: &str) -> Id {
    let hash = step(0xCBF2_9CE4_8422_2325, class.as_bytes());
    step((hash ^ 0x3A).wrapping_mul(0x0000_0100_0000_01B3), text.as_bytes())
}

const fn step(mut hash: u64, bytes: &[u8]) -> u64 {
    let mut place = 0;
    while place < bytes.len() {
        hash = (hash ^ bytes[place] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        place += 1;
    }
    hash
}

/// The part that a row of the table of concepts plays; the first wins over the later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    PatronMarker,
    Kind,
    Field,
    Place,
    /// An own word that tells.
    Own,
    /// An attribute, which is never enough.
    Attribute,
    /// A given name, which is not either.
    Given,
    Ordinal(u8),
    NumberMarker,
    PlacePreposition,
    Link,
    LegalForm,
}

/// What a phrase stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    pub(super) part: Part,
    pub(super) id: Id,
    /// The field of a kind that has one.
    pub(super) field: Option<Id>,
    pub(super) is_school: bool,
}

/// Kinds that are schools.
const SCHOOLS: [&str; 11] = [
    "school",
    "primary",
    "lower-secondary",
    "secondary",
    "general-secondary",
    "vocational",
    "complex-of-schools",
    "state-music-school",
    "state-language-school",
    "business-academy",
    "higher-vocational",
];

impl Meaning {
    /// What a row says; none if its role is not known.
    pub(super) fn parse(word: &str, concept: &str, role: &str) -> Option<Meaning> {
        let plain =
            |part, class: &str| Meaning { part, id: id(class, concept), field: None, is_school: false };
        Some(match role {
            "kind" => Meaning { is_school: SCHOOLS.contains(&concept), ..plain(Part::Kind, "kind") },
            "kind+field" => {
                let (kind, field) = concept.split_once('+')?;
                Meaning {
                    part: Part::Kind,
                    id: id("kind", kind),
                    field: Some(id("field", field)),
                    is_school: SCHOOLS.contains(&kind),
                }
            }
            "field" => plain(Part::Field, "field"),
            "own" if TELLING_OWN.contains(&concept) => plain(Part::Own, "own"),
            "own" if concept.starts_with("given-") => plain(Part::Given, "own"),
            "own" => plain(Part::Attribute, "own"),
            "number" => plain(Part::Ordinal(concept.strip_prefix("ordinal-")?.parse().ok()?), "number"),
            "number-marker" => plain(Part::NumberMarker, "link"),
            "patron-marker" => plain(Part::PatronMarker, "link"),
            "link" if concept == "company-form" && is_short(word) => plain(Part::LegalForm, "link"),
            "link" if PLACE_PREPOSITIONS.contains(&word) => plain(Part::PlacePreposition, "link"),
            "link" => plain(Part::Link, "link"),
            _ => return None,
        })
    }
}

fn is_short(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphanumeric()).count() <= SHORT_FORM_LETTERS_MAX
}
