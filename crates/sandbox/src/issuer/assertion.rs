//! Client assertions: an application shows who it is by a JWT that it signed with the key of one of its certificates
//! (RFC 7521, 4.2; RFC 7523, 2.2 and 3; contract 9.4.5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use qualify_server::auth::OwnIssuer as _;
use qualify_server::config::ClientAssertions;
use qualify_vocabulary::{ApplicationId, Timestamp};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Number;
use sha2::{Digest as _, Sha256};

use super::desk::Desk;
use super::refusal::{Reason, Refused};
use super::tenant::{Tenant, shown};
use super::used_assertions::malformed;
use crate::client_certificate::{ClientCertificate, Thumbprints};
use crate::directory::Application;

/// The one kind of assertion.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The algorithms, by their names in the header.
pub(super) const ALGORITHMS: [(&str, Algorithm); 2] =
    [("PS256", Algorithm::PS256), ("RS256", Algorithm::RS256)];
/// What a header may call its token; absent is fine too.
const TYPES: [&str; 2] = ["JWT", "client-authentication+jwt"];
/// How far ahead an assertion may end, in seconds.
const LIFETIME_SECONDS_MAX: i64 = 600;
/// How far the client's clock may be from ours, in seconds.
const LEEWAY_SECONDS: i64 = 30;
/// What an audience of ours ends in, behind the name of the tenant: the token endpoints, and the issuer.
const AUDIENCE_ENDS: [&str; 3] = ["/oauth2/v2.0/token", "/oauth2/token", "/v2.0"];

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    x5t: Option<String>,
    #[serde(rename = "x5t#S256")]
    x5t_s256: Option<String>,
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: Number,
    nbf: Option<Number>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// An assertion, read but not believed yet.
pub(super) struct Assertion<'a> {
    header: Header,
    claims: Claims,
    /// What was signed.
    message: &'a str,
    signature: &'a str,
}

impl<'a> Assertion<'a> {
    pub(super) fn read(text: &'a str) -> Result<Self, Refused> {
        const FORM: &str = "it is no signed JWT with iss, sub, aud, exp and jti";
        let (message, signature) = text.rsplit_once('.').ok_or_else(|| malformed(FORM))?;
        let (header, claims) = message.split_once('.').ok_or_else(|| malformed(FORM))?;
        let header = decode(header).ok_or_else(|| malformed(FORM))?;
        let claims = decode(claims).ok_or_else(|| malformed(FORM))?;
        Ok(Self { header, claims, message, signature })
    }

    /// The application that it says it is from.
    pub(super) fn client_id(&self) -> &str {
        &self.claims.sub
    }

    /// Checks that the application signed it, for us, now, and for the first time.
    pub(super) fn check(
        &self,
        desk: &Desk<'_>,
        tenant: Tenant,
        application: &Application,
    ) -> Result<(), Refused> {
        self.check_signature(application, desk.now)?;
        let is_application = |name: &str| ApplicationId::parse(name).is_ok_and(|id| id == application.id);
        if !is_application(&self.claims.iss) || !is_application(&self.claims.sub) {
            return Err(Refused::new(
                Reason::AssertionOfAnother,
                "Client assertion application identifier doesn't match 'client_id' parameter: iss and sub have to be the \
                 application's id.",
            ));
        }
        let ends = self.check_times(desk.second())?;
        if !self.audiences().iter().any(|audience| is_ours(desk, tenant, audience)) {
            return Err(Refused::new(
                Reason::AssertionForAnother,
                format!(
                    "Client assertion audience claim does not match Realm issuer: aud is '{}', and has to be the token \
                     endpoint that is asked, or the issuer.",
                    shown(self.audiences().first().map_or("", String::as_str))
                ),
            ));
        }
        match desk.state.client_assertions {
            ClientAssertions::Once => {
                desk.state.assertions.note(self.hash(application.id), ends, desk.second())
            }
            ClientAssertions::Reusable => Ok(()),
        }
    }

    fn audiences(&self) -> &[String] {
        match &self.claims.aud {
            Audience::One(audience) => std::slice::from_ref(audience),
            Audience::Several(audiences) => audiences,
        }
    }

    fn check_signature(&self, application: &Application, now: Timestamp) -> Result<(), Refused> {
        let Header { alg, typ, crit, .. } = &self.header;
        let algorithm = ALGORITHMS.iter().find(|(name, _)| name == alg).map(|(_, algorithm)| *algorithm);
        let algorithm = algorithm.ok_or_else(|| malformed("alg has to be PS256 or RS256"))?;
        let is_type = |typ: &String| TYPES.iter().any(|known| known.eq_ignore_ascii_case(typ));
        if crit.is_some() || !typ.as_ref().is_none_or(is_type) {
            return Err(malformed("the header says that it is something else"));
        }
        let certificate = self.find_certificate(application)?;
        let message = self.message.as_bytes();
        let verdict = jsonwebtoken::crypto::verify(self.signature, message, &certificate.key, algorithm);
        if !verdict.unwrap_or(false) {
            return Err(unsigned("The signature is not that of the certificate's key."));
        }
        if now < certificate.validity.from || now >= certificate.validity.until {
            return Err(unsigned("The certificate has expired, or is not valid yet."));
        }
        Ok(())
    }

