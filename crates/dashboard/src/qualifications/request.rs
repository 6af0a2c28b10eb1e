//! A request for a qualification, in two steps: what it would come to is shown before anything is done that nobody takes back.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::audit::AuditOperation;
use qualify_domain::customer::Customer;
use qualify_domain::ports::{CustomerStore as _, OperatorStore as _, Previewed, StoreError};
use qualify_domain::qualification::create::CreateRequest;
use qualify_domain::validation_code::ValidationCode;
use qualify_domain::vetting::DecisionDraft;
use qualify_server::service::said::{Said, Saying};
use qualify_server::service::{previews, qualifications};
use qualify_vocabulary::{CustomerId, Decision, Qualification};

use super::form::{self, FIELDS, QUALIFICATION, RequestFields};
use super::refusals::{self, Problem};
use crate::customers::last_change::{self, LastChange};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::{CustomerInPath, PartnerPage};
use crate::state::Dashboard;

#[derive(Template)]
#[template(path = "qualifications/request.html")]
struct RequestPage<'a> {
    frame: Frame<'a>,
    id: String,
    name: &'a str,
    fields: RequestFields,
    problem: Option<Problem>,
    /// Who changed the records last, where that is in the way.
    last: Option<LastChange>,
}

impl RequestPage<'_> {
    fn problem_of(&self, field: &str) -> Option<&str> {
        let problem = self.problem.as_ref().filter(|problem| problem.field == Some(field));
        problem.map(|problem| problem.text.as_str())
    }
}

#[derive(Template)]
#[template(path = "qualifications/preview.html")]
struct PreviewPage<'a> {
    frame: Frame<'a>,
    id: String,
    name: &'a str,
    facts: Vec<(&'static str, String)>,
    foreseen: Foreseen,
    /// What it means that is not taken back.
    means: Vec<&'static str>,
    typed: Vec<(&'static str, &'a str)>,
}

/// What a request would come to.
struct Foreseen {
    kind: &'static str,
    outcome: String,
    why: Option<Saying>,
    reason_code: Option<&'static str>,
    /// Whether there is anything to send.
    is_possible: bool,
}

/// The form, with nothing in it.
pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    CustomerInPath(id): CustomerInPath,
) -> Result<Response, PageError> {
    render(&dashboard, &page, id, &SentForm::parse(&page.info.query), None).await
}

/// Shows what the request would come to, and asks whether it is to be made.
pub(crate) async fn preview(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    CustomerInPath(id): CustomerInPath,
    form: SentForm,
) -> Result<Response, PageError> {
    if form.text("action") == "change" {
        return render(&dashboard, &page, id, &form, None).await;
    }
    let customer = load(&dashboard, &page, id).await?;
    let Some(request) = form::request(&form) else { return ask_what(&dashboard, &page, id, &form).await };
    let previewed = match previews::of_request(&page.asker(), id, request.clone()).await {
        Ok(previewed) => previewed,
        Err(error) => return refuse(&dashboard, &page, id, &form, error).await,
    };
    let codes = codes(&dashboard, &page).await?;
    let template = PreviewPage {
        frame: page.frame(Area::Customers),
        id: id.to_string(),
        name: &customer.billing.company_name,
        facts: form::facts(page.texts(), page.locale(), &request, &codes),
        foreseen: foreseen(&page, request.qualification, previewed),
        means: means(&page, &request),
        typed: FIELDS.into_iter().map(|name| (name, form.text(name))).collect(),
    };
    page.show(&template)
}

/// Makes the request.
pub(crate) async fn submit(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    CustomerInPath(id): CustomerInPath,
    form: SentForm,
) -> Result<Response, PageError> {
    load(&dashboard, &page, id).await?;
    let Some(request) = form::request(&form) else { return ask_what(&dashboard, &page, id, &form).await };
    match qualifications::create(&page.asker(), Some(page.replay(&form)), id, request).await {
        Ok(_) => Ok(page.lead_to(&format!("/dashboard/customers/{id}/qualifications?done=requested"))),
        Err(error) => refuse(&dashboard, &page, id, &form, error).await,
    }
}

async fn load(dashboard: &Dashboard, page: &PartnerPage, id: CustomerId) -> Result<Customer, PageError> {
    Ok(page.info.meter.measure(dashboard.store.get_customer(page.key(id))).await?)
}

