//! The commands that look one thing up: `status`, `audit`, `address`, `countries`, `domains`.

use qualify_contract::v1::addresses::{AddressStatus, AddressToValidate, AddressValidation};
use qualify_contract::v1::audit::AuditRecord;
use qualify_contract::v1::countries::CountryValidationRules;
use qualify_contract::v1::validations::AccountValidationStatus;
use qualify_sdk::AuditQuery;
use qualify_vocabulary::CustomerId;
use serde::Serialize;

use crate::args::{
    AddressAction, AddressArgs, AuditAction, AuditArgs, CountriesAction, CountriesArgs, DomainsAction,
    DomainsArgs, StatusAction, StatusArgs,
};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::session::{self, Session};
use crate::shown::{Row, or_dash};

pub(crate) fn status(args: &StatusArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        let StatusAction::Get { id } = &args.action;
        let status = session.client.customers().by_id(*id).account_validation_status().await?;
        session.one(&Account { customer_id: *id, status })
    })
}

pub(crate) fn audit(args: &AuditArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        let AuditAction::List { since, until, customer, name, limit } = &args.action;
        let mut query = since.map_or_else(AuditQuery::recent, AuditQuery::since);
        query = until.map_or(query.clone(), |day| query.until(day));
        query = customer.map_or(query.clone(), |customer| query.of_customer(customer));
        query = name.as_ref().map_or(query.clone(), |name| query.company_name_contains(name));
        session.stream(session.client.audit_records(&query).items(), *limit).await
    })
}

pub(crate) fn address(args: &AddressArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        let AddressAction::Validate(given) = &args.action;
        let address = AddressToValidate {
            country: Some(given.country.clone()),
            city: given.city.clone(),
            state: given.state.clone(),
            address_line1: given.address_line1.clone(),
            address_line2: given.address_line2.clone(),
            postal_code: given.postal_code.clone(),
        };
        let validation = session.client.validate_address(&address).await?;
        session.one(&validation)?;
        let is_good = matches!(
            validation.status.known(),
            Some(AddressStatus::Verified | AddressStatus::VerifiedShippable)
        );
        if is_good { Ok(()) } else { Err(Failure::Found) }
    })
}

pub(crate) fn countries(args: &CountriesArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        let CountriesAction::Get { country } = &args.action;
        session.one(&session.client.country_rules(country).await?)
    })
}

pub(crate) fn domains(args: &DomainsArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        let DomainsAction::Check { domain } = &args.action;
        let is_taken = session.client.domain_exists(domain).await?;
        session.one(&Domain { domain: domain.clone(), taken: is_taken })
    })
}

/// A customer's account; without a status where nothing was recorded, which blocks nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    customer_id: CustomerId,
    #[serde(flatten)]
    status: Option<AccountValidationStatus>,
}

impl Row for Account {
    const TITLES: &'static [&'static str] = &["CUSTOMER", "STATUS", "CHANGED"];

    fn cells(&self) -> Vec<String> {
        let status = self.status.as_ref();
        vec![
            self.customer_id.to_string(),
            status.map_or_else(|| "none recorded".to_owned(), |status| status.status.to_string()),
            or_dash(status.map(|status| status.last_update_date_time.as_str())),
        ]
    }
}

#[derive(Debug, Serialize)]
struct Domain {
    domain: String,
    taken: bool,
}

impl Row for Domain {
    const TITLES: &'static [&'static str] = &["DOMAIN", "STATE"];

    fn cells(&self) -> Vec<String> {
        vec![self.domain.clone(), if self.taken { "taken" } else { "free" }.to_owned()]
    }
}

impl Row for AuditRecord {
    const TITLES: &'static [&'static str] = &["AT", "OPERATION", "STATUS", "CUSTOMER", "NAME", "BY"];

    fn cells(&self) -> Vec<String> {
        vec![
            or_dash(self.operation_date.as_deref()),
            self.operation_type.clone().into_owned(),
            self.operation_status.clone().into_owned(),
            self.customer_id.map_or_else(|| "-".to_owned(), |id| id.to_string()),
            or_dash(self.customer_name.as_deref()),
            or_dash(self.user_principal_name.as_deref().or(self.application_id.as_deref())),
        ]
    }
}

impl Row for AddressValidation {
    const TITLES: &'static [&'static str] = &["STATUS", "MESSAGE", "SUGGESTED"];

    fn cells(&self) -> Vec<String> {
        let suggested: Vec<String> = self.suggested_addresses.iter().map(one_line).collect();
        vec![
            self.status.to_string(),
            or_dash(self.validation_message.as_deref()),
            or_dash(Some(suggested.join("\n").as_str())),
        ]
    }
}

fn one_line(address: &AddressToValidate) -> String {
    let parts = [
        &address.address_line1,
        &address.address_line2,
        &address.postal_code,
        &address.city,
        &address.state,
        &address.country,
    ];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

impl Row for CountryValidationRules {
    const TITLES: &'static [&'static str] = &[
        "COUNTRY",
        "CULTURE",
        "STATE",
        "STATES",
        "POSTAL-CODE",
        "POSTAL-CODE-FORM",
        "CITY",
        "PHONE-FORM",
        "REGISTRATION-NUMBER",
        "REGISTRATION-NUMBER-FORM",
    ];

    fn cells(&self) -> Vec<String> {
        let needed = |is_needed: bool| if is_needed { "required" } else { "optional" }.to_owned();
        vec![
            self.iso2_code.clone(),
            or_dash(Some(&self.default_culture)),
            needed(self.is_state_required),
            or_dash(Some(self.supported_states_list.join(" ").as_str())),
            needed(self.is_postal_code_required),
            or_dash(self.postal_code_regex.as_deref()),
            needed(self.is_city_required),
            or_dash(self.phone_number_regex.as_deref()),
            needed(self.customer_organization_registration_number_required == Some(true)),
            or_dash(self.customer_organization_registration_number_regex.as_deref()),
        ]
    }
}