    /// The certificate that the header names, by one thumbprint or by both.
    fn find_certificate<'c>(&self, application: &'c Application) -> Result<&'c ClientCertificate, Refused> {
        let Header { x5t, x5t_s256, .. } = &self.header;
        if x5t.is_none() && x5t_s256.is_none() {
            return Err(malformed("the header names no certificate; it needs x5t or x5t#S256"));
        }
        let is_named = |certificate: &&ClientCertificate| {
            let Thumbprints { sha1, sha256 } = &certificate.thumbprints;
            x5t.as_ref().is_none_or(|name| names(name, sha1))
                && x5t_s256.as_ref().is_none_or(|name| names(name, sha256))
        };
        application.certificates.iter().find(is_named).ok_or_else(|| {
            unsigned(
                "The certificate with identifier used to sign the client assertion is not registered on application. List \
                 it under certificates of the application in the seed.",
            )
        })
    }

    /// Checks the times, and gives the second from which on it is of no use.
    fn check_times(&self, now: i64) -> Result<i64, Refused> {
        let refused = |text: &'static str| Err(Refused::new(Reason::AssertionTimes, text));
        let (Some(exp), nbf) = (second(&self.claims.exp), self.claims.nbf.as_ref().map(second)) else {
            return refused(
                "Client assertion is not within its valid time range: exp is no number of seconds.",
            );
        };
        let ends = exp.saturating_add(LEEWAY_SECONDS);
        if ends <= now {
            return refused("Client assertion is not within its valid time range: it has expired.");
        }
        if exp > now + LIFETIME_SECONDS_MAX + LEEWAY_SECONDS {
            return refused(
                "Client assertion is not within its valid time range: exp is more than 10 minutes away.",
            );
        }
        match nbf {
            Some(None) => {
                refused("Client assertion is not within its valid time range: nbf is no number of seconds.")
            }
            Some(Some(nbf)) if nbf > now + LEEWAY_SECONDS => {
                refused("Client assertion is not within its valid time range: it is not valid yet.")
            }
            Some(Some(_)) | None => Ok(ends),
        }
    }

    fn hash(&self, application: ApplicationId) -> [u8; 32] {
        Sha256::new().chain_update(application.as_bytes()).chain_update(&self.claims.jti).finalize().into()
    }
}

/// Whether this is the token endpoint or the issuer of the tenant that is asked, at a name of ours.
fn is_ours(desk: &Desk<'_>, tenant: Tenant, audience: &str) -> bool {
    AUDIENCE_ENDS.iter().any(|end| {
        let parts = audience.strip_suffix(end).and_then(|rest| rest.rsplit_once('/'));
        parts.is_some_and(|(origin, name)| {
            desk.issuer.is_origin(origin) && desk.tenant(name).is_ok_and(|named| named == tenant)
        })
    })
}

fn names(name: &str, thumbprint: &[u8]) -> bool {
    URL_SAFE_NO_PAD.decode(name.trim_end_matches('=')).is_ok_and(|bytes| bytes == thumbprint)
}

/// A moment in whole seconds, rounded down.
fn second(number: &Number) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "seconds of any year that a clock shows fit")]
    number
        .as_i64()
        .or_else(|| number.as_f64().filter(|seconds| seconds.abs() < 1e15).map(|seconds| seconds as i64))
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn unsigned(why: &str) -> Refused {
    Refused::new(Reason::AssertionUnsigned, format!("Client assertion failed signature validation. {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn edge_09_no_text_makes_it_panic(text in "\\PC{0,200}", header in "\\PC{0,60}", claims in "\\PC{0,120}") {
            let _ = Assertion::read(&text).map(drop);
            let token = format!("{}.{}.x", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
            let _ = Assertion::read(&token).map(drop);
        }

        #[test]
        fn edge_09_no_times_make_it_panic(exp in proptest::num::f64::ANY, nbf in proptest::num::i64::ANY) {
            let claims = serde_json::json!({ "iss": "a", "sub": "a", "aud": ["b"], "exp": exp, "nbf": nbf, "jti": "j" });
            let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"PS256"}"#);
            let token = format!("{header}.{}.x", URL_SAFE_NO_PAD.encode(claims.to_string()));
            if let Ok(assertion) = Assertion::read(&token) {
                let _ = assertion.check_times(1_700_000_000);
            }
        }
    }
}
