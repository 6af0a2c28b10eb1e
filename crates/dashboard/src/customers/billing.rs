//! The form of a billing profile. It carries the state that its writer has seen: where somebody else has changed the profile
//! meanwhile, nothing is overwritten, and the form shows both.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::Refusal;
use qualify_domain::audit::AuditOperation;
use qualify_domain::country::check_address;
use qualify_domain::customer::{BillingUpdate, Customer, EtagPrecondition};
use qualify_domain::ports::{CustomerStore as _, StoreError};
use qualify_server::service::customers;
use qualify_vocabulary::CustomerId;

use super::fields::{self, Field};
use super::last_change::{self, LastChange};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::{CustomerInPath, PartnerPage};
use crate::state::Dashboard;

/// The field with the state that the writer has seen.
const SEEN_FIELD: &str = "seen";

#[derive(Template)]
#[template(path = "customers/billing.html")]
struct BillingPage<'a> {
    frame: Frame<'a>,
    id: String,
    name: &'a str,
    seen: String,
    fields: Vec<Field>,
    notice: Option<Notice>,
}

/// What stands above the form.
enum Notice {
    /// Something is wrong with fields.
    Wrong,
    /// The address can be one of its country.
    AddressGood,
    /// Somebody else has changed the profile: who, and when, as far as the trail says.
    Overtaken(Option<LastChange>),
}

/// The form with what is there.
pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    CustomerInPath(id): CustomerInPath,
) -> Result<Response, PageError> {
    let customer = load(&dashboard, &page, id).await?;
    let fields = fields::of_profile(page.texts(), &customer.billing);
    let seen = customer.billing_etag();
    render(&page, &customer, (seen, fields), (StatusCode::OK, None))
}

/// Saves what was written, checks its address, or says what is in the way.
pub(crate) async fn submit(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    CustomerInPath(id): CustomerInPath,
    form: SentForm,
) -> Result<Response, PageError> {
    if form.text("action") == "check-address" {
        return show_check(&dashboard, &page, id, &form).await;
    }
    let update = BillingUpdate {
        precondition: EtagPrecondition::Tag(form.text(SEEN_FIELD).to_owned()),
        profile: fields::profile_of(&form),
    };
    let saved = customers::update_billing(&page.asker(), Some(page.replay(&form)), id, update).await;
    match saved {
        Ok(_) => Ok(page.lead_to(&format!("/dashboard/customers/{id}?saved=1"))),
        Err(StoreError::Refused(Refusal::EtagMismatch)) => show_overtaken(&dashboard, &page, id, &form).await,
        Err(StoreError::Refused(refusal)) => {
            let mut fields = fields::of_form(page.texts(), &form);
            if !fields::mark(page.texts(), &mut fields, &refusal) {
                return Err(StoreError::Refused(refusal).into());
            }
            let customer = load(&dashboard, &page, id).await?;
            let seen = form.text(SEEN_FIELD).to_owned();
            render(&page, &customer, (seen, fields), (StatusCode::BAD_REQUEST, Some(Notice::Wrong)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn load(dashboard: &Dashboard, page: &PartnerPage, id: CustomerId) -> Result<Customer, PageError> {
    Ok(page.info.meter.measure(dashboard.store.get_customer(page.key(id))).await?)
}

/// The form again, with what was written beside what is there now. Sent once more, it is about that.
async fn show_overtaken(
    dashboard: &Dashboard,
    page: &PartnerPage,
    id: CustomerId,
    form: &SentForm,
) -> Result<Response, PageError> {
    let customer = load(dashboard, page, id).await?;
    let there = fields::of_profile(page.texts(), &customer.billing);
    let mut fields = fields::of_form(page.texts(), form);
    for (field, there) in fields.iter_mut().zip(there) {
        field.there_now = Some(there.value).filter(|value| *value != field.value);
    }
    if fields.iter().all(|field| field.there_now.is_none()) {
        // It is as it was wished for: by a second click, or by somebody who wished for the same.
        return Ok(page.lead_to(&format!("/dashboard/customers/{id}?saved=1")));
    }
    let operation = AuditOperation::UpdateCustomerBillingProfile;
    let last = last_change::find(dashboard, page, id, operation).await?;
    let seen = customer.billing_etag();
    render(page, &customer, (seen, fields), (StatusCode::CONFLICT, Some(Notice::Overtaken(last))))
}

async fn show_check(
    dashboard: &Dashboard,
    page: &PartnerPage,
    id: CustomerId,
    form: &SentForm,
) -> Result<Response, PageError> {
    let customer = load(dashboard, page, id).await?;
    let mut fields = fields::of_form(page.texts(), form);
    let problems = check_address(&fields::address_of(form));
    fields::mark_problems(page.texts(), &mut fields, &problems);
    let notice = if problems.is_empty() { Notice::AddressGood } else { Notice::Wrong };
    let seen = form.text(SEEN_FIELD).to_owned();
    render(page, &customer, (seen, fields), (StatusCode::OK, Some(notice)))
}

fn render(
    page: &PartnerPage,
    customer: &Customer,
    (seen, fields): (String, Vec<Field>),
    (status, notice): (StatusCode, Option<Notice>),
) -> Result<Response, PageError> {
    let template = BillingPage {
        frame: page.frame(Area::Customers),
        id: customer.id.to_string(),
        name: &customer.billing.company_name,
        seen,
        fields,
        notice,
    };
    page.show_as(status, &template)
}
