//! How people of the staff are called whom a picture knows by their keys.

use qualify_server::service::figures::{self, CaseNumber, DecisionNumber};
use qualify_vocabulary::{PageSize, PersonKey};

use super::scope::Scope;
use crate::error::PageError;
use crate::page::StaffPage;

/// The name under which somebody held a case or decided last; what their key says, where neither is known.
pub(super) async fn name_of(
    page: &StaffPage,
    scope: &Scope,
    person: &PersonKey,
) -> Result<String, PageError> {
    if *person == page.principal().person.key {
        return Ok(page.principal().person.name.clone());
    }
    let (asker, one) = (page.asker(), PageSize::clamped(1).unwrap_or(PageSize::MAX));
    let held = CaseNumber::HeldBy(person.clone());
    let held = figures::list_cases(&asker, scope.picture(), held, None, one).await?;
    if let Some(holder) = held.items.into_iter().find_map(|case| case.holder) {
        return Ok(holder.name);
    }
    let decided = DecisionNumber::Of(person.clone());
    let decided = figures::list_decisions(&asker, scope.picture(), decided, None, one).await?;
    let alone = decided.items.into_iter().map(|decision| decision.sealed.record);
    let name = alone.filter(|record| record.deciders.len() == 1).map(|record| record.actor).next();
    Ok(name.unwrap_or_else(|| person.subject().unwrap_or(person.as_str()).to_owned()))
}
