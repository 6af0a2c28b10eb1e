//! Who asks for a use case, and what it goes through: the service, and a meter for the store's part in it.
//!
//! A door makes one of whoever signed in there; a use case that takes none has no tenant to ask the store with.

use qualify_domain::caller::{Act, Actor, Call, Caller};
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::Outcome;
use qualify_domain::replay::Replay;
use qualify_vocabulary::{CorrelationId, CustomerId, PartnerId, StaffRole, Timestamp};

use super::meter::StoreMeter;
use crate::app::App;
use crate::auth::StaffPrincipal;

/// A caller of a partner.
#[derive(Debug, Clone, Copy)]
pub struct PartnerAsker<'call> {
    pub app: &'call App,
    pub caller: &'call Caller,
    /// Ties the records of this call together.
    pub correlation_id: CorrelationId,
    pub meter: &'call StoreMeter,
}

impl PartnerAsker<'_> {
    pub fn partner(&self) -> PartnerId {
        self.caller.partner
    }

    /// Service time, as this partner has it.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now_of(self.partner())
    }

    /// The caller's name, as reviewers see it.
    pub fn name(&self) -> String {
        self.caller.actor().name().to_owned()
    }

    /// The tenant wall around a customer.
    pub fn key(&self, customer: CustomerId) -> CustomerKey {
        CustomerKey { partner: self.partner(), customer }
    }

    /// What a changing operation needs to know of this call.
    pub fn call(&self, replay: Option<Replay>) -> Call {
        Call { caller: self.caller.clone(), now: self.now(), correlation_id: self.correlation_id, replay }
    }

    /// The call as an act that only leaves a record.
    pub fn act(&self) -> Act {
        Act { actor: self.caller.actor(), now: self.now(), correlation_id: self.correlation_id }
    }

    /// Runs a store operation on this call's meter.
    pub async fn measure<T>(&self, operation: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        self.meter.measure(operation).await
    }
}

/// A member of our staff.
#[derive(Debug, Clone, Copy)]
pub struct StaffAsker<'call> {
    pub app: &'call App,
    pub staff: &'call StaffPrincipal,
    /// Ties the records of this call together.
    pub correlation_id: CorrelationId,
    pub meter: &'call StoreMeter,
}

impl StaffAsker<'_> {
    /// Whether the member of staff holds one of the roles.
    pub fn holds(&self, roles: &[StaffRole]) -> bool {
        self.staff.roles.iter().any(|role| roles.contains(role))
    }

    /// What an act of this member of staff leaves behind that is about no partner.
    pub fn act(&self) -> Act {
        self.act_at(self.app.clock.now())
    }

    /// What an act about a partner's affairs leaves behind.
    pub fn act_on(&self, partner: PartnerId) -> Act {
        self.act_at(self.app.clock.now_of(partner))
    }

    /// As above, at this moment.
    pub fn act_at(&self, now: Timestamp) -> Act {
        Act { actor: Actor::staff(self.staff.person.clone()), now, correlation_id: self.correlation_id }
    }

    /// Runs a store operation on this call's meter.
    pub async fn measure<T>(&self, operation: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        self.meter.measure(operation).await
    }
}
