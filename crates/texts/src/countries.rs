//! Names of countries, of the Unicode CLDR.

use qualify_vocabulary::IsoCountry;

use crate::locale::Locale;

/// Two letters and the names in the order of [`Locale`], a line each, by the letters.
const NAMES: &str = include_str!("../locales/countries.tsv");

/// The name of a country in a language; the letters themselves where they are no country's. In English it is the one of
/// ISO 3166, which stands in the table of its codes.
pub(crate) fn name(locale: Locale, code: &str) -> &str {
    let column = match locale {
        Locale::En | Locale::Pseudo => {
            if let Some(country) = IsoCountry::find_alpha_2(code).filter(|country| country.alpha_2 == code) {
                return country.name;
            }
            Locale::En as usize
        }
        Locale::Pl | Locale::Hu | Locale::Cs | Locale::Nl | Locale::PtPt => locale as usize,
    };
    let row = NAMES.lines().filter_map(|line| line.split_once('\t')).find(|(letters, _)| *letters == code);
    row.and_then(|(_, names)| names.split('\t').nth(column)).unwrap_or(code)
}

impl Locale {
    /// The name of a country, by its two letters; these where they are no country's.
    ///
    /// ```
    /// assert_eq!(qualify_texts::Locale::Hu.country("US"), "Egyesült Államok");
    /// ```
    pub fn country(self, code: &str) -> &str {
        name(self, code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_english_stands_in_one_place() {
        let rows = NAMES.lines().filter(|line| !line.starts_with('#'));
        for row in rows {
            let cells: Vec<&str> = row.split('\t').collect();
            let [code, english, others @ ..] = &cells[..] else { panic!("{row}") };
            let is_assigned = IsoCountry::find_alpha_2(code).is_some();
            assert_eq!(english.is_empty(), is_assigned, "{code}");
            assert!(others.len() == 5 && others.iter().all(|name| !name.is_empty()), "{row}");
            assert!(!name(Locale::En, code).is_empty() && name(Locale::En, code) != *code, "{code}");
        }
        for country in IsoCountry::all() {
            assert_ne!(name(Locale::Pl, country.alpha_2), country.alpha_2, "{}", country.name);
        }
    }
}
