//! The countries of ISO 3166-1, with both of their codes. `iso_countries.txt` is the only place where a code stands.

use std::sync::LazyLock;

/// A country of ISO 3166-1 as it is assigned today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IsoCountry {
    /// Two letters, in capitals.
    pub alpha_2: &'static str,
    /// Three letters, in capitals.
    pub alpha_3: &'static str,
    /// The short name in English.
    pub name: &'static str,
}

static TABLE: LazyLock<Vec<IsoCountry>> = LazyLock::new(|| {
    include_str!("iso_countries.txt").lines().filter(|line| !line.starts_with('#')).map(read).collect()
});

fn read(line: &'static str) -> IsoCountry {
    let mut fields = line.split(" | ");
    let mut field = || fields.next().expect("a test reads every line");
    IsoCountry { alpha_2: field(), alpha_3: field(), name: field() }
}

impl IsoCountry {
    /// Every country, by its alpha-2 code.
    pub fn all() -> &'static [Self] {
        &TABLE
    }

    /// The country of a code of two or three letters, in any casing, with blanks around it or not.
    ///
    /// ```
    /// use qualify_vocabulary::IsoCountry;
    /// assert_eq!(IsoCountry::find("pol").map(|country| country.alpha_2), Some("PL"));
    /// assert!(IsoCountry::find("UK").is_none());
    /// ```
    pub fn find(code: &str) -> Option<&'static Self> {
        let code = code.trim();
        match code.len() {
            2 => Self::find_alpha_2(code),
            3 => TABLE.iter().find(|country| country.alpha_3.eq_ignore_ascii_case(code)),
            _ => None,
        }
    }

    /// The country of a code of two letters, in any casing.
    pub fn find_alpha_2(code: &str) -> Option<&'static Self> {
        let code = code.to_ascii_uppercase();
        let place = TABLE.binary_search_by(|country| country.alpha_2.cmp(&code)).ok()?;
        TABLE.get(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_holds_two_codes_and_a_name_and_no_code_stands_twice() {
        assert_eq!(IsoCountry::all().len(), 249);
        assert!(IsoCountry::all().is_sorted_by(|one, other| one.alpha_2 < other.alpha_2));
        for (place, country) in IsoCountry::all().iter().enumerate() {
            for (code, length) in [(country.alpha_2, 2), (country.alpha_3, 3)] {
                assert!(code.len() == length && code.bytes().all(|byte| byte.is_ascii_uppercase()), "{code}");
                assert_eq!(IsoCountry::find(&format!(" {} ", code.to_lowercase())), Some(country), "{code}");
            }
            let before = &IsoCountry::all()[..place];
            assert!(before.iter().all(|other| other.alpha_3 != country.alpha_3), "{}", country.alpha_3);
            assert!(!country.name.is_empty() && !country.name.contains('|'), "{}", country.alpha_2);
        }
    }

    #[test]
    fn what_is_not_assigned_is_no_country() {
        for text in [
            "", " ", "P", "UK", "XK", "AN", "ZZ", "EU", "XXX", "ROM", "POLAND", "Poland", "P L", "616",
            "ＰＬ", "ÅX", "pl\u{0}", "🇵🇱", "PL;", "ſU",
        ] {
            assert_eq!(IsoCountry::find(text), None, "{text:?}");
        }
    }
}
