//! The second look: comments and trailing commas become blanks, so that positions stay what they were.

/// A copy of the text with `//` and `/* */` comments and trailing commas blanked; `None` if there are none, so that
/// there is nothing to try again. Strings are left alone. An unclosed comment stays, and fails as JSON.
pub(super) fn without_extras(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut scan = Scan::default();
    let mut position = 0;
    while position < bytes.len() {
        position = match bytes[position] {
            b'"' => {
                scan.meet(b'"', position);
                string_end(&bytes, position)
            }
            b'/' => match comment_end(&bytes, position) {
                Some(end) => {
                    scan.has_changed = true;
                    blank(&mut bytes[position..end]);
                    end
                }
                // No JSON begins with a slash: what follows cannot become right.
                None => break,
            },
            byte if byte.is_ascii_whitespace() => position + 1,
            byte => {
                if let Some(comma) = scan.trailing_comma_before(byte) {
                    scan.has_changed = true;
                    bytes[comma] = b' ';
                }
                scan.meet(byte, position);
                position + 1
            }
        };
    }
    // Only whole characters outside of strings were replaced, by ASCII blanks.
    scan.has_changed
        .then(|| String::from_utf8(bytes).expect("blanking whole comments keeps the text valid UTF-8"))
}

/// What was met last outside of comments and blanks.
#[derive(Default)]
struct Scan {
    last: u8,
    before_last: u8,
    last_position: usize,
    has_changed: bool,
}

impl Scan {
    const fn meet(&mut self, byte: u8, position: usize) {
        self.before_last = self.last;
        self.last = byte;
        self.last_position = position;
    }

    /// The place of a comma that ends a list or an object with something in it.
    fn trailing_comma_before(&self, byte: u8) -> Option<usize> {
        let closes = matches!(byte, b'}' | b']') && self.last == b',';
        let follows_a_value = !matches!(self.before_last, 0 | b'[' | b'{' | b',' | b':');
        (closes && follows_a_value).then_some(self.last_position)
    }
}

/// The position behind the string that starts here; the end of the text if it never closes.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut position = start + 1;
    while position < bytes.len() {
        match bytes[position] {
            b'\\' => position += 2,
            b'"' => return position + 1,
            _ => position += 1,
        }
    }
    bytes.len()
}

/// The position behind the comment that starts here, if one does and is closed.
fn comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let body = start + 2;
    match bytes.get(start + 1)? {
        b'/' => {
            let length = bytes[body..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            Some(length.map_or(bytes.len(), |length| body + length))
        }
        b'*' => bytes[body..].windows(2).position(|pair| pair == b"*/").map(|length| body + length + 2),
        _ => None,
    }
}

/// Line ends stay, so that an error still names its line.
fn blank(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
}
