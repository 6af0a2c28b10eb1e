//! What an access token says of itself, for `whoami` and `doctor`. Nothing is verified, and nothing decided by it: that is
//! the service's. A token that is no JWT says nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_vocabulary::Timestamp;
use serde_json::Value;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claims(Value);

impl Claims {
    pub(crate) fn of(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&bytes).ok().filter(Value::is_object).map(Self)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.0[name].as_str().map(str::to_owned)
    }

    fn texts(&self, name: &str) -> Vec<String> {
        match &self.0[name] {
            Value::String(text) => vec![text.clone()],
            Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn user(&self) -> Option<String> {
        ["upn", "unique_name", "preferred_username"].into_iter().find_map(|name| self.text(name))
    }

    pub(crate) fn tenant(&self) -> Option<String> {
        self.text("tid")
    }

    pub(crate) fn application(&self) -> Option<String> {
        self.text("appid").or_else(|| self.text("azp"))
    }

    pub(crate) fn audiences(&self) -> Vec<String> {
        self.texts("aud")
    }

    pub(crate) fn roles(&self) -> Vec<String> {
        self.texts("roles")
    }

    /// Whether a user is signed in beside the application (contract 5.1).
    pub(crate) fn has_user(&self) -> bool {
        let has_scope = self.text("scp").is_some_and(|scope| !scope.trim().is_empty());
        has_scope && self.text("idtyp").as_deref() != Some("app")
    }

    /// Whether the token shows a second factor; `None` if it says nothing about how its user signed in.
    pub(crate) fn has_second_factor(&self) -> Option<bool> {
        let methods = self.texts("amr");
        (!methods.is_empty()).then(|| methods.iter().any(|method| method.eq_ignore_ascii_case("mfa")))
    }

    pub(crate) fn ends_at(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.0["exp"].as_i64()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(payload: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn a_token_says_who_it_is_about() {
        let claims = Claims::of(&token(
            r#"{"tid":"t","upn":"ana@northlight.example","scp":"user_impersonation","amr":["pwd","mfa"],"aud":"a","exp":0}"#,
        ));
        let claims = claims.unwrap();
        assert_eq!(claims.user().as_deref(), Some("ana@northlight.example"));
        assert_eq!((claims.has_user(), claims.has_second_factor()), (true, Some(true)));
        assert_eq!(claims.audiences(), ["a"]);
        assert_eq!(claims.ends_at().unwrap().to_string(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn an_application_alone_has_no_user() {
        assert!(!Claims::of(&token(r#"{"roles":["x"]}"#)).unwrap().has_user());
        assert!(!Claims::of(&token(r#"{"scp":"x","idtyp":"app"}"#)).unwrap().has_user());
        assert_eq!(Claims::of(&token(r#"{"amr":["pwd"]}"#)).unwrap().has_second_factor(), Some(false));
        assert_eq!(Claims::of(&token("{}")).unwrap().has_second_factor(), None);
    }

    #[test]
    fn what_is_no_token_says_nothing() {
        for text in ["", "garbage", "a.b", "a.b.c", "e30.W10.c2ln", "..", "a.%%%.b"] {
            assert_eq!(Claims::of(text), None, "{text}");
        }
    }
}
