//! Encodings by their names, and what 8-bit text looks like.

use std::fmt;
use std::str::FromStr;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::fault::TableFault;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// What everything is read as unless something else is told.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);

    /// The encoding of a byte order mark, with the mark's length.
    pub(crate) fn of_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        encoding_rs::Encoding::for_bom(bytes).map(|(encoding, length)| (Self(encoding), length))
    }

    /// What bytes that are not UTF-8 look like.
    pub(crate) fn guess(bytes: &[u8]) -> Self {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        Self(detector.guess(None, Utf8Detection::Deny))
    }

    pub(crate) fn decoder(self) -> encoding_rs::Decoder {
        self.0.new_decoder_without_bom_handling()
    }

    /// Its name.
    pub fn name(self) -> String {
        self.0.name().to_ascii_lowercase()
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name())
    }
}

/// By any of the names that browsers know it by.
impl FromStr for Encoding {
    type Err = TableFault;

    fn from_str(text: &str) -> Result<Self, TableFault> {
        let unusable = [encoding_rs::REPLACEMENT, encoding_rs::X_USER_DEFINED];
        encoding_rs::Encoding::for_label(text.as_bytes())
            .filter(|encoding| !unusable.contains(encoding))
            .map(Self)
            .ok_or_else(|| TableFault::UnknownEncoding(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_known_by_their_names_in_any_case() {
        for (text, name) in [
            ("UTF-8", "utf-8"),
            ("windows-1250", "windows-1250"),
            ("cp1250", "windows-1250"),
            ("Windows-1252", "windows-1252"),
            ("ISO-8859-2", "iso-8859-2"),
            ("latin2", "iso-8859-2"),
            ("utf-16le", "utf-16le"),
        ] {
            assert_eq!(text.parse::<Encoding>().unwrap().name(), name);
        }
        for text in ["", "utf-7", "iso-2022-kr", "polish", "x-user-defined"] {
            let fault = text.parse::<Encoding>().unwrap_err().to_string();
            assert!(fault.contains("windows-1250"), "{fault}");
        }
    }

    #[test]
    fn polish_and_german_text_looks_like_what_it_is() {
        let polish = b"nazwa,miasto\nSzko\xb3a Podstawowa,\xa3\xf3d\x9f\nUniwersytet Zielonog\xf3rski,Zielona G\xf3ra\n";
        assert_eq!(Encoding::guess(polish).name(), "windows-1250");
        let german = b"Name,Stadt\nGrundschule am M\xfchlenweg,M\xfcnchen\nGymnasium Stra\xdfe,K\xf6ln\n";
        assert_eq!(Encoding::guess(german).name(), "windows-1252");
    }
}
