//! Customers: found, listed, created, changed, let go.

use std::future::Future;

use qualify_vocabulary::{DomainName, PageSize, PartnerId};

use super::commands::{CreateCustomer, DeleteCustomer, EndRelationship, UpdateBilling};
use super::customer_search::{CustomerSearch, FoundCustomers, SearchPlace};
use super::outcome::Outcome;
use super::selections::{CustomerSeek, CustomerSelection, Slice};
use crate::customer::{AccountStatusRecord, Customer, CustomerKey, CustomerSummary};
use crate::replay::Answer;

/// Customers of a partner, which walls every operation.
pub trait CustomerStore: Send + Sync {
    /// Refuses customers that the partner may not see.
    fn check_customer(&self, key: CustomerKey) -> impl Future<Output = Outcome<()>> + Send;
    /// The customer with its billing profile. Refused as by [`check_customer`](super::CustomerStore::check_customer).
    fn get_customer(&self, key: CustomerKey) -> impl Future<Output = Outcome<Customer>> + Send;
    /// A part of the partner's customers by name, then id. Up to a position or the end, the customers next to it.
    fn list_customers(
        &self,
        partner: PartnerId,
        selection: CustomerSelection,
        seek: CustomerSeek,
        size: PageSize,
    ) -> impl Future<Output = Outcome<Slice<CustomerSummary>>> + Send;
    /// The partner's customers that are looked for: by name, or by the word that was found.
    fn search_customers(
        &self,
        partner: PartnerId,
        search: CustomerSearch,
        after: Option<SearchPlace>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<FoundCustomers>> + Send;
    /// Whether a customer holds the domain, of any partner in the world of this one.
    fn is_domain_taken(
        &self,
        partner: PartnerId,
        domain: DomainName,
    ) -> impl Future<Output = Outcome<bool>> + Send;
    /// `POST /customers`: creates a customer, unless its domain is taken or the account is full.
    fn create_customer(
        &self,
        command: CreateCustomer,
    ) -> impl Future<Output = Outcome<Answer<Customer>>> + Send;
    /// `DELETE /customers/{id}`: of a sandbox account only. Its audit records stay, and its decisions without their
    /// texts.
    fn delete_customer(&self, command: DeleteCustomer) -> impl Future<Output = Outcome<Answer<()>>> + Send;
    /// `PATCH /customers/{id}`; answers the customer as it is from now on.
    fn end_relationship(
        &self,
        command: EndRelationship,
    ) -> impl Future<Output = Outcome<Answer<Customer>>> + Send;
    /// `PUT /customers/{id}/profiles/billing`, if the profile is still the one that the caller has seen.
    fn update_billing(
        &self,
        command: UpdateBilling,
    ) -> impl Future<Output = Outcome<Answer<Customer>>> + Send;
    /// The account status that an operator recorded last; none if nobody did.
    fn find_account_status(
        &self,
        key: CustomerKey,
    ) -> impl Future<Output = Outcome<Option<AccountStatusRecord>>> + Send;
}
