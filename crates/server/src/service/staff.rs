//! Who of our staff acts, and in whose affairs they have no part (contract 9.4.10).

use qualify_domain::Refusal;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::OperatorStore as _;
use qualify_domain::review::{ReviewRefusal, Reviewer};
use qualify_vocabulary::{CustomerId, PartnerId, StaffRole};

use super::asker::StaffAsker;
use crate::app::App;

/// The partners of whose affairs a member of staff is kept.
pub(super) fn barred_partners(asker: &StaffAsker<'_>) -> Vec<PartnerId> {
    asker.app.conflicts.partners_of(asker.staff, asker.app.store.count_partners())
}

/// Refuses staff that belongs to a partner.
///
/// # Errors
/// [`ReviewRefusal::OfThePartner`].
pub(super) fn check_no_conflict(asker: &StaffAsker<'_>, partner: PartnerId) -> Result<(), Refusal> {
    if barred_partners(asker).contains(&partner) {
        return Err(Refusal::Review(ReviewRefusal::OfThePartner));
    }
    Ok(())
}

/// A partner in whose affairs a member of staff may have a part. Whoever has one has asked.
#[derive(Debug, Clone, Copy)]
pub struct PartnerAtHand(PartnerId);

impl PartnerAtHand {
    /// # Errors
    /// [`ReviewRefusal::OfThePartner`].
    pub fn of(asker: &StaffAsker<'_>, partner: PartnerId) -> Result<Self, Refusal> {
        check_no_conflict(asker, partner).map(|()| Self(partner))
    }

    pub const fn id(self) -> PartnerId {
        self.0
    }

    /// A customer of this partner.
    pub const fn customer(self, customer: CustomerId) -> CustomerAtHand {
        CustomerAtHand(CustomerKey { partner: self.0, customer })
    }
}

/// A customer of such a partner.
#[derive(Debug, Clone, Copy)]
pub struct CustomerAtHand(CustomerKey);

impl CustomerAtHand {
    pub const fn key(self) -> CustomerKey {
        self.0
    }
}

/// A member of staff in front of a case of this partner.
pub(super) fn reviewer(asker: &StaffAsker<'_>, partner: PartnerId) -> Reviewer {
    Reviewer {
        person: asker.staff.person.clone(),
        is_lead: asker.holds(&[StaffRole::Lead, StaffRole::Operator]),
        is_of_partner: barred_partners(asker).contains(&partner),
    }
}

/// Says in the log whether staff is kept by the domain of its name from the partner whose profile names it.
pub fn report_conflicts(app: &App) {
    let partners = app.store.count_partners();
    let is_set = app.config.reviews.partner_staff_by_domain.is_some();
    let reason = if is_set { "it is set so" } else { "it follows from the number of partners" };
    if app.conflicts.is_by_profile(partners) {
        tracing::info!(
            partners,
            reason,
            "reviews.partner_staff_by_domain is on: staff whose name has the domain of a partner's profile has no part in its affairs"
        );
    } else {
        tracing::info!(
            partners,
            reason,
            "reviews.partner_staff_by_domain is off: only reviews.partner_staff says who belongs to a partner"
        );
    }
}
