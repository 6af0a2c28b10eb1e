//! Customers: found, listed, created, changed, let go.

use qualify_domain::customer::{AccountStatusRecord, Customer, CustomerKey, CustomerSummary};
use qualify_domain::ports::{
    CreateCustomer, CustomerSearch, CustomerSeek, CustomerSelection, CustomerStore, DeleteCustomer,
    EndRelationship, FoundCustomers, Outcome, SearchPlace, Slice, UpdateBilling,
};
use qualify_domain::replay::Answer;
use qualify_vocabulary::{DomainName, PageSize, PartnerId};

use crate::Store;
use crate::operations::reads::{CheckCustomer, FindAccountStatus, GetCustomer, IsDomainTaken};

impl CustomerStore for Store {
    async fn check_customer(&self, key: CustomerKey) -> Outcome<()> {
        self.read(CheckCustomer { key }).await
    }

    async fn get_customer(&self, key: CustomerKey) -> Outcome<Customer> {
        self.read(GetCustomer { key }).await
    }

    async fn list_customers(
        &self,
        partner: PartnerId,
        selection: CustomerSelection,
        seek: CustomerSeek,
        size: PageSize,
    ) -> Outcome<Slice<CustomerSummary>> {
        match self {
            Self::Sqlite(store) => store.list_customers(partner, selection, seek, size).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.list_customers(partner, selection, seek, size)).await,
        }
    }

    async fn search_customers(
        &self,
        partner: PartnerId,
        search: CustomerSearch,
        after: Option<SearchPlace>,
        size: PageSize,
    ) -> Outcome<FoundCustomers> {
        match self {
            Self::Sqlite(store) => store.search_customers(partner, search, after, size).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.search_customers(partner, search, after, size)).await,
        }
    }

    async fn is_domain_taken(&self, partner: PartnerId, domain: DomainName) -> Outcome<bool> {
        self.read(IsDomainTaken { partner, domain }).await
    }

    async fn create_customer(&self, command: CreateCustomer) -> Outcome<Answer<Customer>> {
        self.write(command).await
    }

    async fn delete_customer(&self, command: DeleteCustomer) -> Outcome<Answer<()>> {
        self.write(command).await
    }

    async fn end_relationship(&self, command: EndRelationship) -> Outcome<Answer<Customer>> {
        self.write(command).await
    }

    async fn update_billing(&self, command: UpdateBilling) -> Outcome<Answer<Customer>> {
        self.write(command).await
    }

    async fn find_account_status(&self, key: CustomerKey) -> Outcome<Option<AccountStatusRecord>> {
        self.read(FindAccountStatus { key }).await
    }
}
