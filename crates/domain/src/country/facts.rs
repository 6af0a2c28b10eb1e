//! What is known of a country.

use super::pattern::Pattern;
use super::table;

/// A country of ISO 3166-1.
#[derive(Debug)]
pub struct Country {
    /// Two letters, in capitals.
    pub code: &'static str,
    /// The short name in English.
    pub name: &'static str,
    /// Without the plus sign.
    pub calling_codes: Vec<&'static str>,
    /// Like `en-US`; the first one is the default.
    pub cultures: Vec<&'static str>,
    /// Like `en` or `pt-PT`, without repetition.
    pub languages: Vec<&'static str>,
    /// A regular expression for phone numbers; none where the real service has none.
    pub phone_number: Option<String>,
    /// The states that addresses name, by their codes; empty where no list is kept.
    pub states: Vec<&'static str>,
    /// The form of its postal codes; none where it has none, or no form.
    pub postal_code: Option<Pattern>,
    /// Letters, as `countries.txt` explains them.
    pub(super) demands: &'static str,
    pub(super) registration: Option<Registration>,
}

/// What a country that registers organizations demands of a customer (contract 4.5, Q14): a registration number,
/// and a phone number beside it.
#[derive(Debug)]
pub struct Registration {
    /// The form of the number, where one is known.
    pub pattern: Option<Pattern>,
    /// A number of that form.
    pub sample: Option<&'static str>,
}

impl Country {
    /// The country of a code in any casing.
    ///
    /// ```
    /// use qualify_domain::country::Country;
    /// assert_eq!(Country::find("us").map(|country| country.name), Some("United States"));
    /// assert!(Country::find("XX").is_none());
    /// ```
    pub fn find(code: &str) -> Option<&'static Self> {
        let code: [u8; 2] = code.as_bytes().try_into().ok()?;
        let code = code.map(|byte| byte.to_ascii_uppercase());
        let all = Self::all();
        let place = all.binary_search_by(|country| country.code.as_bytes().cmp(code.as_slice())).ok()?;
        all.get(place)
    }

    /// Every country, by its code.
    pub fn all() -> &'static [Self] {
        table::countries()
    }

    /// The culture of somebody who names none.
    pub fn default_culture(&self) -> &'static str {
        self.cultures.first().copied().unwrap_or("en-US")
    }

    /// Whether an address must name a city.
    pub fn is_city_required(&self) -> bool {
        self.demands.contains('c')
    }

    /// Whether an address must have a postal code.
    pub fn is_postal_code_required(&self) -> bool {
        self.demands.contains('p')
    }

    /// Whether an address must name a state, and one of the list.
    pub fn is_state_required(&self) -> bool {
        self.demands.contains('s')
    }

    /// Whether organizations have a tax id.
    pub fn is_tax_id_supported(&self) -> bool {
        self.demands.contains('t')
    }

    /// Whether organizations have a VAT id.
    pub fn is_vat_id_supported(&self) -> bool {
        self.demands.contains('v')
    }

    /// What it demands of a customer's organization; nothing in most countries.
    pub fn registration(&self) -> Option<&Registration> {
        self.registration.as_ref()
    }

    /// Whether an address may name this state: in any casing one of the list where one is required, else any.
    pub(crate) fn accepts_state(&self, state: &str) -> bool {
        !self.is_state_required() || self.states.iter().any(|known| known.eq_ignore_ascii_case(state))
    }
}

impl Registration {
    /// Whether the number has the country's form.
    pub fn accepts(&self, number: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.matches(number))
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::IsoCountry;

    use super::*;
    use crate::language::canonical_language;

