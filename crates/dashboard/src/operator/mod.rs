//! What operators look after: partners and their codes, decisions, datasets, the trail of all, and how the service fares.

pub(crate) mod chains;
pub(crate) mod codes;
pub(crate) mod customer;
pub(crate) mod customer_acts;
pub(crate) mod datasets;
pub(crate) mod decision;
pub(crate) mod decisions;
pub(crate) mod health;
pub(crate) mod partner;
pub(crate) mod partners;
pub(crate) mod trail;

use qualify_domain::ports::OperatorStore as _;
use qualify_vocabulary::{PartnerId, StaffRole};

use crate::page::StaffPage;

/// Who acts for the operator; others of the staff read.
const OPERATORS: &[StaffRole] = &[StaffRole::Operator];

/// How people call a partner; its id where it is not there any more.
pub(crate) fn partner_name(page: &StaffPage, id: PartnerId) -> String {
    let partner = page.asker().app.store.find_partner(id);
    partner.map_or_else(|| id.to_string(), |partner| partner.name.clone())
}
