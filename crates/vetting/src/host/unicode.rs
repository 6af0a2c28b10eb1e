//! Characters that do not show, and the scripts of those that do.

use unicode_script::{Script, UnicodeScript as _};

/// Code points that are ignorable by default (Unicode, `Default_Ignorable_Code_Point`).
const IGNORABLE: [(u32, u32); 17] = [
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

/// The character as it counts in a host: dots of other scripts are dots, a backslash is a slash, what does not show is
/// nothing.
pub(super) fn significant(c: char) -> Option<char> {
    match c {
        '\u{3002}' | '\u{FF0E}' | '\u{FF61}' => Some('.'),
        '\\' => Some('/'),
        _ if c.is_ascii() => Some(c),
        _ => (!is_ignorable(c)).then_some(c),
    }
}

pub(crate) fn is_ignorable(c: char) -> bool {
    let code = u32::from(c);
    IGNORABLE.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

/// The scripts of a text, by their names, each once, in the order of their appearance.
pub(crate) fn script_names(text: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for script in text.chars().map(|c| c.script()) {
        let is_telling = !matches!(script, Script::Common | Script::Inherited | Script::Unknown);
        if is_telling && !names.contains(&script.full_name()) {
            names.push(script.full_name());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_is_nothing() {
        for c in ['\u{200B}', '\u{00AD}', '\u{FEFF}', '\u{E0041}', '\u{2066}'] {
            assert_eq!(significant(c), None, "{c:?}");
        }
        assert_eq!(significant('。'), Some('.'));
        assert_eq!(significant('\\'), Some('/'));
        assert_eq!(significant('é'), Some('é'));
    }

    #[test]
    fn a_mix_of_scripts_is_named() {
        assert_eq!(script_names("stanfоrd.edu"), ["Latin", "Cyrillic"]);
        assert_eq!(script_names("stanford-1.edu"), ["Latin"]);
    }
}
