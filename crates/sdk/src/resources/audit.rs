//! Audit records (S11).

use qualify_contract::v1::audit::AuditRecord;
use qualify_vocabulary::{CustomerId, Date};
use serde_json::json;

use crate::call::Call;
use crate::client::Client;
use crate::page::{List, ListCall, Paging};

const PATH: &str = "/v1/auditrecords";

/// Which audit records are listed: those of the last 30 days, unless a day is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    from: Option<Date>,
    until: Option<Date>,
    filter: Option<AuditFilter>,
    page_size: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum AuditFilter {
    Customer(CustomerId),
    CompanyName(String),
}

impl AuditQuery {
    /// Those of the last 30 days.
    pub fn recent() -> Self {
        Self::default()
    }

    /// Those from this day on (UTC): at most 90 days back, and for 30 days unless [`Self::until`] says otherwise.
    pub fn since(day: Date) -> Self {
        Self { from: Some(day), ..Self::default() }
    }

    /// Up to this day (UTC).
    #[must_use]
    pub fn until(mut self, day: Date) -> Self {
        self.until = Some(day);
        self
    }

    /// Those of one customer.
    #[must_use]
    pub fn of_customer(mut self, customer: CustomerId) -> Self {
        self.filter = Some(AuditFilter::Customer(customer));
        self
    }

    /// Those of customers with this in their name.
    #[must_use]
    pub fn company_name_contains(mut self, part: impl Into<String>) -> Self {
        self.filter = Some(AuditFilter::CompanyName(part.into()));
        self
    }

    /// Records a page: 1 to 500.
    #[must_use]
    pub fn page_size(mut self, records: u16) -> Self {
        self.page_size = Some(records.clamp(1, 500));
        self
    }
}

impl Client {
    /// What happened to the partner's customers, the newest first (S11).
    pub fn audit_records(&self, query: &AuditQuery) -> List<AuditRecord> {
        let filter = query.filter.as_ref().map(|filter| match filter {
            AuditFilter::Customer(id) => json!({"Field": "CustomerId", "Value": id, "Operator": "equals"}),
            AuditFilter::CompanyName(part) => {
                json!({"Field": "CompanyName", "Value": part, "Operator": "substring"})
            }
        });
        let first = Call::get("list_audit_records", PATH)
            .query("startDate", query.from.map(|day| day.to_string()).as_deref())
            .query("endDate", query.until.map(|day| day.to_string()).as_deref())
            .query("filter", filter.map(|filter| filter.to_string()).as_deref())
            .query("size", query.page_size.map(|size| size.to_string()).as_deref());
        List::new(self.clone(), ListCall::new(first, Paging::Seek))
    }
}
