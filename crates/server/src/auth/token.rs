//! A token's three parts, read but not believed yet.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_vocabulary::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::algorithm::TokenAlgorithm;
use super::bearer::check_length;
use super::claim::Claims;
use super::error::AuthError;
use super::kind;

/// How far our clock and an issuer's may be apart (contract 5.2).
pub(super) const LEEWAY: qualify_vocabulary::SignedDuration =
    qualify_vocabulary::SignedDuration::from_mins(5);

/// What a token of an algorithm that its issuer does not use is refused with.
pub(super) const OTHER_ALGORITHM: AuthError = AuthError::invalid("the token's algorithm is not RS256");

/// A token whose form is right. Nothing in it may be believed before the signature was checked.
pub(super) struct Token<'a> {
    /// The key that is said to have signed it.
    pub(super) key_id: String,
    /// RS256 for every issuer (contract 5.2); one of our own may be ES256 instead.
    pub(super) algorithm: TokenAlgorithm,
    pub(super) claims: Claims,
    /// What was signed.
    pub(super) message: &'a str,
    pub(super) signature: &'a str,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<IgnoredAny>,
}

impl<'a> Token<'a> {
    /// Reads a compact JWS. The algorithm is refused here, before anybody looks for a key.
    pub(super) fn parse(token: &'a str) -> Result<Self, AuthError> {
        const FORM: AuthError = AuthError::invalid("the token is not a signed JWT");
        check_length(token)?;
        let (message, signature) = token.rsplit_once('.').ok_or(FORM)?;
        let (header, payload) = message.split_once('.').ok_or(FORM)?;
        if payload.contains('.') {
            return Err(FORM);
        }
        let header: Header = decode(header).ok_or(FORM)?;
        let algorithm = [TokenAlgorithm::RS256, TokenAlgorithm::ES256]
            .into_iter()
            .find(|known| known.name() == header.alg)
            .ok_or(OTHER_ALGORITHM)?;
        if header.crit.is_some() {
            return Err(AuthError::invalid("the token demands extensions that are not supported"));
        }
        kind::check_header_type(header.typ.as_deref())?;
        let key_id = header.kid.ok_or(AuthError::invalid("the token does not name its key"))?;
        let claims = decode(payload).ok_or(FORM)?;
        kind::check_claims(&claims)?;
        Ok(Self { key_id, algorithm, claims, message, signature })
    }

    /// Checks `exp`, `nbf` and `iat` against real time; returns `exp`.
    pub(super) fn check_lifetime(&self, now: Timestamp) -> Result<Timestamp, AuthError> {
        let expires_at =
            self.moment("exp")?.ok_or(AuthError::invalid("the token does not say when it expires"))?;
        if has_expired(expires_at, now) {
            return Err(AuthError::invalid("the token has expired"));
        }
        for name in ["nbf", "iat"] {
            if self.moment(name)?.is_some_and(|moment| moment.duration_since(now) > LEEWAY) {
                return Err(AuthError::invalid("the token is not valid yet"));
            }
        }
        Ok(expires_at)
    }

    /// A claim in seconds since 1970, whole or not (RFC 7519).
    fn moment(&self, name: &str) -> Result<Option<Timestamp>, AuthError> {
        let Some(value) = self.claims.get(name) else { return Ok(None) };
        let since_1970 = match (value.as_i64(), value.as_f64()) {
            (Some(seconds), _) => Some(SignedDuration::from_secs(seconds)),
            (None, Some(seconds)) => SignedDuration::try_from_secs_f64(seconds).ok(),
            (None, None) => None,
        };
        let moment = since_1970.and_then(|duration| Timestamp::from_duration(duration).ok());
        moment.map(Some).ok_or(AuthError::invalid("the token's lifetime is not given in seconds"))
    }
}

