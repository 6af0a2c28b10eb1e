//! How people of the staff are called whom a picture knows by their keys.

use qualify_server::service::figures::{self, CaseNumber, DecisionNumber};
use qualify_vocabulary::{PageSize, PersonKey};

use super::scope::Scope;
use crate::error::PageError;
use crate::page::StaffPage;

/// How a page calls somebody: you by your own name, others by the name that is known, or by what their key says.
pub(super) fn shown(page: &StaffPage, person: &PersonKey, known: Option<String>) -> String {
    let own = &page.principal().person;
    if *person == own.key {
        return own.name.clone();
    }
    known.unwrap_or_else(|| person.subject().unwrap_or(person.as_str()).to_owned())
}

/// The name under which somebody holds a case or decided last.
pub(super) async fn name_of(
    page: &StaffPage,
    scope: &Scope,
    person: &PersonKey,
) -> Result<String, PageError> {
    let (asker, one) = (page.asker(), PageSize::clamped(1).unwrap_or(PageSize::MAX));
    let held = CaseNumber::HeldBy(person.clone());
    let held = figures::list_cases(&asker, scope.picture(), held, None, one).await?;
    if let Some(holder) = held.items.into_iter().find_map(|case| case.holder) {
        return Ok(shown(page, person, Some(holder.name)));
    }
    let decided = DecisionNumber::Of(person.clone());
    let decided = figures::list_decisions(&asker, scope.picture(), decided, None, one).await?;
    let alone = decided.items.into_iter().map(|decision| decision.sealed.record);
    let name = alone.filter(|record| record.deciders.len() == 1).map(|record| record.actor).next();
    Ok(shown(page, person, name))
}
