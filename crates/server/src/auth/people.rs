//! Who a member of our staff is: the issuer of the token with the subject that it knows them by (contract 9.4.10). Names
//! are for display; none identifies.

use qualify_vocabulary::{Person, PersonKey, StaffRole, Timestamp, UserId, shown_person_name};

use super::claim::{Claims, text, texts};
use super::claims::bounded_name;
use super::error::AuthError;
use super::identity::StaffPrincipal;
use super::settings::{OperatorSettings, Preset};

/// Where a member of staff is named, the best name for display first.
const STAFF_NAME_CLAIMS: [&str; 5] = ["upn", "unique_name", "preferred_username", "email", "name"];
/// What an application of ours is named by.
const STAFF_APPLICATION_CLAIMS: [&str; 2] = ["appid", "azp"];
/// Longest subject, as OpenID Connect Core 2 has it.
const SUBJECT_CHARS_MAX: usize = 255;
/// The one name of an issuer of our own, at whichever origin it was asked.
const OWN_ISSUER: &str = "sandbox";

/// Where the tokens of an issuer say who a member of our staff is.
pub(super) struct PersonRule {
    /// The issuer in its one form.
    issuer: String,
    /// The name of the claim that tells the issuer's people apart.
    subject_claim: String,
    /// Whether the subject is usually a GUID, which has several spellings.
    is_guid: bool,
}

impl PersonRule {
    pub(super) fn new(settings: &OperatorSettings) -> Self {
        let is_entra = settings.preset == Preset::Entra || settings.entra_tenant().is_some();
        let default_claim = if is_entra { "oid" } else { "sub" };
        Self {
            issuer: settings.issuer_of_people(),
            subject_claim: settings.user_claim.clone().unwrap_or_else(|| default_claim.to_owned()),
            is_guid: is_entra && settings.user_claim.is_none(),
        }
    }

    /// The rules for the tokens of an issuer of our own.
    pub(super) fn own() -> Self {
        Self { issuer: OWN_ISSUER.to_owned(), subject_claim: "oid".to_owned(), is_guid: true }
    }

    /// The member of our staff that the claims are about.
    pub(super) fn principal(
        &self,
        claims: &Claims,
        expires_at: Timestamp,
        role_claim: &str,
    ) -> Result<StaffPrincipal, AuthError> {
        let key = self.key(claims)?;
        let names: Vec<String> =
            STAFF_NAME_CLAIMS.iter().flat_map(|claim| texts(claims, claim)).map(str::to_owned).collect();
        let applications = STAFF_APPLICATION_CLAIMS.iter().filter_map(|claim| text(claims, claim));
        let shown = names.iter().map(String::as_str).chain(applications).chain(key.subject());
        let name = shown.map(|name| bounded_name(&shown_person_name(name))).find(|name| !name.is_empty());
        let mut roles: Vec<StaffRole> = Vec::new();
        for role in texts(claims, role_claim).filter_map(|value| StaffRole::parse(value).ok()) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        let person = Person { name: name.unwrap_or_default(), key };
        Ok(StaffPrincipal { person, names, roles, has_mfa: false, expires_at })
    }

