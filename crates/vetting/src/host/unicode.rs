//! Characters that do not show, and the scripts of those that do.

use qualify_vocabulary::is_ignorable;
use unicode_script::{Script, UnicodeScript as _};

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
