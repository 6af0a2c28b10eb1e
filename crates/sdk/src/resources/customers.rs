//! Customers and their profiles (S1 to S7, Q35), and what hangs on one.

use http::Method;
use qualify_contract::v1::customers::{Customer, CustomerListItem, EndOfRelationship, NewCustomer};
use qualify_contract::v1::profiles::{BillingProfile, BillingProfileUpdate, CompanyProfile};
use qualify_contract::v1::validations::{AccountValidationStatus, GccValidation};
use qualify_vocabulary::CustomerId;
use serde_json::json;

use super::qualification::CustomerQualification;
use super::reviews::CustomerReviews;
use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, ErrorCategory, Result};
use crate::page::{List, ListCall, Paging};

/// The code of "this customer has no account status" (contract 1.11).
const NO_ACCOUNT_STATUS: i64 = 600_074;

/// The partner's customers: `client.customers()`.
#[derive(Debug, Clone)]
pub struct Customers {
    client: Client,
}

/// Which customers are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    page_size: Option<u16>,
    filter: Option<(&'static str, String)>,
}

/// Customers of a page, unless a query says otherwise.
const PAGE_SIZE: u16 = 500;

impl ListQuery {
    /// All customers, 500 a page.
    pub fn all() -> Self {
        Self::default()
    }

    /// Those whose company's name begins with this.
    pub fn company_name_starts_with(beginning: impl Into<String>) -> Self {
        Self { page_size: None, filter: Some(("CompanyName", beginning.into())) }
    }

    /// Those whose tenant domain begins with this.
    pub fn domain_starts_with(beginning: impl Into<String>) -> Self {
        Self { page_size: None, filter: Some(("Domain", beginning.into())) }
    }

    /// Customers a page: 1 to 500.
    #[must_use]
    pub fn page_size(mut self, customers: u16) -> Self {
        self.page_size = Some(customers);
        self
    }
}

impl Customers {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// One customer, which nothing is asked about yet.
    pub fn by_id(&self, customer: CustomerId) -> CustomerScope {
        CustomerScope { client: self.client.clone(), customer }
    }

    /// The customers in the order of their names (S2).
    pub fn list(&self, query: ListQuery) -> List<CustomerListItem> {
        let size = query.page_size.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE).to_string();
        let filter = query.filter.map(|(field, value)| {
            json!({"Field": field, "Value": value, "Operator": "starts_with"}).to_string()
        });
        let first = Call::get("list_customers", "/v1/customers")
            .query("size", Some(&size))
            .query("filter", filter.as_deref());
        List::new(self.client.clone(), ListCall::new(first, Paging::Seek))
    }

    /// Creates a customer (S1). The answer holds the first user's password, once.
    ///
    /// # Errors
    /// The call fails, or the answer is no customer.
    pub async fn create(&self, customer: &NewCustomer) -> Result<Customer> {
        self.client.send(Call::post("create_customer", "/v1/customers").json(customer)?).await?.object()
    }
}

/// One customer: `client.customers().by_id(id)`.
#[derive(Debug, Clone)]
pub struct CustomerScope {
    client: Client,
    customer: CustomerId,
}

impl CustomerScope {
    /// Whose scope it is.
    pub fn id(&self) -> CustomerId {
        self.customer
    }

    /// The customer's qualification.
    pub fn qualification(&self) -> CustomerQualification {
        CustomerQualification::new(self.client.clone(), self.customer)
    }

    /// The customer's cases with reviewers (Qualify).
    pub fn reviews(&self) -> CustomerReviews {
        CustomerReviews::new(self.client.clone(), self.customer)
    }

    /// The customer (S3).
    ///
    /// # Errors
    /// The call fails, or the answer is no customer.
    pub async fn get(&self) -> Result<Customer> {
        self.client.send(Call::get("get_customer", self.path(""))).await?.whole_object()
    }

    /// Deletes the customer (S4). Sandbox accounts only; it cannot be undone.
    ///
    /// # Errors
    /// The call fails.
    pub async fn delete(&self) -> Result<()> {
        self.client.send(Call::delete("delete_customer", self.path(""))).await.map(drop)
    }

    /// Ends the relationship with the customer (Q35). It cannot be undone: every later call about the customer is refused.
    ///
    /// # Errors
    /// The call fails, or the answer is no customer.
    pub async fn end_relationship(&self) -> Result<Customer> {
        let call =
            Call::new(Method::PATCH, "end_relationship", self.path("")).json(&EndOfRelationship::default())?;
        self.client.send(call).await?.object()
    }

    /// The company behind the customer (S5).
    ///
    /// # Errors
    /// The call fails, or the answer is no profile.
    pub async fn company_profile(&self) -> Result<CompanyProfile> {
        self.client.send(Call::get("get_company_profile", self.path("/profiles/company"))).await?.object()
    }

    /// Who pays (S6). What a newer service says in it is kept, and written back by [`Self::update_billing_profile`]:
    ///
    /// ```no_run
    /// # async fn billing(customer: qualify_sdk::CustomerScope) -> qualify_sdk::Result<()> {
    /// let mut profile = customer.billing_profile().await?;
    /// profile.email = "bills@lakeside.example".to_owned();
    /// customer.update_billing_profile(&profile.into()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The call fails, or the answer is no profile.
    pub async fn billing_profile(&self) -> Result<BillingProfile> {
        self.client
            .send(Call::get("get_billing_profile", self.path("/profiles/billing")))
            .await?
            .whole_object()
    }

    /// Replaces the billing profile (S7); what is absent in it is cleared. Its etag is that of the profile which was read:
    /// if somebody else was faster, [`ErrorCategory::PreconditionFailed`] says so, and nothing is overwritten.
    ///
    /// # Errors
    /// The call fails, or the answer is no profile. A profile without an etag is an error before anything is sent.
    pub async fn update_billing_profile(&self, profile: &BillingProfileUpdate) -> Result<BillingProfile> {
        let Some(etag) = profile.etag() else {
            return Err(Error::settings(
                "the billing profile carries no etag: read the profile first, change it, and send its attributes back",
            ));
        };
        let etag = format!("\"{etag}\"");
        let call =
            Call::put("update_billing_profile", self.path("/profiles/billing")).header("if-match", etag);
        self.client.send(call.json(profile)?).await?.whole_object()
    }

    /// How the customer got the Government Community Cloud (C6); `None` if it did not.
    ///
    /// # Errors
    /// The call fails, or the answer is no validation.
    pub async fn gcc_validation(&self) -> Result<Option<GccValidation>> {
        let answer = self.client.send(Call::get("get_gcc_validation", self.path("/validations"))).await;
        let is_absent = |error: &Error| {
            error.service().is_some_and(|error| {
                error.category() == ErrorCategory::NotFound && error.code() == Some(1000)
            })
        };
        match answer {
            Ok(answer) => answer.object().map(Some),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the customer's account may buy (C7); `None` if nothing was recorded, which blocks nothing.
    ///
    /// # Errors
    /// The call fails, or the answer is no status.
    pub async fn account_validation_status(&self) -> Result<Option<AccountValidationStatus>> {
        let call =
            Call::get("get_validation_status", self.path("/validationStatus")).query("type", Some("account"));
        match self.client.send(call).await {
            Ok(answer) => answer.object().map(Some),
            Err(error) if error.service().and_then(crate::ServiceError::code) == Some(NO_ACCOUNT_STATUS) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/customers/{}{rest}", self.customer)
    }
}
