//! Whose token it is (contract 9.4.9): a person's, who acts through an application, or an application's own. The latter
//! needs no second factor and counts as `AdminAgent`, so that either has to be sure: by what the token says, never by
//! what it leaves out alone.

use serde_json::Value;

use super::claim::{Claims, find, text, texts};
use super::error::AuthError;
use super::kind::{self, SCOPES, is_there, is_well_formed_scope};
use super::settings::{IssuerSettings, Preset};

#[cfg(test)]
mod tests;

/// Claims that say something about a person or about a person's session, and nothing about an application.
/// `acr` is none of them, because a realm of Keycloak writes it into every token; nor is `email_verified: false`, which it
/// writes for a service account too, because that account has no address that somebody could have verified.
const PERSON_MARKS: [&str; 14] = [
    "upn",
    "unique_name",
    "preferred_username",
    "name",
    "given_name",
    "family_name",
    "email",
    "email_verified",
    "amr",
    "auth_time",
    "sid",
    "session_state",
    "phone_number",
    "act",
];
/// The one mark that a service account may have: its own name.
const ACCOUNT_NAME: &str = "preferred_username";
/// Claims that stand in every token, also where a person is called by them.
const NO_NAMES: [&str; 2] = ["sub", "oid"];
/// What the user of a client's service account is called before the client's own id.
const SERVICE_ACCOUNT_BEGINNING: &str = "service-account-";
/// The claims by which a realm says whose service account it is: today's, and that of older releases.
const SERVICE_CLIENT_CLAIMS: [&str; 2] = ["client_id", "clientId"];
/// For whom a token speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// A person, through an application.
    Persons,
    /// An application, for itself.
    Applications,
}

/// What tells whose a token is.
pub(super) struct WhoseRule {
    preset: Preset,
    /// The claims that hold a scope.
    scopes: Vec<String>,
    /// A claim of one's own with a person's name.
    user_name: Option<String>,
}

impl WhoseRule {
    pub(super) fn new(settings: &IssuerSettings) -> Self {
        let named = settings.scope_claim.clone();
        let scopes = match settings.preset {
            // A claim that is named wrongly must not turn people into applications.
            Preset::Entra => std::iter::once("scp".to_owned()).chain(named).collect(),
            Preset::Custom => named.map_or_else(|| SCOPES.map(str::to_owned).to_vec(), |name| vec![name]),
            Preset::Keycloak => named.into_iter().collect(),
        };
        let user_name = settings.user_name_claim.clone().filter(|name| !NO_NAMES.contains(&name.as_str()));
        Self { preset: settings.preset, scopes, user_name }
    }

    /// Whose token this is; the application is as the token names it.
    ///
    /// # Errors
    /// The token is no access token, or Entra's and does not say clearly enough whose it is.
    pub(super) fn tell(&self, claims: &Claims, application: Option<&str>) -> Result<Whose, AuthError> {
        if self.scopes.iter().filter_map(|name| find(claims, name)).any(|scope| !is_well_formed_scope(scope))
        {
            return Err(kind::ODD_SCOPE);
        }
        let has_usual_scope =
            || self.preset != Preset::Entra && SCOPES.iter().any(|name| says_text(claims, name));
        if kind::has_marks_of_id_token(claims) && !self.has_scope(claims) && !has_usual_scope() {
            return Err(kind::ID_TOKEN);
        }
        match self.preset {
            Preset::Entra => self.tell_entra(claims),
            Preset::Custom => Ok(self.tell_evident(claims, application)),
            Preset::Keycloak => Ok(self.tell_service_account(claims)),
        }
    }

    fn tell_entra(&self, claims: &Claims) -> Result<Whose, AuthError> {
        const UNCLEAR: AuthError = AuthError::invalid(
            "the token is neither a user's (scp, oid, and idtyp user if any) nor an application's own (no scp, no claim \
             of a person, oid, and idtyp app if any)",
        );
        let is_type =
            |kind: &str| find(claims, "idtyp").is_none_or(|said| said.is_null() || is_word(said, kind));
        if text(claims, "oid").is_none() {
            return Err(UNCLEAR);
        }
        // A scope that is there and says nothing is not one, and is not none.
        let is_without_scope = !self.scopes.iter().any(|name| is_there(claims, name));
        match (self.has_scope(claims), is_without_scope) {
            (true, _) if is_type("user") => Ok(Whose::Persons),
            (false, true) if is_type("app") && !self.has_person(claims, false) => Ok(Whose::Applications),
            (_, _) => Err(UNCLEAR),
        }
    }

