//! A new customer.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::customer::NewCustomerInput;
use qualify_server::service::customers::{self, Created};

use super::fields::{self, Field};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::PartnerPage;
use crate::state::Dashboard;

#[derive(Template)]
#[template(path = "customers/create.html")]
struct CreatePage<'a> {
    frame: Frame<'a>,
    fields: Vec<Field>,
    is_wrong: bool,
}

#[derive(Template)]
#[template(path = "customers/created.html")]
struct CreatedPage<'a> {
    frame: Frame<'a>,
    id: String,
    name: &'a str,
    domain: &'a str,
    password: &'a str,
}

/// The form, with nothing in it.
pub(crate) async fn show(page: PartnerPage) -> Result<Response, PageError> {
    let fields = all_fields(&page, &SentForm::default());
    page.show(&CreatePage { frame: page.frame(Area::Customers), fields, is_wrong: false })
}

/// Creates the customer: the page shows the password of its administrator this once.
pub(crate) async fn submit(
    State(_): State<Dashboard>,
    page: PartnerPage,
    form: SentForm,
) -> Result<Response, PageError> {
    let input = NewCustomerInput {
        domain: form.owned(DOMAIN),
        registration_number: form.owned(REGISTRATION_NUMBER),
        associated_partner_id: None,
        billing: fields::profile_of(&form),
    };
    match customers::create(&page.asker(), Some(page.replay(&form)), input).await {
        Ok(Created { answered, one_time_password }) => {
            let customer = &answered.outcome;
            let template = CreatedPage {
                frame: page.frame(Area::Customers),
                id: customer.id.to_string(),
                name: &customer.billing.company_name,
                domain: customer.domain.as_str(),
                password: &one_time_password,
            };
            page.show_as(StatusCode::CREATED, &template)
        }
        Err(error) => {
            let mut fields = all_fields(&page, &form);
            let is_about_fields = PageError::refusal_of(&error)
                .is_some_and(|refusal| fields::mark(page.texts(), &mut fields, refusal));
            if !is_about_fields {
                return Err(error.into());
            }
            let template = CreatePage { frame: page.frame(Area::Customers), fields, is_wrong: true };
            page.show_as(StatusCode::BAD_REQUEST, &template)
        }
    }
}

const DOMAIN: &str = "companyProfile.domain";
const REGISTRATION_NUMBER: &str = "companyProfile.organizationRegistrationNumber";

/// The fields of the customer itself, then those of its profile.
fn all_fields(page: &PartnerPage, form: &SentForm) -> Vec<Field> {
    let texts = page.texts();
    let field = |name: &'static str, label, example, is_required| Field {
        name,
        label,
        example,
        autocomplete: "off",
        value: form.text(name).to_owned(),
        is_required,
        choices: Vec::new(),
        problem: None,
        there_now: None,
    };
    let mut fields = vec![field(DOMAIN, texts.account_domain(), "school.onmicrosoft.com", true)];
    fields.extend(fields::of_form(texts, form));
    fields.push(field(REGISTRATION_NUMBER, texts.create_registration_number(), "", false));
    fields
}
