//! Which records are asked for: the filters stand in the address, so that a list can be kept as a bookmark.

use qualify_domain::audit::AuditPosition;
use qualify_domain::ports::AuditSelection;
use qualify_server::service::trail::{self, WindowFault};
use qualify_vocabulary::{CustomerId, NameKey};
use qualify_wire::query::{DayEdge, read_audit_instant};

use crate::form::SentForm;
use crate::page::PartnerPage;
use crate::sign_in::encoded_pairs;

pub(super) const FROM: &str = "from";
pub(super) const UNTIL: &str = "until";
pub(super) const CUSTOMER: &str = "customer";
pub(super) const NAME: &str = "name";
const FILTERS: [&str; 4] = [FROM, UNTIL, CUSTOMER, NAME];

/// A filter that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) field: &'static str,
    pub(super) text: &'static str,
}

/// The records that the filters of an address ask for.
pub(super) fn selection(page: &PartnerPage, query: &SentForm) -> Result<AuditSelection, Problem> {
    let texts = page.texts();
    let moment = |field: &'static str, edge| {
        let read = query.find(field).map(|text| read_audit_instant(text, edge)).transpose();
        read.map_err(|_| Problem { field, text: texts.activity_no_day() })
    };
    let (start, end) = (moment(FROM, DayEdge::Start)?, moment(UNTIL, DayEdge::End)?);
    let (from, until) = trail::window(start, end, page.asker().now()).map_err(|fault| match fault {
        WindowFault::TooOld => Problem { field: FROM, text: texts.activity_too_old() },
        WindowFault::EndsBeforeItBegins => Problem { field: UNTIL, text: texts.activity_ends_before() },
    })?;
    let customer = query.find(CUSTOMER).map(CustomerId::parse).transpose();
    Ok(AuditSelection {
        from: AuditPosition::at(from),
        until: AuditPosition::at(until),
        customer: customer.map_err(|_| Problem { field: CUSTOMER, text: texts.activity_no_id() })?,
        company_name_contains: query.find(NAME).map(NameKey::of),
    })
}

/// The filters of an address, with something more.
pub(super) fn filters(query: &SentForm, more: Option<(&str, &str)>) -> String {
    let pairs = FILTERS.into_iter().map(|name| (name, query.text(name))).filter(|(_, text)| !text.is_empty());
    encoded_pairs(&pairs.chain(more).collect::<Vec<_>>())
}