    fn country(code: &str) -> &'static Country {
        Country::find(code).unwrap_or_else(|| panic!("{code} is a country"))
    }

    #[test]
    fn every_code_of_iso_3166_is_there_and_is_found_in_any_casing() {
        let all = Country::all().iter().map(|country| (country.code, country.name));
        assert!(all.eq(IsoCountry::all().iter().map(|country| (country.alpha_2, country.name))));
        assert!(Country::all().is_sorted_by(|one, other| one.code < other.code));
        for known in Country::all() {
            assert_eq!(country(&known.code.to_lowercase()).code, known.code);
        }
        for unknown in ["", "U", "USA", "XX", "ZZ", "U ", "\u{e9}", "1A"] {
            assert!(Country::find(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn every_line_holds_usable_facts() {
        let is_letters = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        for country in Country::all() {
            let code = country.code;
            assert!(is_letters(code) && !country.name.is_empty(), "{code}");
            assert!(!country.calling_codes.is_empty(), "{code}");
            assert!(country.calling_codes.iter().all(|calling| calling.parse::<u16>().is_ok()), "{code}");
            assert!(country.default_culture().ends_with(code), "{code}");
            for culture in &country.cultures {
                assert!(
                    culture.len() == 5 && is_letters(&culture[..2]) && is_letters(&culture[3..]),
                    "{code}"
                );
            }
            for language in &country.languages {
                assert_eq!(canonical_language(language).as_deref(), Some(*language), "{code}");
            }
            let phone = country.phone_number.as_deref().map(regex_lite::Regex::new);
            assert!(phone.is_none_or(|phone| phone.is_ok_and(|phone| !phone.is_match("?"))), "{code}");
            assert!(country.demands.chars().all(|letter| "cpstv-".contains(letter)), "{code}");
            assert!(country.states.is_sorted(), "{code}");
            assert!(!country.is_state_required() || !country.states.is_empty(), "{code}");
            assert!(!country.is_postal_code_required() || country.postal_code.is_some(), "{code}");
            // Compiles it, and shows that it is anchored.
            assert!(country.postal_code.as_ref().is_none_or(|form| !form.matches("?")), "{code}");
        }
    }

    #[test]
    fn the_24_countries_demand_a_registration_number_and_their_samples_have_its_form() {
        let demanding: Vec<_> =
            Country::all().iter().filter(|one| one.registration().is_some()).map(|one| one.code).collect();
        assert_eq!(
            demanding.join(" "),
            "AE AM AZ BR BY HU IN IQ KG KZ MD MM PL RU SA SS TH TJ TR UA UZ VE VN ZA"
        );
        for registration in Country::all().iter().filter_map(Country::registration) {
            assert_eq!(registration.pattern.is_some(), registration.sample.is_some());
            assert!(registration.sample.is_none_or(|sample| registration.accepts(sample)));
        }
    }

    #[test]
    fn the_states_of_four_countries_are_strict_and_those_of_others_are_not() {
        for (code, states) in [("US", 62), ("CA", 13), ("CN", 34), ("MX", 32)] {
            assert_eq!(country(code).states.len(), states, "{code}");
            assert!(!country(code).accepts_state("ZZ") && !country(code).accepts_state(""), "{code}");
        }
        for state in ["WA", "dc", "PR", "AA", "GU"] {
            assert!(country("US").accepts_state(state), "{state}");
        }
        assert!(country("AU").accepts_state("Victoria") && country("GB").accepts_state("Kent"));
        let strict = Country::all().iter().filter(|country| country.is_state_required());
        assert_eq!(strict.map(|country| country.code).collect::<Vec<_>>(), ["CA", "CN", "MX", "US"]);
        // A list helps a form, where nobody is bound to it.
        for code in ["AU", "BR", "IN"] {
            assert!(!country(code).states.is_empty() && country(code).accepts_state(""), "{code}");
        }
    }

    #[test]
    fn postal_codes_read_as_people_write_them() {
        for (code, good, bad) in [
            ("US", "98052-1100", "9805"),
            ("CA", "k1a 0b1", "K1A-0B1"),
            ("GB", "YO21 1AA", "YO21"),
            ("NL", "1012 ab", "AB 1012"),
            ("PL", "27-600", "27600"),
            ("JP", "100-0001", "1000-001"),
            ("IE", "D02 AF30", "D2"),
            ("BR", "01310-100", "01310-10"),
            ("PT", "1000-205", "1000-20"),
            ("PT", "1000", "100"),
        ] {
            let form = country(code).postal_code.as_ref().unwrap();
            assert!(form.matches(good) && !form.matches(bad), "{code}");
        }
        assert!(country("HK").postal_code.is_none());
    }

    #[test]
    fn languages_are_those_of_the_cultures_unless_others_were_recorded() {
        assert_eq!(country("US").languages, ["en", "es"]);
        assert_eq!(country("CH").languages, ["de", "fr", "it", "rm"]);
        let portugal = country("PT");
        assert_eq!(
            (&*portugal.languages, &*portugal.cultures),
            (&["en", "pt-PT"][..], &["pt-PT", "en-US"][..])
        );
        assert_eq!((portugal.phone_number.as_deref(), portugal.default_culture()), (None, "pt-PT"));
    }

    #[test]
    fn edge_02_phone_numbers_read_as_people_write_them() {
        let recorded = r"^(1[ \-\/\.]?)?(\((\d{3})\)|(\d{3}))[ \-\/\.]?(\d{3})[ \-\/\.]?(\d{4})$";
        assert_eq!(country("US").phone_number.as_deref(), Some(recorded));
        let takes = |code: &str, number: &str| {
            let form = country(code).phone_number.as_deref().expect("a form");
            regex_lite::Regex::new(form).expect("a regular expression").is_match(number)
        };
        for (code, numbers) in [
            ("US", &["4255550100", "(425) 555-0100", "1 425.555.0100"][..]),
            ("GB", &["+44 20 7946 0000", "+44 (0)20 7946 0000", "(020) 7946-0000", "02079460000"]),
            ("DE", &["+49 30/901820", "030 90 18 20", "+49 (0) 30 - 901820"]),
            ("CA", &["416-555-0100", "+1 (416) 555.0100", "14165550100"]),
            ("LI", &["+423 234 56 78", "2345678"]),
        ] {
            for number in numbers {
                assert!(takes(code, number), "{code} {number}");
            }
            for number in ["", "+", "12", "four", "+44 20 7946 0000 0000 0000 0000", "020\n7946"] {
                assert!(!takes(code, number), "{code} {number}");
            }
        }
    }

    #[test]
    fn edge_02_a_form_takes_every_number_of_its_country_bare_and_with_the_calling_code() {
        for country in Country::all() {
            let Some(form) = country.phone_number.as_deref() else { continue };
            let form = regex_lite::Regex::new(form).expect("a test compiled it");
            let national = table::phone_digits(country.code);
            for digits in [national.0, national.1].map(usize::from) {
                let number = "5".repeat(digits);
                assert!(form.is_match(&number), "{} {number}", country.code);
                // What was recorded of the United States has no plus sign.
                for calling in country.calling_codes.iter().filter(|_| country.code != "US") {
                    let whole = format!("+{calling} {number}");
                    assert!(form.is_match(&whole), "{} {whole}", country.code);
                }
            }
        }
    }
}
