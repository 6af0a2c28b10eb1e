//! What somebody wrote whose session ended before they sent it: it is kept while they sign in again, and shown to nobody
//! else.

use askama::Template;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode, header};
use qualify_domain::browser_session::{KeptForm, SecretHash, SignInDoor, SignedInAs};
use qualify_domain::ports::SessionStore as _;
use qualify_vocabulary::{Person, PersonKey};
use sha2::{Digest as _, Sha256};

use super::start::{Way, begin};
use super::{address_for, encoded_pairs, kept_labels};
use crate::cookies::SecretCookie;
use crate::error::PageError;
use crate::form::{self, SentForm};
use crate::frame::{Area, Frame};
use crate::visit::Visit;

/// The field that says where the form was to be sent.
const PATH_FIELD: &str = "kept_path";
/// The field that says whose it is: a hash.
const OWNER_FIELD: &str = "kept_owner";

#[derive(Template)]
#[template(path = "session_ended.html")]
struct SessionEndedPage<'a> {
    frame: Frame<'a>,
    address: String,
    is_kept: bool,
}

#[derive(Template)]
#[template(path = "kept_form.html")]
struct KeptFormPage<'a> {
    frame: Frame<'a>,
    path: &'a str,
    token: String,
    fields: Vec<KeptField<'a>>,
}

/// A field with what was written into it.
struct KeptField<'a> {
    name: &'a str,
    value: &'a str,
    /// What it is called; none for what a page says of itself.
    label: Option<&'a str>,
}

/// Asks whoever sent a form without a session to sign in again. It is kept where this browser had a session until not long
/// ago, whose form it was.
pub(crate) async fn ask_again(
    visit: &Visit,
    sent: &HeaderMap,
    sent_form: &SentForm,
) -> Result<Response, PageError> {
    let dashboard = &visit.dashboard;
    let over = match SecretCookie::Session.find(sent, &visit.origin) {
        Some(secret) => {
            let hash = SecretHash::of(secret.as_bytes());
            let find = dashboard.store.find_over_session(hash, dashboard.clock.real_now());
            visit.info.meter.measure(find).await?
        }
        None => None,
    };
    let over = over.filter(|over| form::is_token(&over.csrf_secret, sent_form.text(form::TOKEN_FIELD)));
    let kept = over.as_ref().and_then(|over| {
        let owner = hash_of(&over.person.key);
        let own = [(PATH_FIELD, visit.info.path.as_str()), (OWNER_FIELD, owner.as_str())];
        let fields: Vec<(&str, &str)> = own.into_iter().chain(sent_form.fields()).collect();
        KeptForm::of(encoded_pairs(&fields))
    });
    let is_kept = kept.is_some();
    let (address, cookie) = match (kept, over) {
        (Some(form), Some(over)) => {
            let door = match over.as_whom {
                SignedInAs::Partner { .. } => SignInDoor::Partner,
                SignedInAs::Staff { .. } => SignInDoor::Staff,
            };
            let way = Way { door, back_to: "/dashboard".to_owned(), form: Some(form) };
            let (address, cookie) = begin(dashboard, visit, way).await?;
            (address, Some(cookie))
        }
        (_, _) => (address_for("/dashboard"), None),
    };
    let template = SessionEndedPage { frame: visit.frame(Area::None), address, is_kept };
    let mut response = visit.show_as(StatusCode::UNAUTHORIZED, &template)?;
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Shows a form again to whoever has written it; anybody else is led to the dashboard.
pub(super) fn show_again(
    visit: &Visit,
    kept: &KeptForm,
    person: &Person,
    csrf_secret: &[u8; 32],
) -> Result<Response, PageError> {
    let fields = SentForm::parse(kept.as_str());
    if fields.text(OWNER_FIELD) != hash_of(&person.key) {
        return Ok(visit.lead_to("/dashboard"));
    }
    let shown = fields.fields().filter(|(name, _)| *name != PATH_FIELD && *name != OWNER_FIELD);
    let template = KeptFormPage {
        frame: visit.frame(Area::None),
        path: super::own_path(fields.text(PATH_FIELD)),
        token: form::token(csrf_secret),
        fields: shown
            .map(|(name, value)| KeptField {
                name,
                value,
                label: kept_labels::is_written(name).then(|| kept_labels::label(visit.texts(), name)),
            })
            .collect(),
    };
    visit.show(&template)
}

fn hash_of(key: &PersonKey) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(key.as_str()))
}