async fn codes(dashboard: &Dashboard, page: &PartnerPage) -> Result<Vec<ValidationCode>, PageError> {
    let codes = dashboard.store.list_validation_codes(page.partner());
    Ok(page.info.meter.measure(codes).await?)
}

async fn ask_what(
    dashboard: &Dashboard,
    page: &PartnerPage,
    id: CustomerId,
    form: &SentForm,
) -> Result<Response, PageError> {
    let text = page.texts().request_no_qualification().to_owned();
    render(dashboard, page, id, form, Some(Problem::of_field(QUALIFICATION, text))).await
}

/// Says what is in the way; what is about no field of the form is a page of its own.
async fn refuse(
    dashboard: &Dashboard,
    page: &PartnerPage,
    id: CustomerId,
    form: &SentForm,
    error: StoreError,
) -> Result<Response, PageError> {
    let StoreError::Refused(refusal) = error else { return Err(error.into()) };
    match refusals::told(page.texts(), &refusal) {
        Some(problem) => render(dashboard, page, id, form, Some(problem)).await,
        None => Err(PageError::from(StoreError::Refused(refusal))),
    }
}

async fn render(
    dashboard: &Dashboard,
    page: &PartnerPage,
    id: CustomerId,
    form: &SentForm,
    problem: Option<Problem>,
) -> Result<Response, PageError> {
    let customer = load(dashboard, page, id).await?;
    let codes = codes(dashboard, page).await?;
    let is_overtaken = problem.as_ref().is_some_and(|problem| problem.is_overtaken);
    let last = if is_overtaken {
        last_change::find(dashboard, page, id, AuditOperation::UpdateCustomerQualification).await?
    } else {
        None
    };
    let status = problem.as_ref().map_or(StatusCode::OK, |problem| problem.status);
    let template = RequestPage {
        frame: page.frame(Area::Customers),
        id: id.to_string(),
        name: &customer.billing.company_name,
        fields: RequestFields::of(page.texts(), form, &codes),
        problem,
        last,
    };
    page.show_as(status, &template)
}

/// What a request would come to, as the API's preview says it.
fn foreseen(page: &PartnerPage, qualification: Qualification, previewed: Previewed) -> Foreseen {
    let (texts, locale) = (page.texts(), page.locale());
    let of =
        |kind, outcome: String| Foreseen { kind, outcome, why: None, reason_code: None, is_possible: true };
    match previewed {
        Previewed::Decision(draft) => decided(page, qualification, &draft),
        Previewed::NotBefore(until) => of("warning", texts.request_in_review_until(locale.moment(until))),
        Previewed::Unchanged => {
            Foreseen { is_possible: false, ..of("", texts.request_unchanged().to_owned()) }
        }
    }
}

fn decided(page: &PartnerPage, qualification: Qualification, draft: &DecisionDraft) -> Foreseen {
    let texts = page.texts();
    let (kind, outcome) = match (qualification, draft.decision) {
        // An accepted code approves, and a declaration holds, whatever the rules say beside it (contract 2.8).
        (Qualification::StateOwnedEntity, _) => ("good", texts.request_declared().to_owned()),
        (Qualification::GovernmentCommunityCloud, _) => ("good", texts.request_approved_by_code().to_owned()),
        (_, Decision::Approve) => ("good", texts.request_approved().to_owned()),
        (_, Decision::Deny(reason)) => ("problem", texts.request_denied(reason.text())),
        (_, Decision::NeedsPerson) => ("warning", texts.request_needs_person().to_owned()),
    };
    let is_vetted = qualification == Qualification::Education;
    let why = Said::of_draft(&draft.body, &draft.ruleset, page.locale());
    Foreseen {
        kind,
        outcome,
        why: Some(why).filter(|why| is_vetted && !why.text.is_empty()),
        reason_code: is_vetted.then(|| draft.finding().reason_for_partner()),
        is_possible: true,
    }
}

/// What is not taken back.
fn means(page: &PartnerPage, request: &CreateRequest) -> Vec<&'static str> {
    let texts = page.texts();
    match request.qualification {
        Qualification::Education => vec![texts.request_means_vetting(), texts.request_means_set()],
        Qualification::GovernmentCommunityCloud => {
            vec![texts.request_means_unit(), texts.request_means_set()]
        }
        _ => vec![texts.request_means_set()],
    }
}
