//! An exchange as a line for a shell that makes the same request. Its secrets are masked: a token stands there as `$TOKEN`.

use crate::requests::view::Exchange;

/// Headers that curl makes itself, or that say only how the bytes went.
const OF_THE_CONNECTION: [&str; 7] =
    ["accept-encoding", "connection", "content-length", "expect", "host", "transfer-encoding", "te"];

/// The line. `curl` is how the program is called, with the CA that it has to trust.
pub(super) fn line(curl: &str, origin: &str, exchange: &Exchange) -> String {
    let target = quoted(&format!("{origin}{}", exchange.target));
    let mut words = vec![curl.to_owned(), "-X".to_owned(), quoted(&exchange.method), target];
    for (name, value) in &exchange.request.headers {
        if name == "authorization" {
            words.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
        } else if !OF_THE_CONNECTION.contains(&name.as_str()) {
            words.extend(["-H".to_owned(), quoted(&format!("{name}: {value}"))]);
        }
    }
    if !exchange.request.body.is_empty() {
        words.extend(["--data-raw".to_owned(), quoted(&exchange.request.body)]);
    }
    words.join(" ")
}

/// One word for a shell, whatever it holds.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_text_holds_is_one_word() {
        for (text, word) in [
            ("GET", "'GET'"),
            ("a'b", r"'a'\''b'"),
            ("$(rm -rf /)`x`\"\\", "'$(rm -rf /)`x`\"\\'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}
