//! From words, as people and files give them, to an application.

use qualify_vetting::vocabulary::{EducationSegment, Qualification};
use qualify_vetting::{Application, CodeInput, CountryInput, SegmentInput};

/// The words; what is blank is absent.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Words<'text> {
    pub(super) name: &'text str,
    pub(super) domain: &'text str,
    pub(super) website: &'text str,
    pub(super) email: &'text str,
    pub(super) country: &'text str,
    pub(super) segment: &'text str,
    pub(super) requested: &'text str,
    pub(super) code: &'text str,
    pub(super) existing: &'text str,
}

impl Words<'_> {
    /// The application. A qualification that is none counts as one that cannot be asked for.
    pub(super) fn application(&self) -> Application {
        let asked_for = match self.requested {
            "" => Qualification::Education,
            text => qualification(text).unwrap_or(Qualification::None),
        };
        Application {
            website: given(self.website),
            email: given(self.email),
            domain: given(self.domain),
            country: self.country(),
            segment: segment(self.segment),
            code: self.code(asked_for),
            held: self
                .existing
                .split([';', ',', '+', ' '])
                .filter_map(qualification)
                .filter(|held| *held != Qualification::None)
                .collect(),
            ..Application::new(asked_for, self.name)
        }
    }

    /// The country; none where the text is blank.
    pub(super) fn country(&self) -> CountryInput {
        CountryInput::parse(self.country)
    }

    /// The code by its standing: `ok`, `missing`, `unknown`, `exhausted`, `mismatch`. Without a word, as where codes
    /// are given out: the code will be for this name.
    fn code(&self, asked_for: Qualification) -> CodeInput {
        if asked_for != Qualification::GovernmentCommunityCloud {
            return CodeInput::Missing;
        }
        match self.code.to_ascii_lowercase().as_str() {
            "missing" => CodeInput::Missing,
            "unknown" => CodeInput::Unknown,
            "exhausted" => CodeInput::Exhausted,
            "mismatch" => CodeInput::Good { organization: String::new() },
            _ => CodeInput::Good { organization: self.name.to_owned() },
        }
    }
}

fn given(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn segment(text: &str) -> SegmentInput {
    match text.trim() {
        "" => SegmentInput::Absent,
        text => EducationSegment::parse(text).map_or(SegmentInput::Unknown, SegmentInput::Known),
    }
}

/// A qualification by its name in any casing, by the usual abbreviation, or by its integer, which a spreadsheet may have
/// given a point.
fn qualification(text: &str) -> Option<Qualification> {
    let text = text.trim();
    let named = Qualification::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(text));
    named.or_else(|| by_integer(text)).or_else(|| match text.to_ascii_uppercase().as_str() {
        "EDU" => Some(Qualification::Education),
        "GCC" => Some(Qualification::GovernmentCommunityCloud),
        "SOE" => Some(Qualification::StateOwnedEntity),
        _ => None,
    })
}

fn by_integer(text: &str) -> Option<Qualification> {
    let number: f64 = text.parse().ok()?;
    let is_it = |integer: u8| (f64::from(integer) - number).abs() < f64::EPSILON;
    Qualification::ALL.into_iter().zip(0..).find(|(_, integer)| is_it(*integer)).map(|(it, _)| it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_an_application() {
        let words = Words {
            name: "Ashland School District",
            domain: "ashland.example",
            country: "us",
            segment: "K12",
            requested: "gcc",
            existing: "Education",
            ..Words::default()
        };
        let application = words.application();
        assert_eq!(application.asked_for, Qualification::GovernmentCommunityCloud);
        assert_eq!(application.held, [Qualification::Education]);
        assert_eq!(application.segment, SegmentInput::Known(EducationSegment::K12));
        assert_eq!(application.code, CodeInput::Good { organization: "Ashland School District".to_owned() });
        assert_eq!((application.website, application.email), (None, None));
    }

    #[test]
    fn edge_08_a_cell_with_an_integral_number_is_its_integer() {
        for (cell, expected) in [
            ("3", Qualification::GovernmentCommunityCloud),
            ("3.0", Qualification::GovernmentCommunityCloud),
            ("1e0", Qualification::Education),
            (" 4.00 ", Qualification::StateOwnedEntity),
            ("3.5", Qualification::None),
            ("5.0", Qualification::None),
            ("inf", Qualification::None),
        ] {
            let words = Words { requested: cell, existing: cell, ..Words::default() };
            let application = words.application();
            assert_eq!(application.asked_for, expected, "{cell}");
            assert_eq!(application.held.is_empty(), expected == Qualification::None, "{cell}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let words =
            Words { requested: "Charity", segment: "Kindergarten", existing: "None", ..Words::default() };
        let application = words.application();
        assert_eq!(application.asked_for, Qualification::None);
        assert_eq!(application.segment, SegmentInput::Unknown);
        assert!(application.held.is_empty());
    }
}
