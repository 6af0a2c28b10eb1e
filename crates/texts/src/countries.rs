//! Names of countries, of the Unicode CLDR.

use crate::locale::Locale;

/// Two letters and the names in the order of [`Locale`], a line each, by the letters.
const NAMES: &str = include_str!("../locales/countries.tsv");

/// The name of a country in a language; the letters themselves where they are no country's.
pub(crate) fn name(locale: Locale, code: &str) -> &str {
    let column = match locale {
        Locale::Pseudo => Locale::En as usize,
        Locale::En | Locale::Pl | Locale::Hu | Locale::Cs | Locale::Nl | Locale::PtPt => locale as usize,
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
