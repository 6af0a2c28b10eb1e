//! The first page of the panel: the clock, a token, the seed and the way back to it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_dashboard::{Area, Frame, OpenPage, PageError, SentForm};
use qualify_domain::ports::OperatorStore as _;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::QueryValues;
use qualify_vocabulary::{PartnerId, SignedDuration, Timestamp, parse_duration};

use super::{Carried, Notice, PANEL, carry_out, lead_to, used_forms};
use crate::issuer::asked::AskedOrigin;
use crate::minting::STAFF_TENANT;
use crate::state::{Handle, Sandbox};
use crate::tokens::{TokenAnswer, TokenKind, TokenRequest, mint_as_wished};
use crate::{clock, reset, seed_used};

/// People who can be chosen from a list; for others there is `/sandbox/token`.
const PEOPLE_MAX: usize = 100;

#[derive(Template)]
#[template(path = "panel/overview.html")]
struct OverviewPage<'a> {
    frame: Frame<'a>,
    once: String,
    notice: Option<Notice>,
    now: String,
    shown: String,
    /// Whether the clock runs; none for one that nobody stops.
    is_running: Option<bool>,
    clock_at: &'static str,
    seed: String,
    people: Vec<Choice>,
    applications: Vec<Choice>,
    token: Option<TokenAnswer>,
    who: String,
}

/// Somebody who can have a token.
struct Choice {
    value: String,
    label: String,
}

/// The page.
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    page: OpenPage,
    OpenCall(request): OpenCall,
) -> Result<Response, PageError> {
    let texts = page.texts();
    let done = QueryValues::new(&request.query).find("done");
    let notice = match done.as_deref() {
        Some("clock") => Some(Notice::good(texts.panel_done_clock())),
        Some("unsettled") => Some(Notice::good(texts.panel_done_unsettled())),
        Some("reset") => Some(Notice::good(texts.panel_done_reset())),
        _ => None,
    };
    render(&sandbox, &page, (StatusCode::OK, notice), None)
}

/// Sets the clock, turns it forward, lets it run or stops it.
pub(crate) async fn move_clock(
    State(sandbox): State<Handle>,
    page: OpenPage,
    form: SentForm,
) -> Result<Response, PageError> {
    match carry_out(&sandbox, &form, turn(&sandbox, &form)).await? {
        Carried::Out(true) => Ok(lead_to(&page, "", "clock")),
        Carried::Out(false) => Ok(lead_to(&page, "", "unsettled")),
        Carried::Before => Ok(page.lead_to(PANEL)),
        Carried::Wrong(status, notice) => render(&sandbox, &page, (status, Some(notice)), None),
    }
}

async fn turn(sandbox: &Sandbox, form: &SentForm) -> Result<bool, Failure> {
    let (now, running) = match (form.text("action"), form.find("by"), form.find("now")) {
        ("run", _, _) => (None, Some(true)),
        ("stop", _, _) => (None, Some(false)),
        (_, Some(by), _) => (Some(clock::later(sandbox.clock.now(), length(by)?)?), None),
        (_, None, now) => (Some(clock::moment(now.unwrap_or_default())?), None),
    };
    clock::move_clock(sandbox, now, running).await
}

/// A length of time as a form says it.
pub(super) fn length(text: &str) -> Result<SignedDuration, Failure> {
    parse_duration(text).map_err(|error| {
        Failure::new(qualify_contract::errors::ErrorKind::InvalidProperty, format!("{error}."))
    })
}

/// Back to the seed, if somebody says that they mean it.
pub(crate) async fn reset(
    State(sandbox): State<Handle>,
    page: OpenPage,
    form: SentForm,
) -> Result<Response, PageError> {
    if form.find("sure").is_none() {
        let notice = Notice::problem(page.texts().panel_not_sure().to_owned());
        return render(&sandbox, &page, (StatusCode::BAD_REQUEST, Some(notice)), None);
    }
    match carry_out(&sandbox, &form, reset::back_to_seed(&sandbox)).await? {
        Carried::Out(_) => Ok(lead_to(&page, "", "reset")),
        Carried::Before => Ok(page.lead_to(PANEL)),
        Carried::Wrong(status, notice) => render(&sandbox, &page, (status, Some(notice)), None),
    }
}

/// Makes a token and shows it: twice, if it is asked for twice, which changes nothing.
pub(crate) async fn mint(
    State(sandbox): State<Handle>,
    page: OpenPage,
    asked: AskedOrigin,
    form: SentForm,
) -> Result<Response, PageError> {
    match mint_as_wished(&sandbox, &asked, wish(&form)).await {
        Ok(token) => {
            let token = Some((token, form.text("who").to_owned()));
            render(&sandbox, &page, (StatusCode::OK, None), token)
        }
        Err(Failure::Api(error)) if error.status() < 500 => {
            let notice = Notice::problem(error.description().to_owned());
            render(&sandbox, &page, (StatusCode::BAD_REQUEST, Some(notice)), None)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn wish(form: &SentForm) -> TokenRequest {
    let mut wish = TokenRequest {
        mfa: form.find("without-mfa").map(|_| false),
        expires_in_seconds: form.find("seconds").map(|text| text.parse().unwrap_or(i64::MAX)),
        ..TokenRequest::default()
    };
    match form.text("who").split_once(':') {
        Some(("app", partner)) => {
            wish.kind = TokenKind::Application;
            wish.partner = Some(partner.to_owned());
        }
        Some(("staff", user)) => {
            wish.kind = TokenKind::Staff;
            wish.user = Some(user.to_owned());
        }
        Some((_, user)) => wish.user = Some(user.to_owned()),
        None => {}
    }
    wish
}

fn render(
    sandbox: &Sandbox,
    page: &OpenPage,
    (status, notice): (StatusCode, Option<Notice>),
    token: Option<(TokenAnswer, String)>,
) -> Result<Response, PageError> {
    let directory = sandbox.directory();
    let people = directory.people_of(None).take(PEOPLE_MAX).map(|person| {
        let kind = if person.tenant == STAFF_TENANT { "staff" } else { "user" };
        let label = format!("{}, {}", person.name, person.role.name());
        Choice { value: format!("{kind}:{}", person.name), label }
    });
    let mut partners: Vec<PartnerId> = directory.people_of(None).map(|person| person.tenant).collect();
    partners.retain(|tenant| *tenant != STAFF_TENANT);
    partners.dedup();
    let name_of = |id: &PartnerId| {
        let partner = sandbox.store.find_partner(*id);
        partner.map_or_else(|| id.to_string(), |partner| partner.name.clone())
    };
    let applications = partners.iter().take(PEOPLE_MAX).map(|id| Choice {
        value: format!("app:{id}"),
        label: page.texts().panel_token_application(name_of(id)),
    });
    let view = sandbox.clock.view();
    let now = view.as_ref().map_or_else(|| sandbox.clock.now(), |view| view.now);
    let (token, who) = token.map_or((None, String::new()), |(token, who)| (Some(token), who));
    let template = OverviewPage {
        frame: page.frame(Area::Sandbox),
        once: used_forms::fresh(),
        notice,
        now: whole_seconds(now),
        shown: page.locale().moment(now),
        is_running: Some(view.is_some_and(|view| view.running)),
        clock_at: "/dashboard/sandbox/clock",
        seed: match sandbox.settings.seed_file {
            Some(_) => seed_used::name(&sandbox.settings),
            None => page.texts().panel_seed_built_in().to_owned(),
        },
        people: people.collect(),
        applications: applications.collect(),
        token,
        who,
    };
    page.show_as(status, &template)
}

/// As the field takes it.
pub(super) fn whole_seconds(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
