//! The page of a customer: Customer Account Info, with the id that Microsoft's pages call "Microsoft ID".

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::MemberProblem;
use qualify_domain::country::check_address;
use qualify_domain::customer::Customer;
use qualify_domain::ports::CustomerStore as _;

use super::fields;
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::{CustomerInPath, PartnerPage};
use crate::state::Dashboard;
use crate::words::account_status_name;

#[derive(Template)]
#[template(path = "customers/account.html")]
struct AccountPage<'a> {
    frame: Frame<'a>,
    id: String,
    name: &'a str,
    customer: &'a Customer,
    status: Option<&'static str>,
    address_problems: Vec<MemberProblem>,
    /// The members of the profile that say something.
    profile: Vec<(&'static str, String)>,
    may_write: bool,
    is_saved: bool,
}

/// The account of a customer.
pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    CustomerInPath(id): CustomerInPath,
) -> Result<Response, PageError> {
    let key = page.key(id);
    let customer = page.info.meter.measure(dashboard.store.get_customer(key)).await?;
    let status = page.info.meter.measure(dashboard.store.find_account_status(key)).await?;
    let texts = page.texts();
    let shown = fields::of_profile(texts, &customer.billing);
    let shown = shown.into_iter().filter(|field| !field.value.is_empty());
    let template = AccountPage {
        frame: page.frame(Area::Customers),
        id: customer.id.to_string(),
        name: &customer.billing.company_name,
        status: status.map(|record| account_status_name(texts, record.status)),
        address_problems: check_address(&fields::address_in(&customer.billing)),
        profile: shown.map(|field| (field.label, field.shown())).collect(),
        may_write: page.may_write(),
        is_saved: SentForm::parse(&page.info.query).find("saved").is_some(),
        customer: &customer,
    };
    page.show(&template)
}
