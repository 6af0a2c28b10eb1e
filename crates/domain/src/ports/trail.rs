//! Acts that leave a record in the operators' trail and change nothing else in the store.

use std::borrow::Cow;
use std::future::Future;

use qualify_vocabulary::PartnerId;

use super::outcome::Outcome;
use crate::audit::AuditOperation;
use crate::caller::Act;
use crate::customer::CustomerKey;

/// What is noted of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailNote {
    /// What was done.
    pub operation: AuditOperation,
    /// Whom it concerns.
    pub about: About,
    /// Further pairs; nothing secret, and nobody's data.
    pub details: Vec<(Cow<'static, str>, String)>,
}

/// Whom an act concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// No partner: it stands in the trail of the nil GUID.
    NoPartner,
    /// A partner as a whole, and no customer of it.
    Partner(PartnerId),
    /// A customer of a partner.
    Customer(CustomerKey),
}

/// The operators' trail, as far as nothing else is written with it.
pub trait TrailStore: Send + Sync {
    /// Notes an act. An act that is only allowed with its record is done after this.
    fn record_act(&self, act: Act, note: TrailNote) -> impl Future<Output = Outcome<()>> + Send;
    /// Takes acts into the trail that other processes have noted beside the one that holds the store, such as a
    /// backup;
    /// answers how many.
    fn take_over_acts(&self) -> impl Future<Output = Outcome<usize>> + Send;
}
