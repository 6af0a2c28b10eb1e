//! What operators do to the records of a customer, past the queue of reviews.

use qualify_domain::customer::AccountStatusRecord;
use qualify_domain::ports::{OperatorStore as _, Outcome};
use qualify_domain::qualification::RecordView;
use qualify_domain::qualification::decide::Verdict;
use qualify_vocabulary::{AccountStatus, UserId};

use super::asker::StaffAsker;
use super::error::{ServiceError, ServiceRefusal};
use super::names;
use super::staff::CustomerAtHand;
use crate::vetting::fresh_seed;

/// Most directory roles of one user on one customer.
pub const ROLES_MAX: usize = 32;

/// Records an account status.
pub async fn set_account_status(
    asker: &StaffAsker<'_>,
    customer: CustomerAtHand,
    status: AccountStatus,
) -> Outcome<AccountStatusRecord> {
    asker
        .measure(asker.app.store.set_account_status(
            asker.act_on(customer.key().partner),
            customer.key(),
            status,
        ))
        .await
}

/// Imports Nonprofit.
pub async fn import_nonprofit(asker: &StaffAsker<'_>, customer: CustomerAtHand) -> Outcome<RecordView> {
    asker
        .measure(asker.app.store.import_nonprofit(asker.act_on(customer.key().partner), customer.key()))
        .await
}

/// Decides about an Education record.
pub async fn decide_education(
    asker: &StaffAsker<'_>,
    customer: CustomerAtHand,
    verdict: Verdict,
) -> Outcome<RecordView> {
    asker
        .measure(asker.app.store.decide_education(
            asker.act_on(customer.key().partner),
            customer.key(),
            verdict,
            fresh_seed(),
        ))
        .await
}

/// Records the directory roles of a partner's user on a customer, each once.
///
/// # Errors
/// There are too many, or one is no name.
pub async fn set_directory_roles(
    asker: &StaffAsker<'_>,
    customer: CustomerAtHand,
    user: UserId,
    roles: &[String],
) -> Result<(), ServiceError> {
    let roles = usable_roles(roles)?;
    Ok(asker
        .measure(asker.app.store.set_directory_roles(
            asker.act_on(customer.key().partner),
            customer.key(),
            user,
            roles,
        ))
        .await?)
}

fn usable_roles(roles: &[String]) -> Result<Vec<String>, ServiceRefusal> {
    if roles.len() > ROLES_MAX {
        return Err(ServiceRefusal::TooManyRoles);
    }
    let roles: Result<Vec<_>, _> = roles.iter().map(|role| names::usable("roles", role)).collect();
    let mut roles = roles?;
    roles.sort();
    roles.dedup();
    Ok(roles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_names_each_once_and_not_too_many() {
        let roles =
            |names: &[&str]| usable_roles(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(
            roles(&["Reader", " Helpdesk ", "Reader"]),
            Ok(vec!["Helpdesk".to_owned(), "Reader".to_owned()])
        );
        assert_eq!(roles(&[]), Ok(Vec::new()));
        assert_eq!(roles(&["Reader", ""]), Err(ServiceRefusal::NameUnusable { member: "roles" }));
        assert_eq!(roles(&["x"; ROLES_MAX + 1]), Err(ServiceRefusal::TooManyRoles));
    }
}
