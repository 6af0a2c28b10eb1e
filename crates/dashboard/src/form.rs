//! Forms: what was sent, and the token that says that this session's own page sent it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use qualify_server::random::random_bytes;

/// The field with the token.
pub(crate) const TOKEN_FIELD: &str = "form_token";

/// The most bytes of a form.
pub(crate) const FORM_BYTES_MAX: usize = 256 << 10;
/// The most fields of one.
const FIELDS_MAX: usize = 1000;

/// Bytes of the secret behind a session's tokens.
const SECRET_BYTES: usize = 32;

/// The decoded fields of a form that its guard has let through.
#[derive(Debug, Clone, Default)]
pub struct SentForm(Vec<(String, String)>);

impl SentForm {
    /// Reads a form, or a query; what is no text has replacement characters.
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(FIELDS_MAX);
        let decoded = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Self(decoded.collect())
    }

    /// A field as it was typed, without blanks around it; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The same; blank is absent.
    pub fn find(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// The same as a value of its own.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.find(name).map(str::to_owned)
    }

    /// Every value of a field that may come several times: ticked boxes.
    pub fn all<'form>(&'form self, name: &'form str) -> impl Iterator<Item = &'form str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// All fields but the token.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        fields.filter(|(name, _)| *name != TOKEN_FIELD)
    }
}

/// `+` and `%20` are blanks.
fn decode(text: &str) -> String {
    let with_blanks = text.replace('+', " ");
    percent_decode_str(&with_blanks).decode_utf8_lossy().into_owned()
}

/// A token of a session's forms: the session's secret under a mask that is new each time, so that two pages have nothing in
/// common that a length after compression could tell.
pub(crate) fn token(secret: &[u8; SECRET_BYTES]) -> String {
    let mask = random_bytes();
    let masked = std::array::from_fn::<u8, SECRET_BYTES, _>(|index| mask[index] ^ secret[index]);
    URL_SAFE_NO_PAD.encode([mask, masked].concat())
}

/// Whether a token is one of this session's, in a time that says nothing.
pub(crate) fn is_token(secret: &[u8; SECRET_BYTES], token: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
    if bytes.len() != 2 * SECRET_BYTES {
        return false;
    }
    let (mask, masked) = bytes.split_at(SECRET_BYTES);
    let differing = mask
        .iter()
        .zip(masked)
        .zip(secret)
        .fold(0, |differing, ((mask, masked), secret)| differing | (mask ^ masked ^ secret));
    differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_session_and_new_each_time() {
        let (own, other) = (random_bytes(), random_bytes());
        let (first, second) = (token(&own), token(&own));
        assert_ne!(first, second);
        assert!(is_token(&own, &first) && is_token(&own, &second));
        assert!(!is_token(&other, &first));
        for garbage in ["", "x", "####", &first[1..], &format!("{first}AA")] {
            assert!(!is_token(&own, garbage), "{garbage}");
        }
    }

    #[test]
    fn fields_are_decoded_and_blank_is_absent() {
        let form = SentForm::parse("a=1+2%203&b=+&c&form_token=x&a=9&%64=%E2%82%AC");
        assert_eq!((form.text("a"), form.find("b"), form.text("none")), ("1 2 3", None, ""));
        assert_eq!(form.all("a").collect::<Vec<_>>(), ["1 2 3", "9"]);
        assert_eq!(form.text("d"), "€");
        assert!(form.fields().all(|(name, _)| name != TOKEN_FIELD));
    }
}
