//! Languages as billing profiles name them: two letters, or a tag of BCP 47 such as `pt-PT` (contract 9.1.5).

use icu_locale_core::Locale;

/// Longest tag, in bytes: what RFC 5646 4.4.1 expects of whoever limits them.
const TAG_BYTES_MAX: usize = 35;

/// The codes of ISO 639-2 whose language has one of two letters, which is the one that stands in a tag (RFC 5646
/// 2.2.1).
const WITH_TWO_LETTERS: &str = "aar abk afr aka alb amh ara arg arm asm ava ave aym aze bak bam baq bel ben bih bis bod \
    bos bre bul bur cat ces cha che chi chu chv cor cos cre cym cze dan deu div dut dzo ell eng epo est eus ewe fao fas \
    fij fin fra fre fry ful geo ger gla gle glg glv gre grn guj hat hau heb her hin hmo hrv hun hye ibo ice ido iii iku \
    ile ina ind ipk isl ita jav jpn kal kan kas kat kau kaz khm kik kin kir kom kon kor kua kur lao lat lav lim lin lit \
    ltz lub lug mac mah mal mao mar may mkd mlg mlt mon mri msa mya nau nav nbl nde ndo nep nld nno nob nor nya oci oji \
    ori orm oss pan per pli pol por pus que roh ron rum run rus sag san sin slk slo slv sme smo sna snd som sot spa sqi \
    srd srp ssw sun swa swe tah tam tat tel tgk tgl tha tib tir ton tsn tso tuk tur twi uig ukr urd uzb ven vie vol wel \
    wln wol xho yid yor zha zho zul";

/// The tag in its usual form; nothing if it is none.
pub(crate) fn canonical_language(text: &str) -> Option<String> {
    let primary = text.split('-').next().unwrap_or(text);
    let is_shortest = match primary.len() {
        2 => true,
        3 => !WITH_TWO_LETTERS.split(' ').any(|code| code.eq_ignore_ascii_case(primary)),
        _ => false,
    };
    // The reader below would take an underscore for a hyphen.
    if !is_shortest || text.len() > TAG_BYTES_MAX || text.contains('_') {
        return None;
    }
    Locale::normalize(text).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_06_a_language_is_two_letters_or_a_tag() {
        for (text, language) in [
            ("en", "en"),
            ("EN", "en"),
            ("pt-PT", "pt-PT"),
            ("PT-pt", "pt-PT"),
            ("zh-hans-cn", "zh-Hans-CN"),
            ("es-419", "es-419"),
            ("sr-Latn", "sr-Latn"),
            ("ca-valencia", "ca-valencia"),
            ("haw", "haw"),
            ("fil-PH", "fil-PH"),
            ("de-x-phonebk", "de-x-phonebk"),
        ] {
            assert_eq!(canonical_language(text).as_deref(), Some(language), "{text}");
        }
        for text in [
            "",
            "e",
            "eng",
            "ENG",
            "eng-US",
            "fre",
            "english",
            "pt_PT",
            "pt-",
            "-pt",
            "pt--PT",
            "pt-P",
            "p1",
            "pt PT",
            "pt-PT-",
            "\u{e9}n",
            "x-private",
            "en-abcdefghi",
            "1",
            "en-u",
            "12-en",
        ] {
            assert_eq!(canonical_language(text), None, "{text:?}");
        }
        assert_eq!(
            canonical_language(&format!("en-x-{}", ["abcdefgh"; 4].join("-"))),
            None,
            "longer than tags are"
        );
        assert_eq!(WITH_TWO_LETTERS.split_whitespace().count(), 204);
    }

    proptest::proptest! {
        #[test]
        fn edge_06_a_tag_in_its_usual_form_stays_as_it_is(text in "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}") {
            // Variants are put in their order.
            let subtags = |tag: &str| {
                let mut subtags: Vec<_> = tag.split('-').map(str::to_ascii_lowercase).collect();
                subtags.sort();
                subtags
            };
            if let Some(tag) = canonical_language(&text) {
                proptest::prop_assert_eq!(subtags(&tag), subtags(&text));
                proptest::prop_assert_eq!(canonical_language(&tag), Some(tag));
            }
        }
    }
}
