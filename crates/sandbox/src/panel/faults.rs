//! Faults: those that wait, one more, none any more.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_dashboard::{Area, Frame, OpenPage, PageError, SentForm};
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::QueryValues;
use serde_json::{Map, Value, json};

use super::{Carried, Notice, PANEL, carry_out, lead_to, used_forms};
use crate::faults::routes::put;
use crate::faults::{DropWhen, Fault};
use crate::state::{Handle, Sandbox};

/// The members of a fault that are numbers.
const NUMBERS: [&str; 4] = ["status", "retryAfter", "times", "delayMs"];
/// Those that are texts.
const TEXTS: [&str; 4] = ["match", "method", "partner", "drop"];

#[derive(Template)]
#[template(path = "panel/faults.html")]
struct FaultsPage<'a> {
    frame: Frame<'a>,
    once: String,
    notice: Option<Notice>,
    faults: Vec<FaultRow>,
    typed: &'a SentForm,
}

struct FaultRow {
    path: String,
    method: String,
    partner: String,
    what: String,
    times: Option<u32>,
}

/// The faults that wait.
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    page: OpenPage,
    OpenCall(request): OpenCall,
) -> Result<Response, PageError> {
    let done = QueryValues::new(&request.query).find("done");
    let notice = done.is_some().then(|| Notice::good(page.texts().panel_done_faults()));
    render(&sandbox, &page, &SentForm::default(), (StatusCode::OK, notice))
}

/// Puts one more behind those that wait, or takes all away.
pub(crate) async fn set(
    State(sandbox): State<Handle>,
    page: OpenPage,
    form: SentForm,
) -> Result<Response, PageError> {
    let change = async {
        if form.text("action") == "clear" {
            return put(&sandbox, Vec::new());
        }
        let mut faults = sandbox.faults.list();
        faults.push(read(&form)?);
        put(&sandbox, faults)
    };
    match carry_out(&sandbox, &form, change).await? {
        Carried::Out(()) => Ok(lead_to(&page, "/faults", "faults")),
        Carried::Before => Ok(page.lead_to(&format!("{PANEL}/faults"))),
        Carried::Wrong(status, notice) => render(&sandbox, &page, &form, (status, Some(notice))),
    }
}

/// A fault as its route would read it.
fn read(form: &SentForm) -> Result<Fault, Failure> {
    let mut members = Map::new();
    for name in TEXTS {
        members.extend(form.find(name).map(|text| (name.to_owned(), json!(text))));
    }
    for name in NUMBERS {
        let number = form.find(name).map(|text| text.parse::<u64>().map_err(|_| text));
        match number {
            Some(Ok(number)) => members.extend([(name.to_owned(), json!(number))]),
            Some(Err(text)) => {
                let text = format!("{name} is a whole number, not {text}. Nothing was changed.");
                return Err(Failure::new(ErrorKind::InvalidProperty, text));
            }
            None => {}
        }
    }
    serde_json::from_value(Value::Object(members)).map_err(|error| {
        Failure::new(
            ErrorKind::InvalidProperty,
            format!("The fault cannot be read: {error}. Nothing was changed."),
        )
    })
}

fn render(
    sandbox: &Sandbox,
    page: &OpenPage,
    typed: &SentForm,
    (status, notice): (StatusCode, Option<Notice>),
) -> Result<Response, PageError> {
    let row = |fault: &Fault| FaultRow {
        path: fault.prefix.clone(),
        method: fault.method.clone().unwrap_or_default(),
        partner: fault.partner.map(|partner| partner.to_string()).unwrap_or_default(),
        what: what(page, fault),
        times: fault.times,
    };
    let template = FaultsPage {
        frame: page.frame(Area::Sandbox),
        once: used_forms::fresh(),
        notice,
        faults: sandbox.faults.list().iter().map(row).collect(),
        typed,
    };
    page.show_as(status, &template)
}

/// What becomes of a call that it hits.
fn what(page: &OpenPage, fault: &Fault) -> String {
    let texts = page.texts();
    let answer = match (fault.drop, fault.status) {
        (Some(DropWhen::Before), _) => Some(texts.panel_fault_dropped_before().to_owned()),
        (Some(DropWhen::After), _) => Some(texts.panel_fault_dropped_after().to_owned()),
        (None, status) => status.map(|status| texts.panel_fault_answered(status.to_string())),
    };
    let late = fault.delay_ms.map(|late| texts.panel_fault_late(late.to_string()));
    answer.into_iter().chain(late).collect::<Vec<_>>().join(", ")
}
