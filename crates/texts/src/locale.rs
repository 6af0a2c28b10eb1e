//! The languages, and which of them somebody gets who wishes for some.

/// Wishes that are looked at: a browser sends a handful.
const WISHES_MAX: usize = 32;

/// A language that the texts exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Locale {
    /// English, the source of all others.
    #[default]
    En,
    /// Polish.
    Pl,
    /// Hungarian.
    Hu,
    /// Czech.
    Cs,
    /// Dutch.
    Nl,
    /// Portuguese, as in Portugal.
    PtPt,
    /// English with marks, longer and in brackets, for tests of pages: nobody gets it who did not ask for exactly this.
    Pseudo,
}

impl Locale {
    /// Those that people can choose.
    pub const CHOICES: [Self; 6] = [Self::En, Self::Pl, Self::Hu, Self::Cs, Self::Nl, Self::PtPt];

    /// All of them, in the order of the compiled texts.
    pub(crate) const ALL: [Self; 7] =
        [Self::En, Self::Pl, Self::Hu, Self::Cs, Self::Nl, Self::PtPt, Self::Pseudo];

    /// The language for whoever sent this `X-Locale` or `Accept-Language`: the one wished for most that the texts exist
    /// in, otherwise English. A region does not matter, and an underscore is a hyphen.
    ///
    /// ```
    /// use qualify_texts::Locale;
    /// assert_eq!(Locale::wished("de, cs;q=0.8, en;q=0.5"), Locale::Cs);
    /// assert_eq!(Locale::wished("pl_PL"), Locale::Pl);
    /// assert_eq!(Locale::wished("xx"), Locale::En);
    /// ```
    pub fn wished(wishes: &str) -> Self {
        let mut best = (0, Self::En);
        for wish in wishes.split(',').take(WISHES_MAX) {
            let (tag, weight) =
                wish.split_once(';').map_or((wish, 1000), |(tag, rest)| (tag, thousandths(rest)));
            if let Some(locale) = Self::of_language(tag.trim())
                && weight > best.0
            {
                best = (weight, locale);
            }
        }
        best.1
    }

    /// The language that somebody chose by its [`tag`](Self::tag), the one of tests included.
    pub fn chosen(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(tag))
    }

    fn of_language(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Self::CHOICES
            .into_iter()
            .find(|locale| primary.eq_ignore_ascii_case(locale.language()))
            .or(if tag == "*" { Some(Self::En) } else { None })
    }

    const fn language(self) -> &'static str {
        match self {
            Self::En | Self::Pseudo => "en",
            Self::Pl => "pl",
            Self::Hu => "hu",
            Self::Cs => "cs",
            Self::Nl => "nl",
            Self::PtPt => "pt",
        }
    }

    /// The tag for HTML's `lang`, and for a choice that is kept.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En | Self::Pl | Self::Hu | Self::Cs | Self::Nl => self.language(),
            Self::PtPt => "pt-PT",
            Self::Pseudo => "qps-ploc",
        }
    }

    /// The tag as `X-Locale` says it, with a country (contract 3.1).
    pub const fn wire_tag(self) -> &'static str {
        match self {
            Self::En => "en-US",
            Self::Pl => "pl-PL",
            Self::Hu => "hu-HU",
            Self::Cs => "cs-CZ",
            Self::Nl => "nl-NL",
            Self::PtPt => "pt-PT",
            Self::Pseudo => "qps-ploc",
        }
    }

    /// What the language calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Pl => "Polski",
            Self::Hu => "Magyar",
            Self::Cs => "Čeština",
            Self::Nl => "Nederlands",
            Self::PtPt => "Português",
            Self::Pseudo => "[Þšéûðö ~~~]",
        }
    }
}

/// The weight of `q=0.8`; what is not one counts as nothing.
fn thousandths(parameters: &str) -> u32 {
    let value = parameters.trim().strip_prefix("q=").or_else(|| parameters.trim().strip_prefix("Q="));
    let Some(value) = value else { return 1000 };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_plain = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match (whole, is_plain) {
        ("1", true) => 1000,
        ("0", true) => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_wished_for_most_that_there_is() {
        for (wishes, locale) in [
            ("", Locale::En),
            ("en-US", Locale::En),
            ("en-GB", Locale::En),
            ("pl", Locale::Pl),
            ("pl-PL", Locale::Pl),
            ("PL_pl", Locale::Pl),
            ("hu-HU,hu;q=0.9,en;q=0.8", Locale::Hu),
            ("de-DE, nl;q=0.4, cs;q=0.7", Locale::Cs),
            ("nl-BE", Locale::Nl),
            ("pt-PT", Locale::PtPt),
            ("pt-BR", Locale::PtPt),
            ("pl;q=0, hu;q=0.001", Locale::Hu),
            ("pl;q=2, hu;q=0.1", Locale::Hu),
            ("pl;q=0.5555, hu;q=0.1", Locale::Hu),
            ("de, *;q=0.1", Locale::En),
            ("*", Locale::En),
            ("nonsense", Locale::En),
            ("qps-ploc", Locale::En),
            ("plx", Locale::En),
            (",;,q=;;=", Locale::En),
        ] {
            assert_eq!(Locale::wished(wishes), locale, "{wishes}");
        }
        assert_eq!(Locale::wished(&"de,".repeat(100_000)), Locale::En);
    }

    #[test]
    fn a_choice_is_known_by_its_tag() {
        for locale in Locale::ALL {
            assert_eq!(Locale::chosen(locale.tag()), Some(locale));
            assert_eq!(Locale::ALL[locale as usize], locale);
        }
        assert_eq!(Locale::chosen("pt"), None);
        assert_eq!(Locale::chosen("PT-pt"), Some(Locale::PtPt));
        for locale in Locale::CHOICES {
            assert_eq!(Locale::wished(locale.wire_tag()), locale);
            assert_eq!(Locale::wished(locale.tag()), locale);
        }
    }
}
