//! Names of a PDF, with their escapes undone, and those that no document needs.

use std::borrow::Cow;

use super::opening::Opening;

/// Names that stand for more than pages to look at: scripts, programs, attachments (`EF` is what a description of a file
/// holds it by), sounds, films, bodies in space, forms of another kind, and actions that nobody has to click.
pub(super) const ACTIVE: [&str; 23] = [
    "JavaScript",
    "JS",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "EF",
    "FileAttachment",
    "RichMedia",
    "RichMediaExecute",
    "Rendition",
    "Renditions",
    "Movie",
    "Sound",
    "3D",
    "3DD",
    "U3D",
    "GoTo3DView",
    "XFA",
    "AA",
    "SubmitForm",
    "ImportData",
    "GoToR",
    "GoToE",
];

/// The name of what happens when a file is opened.
pub(super) const OPEN_ACTION: &str = "OpenAction";

/// Most different objects that are named as what happens then: a file has one.
const OPENED_MAX: usize = 8;

/// What the names of a file tell of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Telling {
    /// Whether it is encrypted.
    pub(super) is_encrypted: bool,
    /// The first name that stands for more than pages.
    pub(super) active: Option<&'static str>,
    /// The objects that say what happens when the file is opened.
    pub(super) opened: Vec<usize>,
}

impl Telling {
    /// Takes a name into account that is written so, and ends there.
    pub(super) fn add(&mut self, written: &[u8], bytes: &[u8], end: usize) {
        let name = decoded(written);
        if *name == *b"Encrypt" {
            self.is_encrypted = true;
        }
        if self.active.is_some() {
            return;
        }
        self.active = ACTIVE.into_iter().find(|active| active.as_bytes() == &*name);
        if *name == *OPEN_ACTION.as_bytes() {
            self.add_opening(Opening::read(bytes, end));
        }
    }

    fn add_opening(&mut self, opening: Opening) {
        match opening {
            Opening::Place => {}
            Opening::Object(number) if self.opened.contains(&number) => {}
            Opening::Object(number) if self.opened.len() < OPENED_MAX => self.opened.push(number),
            Opening::Object(_) | Opening::Action => self.active = Some(OPEN_ACTION),
        }
    }
}

/// A name with its escapes undone: `J#53` is `JS`. It ends at a zero, as it does for programs that keep it as a C string.
pub(super) fn decoded(written: &[u8]) -> Cow<'_, [u8]> {
    if !written.contains(&b'#') {
        return Cow::Borrowed(written);
    }
    let mut name = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some((byte, behind)) = rest.split_first() {
        let (byte, behind) = match behind {
            [high, low, behind @ ..] if *byte == b'#' => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, behind),
                _ => (b'#', &rest[1..]),
            },
            _ => (*byte, behind),
        };
        if byte == 0 {
            break;
        }
        name.push(byte);
        rest = behind;
    }
    Cow::Owned(name)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for (written, name) in [
            ("JS", "JS"),
            ("J#53", "JS"),
            ("#4a#53", "JS"),
            ("J#61vaScript", "JavaScript"),
            ("A#", "A#"),
            ("A#4", "A#4"),
            ("A#4x", "A#4x"),
            ("#2341", "#41"),
            ("JS#00x", "JS"),
        ] {
            assert_eq!(*decoded(written.as_bytes()), *name.as_bytes(), "{written}");
        }
    }
}
