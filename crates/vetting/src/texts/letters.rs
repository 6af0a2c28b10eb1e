//! Which letters outside of ASCII the languages of a country are written with, so that its own ones are no suspicion.

use unicode_script::{Script, UnicodeScript as _};

use crate::Country;
use crate::findings::{Findings, HostFinding};

/// Latin letters with marks, and others that ASCII lacks, by country: the alphabets of the languages that are official there.
const LATIN: [(&str, &str); 37] = [
    ("AT", "äöüß"),
    ("BE", "àâäçéèêëîïôöùûü"),
    ("BR", "áâãàçéêíóôõú"),
    ("CA", "àâçéèêëîïôùûüÿœæ"),
    ("CH", "àâäçéèêëîïìòôöùûü"),
    ("CZ", "áčďéěíňóřšťúůýž"),
    ("DE", "äöüß"),
    ("DK", "æøåé"),
    ("EE", "äõöüšž"),
    ("ES", "áéíñóúüçàèòï"),
    ("FI", "äöåšž"),
    ("FR", "àâæçéèêëîïôœùûüÿ"),
    ("HR", "čćđšž"),
    ("HU", "áéíóöőúüű"),
    ("IE", "áéíóú"),
    ("IS", "áðéíóúýþæö"),
    ("IT", "àèéìíòóùú"),
    ("LT", "ąčęėįšųūž"),
    ("LU", "äéëöüàâçèêîïôùû"),
    ("LV", "āčēģīķļņšūž"),
    ("MD", "ăâîșțşţ"),
    ("ME", "čćđšžśź"),
    ("MT", "ċġħżàèìòù"),
    ("MX", "áéíñóúü"),
    ("NL", "áäçéèêëíïóöúü"),
    ("NO", "æøåéèêóòôâ"),
    ("PE", "áéíñóúü"),
    ("PL", "ąćęłńóśźż"),
    ("PT", "áâãàçéêíóôõú"),
    ("RO", "ăâîșțşţ"),
    ("RS", "čćđšž"),
    ("SE", "åäöé"),
    ("SI", "čšž"),
    ("SK", "áäčďéíĺľňóôŕšťúýž"),
    ("TR", "çğıöşüâîû"),
    ("VN", "àáâãèéêìíòóôõùúýăđĩũơư"),
    ("AR", "áéíñóúü"),
];

/// Other scripts, with the countries whose official languages are written in them.
const SCRIPTS: [(Script, &[&str]); 17] = [
    (Script::Cyrillic, &["BA", "BG", "BY", "KG", "KZ", "ME", "MK", "MN", "RS", "RU", "TJ", "UA", "UZ"]),
    (Script::Greek, &["CY", "GR"]),
    (
        Script::Arabic,
        &[
            "AE", "AF", "BH", "DZ", "EG", "IQ", "IR", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PK", "PS",
            "QA", "SA", "SD", "SY", "TN", "YE",
        ],
    ),
    (Script::Hebrew, &["IL"]),
    (Script::Han, &["CN", "HK", "JP", "MO", "SG", "TW"]),
    (Script::Hiragana, &["JP"]),
    (Script::Katakana, &["JP"]),
    (Script::Hangul, &["KR"]),
    (Script::Thai, &["TH"]),
    (Script::Georgian, &["GE"]),
    (Script::Armenian, &["AM"]),
    (Script::Devanagari, &["IN", "NP"]),
    (Script::Bengali, &["BD", "IN"]),
    (Script::Tamil, &["IN", "LK", "SG"]),
    (Script::Sinhala, &["LK"]),
    (Script::Khmer, &["KH"]),
    (Script::Lao, &["LA"]),
];

/// The country in whose languages a host would be written: that of its last label, else that of the address.
pub(super) fn home(findings: &Findings, host: &HostFinding) -> Option<Country> {
    host.top_level_country.or(findings.country)
}

/// Whether a host is written as the languages of its country are: their letters, and within a label one script.
pub(super) fn are_own_letters(findings: &Findings, host: &HostFinding) -> bool {
    let (Some(home), Some(named)) = (home(findings, host), host.usable()) else { return false };
    let Some(unicode) = &named.unicode else { return false };
    unicode.split('.').all(|label| is_own_label(label, home.as_str()))
}

fn is_own_label(label: &str, home: &str) -> bool {
    let latin = LATIN.iter().find(|(country, _)| *country == home).map_or("", |(_, letters)| letters);
    let is_latin = |c: char| c.is_ascii() || latin.contains(c);
    let is_other = |c: char| {
        let at_home =
            |(script, countries): &(Script, &[&str])| c.script() == *script && countries.contains(&home);
        !c.is_ascii_alphabetic() && (c.is_ascii() || is_shared(c) || SCRIPTS.iter().any(at_home))
    };
    label.chars().all(is_latin) || label.chars().all(is_other)
}

/// Marks and signs that several scripts use.
fn is_shared(c: char) -> bool {
    matches!(c.script(), Script::Common | Script::Inherited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_the_countrys_own_languages_are_its_own_and_no_mix_of_scripts_is() {
        for (label, home) in [
            ("żółć", "PL"),
            ("příbram", "CZ"),
            ("tőserdő", "HU"),
            ("são-joão", "PT"),
            ("école", "FR"),
            ("школа-1", "UA"),
            ("školа", "??"),
            ("大学", "CN"),
            ("とうきょう大学", "JP"),
            ("서울", "KR"),
            ("plain", "US"),
        ] {
            assert_eq!(is_own_label(label, home), home != "??", "{label} in {home}");
        }
        for (label, home) in [
            ("stanfоrd", "US"),
            ("pаypal", "UA"),
            ("żółć", "US"),
            ("żółć", "HU"),
            ("école", "PL"),
            ("школа", "PL"),
            ("大学", "KR"),
            ("școala大", "RO"),
        ] {
            assert!(!is_own_label(label, home), "{label} in {home}");
        }
    }

    #[test]
    fn every_country_stands_once_with_letters_that_ascii_lacks() {
        for (place, (country, letters)) in LATIN.iter().enumerate() {
            assert!(Country::parse(country).is_some() && letters.chars().all(|c| !c.is_ascii()), "{country}");
            assert!(LATIN[..place].iter().all(|(other, _)| other != country), "{country} stands twice");
        }
    }
}
