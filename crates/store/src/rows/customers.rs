//! Customers with their details, their domain, their account status and directory roles.

use qualify_domain::billing_profile::BillingProfile;
use qualify_domain::customer::{AccountStatusRecord, Customer, CustomerKey, CustomerSummary, Relationship};
use qualify_domain::ports::Outcome;
use qualify_domain::vetting::ApplicantFacts;
use qualify_vocabulary::{DomainName, PartnerId, Timestamp, UserId};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// What every request about a customer needs to know first.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) company_name: String,
    pub(crate) relationship: Relationship,
    /// How many requests for Education were made for it.
    pub(crate) attempts: u32,
}

/// Customers with their details, their domain, their account status and directory roles.
pub(crate) trait CustomerRows {
    /// The customer's standing, whatever it is; none if the partner has no such customer.
    fn find_standing(&mut self, key: CustomerKey) -> impl Read<Option<Standing>>;
    /// The whole customer.
    fn find_customer(&mut self, key: CustomerKey) -> impl Read<Option<Customer>>;
    /// What vetting has to know of a customer that is there.
    fn load_applicant_facts(&mut self, key: CustomerKey) -> impl Read<ApplicantFacts>;
    /// Inserts a customer. Its domain is a constraint: refused as taken where another
    /// customer of the partner's world holds it.
    fn insert_customer(&mut self, partner: PartnerId, customer: &Customer, now: Timestamp) -> Queued;
    /// The recorded account status of a customer that is there.
    fn find_account_status(&mut self, key: CustomerKey) -> impl Read<Option<AccountStatusRecord>>;
    /// Writes a changed billing profile, and the name that follows from it.
    fn save_billing(&mut self, partner: PartnerId, customer: &Customer) -> Queued;
    /// Removes a customer with everything that hangs on it; the audit trail stays.
    fn delete_customer(&mut self, key: CustomerKey) -> Queued;
    /// Ends the partner's relationship with a customer, whose domain stays claimed. Nothing is due about it any
    /// more.
    fn end_relationship(&mut self, key: CustomerKey) -> Queued;
    /// Whether the partner holds this many customers; counts no further, and none that it let go.
    fn has_customers(&mut self, partner: PartnerId, customers: u32) -> impl Read<bool>;
    /// Whether a customer in the world of a partner holds the domain.
    fn is_domain_taken(&mut self, partner: PartnerId, domain: &DomainName) -> impl Read<bool>;
    /// Keeps an account status in the place of the one before.
    fn save_account_status(&mut self, key: CustomerKey, record: AccountStatusRecord) -> Queued;
    /// The directory roles that the user holds on the customer.
    fn list_directory_roles(&mut self, key: CustomerKey, user: UserId) -> impl Read<Vec<String>>;
    /// Replaces the directory roles of a user on a customer.
    fn replace_directory_roles(
        &mut self,
        key: CustomerKey,
        user: UserId,
        roles: &[String],
        now: Timestamp,
    ) -> Queued;
}

/// What vetting has to know, of a row that holds it.
pub(crate) fn read_applicant_facts(columns: &impl Cells) -> Outcome<ApplicantFacts> {
    let (customer, columns) = (columns, columns.of_table("customer_details"));
    Ok(ApplicantFacts {
        domain: customer.parsed("domain", DomainName::parse)?,
        billing: columns.parsed("billing_profile", |json| serde_json::from_str(json))?,
        attempts: customer.get("attempts")?,
    })
}

/// The standing that a row holds.
pub(crate) fn read_standing(columns: &impl Cells) -> Outcome<Standing> {
    Ok(Standing {
        company_name: columns.get("company_name")?,
        relationship: relationship(columns)?,
        attempts: columns.get("attempts")?,
    })
}

fn relationship(columns: &impl Cells) -> Outcome<Relationship> {
    let has_ended: bool = columns.get("has_ended")?;
    Ok(if has_ended { Relationship::Ended } else { Relationship::Reseller })
}

/// A whole customer; the domain and the relationship are of the table that every request reads.
pub(crate) fn read_customer(columns: &impl Cells) -> Outcome<Customer> {
    let (customer, columns) = (columns, columns.of_table("customer_details"));
    Ok(Customer {
        id: customer.id("id")?,
        commerce_id: columns.id("commerce_id")?,
        domain: customer.parsed("domain", DomainName::parse)?,
        relationship: relationship(customer)?,
        registration_number: columns.get("registration_number")?,
        associated_partner_id: columns.get("associated_partner_id")?,
        billing_profile_id: columns.id("billing_profile_id")?,
        billing_revision: columns.get("revision")?,
        billing: columns.parsed("billing_profile", parse_billing)?,
    })
}

/// A billing profile as it is stored.
fn parse_billing(json: &str) -> serde_json::Result<BillingProfile> {
    serde_json::from_str(json)
}

/// A customer as it stands in a list.
pub(crate) fn read_summary(columns: &impl Cells) -> Outcome<CustomerSummary> {
    Ok(CustomerSummary {
        id: columns.id("id")?,
        domain: columns.parsed("domain", DomainName::parse)?,
        company_name: columns.get("company_name")?,
    })
}