    /// Who the token is about: its issuer's subject, and nobody whom it names otherwise.
    fn key(&self, claims: &Claims) -> Result<PersonKey, AuthError> {
        let subject = text(claims, &self.subject_claim).ok_or(AuthError::invalid(
            "the token does not say who its user is: the claim that operator.user_claim names (by default oid for Entra, \
             and sub for others) is missing",
        ))?;
        if let Some(id) = UserId::parse(subject).ok().filter(|_| self.is_guid) {
            return Ok(PersonKey::of(&self.issuer, &id.to_string()));
        }
        // A subject that was cut could be somebody else's.
        if subject.chars().count() > SUBJECT_CHARS_MAX {
            return Err(AuthError::invalid("the token's user has an id of more than 255 characters"));
        }
        Ok(PersonKey::of(&self.issuer, subject))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::auth::claims::USER_NAME_CHARS_MAX;

    const GUID: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";

    fn staff(settings: &OperatorSettings, claims: &Value) -> Result<StaffPrincipal, AuthError> {
        PersonRule::new(settings).principal(claims.as_object().unwrap(), Timestamp::UNIX_EPOCH, "roles")
    }

    fn key_of(settings: &OperatorSettings, claims: &Value) -> PersonKey {
        staff(settings, claims).unwrap().person.key
    }

    #[test]
    fn staff_have_their_known_roles_and_a_bounded_name() {
        let settings = OperatorSettings::new("https://id.example");
        let claims =
            json!({ "sub": "1", "upn": "o".repeat(1000), "roles": ["Lead", "Cook", "lead", "Operator"] });
        let staff = staff(&settings, &claims).unwrap();
        assert_eq!(staff.roles, [StaffRole::Lead, StaffRole::Operator]);
        assert_eq!(staff.person.name.len(), USER_NAME_CHARS_MAX);
    }

    #[test]
    fn trust_01_no_name_of_a_token_says_who_it_is_about() {
        let settings = OperatorSettings::new("https://id.example/");
        let rita = key_of(&settings, &json!({ "sub": "1", "preferred_username": "rita@qualify.example" }));
        for names in [
            json!({}),
            json!({ "preferred_username": "Rita@qualify.example" }),
            json!({ "upn": "r.smith@qualify.example", "preferred_username": "rita@qualify.example" }),
            json!({ "preferred_username": "rita\u{200b}@qualify.example", "oid": GUID }),
            json!({ "name": "Rita", "email": "rita@qualify.example", "azp": "portal" }),
        ] {
            let mut claims = names.clone();
            claims["sub"] = json!("1");
            assert_eq!(key_of(&settings, &claims), rita, "{names}");
            claims["sub"] = json!("2");
            assert_ne!(key_of(&settings, &claims), rita, "{names}");
        }
        assert_ne!(key_of(&OperatorSettings::new("https://other.example"), &json!({ "sub": "1" })), rita);
    }

    #[test]
    fn trust_01_a_token_that_does_not_say_who_it_is_about_is_refused() {
        let custom = OperatorSettings::new("https://id.example");
        let entra = OperatorSettings::new(format!("https://login.microsoftonline.com/{GUID}/v2.0"));
        let employee = OperatorSettings { user_claim: Some("employee".to_owned()), ..custom.clone() };
        for (settings, claims) in [
            (&custom, json!({ "oid": GUID, "upn": "rita@qualify.example" })),
            (&custom, json!({ "sub": " ", "upn": "rita@qualify.example" })),
            (&custom, json!({ "sub": 7 })),
            (&custom, json!({ "sub": "x".repeat(256) })),
            (&entra, json!({ "sub": "1", "upn": "rita@qualify.example" })),
            (&employee, json!({ "sub": "1", "oid": GUID })),
        ] {
            let refused = staff(settings, &claims).map(|staff| staff.person.name);
            assert!(matches!(refused, Err(AuthError::InvalidToken { .. })), "{claims}");
        }
        assert_eq!(key_of(&employee, &json!({ "employee": "E7" })).subject(), Some("E7"));
    }

    #[test]
    fn trust_01_both_versions_of_entras_tokens_are_about_one_person() {
        let upper = GUID.to_uppercase();
        let keys = [
            (format!("https://sts.windows.net/{GUID}/"), GUID),
            (format!("https://login.microsoftonline.com/{GUID}/v2.0"), GUID),
            (format!("https://login.microsoftonline.com/{upper}/v2.0"), upper.as_str()),
        ]
        .map(|(issuer, oid)| {
            key_of(&OperatorSettings::new(issuer), &json!({ "oid": oid, "sub": "pairwise" }))
        });
        assert!(keys.iter().all(|key| *key == keys[0]), "{:?}", keys.each_ref().map(PersonKey::as_str));
        let own = PersonRule::own();
        let claims = json!({ "oid": GUID, "iss": "http://127.0.0.1:1/x/v2.0" });
        let there = own.principal(claims.as_object().unwrap(), Timestamp::UNIX_EPOCH, "roles").unwrap();
        assert_eq!(there.person.key, PersonKey::of("sandbox", GUID));
    }

    #[test]
    fn trust_01_a_name_is_shown_without_what_does_not_show_and_bars_as_it_is() {
        let settings = OperatorSettings::new("https://id.example");
        let claims = json!({ "sub": "1", "upn": "\u{200b}", "preferred_username": "ri\u{200b}ta", "email": "r@x.example" });
        let staff = staff(&settings, &claims).unwrap();
        assert_eq!(staff.person.name, "rita");
        assert_eq!(staff.names, ["\u{200b}", "ri\u{200b}ta", "r@x.example"]);
        let nameless = PersonRule::new(&settings);
        let claims = json!({ "sub": "the subject" });
        let staff = nameless.principal(claims.as_object().unwrap(), Timestamp::UNIX_EPOCH, "roles").unwrap();
        assert_eq!(staff.person.name, "the subject");
    }
}