/// Whether a token that ends at `expires_at` is of no use any more.
pub(super) fn has_expired(expires_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(expires_at) >= LEEWAY
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, payload: &str) -> String {
        format!("{}.{}.c2ln", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload))
    }

    fn refusal(token: &str) -> Option<String> {
        Token::parse(token).err().map(|error| error.to_string())
    }

    #[test]
    fn only_the_algorithms_of_issuers_are_read() {
        for algorithm in ["RS256", "ES256"] {
            assert_eq!(refusal(&token(&format!(r#"{{"alg":"{algorithm}","kid":"k"}}"#), "{}")), None);
        }
        for algorithm in ["none", "None", "", "HS256", "HS512", "RS384", "RS512", "PS256", "ES384", "rs256"] {
            let header = format!(r#"{{"alg":"{algorithm}","kid":"k"}}"#);
            let refusal = refusal(&token(&header, "{}")).unwrap();
            assert_eq!(refusal, "the token's algorithm is not RS256", "{algorithm}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        let good = token(r#"{"alg":"RS256","kid":"k"}"#, "{}");
        let depth_bomb = token(r#"{"alg":"RS256","kid":"k"}"#, &format!("{{\"a\":{}", "[".repeat(5000)));
        let table = [
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
            "...".to_owned(),
            "garbage".to_owned(),
            format!("{good}.x"),
            format!("{good}.x.y"),
            token("[]", "{}"),
            token(r#"{"alg":"RS256"}"#, "{}"),
            token(r#"{"alg":"RS256","kid":7}"#, "{}"),
            token(r#"{"alg":"RS256","kid":"k","alg":"none"}"#, "{}"),
            token(r#"{"alg":"RS256","kid":"k","crit":["b64"],"b64":false}"#, "{}"),
            token(r#"{"alg":"RS256","kid":"k"}"#, "[]"),
            token(r#"{"alg":"RS256","kid":"k"}"#, "\u{feff}{}"),
            depth_bomb,
            format!("{}={}", &good[..4], &good[4..]),
        ];
        for token in table {
            assert!(refusal(&token).is_some(), "{token}");
        }
    }

    #[test]
    fn the_lifetime_has_five_minutes_of_leeway() {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let table = [
            ("{}", false),
            (r#"{"exp":1699999701}"#, true),
            (r#"{"exp":1699999700}"#, false),
            (r#"{"exp":1700000000.5}"#, true),
            (r#"{"exp":"1700000600"}"#, false),
            (r#"{"exp":null}"#, false),
            (r#"{"exp":1e300}"#, false),
            (r#"{"exp":18446744073709551615}"#, false),
            (r#"{"exp":-99999999999999}"#, false),
            (r#"{"exp":1700000600,"nbf":1700000300}"#, true),
            (r#"{"exp":1700000600,"nbf":1700000301}"#, false),
            (r#"{"exp":1700000600,"iat":1700000300}"#, true),
            (r#"{"exp":1700000600,"iat":1700000301}"#, false),
            (r#"{"exp":1700000600,"nbf":"now"}"#, false),
        ];
        for (payload, is_accepted) in table {
            let text = token(r#"{"alg":"RS256","kid":"k"}"#, payload);
            let token = Token::parse(&text).ok().unwrap();
            assert_eq!(token.check_lifetime(now).is_ok(), is_accepted, "{payload}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}", header in "\\PC{0,40}", payload in "\\PC{0,80}") {
            let _ = Token::parse(&text);
            let _ = Token::parse(&token(&header, &payload));
            if let Ok(token) = Token::parse(&token(r#"{"alg":"RS256","kid":"k"}"#, &payload)) {
                let _ = token.check_lifetime(Timestamp::UNIX_EPOCH);
            }
        }

        #[test]
        fn no_moment_makes_it_panic(exp in proptest::num::f64::ANY, nbf in proptest::num::i64::ANY) {
            let payload = serde_json::json!({ "exp": exp, "nbf": nbf }).to_string();
            let text = token(r#"{"alg":"RS256","kid":"k"}"#, &payload);
            let token = Token::parse(&text).ok().unwrap();
            let _ = token.check_lifetime(Timestamp::UNIX_EPOCH);
            let _ = token.check_lifetime(Timestamp::MAX);
        }
    }
}
