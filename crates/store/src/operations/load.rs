//! What most operations load first: the customer, unless the partner may not see it (contract 2.5 step 4).

use qualify_domain::Refusal;
use qualify_domain::customer::{Customer, CustomerKey};
use qualify_domain::qualification::QualificationSet;

use crate::rows::{Rows, Standing};
use crate::undone::Done;

/// The customer's standing; refused if there is no such customer, or none any more.
pub(super) async fn standing<R: Rows>(rows: &mut R, key: CustomerKey) -> Done<Standing> {
    let standing = rows.find_standing(key).await?.ok_or(Refusal::CustomerNotFound)?;
    standing.relationship.check_is_live()?;
    Ok(standing)
}

/// The whole customer; refused like [`standing`].
pub(super) async fn customer<R: Rows>(rows: &mut R, key: CustomerKey) -> Done<Customer> {
    let customer = rows.find_customer(key).await?.ok_or(Refusal::CustomerNotFound)?;
    customer.relationship.check_is_live()?;
    Ok(customer)
}

/// The customer's standing and records; refused like [`standing`].
pub(super) async fn records<R: Rows>(rows: &mut R, key: CustomerKey) -> Done<(Standing, QualificationSet)> {
    let (standing, records) = rows.find_records(key).await?.ok_or(Refusal::CustomerNotFound)?;
    standing.relationship.check_is_live()?;
    Ok((standing, records))
}
