//! Outcomes that are scripted: by the host of an e-mail address, and for single customers.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_dashboard::{Area, Frame, OpenPage, PageError, SentForm};
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::OperatorStore as _;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::QueryValues;
use qualify_vocabulary::{CustomerId, Decision, PartnerId};

use super::{Carried, Notice, PANEL, carry_out, lead_to, used_forms};
use crate::scripted::{SCRIPTED_HOSTS, ScriptedHost, Told};
use crate::scripts::routes::{find, tell, told_by};
use crate::scripts::{SLOW, Script};
use crate::state::{Handle, Sandbox};

/// Customers with a script that are shown; there can be many.
const SCRIPTS_SHOWN_MAX: usize = 200;

#[derive(Template)]
#[template(path = "panel/outcomes.html")]
struct OutcomesPage<'a> {
    frame: Frame<'a>,
    once: String,
    notice: Option<Notice>,
    hosts: Vec<HostRow>,
    words: Vec<&'static str>,
    slow: &'static str,
    scripts: Vec<ScriptRow>,
    others: usize,
    typed: &'a SentForm,
}

struct HostRow {
    host: &'static str,
    meaning: &'static str,
    /// A documented reason, which is never translated.
    is_reason: bool,
}

struct ScriptRow {
    customer: CustomerId,
    partner: PartnerId,
    partner_name: String,
    outcome: String,
}

/// The hosts, and the customers of whom vetting was told what to say.
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    page: OpenPage,
    OpenCall(request): OpenCall,
) -> Result<Response, PageError> {
    let done = QueryValues::new(&request.query).find("done");
    let notice = done.is_some().then(|| Notice::good(page.texts().panel_done_outcome()));
    render(&sandbox, &page, &SentForm::default(), (StatusCode::OK, notice))
}

/// Tells vetting what to say of a customer, or to say what it finds.
pub(crate) async fn set(
    State(sandbox): State<Handle>,
    page: OpenPage,
    form: SentForm,
) -> Result<Response, PageError> {
    match carry_out(&sandbox, &form, tell_of(&sandbox, &form)).await? {
        Carried::Out(()) => Ok(lead_to(&page, "/outcomes", "outcome")),
        Carried::Before => Ok(page.lead_to(&format!("{PANEL}/outcomes"))),
        Carried::Wrong(status, notice) => render(&sandbox, &page, &form, (status, Some(notice))),
    }
}

async fn tell_of(sandbox: &Sandbox, form: &SentForm) -> Result<(), Failure> {
    let wrong = |text: &'static str| Failure::new(ErrorKind::InvalidProperty, text);
    let customer = CustomerId::parse(form.text("customer"))
        .map_err(|_| wrong("The customer is named by its Microsoft ID, a GUID."))?;
    let partner = form.find("partner").map(PartnerId::parse).transpose();
    let partner = partner.map_err(|_| wrong("The partner is named by its tenant, a GUID."))?;
    let key: CustomerKey = find(sandbox, customer, partner).await?;
    if form.text("action") == "clear" {
        return Ok(sandbox.scripts.tell(&sandbox.store, key, None).await?);
    }
    let outcome = form.text("outcome");
    let length = form.find("for").filter(|_| outcome == SLOW);
    tell(sandbox, key, told_by(outcome, length)?).await
}

fn render(
    sandbox: &Sandbox,
    page: &OpenPage,
    typed: &SentForm,
    (status, notice): (StatusCode, Option<Notice>),
) -> Result<Response, PageError> {
    let mut scripts = sandbox.scripts.list();
    scripts.sort_by_key(|script| (script.partner, script.customer));
    let row = |script: &Script| {
        let partner = sandbox.store.find_partner(script.partner);
        ScriptRow {
            customer: script.customer,
            partner: script.partner,
            partner_name: partner.map(|partner| partner.name.clone()).unwrap_or_default(),
            outcome: match script.length {
                Some(length) => format!("{} {length:#}", script.outcome),
                None => script.outcome.clone(),
            },
        }
    };
    let template = OutcomesPage {
        frame: page.frame(Area::Sandbox),
        once: used_forms::fresh(),
        notice,
        hosts: SCRIPTED_HOSTS.iter().map(|known| host_row(page, known)).collect(),
        words: Told::words().collect(),
        slow: SLOW,
        scripts: scripts.iter().take(SCRIPTS_SHOWN_MAX).map(row).collect(),
        others: scripts.len().saturating_sub(SCRIPTS_SHOWN_MAX),
        typed,
    };
    page.show_as(status, &template)
}

fn host_row(page: &OpenPage, known: &ScriptedHost) -> HostRow {
    let texts = page.texts();
    let (meaning, is_reason) = match known.decision() {
        Some(Decision::Approve) => (texts.status_approved(), false),
        Some(Decision::NeedsPerson) => (texts.panel_outcome_review(), false),
        Some(Decision::Deny(reason)) => (reason.text(), true),
        None => (texts.panel_outcome_slow(), false),
    };
    HostRow { host: known.host, meaning, is_reason }
}
