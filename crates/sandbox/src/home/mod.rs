//! `GET /`: what this sandbox is, who can sign in, a token, and what to do next; and the documents beside it.

pub(crate) mod commands;
pub(crate) mod documents;

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use qualify_domain::ports::OperatorStore as _;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::QueryValues;
use qualify_server::html::{PagePolicy, STYLE, answer};

use self::commands::Command;
use super::directory::{Directory, Person};
use super::document::Document;
use super::issuer::asked::AskedOrigin;
use super::issuer::sign_in_link;
use super::minting::STAFF_TENANT;
use super::origin;
use super::state::{Handle, Sandbox};
use super::tokens::administrator_token;

/// People who are shown; a seed may have thousands.
const PEOPLE_MAX: usize = 30;

/// Puts a button beside each text that is there to be copied. Without it, a click on the text selects the whole of it.
const COPY_SCRIPT: &str = include_str!("../../templates/copy.js");

/// The style of every page, and what this one has besides.
static HOME_STYLE: LazyLock<String> =
    LazyLock::new(|| format!("{STYLE}{}", include_str!("../../templates/home.css")));

static POLICY: LazyLock<PagePolicy> = LazyLock::new(|| PagePolicy::with_style(&HOME_STYLE, &[COPY_SCRIPT]));

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    style: &'static str,
    script: &'static str,
    url: &'a str,
    /// Set where the browser comes back from a sign-in.
    is_back: bool,
    people: Vec<Someone<'a>>,
    /// People who are not shown.
    others: usize,
    token: Option<Token<'a>>,
    commands: Vec<Command>,
    sign_in: Option<String>,
    documents: &'static [Document],
}

/// Somebody who can sign in.
struct Someone<'a> {
    name: &'a str,
    password: &'a str,
    role: &'static str,
    of: String,
}

/// A token, and whose it is.
struct Token<'a> {
    text: String,
    user: &'a str,
}

/// What this sandbox is, who can sign in, a token, and what to do next: a page for people.
#[utoipa::path(get, path = "/", tag = "sandbox", operation_id = "show_home",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")))]
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    asked: AskedOrigin,
    target: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let url = asked.0.as_str();
    let query = QueryValues::new(&request.query);
    let directory = sandbox.directory();
    // A name that somebody lets point here is none of ours, and its pages get no token.
    let mut hosts = origin::hosts(&target, &headers);
    let is_asked_by_name = hosts.next().is_some_and(|host| sandbox.names.origin_of(host).is_some());
    let page = HomePage {
        style: &HOME_STYLE,
        script: COPY_SCRIPT,
        url,
        is_back: query.find("code").is_some(),
        people: directory.people_of(None).take(PEOPLE_MAX).map(|person| shown(&sandbox, person)).collect(),
        others: directory.people_of(None).count().saturating_sub(PEOPLE_MAX),
        token: if is_asked_by_name { token(&sandbox, &directory, &asked)? } else { None },
        commands: commands::next(&sandbox, url),
        sign_in: sign_in_link(&directory, url),
        documents: sandbox.documents,
    };
    Ok(answer(StatusCode::OK, &page, &POLICY, &[])?)
}

fn shown<'a>(sandbox: &Sandbox, person: &'a Person) -> Someone<'a> {
    let of = if person.tenant == STAFF_TENANT {
        "the operator's staff".to_owned()
    } else {
        let partner = sandbox.store.find_partner(person.tenant);
        partner.map_or_else(|| person.tenant.to_string(), |partner| partner.name.clone())
    };
    Someone { name: &person.name, password: &person.password, role: person.role.name(), of }
}

/// A token of the first partner's administrator, if it has one.
fn token<'a>(
    sandbox: &Handle,
    directory: &'a Directory,
    asked: &AskedOrigin,
) -> Result<Option<Token<'a>>, Failure> {
    let Some(person) = directory.administrator_of(directory.default_partner) else { return Ok(None) };
    let (text, _) = administrator_token(sandbox, asked, person.tenant)?;
    Ok(Some(Token { text, user: &person.name }))
}
