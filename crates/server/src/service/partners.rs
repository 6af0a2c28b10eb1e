//! Partners, as operators create and change them.

use std::sync::Arc;

use qualify_domain::Refusal;
use qualify_domain::audit::NO_PARTNER;
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{OperatorStore as _, Outcome, PutPartner, Slice};
use qualify_vocabulary::{PageSize, PartnerId, SearchWords};

use super::asker::StaffAsker;
use super::error::{ServiceError, ServiceRefusal};
use super::names;
use super::staff::{self, PartnerAtHand};

/// What a partner is to be.
#[derive(Debug, Clone)]
pub struct PartnerInput {
    pub name: String,
    pub is_sandbox_account: bool,
    /// Whether it may call at all; none leaves it as it is.
    pub status: Option<PartnerStatus>,
    /// Whether it may create customers; none leaves it as it is.
    pub may_create_customers: Option<bool>,
}

/// A partner as it is now.
#[derive(Debug)]
pub struct Put {
    pub partner: Partner,
    pub is_new: bool,
}

/// Whether an id can be a partner's.
///
/// # Errors
/// It stands for none.
pub fn check_id(partner: PartnerAtHand) -> Result<(), ServiceError> {
    if partner.id() == NO_PARTNER { Err(ServiceRefusal::NilPartner.into()) } else { Ok(()) }
}

/// Creates or changes a partner.
///
/// # Errors
/// Its id or name is not usable.
pub async fn put(
    asker: &StaffAsker<'_>,
    partner: PartnerAtHand,
    input: PartnerInput,
) -> Result<Put, ServiceError> {
    check_id(partner)?;
    let command = PutPartner {
        partner: partner.id(),
        name: names::usable("name", &input.name)?,
        is_sandbox_account: input.is_sandbox_account,
        status: input.status,
        may_create_customers: input.may_create_customers,
        world: None,
    };
    let is_new = asker.app.store.find_partner(partner.id()).is_none();
    let partner = asker.measure(asker.app.store.put_partner(asker.act_on(partner.id()), command)).await?;
    if is_new {
        staff::report_conflicts(asker.app);
    }
    Ok(Put { partner, is_new })
}

/// A page of the partners, by their id, without those in whose affairs the asker has no part.
#[derive(Debug)]
pub struct PartnerPage {
    pub items: Vec<Partner>,
    /// The partner behind which to go on; none at the end.
    pub next: Option<PartnerId>,
}

/// A page of the partners. It may hold fewer than asked for and still have a next one: it leaves out those of the asker.
///
/// # Errors
/// The store does not answer.
pub async fn page(asker: &StaffAsker<'_>, after: Option<PartnerId>, size: PageSize) -> Outcome<PartnerPage> {
    let Slice { mut items, has_more } = asker.measure(asker.app.store.page_partners(after, size)).await?;
    let next = items.last().map(|last| last.id).filter(|_| has_more);
    let barred = staff::barred_partners(asker);
    items.retain(|partner| !barred.contains(&partner.id));
    Ok(PartnerPage { items, next })
}

/// A page of the partners whose name has words that begin so, or whose id does, by their id; all of them without words.
/// All partners are in memory.
pub fn search(
    asker: &StaffAsker<'_>,
    words: Option<&SearchWords>,
    after: Option<PartnerId>,
    size: PageSize,
) -> PartnerPage {
    let barred = staff::barred_partners(asker);
    let is_meant = |partner: &Arc<Partner>| {
        !barred.contains(&partner.id)
            && after.is_none_or(|after| partner.id > after)
            && words.is_none_or(|words| words.are_of_name(&partner.name, *partner.id.as_uuid()))
    };
    let mut found: Vec<Arc<Partner>> = asker.app.store.list_partners().into_iter().filter(is_meant).collect();
    found.sort_unstable_by_key(|partner| partner.id);
    let has_more = found.len() > usize::from(size.items());
    found.truncate(usize::from(size.items()));
    let next = found.last().map(|last| last.id).filter(|_| has_more);
    PartnerPage { items: found.iter().map(|partner| Partner::clone(partner)).collect(), next }
}

/// A partner that must be there.
///
/// # Errors
/// It is not.
pub fn get(asker: &StaffAsker<'_>, partner: PartnerAtHand) -> Result<Arc<Partner>, Refusal> {
    asker.app.store.find_partner(partner.id()).ok_or(Refusal::PartnerNotFound)
}