    /// Another issuer's application has to say that it is one.
    fn tell_evident(&self, claims: &Claims, application: Option<&str>) -> Whose {
        let is_app = is_type(claims, "app");
        let has_person = self.has_person(claims, is_service_account(claims)) || is_type(claims, "user");
        let is_evident = is_app || is_own_subject(claims, application) || is_own_grant(claims);
        whose(!has_person && is_evident && (is_app || !self.has_scope(claims)))
    }

    /// A realm's application is the client's own service account; a scope claim that is named must be absent, too.
    fn tell_service_account(&self, claims: &Claims) -> Whose {
        let is_account = is_service_account(claims) && !is_type(claims, "user");
        whose(is_account && !self.has_scope(claims) && !self.has_person(claims, true))
    }

    fn has_scope(&self, claims: &Claims) -> bool {
        self.scopes.iter().any(|name| says_text(claims, name))
    }

    fn has_person(&self, claims: &Claims, is_account: bool) -> bool {
        let own = self.user_name.as_deref();
        let mut marks = PERSON_MARKS.into_iter().chain(own);
        marks.any(|mark| is_mark(claims, mark) && !(is_account && mark == ACCOUNT_NAME))
    }
}

fn whose(is_application: bool) -> Whose {
    if is_application { Whose::Applications } else { Whose::Persons }
}

/// Whether a claim tells of a person. What it says of the person does not matter: an application has none.
fn is_mark(claims: &Claims, name: &str) -> bool {
    match find(claims, name) {
        None | Some(Value::Null) => false,
        Some(Value::Bool(false)) => name != "email_verified",
        Some(_) => true,
    }
}

/// A service account is named after its client, and its token says whose it is. Neither alone is enough: a person may
/// be called `service-account-anything`, and a realm may write `client_id` into everybody's token.
fn is_service_account(claims: &Claims) -> bool {
    let Some(client) = text(claims, "azp") else { return false };
    let mut owners = SERVICE_CLIENT_CLAIMS.iter().filter_map(|name| find(claims, name)).peekable();
    let is_said = owners.peek().is_some() && owners.all(|owner| owner.as_str() == Some(client));
    let name = text(claims, ACCOUNT_NAME).and_then(|name| name.strip_prefix(SERVICE_ACCOUNT_BEGINNING));
    // A realm keeps the names of its users, service accounts among them, in lower case.
    is_said && name.is_some_and(|name| name == client || name == client.to_lowercase())
}

fn is_type(claims: &Claims, kind: &str) -> bool {
    find(claims, "idtyp").is_some_and(|said| is_word(said, kind))
}

fn is_word(value: &Value, word: &str) -> bool {
    value.as_str().is_some_and(|said| said.eq_ignore_ascii_case(word))
}

/// RFC 9068, 2.2: where no person takes part, the subject is the client. Entra's is the service principal, in both
/// claims, of an application that proved who it is.
fn is_own_subject(claims: &Claims, application: Option<&str>) -> bool {
    let subject = text(claims, "sub");
    let is_proven = ["appidacr", "azpacr"].iter().any(|name| matches!(text(claims, name), Some("1" | "2")));
    subject.is_some() && (subject == application || (is_proven && subject == text(claims, "oid")))
}

/// Some issuers name the grant.
fn is_own_grant(claims: &Claims) -> bool {
    ["gty", "grant_type"].iter().any(|name| {
        text(claims, name).is_some_and(|grant| matches!(grant, "client-credentials" | "client_credentials"))
    })
}

fn says_text(claims: &Claims, name: &str) -> bool {
    texts(claims, name).next().is_some()
}
