//! The tables of facts, read when the first country is asked for.

use std::sync::LazyLock;

use qualify_vocabulary::IsoCountry;

use super::facts::{Country, Registration};
use super::pattern::Pattern;

const COUNTRIES: &str = include_str!("countries.txt");
const STATES: &str = include_str!("states.txt");
const REGISTRATION: &str = include_str!("registration.txt");
const RECORDED: &str = include_str!("recorded.txt");

/// What stands where a country has nothing.
const NOTHING: &str = "-";

pub(super) fn countries() -> &'static [Country] {
    static TABLE: LazyLock<Vec<Country>> = LazyLock::new(read);
    &TABLE
}

fn read() -> Vec<Country> {
    lines::<6>(COUNTRIES).map(country).collect()
}

fn country(fields: [&'static str; 6]) -> Country {
    let [code, calling_codes, cultures, digits, demands, postal_code] = fields;
    let recorded = lines::<4>(RECORDED).find(|[of, ..]| *of == code);
    let cultures = words(recorded.map_or(cultures, |[_, _, cultures, _]| cultures));
    let calling_codes = words(calling_codes);
    let states = lines::<2>(STATES).find(|[of, _]| *of == code);
    let registration = lines::<3>(REGISTRATION).find(|[of, ..]| *of == code);
    Country {
        code,
        name: IsoCountry::find_alpha_2(code).map_or(code, |country| country.name),
        languages: recorded.map_or_else(|| languages_of(&cultures), |[_, languages, ..]| words(languages)),
        cultures,
        phone_number: match recorded {
            Some([.., form]) => present(form).map(str::to_owned),
            None => Some(phone_number(read_digits(digits), &calling_codes)),
        },
        calling_codes,
        states: states.map(|[_, states]| words(states)).unwrap_or_default(),
        postal_code: present(postal_code).map(Pattern::new),
        demands,
        registration: registration.map(|[_, pattern, sample]| Registration {
            pattern: present(pattern).map(Pattern::new),
            sample: present(sample),
        }),
    }
}

/// The languages of cultures, without repetition.
fn languages_of(cultures: &[&'static str]) -> Vec<&'static str> {
    let mut languages = Vec::with_capacity(cultures.len());
    for culture in cultures {
        let language = &culture[..2];
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages
}

/// The least and the most digits of a national number.
fn read_digits(text: &'static str) -> (u8, u8) {
    let (least, most) = text.split_once('-').unwrap_or((text, text));
    let digits = |text: &str| text.parse().expect("a test reads every number of digits");
    (digits(least), digits(most))
}

/// A form that takes national numbers as people write them, also with the calling code and the zero before it.
fn phone_number((least, most): (u8, u8), calling_codes: &[&str]) -> String {
    let calling = calling_codes.iter().map(|code| code.len()).max().unwrap_or_default();
    let most = usize::from(most) + calling + 1;
    format!(r"^\+?[ .\-()\/]*(\d[ .\-()\/]*){{{least},{most}}}$")
}

/// The digits that the table states for a country.
#[cfg(test)]
pub(super) fn phone_digits(code: &str) -> (u8, u8) {
    let line = lines::<6>(COUNTRIES).find(|[of, ..]| *of == code);
    line.map(|[_, _, _, digits, ..]| read_digits(digits)).expect("every country has a line")
}

/// The fields of each line that is no comment.
fn lines<const FIELDS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; FIELDS]> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let fields: Vec<_> = line.split(" | ").collect();
        fields.try_into().expect("a test reads every line")
    })
}

fn words(text: &'static str) -> Vec<&'static str> {
    text.split(' ').collect()
}

fn present(text: &'static str) -> Option<&'static str> {
    (text != NOTHING).then_some(text)
}
