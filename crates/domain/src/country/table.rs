//! The tables of facts, read when the first country is asked for.

use std::sync::LazyLock;

use super::{Country, Pattern, Registration};

const COUNTRIES: &str = include_str!("countries.txt");
const STATES: &str = include_str!("states.txt");
const REGISTRATION: &str = include_str!("registration.txt");

/// What stands where a country has nothing.
const NOTHING: &str = "-";

pub(super) fn countries() -> &'static [Country] {
    static TABLE: LazyLock<Vec<Country>> = LazyLock::new(read);
    &TABLE
}

fn read() -> Vec<Country> {
    lines::<7>(COUNTRIES).map(country).collect()
}

fn country(fields: [&'static str; 7]) -> Country {
    let [code, name, calling_codes, cultures, digits, demands, postal_code] = fields;
    let (least, most) = digits.split_once('-').unwrap_or((digits, digits));
    let digits = |text: &str| text.parse().expect("a test reads every number of digits");
    let states = lines::<2>(STATES).find(|[of, _]| *of == code);
    let registration = lines::<3>(REGISTRATION).find(|[of, ..]| *of == code);
    Country {
        code,
        name,
        calling_codes: words(calling_codes),
        cultures: words(cultures),
        states: states.map(|[_, states]| words(states)).unwrap_or_default(),
        postal_code: present(postal_code).map(Pattern::new),
        phone_digits: (digits(least), digits(most)),
        demands,
        registration: registration.map(|[_, pattern, sample]| Registration {
            pattern: present(pattern).map(Pattern::new),
            sample: present(sample),
        }),
    }
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
