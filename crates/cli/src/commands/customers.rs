//! `qualify customers`.

use std::fmt::Write as _;

use qualify_contract::v1::customers::{Customer, CustomerListItem, NewCompanyProfile, NewCustomer};
use qualify_contract::v1::profiles::{Address, BillingProfileUpdate};
use qualify_sdk::{Error, ErrorCategory, ListQuery};
use qualify_vocabulary::{CustomerId, counted};

use super::input;
use crate::args::{ChangeArgs, CreateCustomerArgs, CustomersAction, CustomersArgs};
use crate::confirm::{self, Consent};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::output;
use crate::session::{self, Session};
use crate::shown::{Row, or_dash};

pub(crate) fn run(args: &CustomersArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        match &args.action {
            CustomersAction::List { name, domain, limit } => {
                let query = match (name, domain) {
                    (Some(name), _) => ListQuery::company_name_starts_with(name),
                    (None, Some(domain)) => ListQuery::domain_starts_with(domain),
                    (None, None) => ListQuery::all(),
                };
                let query = limit.map_or(query.clone(), |limit| {
                    query.page_size(u16::try_from(limit).unwrap_or(u16::MAX).clamp(1, 500))
                });
                session.stream(session.client.customers().list(query).items(), *limit).await
            }
            CustomersAction::Get { id } => session.one(&session.client.customers().by_id(*id).get().await?),
            CustomersAction::Find { text } => find(&session, text).await,
            CustomersAction::Create(args) => create(&session, args).await,
            CustomersAction::Delete { ids, change } => delete(&session, ids, *change).await,
        }
    })
}

/// By id, and by what their names and domains begin with.
async fn find(session: &Session, text: &str) -> Result<(), Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::WrongSettings(
            "an empty text finds nothing; `qualify customers list` shows all".to_owned(),
        ));
    }
    let customers = session.client.customers();
    let mut found: Vec<CustomerListItem> = Vec::new();
    if let Ok(id) = CustomerId::parse(text) {
        match customers.by_id(id).get().await {
            Ok(customer) => found.push(item_of(customer)),
            Err(error) if is_unknown(&error) => {}
            Err(error) => return Err(error.into()),
        }
    } else {
        found = customers.list(ListQuery::company_name_starts_with(text)).all().await?;
        for by_domain in customers.list(ListQuery::domain_starts_with(text)).all().await? {
            if found.iter().all(|known| known.id != by_domain.id) {
                found.push(by_domain);
            }
        }
    }
    session.list(&found)?;
    if found.is_empty() {
        return Err(Failure::Failed(format!(
            "no customer's name or tenant domain begins with {text:?}, and none has it as its id. `qualify customers list` \
             shows all"
        )));
    }
    Ok(())
}

/// A customer that is not there, or not this partner's.
fn is_unknown(error: &Error) -> bool {
    error.service().is_some_and(|refused| {
        matches!(refused.category(), ErrorCategory::NotFound | ErrorCategory::Forbidden)
    })
}

fn item_of(customer: Customer) -> CustomerListItem {
    CustomerListItem {
        id: customer.id,
        company_profile: customer.company_profile,
        relationship_to_partner: customer.relationship_to_partner,
        links: customer.links,
        attributes: customer.attributes,
    }
}

async fn create(session: &Session, args: &CreateCustomerArgs) -> Result<(), Failure> {
    let customer = match &args.input {
        Some(file) => serde_json::from_slice(&input::read(file)?).map_err(|error| {
            Failure::WrongSettings(format!("--input: it is no customer in the form of the API: {error}"))
        })?,
        None => customer_of(args),
    };
    session.before_change();
    let created = session.client.customers().create(&customer).await?;
    if created.user_credentials.is_some() {
        output::note("the password of the first user is shown this once");
    }
    session.one(&created)
}

fn customer_of(args: &CreateCustomerArgs) -> NewCustomer {
    let address = Address {
        country: args.country.clone(),
        city: args.city.clone(),
        state: args.state.clone(),
        address_line1: args.address_line1.clone(),
        postal_code: args.postal_code.clone(),
        first_name: args.first_name.clone(),
        last_name: args.last_name.clone(),
        phone_number: args.phone.clone(),
        ..Address::default()
    };
    NewCustomer {
        company_profile: Some(NewCompanyProfile {
            domain: args.domain.clone(),
            company_name: args.name.clone(),
            organization_registration_number: args.registration_number.clone(),
        }),
        billing_profile: Some(BillingProfileUpdate {
            first_name: args.first_name.clone(),
            last_name: args.last_name.clone(),
            email: args.email.clone(),
            culture: Some(args.culture.clone()),
            language: Some(args.language.clone()),
            company_name: args.name.clone(),
            default_address: Some(address),
            ..BillingProfileUpdate::default()
        }),
        ..NewCustomer::default()
    }
}

/// Reads all of them before any is deleted, so that a wrong id deletes nothing.
async fn delete(session: &Session, ids: &[CustomerId], change: ChangeArgs) -> Result<(), Failure> {
    let mut plan = format!("deletes from {}; it cannot be undone:", session.place.name());
    let mut meant = Vec::new();
    for id in ids {
        let customer = session.client.customers().by_id(*id).get().await?;
        // Writing to a string does not fail.
        let _ = write!(plan, "\n  {}  {}", customer.id, customer.company_profile.company_name);
        meant.push(item_of(customer));
    }
    if confirm::ask(&plan, change)? == Consent::DryRun {
        return session.list(&meant);
    }
    session.before_change();
    let mut deleted = Vec::new();
    for customer in meant {
        match session.client.customers().by_id(customer.id).delete().await {
            Ok(()) => deleted.push(customer),
            Err(error) if deleted.is_empty() => return Err(error.into()),
            Err(error) => {
                session.list(&deleted)?;
                let done = counted(deleted.len(), "customer");
                return Err(Failure::PartlyDone(format!(
                    "{done} deleted, and {} was not, nor was any behind it: {error}",
                    customer.id
                )));
            }
        }
    }
    session.list(&deleted)
}

impl Row for CustomerListItem {
    const TITLES: &'static [&'static str] = &["ID", "NAME", "DOMAIN", "RELATIONSHIP"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.company_profile.company_name.clone(),
            self.company_profile.domain.clone(),
            self.relationship_to_partner.clone().into_owned(),
        ]
    }
}

impl Row for Customer {
    const TITLES: &'static [&'static str] =
        &["ID", "NAME", "DOMAIN", "RELATIONSHIP", "EMAIL", "ADDRESS", "FIRST-USER", "PASSWORD"];

    fn cells(&self) -> Vec<String> {
        let billing = self.billing_profile.as_ref();
        let address = billing.map(|profile| one_line(&profile.default_address));
        let user = self.user_credentials.as_ref();
        vec![
            self.id.to_string(),
            self.company_profile.company_name.clone(),
            self.company_profile.domain.clone(),
            self.relationship_to_partner.clone().into_owned(),
            or_dash(billing.map(|profile| profile.email.as_str()).or(self.company_profile.email.as_deref())),
            or_dash(address.as_deref()),
            or_dash(user.map(|user| user.user_name.as_str())),
            or_dash(user.map(|user| user.password.as_str())),
        ]
    }
}

fn one_line(address: &Address) -> String {
    let parts = [
        &address.address_line1,
        &address.address_line2,
        &address.postal_code,
        &address.city,
        &address.state,
        &address.country,
    ];
    let parts: Vec<&str> =
        parts.into_iter().filter_map(|part| part.as_deref()).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
