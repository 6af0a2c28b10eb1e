//! Words that speak of something beside teaching (vetting specification 15.2 to 15.4, 15.7).

use super::lexicon::{Lexicon, RiskClass};
use super::meaning::Id;
use super::tokens::{BESIDE_SCHOOLS, NameTokens};
use super::word::Words;

/// A word of a name that speaks of something beside teaching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Risk {
    pub(crate) class: RiskClass,
    /// The word as it was found, folded.
    pub(crate) word: String,
}

/// Classes that only a register waives: the institution's hospital is not the institution.
const WAIVED_BY_REGISTERS: [&str; 6] = ["hospital", "clinic", "library", "museum", "archive", "press"];

/// What a name holds of such words.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameRisks {
    pub(crate) risks: Vec<Risk>,
    /// Those inside of a longer phrase that is taught, as hotel management, with what stands for the phrase: none, unless the
    /// evidence knows nothing of what is taught.
    pub(crate) taught: Vec<(Risk, Id)>,
    pub(crate) research: Option<String>,
}

impl NameRisks {
    pub(crate) fn of(text: &str, name: &NameTokens, lexicon: &Lexicon) -> Self {
        let words = &name.words;
        let concepts = lexicon.concepts.all(words);
        let phrase_of = |start: usize, count: usize| {
            concepts
                .iter()
                .find(|(at, length, _)| *at <= start && start + count <= at + length && *length > count)
        };
        let is_explained =
            |class: RiskClass| name.names_school() && BESIDE_SCHOOLS.contains(&lexicon.class_name(class));
        let (mut risks, mut taught) = (Vec::new(), Vec::new());
        for (start, count, class) in lexicon.risks.all(words) {
            let risk = Risk { class, word: words.run(start, count).to_owned() };
            match phrase_of(start, count) {
                Some((_, _, meaning)) => taught.push((risk, meaning.field.unwrap_or(meaning.id))),
                None if is_explained(class) => {}
                None => risks.push(risk),
            }
        }
        for (place, word) in words.iter().enumerate() {
            let is_concept = concepts.iter().any(|(at, length, _)| (*at..at + length).contains(&place));
            for (stem, class) in &lexicon.risk_stems {
                if !is_concept
                    && has_stem(word, stem)
                    && !is_explained(*class)
                    && !risks.iter().any(|risk| risk.class == *class)
                {
                    risks.push(Risk { class: *class, word: word.to_owned() });
                }
            }
        }
        let parts = if text.is_ascii() { &[][..] } else { &lexicon.risk_parts };
        for (part, class) in parts {
            if text.contains(&**part) {
                risks.push(Risk { class: *class, word: part.to_string() });
            }
        }
        Self { risks, taught, research: research(words, lexicon) }
    }

    /// Whether a name of the evidence explains a risk word of the applicant's by holding it too.
    pub(crate) fn waives(&self, risk: &Risk, is_register: bool, lexicon: &Lexicon) -> bool {
        (is_register || !WAIVED_BY_REGISTERS.contains(&lexicon.class_name(risk.class)))
            && self.risks.iter().any(|other| other.class == risk.class)
    }
}

/// Whether a longer word ends so.
fn has_stem(word: &str, stem: &str) -> bool {
    word.len() > stem.len() && word.ends_with(stem)
}

fn research(words: &Words, lexicon: &Lexicon) -> Option<String> {
    let whole =
        lexicon.research.all(words).first().map(|(start, count, ())| words.run(*start, *count).to_owned());
    whole.or_else(|| {
        words
            .iter()
            .find(|word| lexicon.research_stems.iter().any(|stem| has_stem(word, stem)))
            .map(str::to_owned)
    })
}

impl Lexicon {
    /// A word of a name that speaks of research.
    pub(crate) fn research_word(&self, name: &NameTokens) -> Option<String> {
        research(&name.words, self)
    }

    /// The words of a name that speak of a private body, if the evidence does not hold them too.
    pub(crate) fn added_private(&self, name: &NameTokens, evidence: &[NameTokens]) -> Vec<(usize, usize)> {
        let found = self.private.all(&name.words);
        let holds = |start: usize, count: usize| {
            let run = name.words.run(start, count);
            evidence.iter().any(|other| {
                self.private
                    .all(&other.words)
                    .iter()
                    .any(|(at, length, ())| other.words.run(*at, *length) == run)
            })
        };
        found
            .into_iter()
            .filter(|(start, count, ())| !holds(*start, *count))
            .map(|(start, count, ())| (start, count))
            .collect()
    }

    /// Whether a name holds a word for a public body that counts there.
    pub(crate) fn names_public_body(&self, name: &NameTokens, places: u8) -> bool {
        !name.words.is_cut() && self.public.all(&name.words).iter().any(|(_, _, bits)| bits & places != 0)
    }
}
