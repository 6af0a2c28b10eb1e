//! Numbers in names.

use super::word::Words;

/// Digits, or a Roman numeral in capitals.
pub(super) fn number(words: &Words, start: usize) -> Option<u32> {
    let text = words.word(start);
    if text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    if text.len() <= 6 && words.are_written_in_capitals(start, 1) { roman(text) } else { None }
}

/// A Roman numeral below forty, in small letters.
fn roman(text: &str) -> Option<u32> {
    let tens = text.bytes().take_while(|byte| *byte == b'x').count();
    let ones = match &text[tens..] {
        "" if tens > 0 => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    (tens <= 3).then(|| u32::try_from(tens).unwrap_or(0) * 10 + ones)
}
