//! Who asks, as far as the domain cares: the tenant wall, the rights, and the name for the audit trail.

use std::fmt;

use qualify_vocabulary::{
    ApplicationId, CorrelationId, PartnerId, PartnerRole, Person, PersonKey, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::replay::Replay;

/// A signed-in user of a partner. `Debug` hides the name.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The token's `oid`.
    pub id: UserId,
    /// The user name for the audit trail.
    pub name: Option<String>,
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The partner's application, with the user for whom it acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The tenant; every store operation is walled by it.
    pub partner: PartnerId,
    /// The application that asked for the token.
    pub application: ApplicationId,
    /// The user; none for App-only.
    pub user: Option<User>,
    /// The user's role. App-only callers count as `AdminAgent` (contract 5.6).
    pub role: PartnerRole,
}

impl Caller {
    /// Refuses callers whose role may only read (contract 5.6).
    ///
    /// # Errors
    /// [`Refusal::RoleNotSufficient`].
    pub fn check_may_write(&self) -> Result<(), Refusal> {
        if self.role.may_write() { Ok(()) } else { Err(Refusal::RoleNotSufficient) }
    }

    /// The caller's entry in the audit trail.
    pub fn actor(&self) -> Actor {
        Actor {
            user_name: self.user.as_ref().and_then(|user| user.name.clone()),
            key: None,
            application: self.application.to_string(),
        }
    }
}

/// One changing call of a partner: who, when, and what to remember it by.
#[derive(Debug, Clone)]
pub struct Call {
    /// In whose name it is made, and with which rights.
    pub caller: Caller,
    /// The moment that every record of this call carries.
    pub now: Timestamp,
    /// Ties the records of this call together.
    pub correlation_id: CorrelationId,
    /// The idempotency key, if the client sent a valid id (contract 3.2).
    pub replay: Option<Replay>,
}

impl Call {
    /// The call as the act that its records carry.
    pub fn act(&self) -> Act {
        Act { actor: self.caller.actor(), now: self.now, correlation_id: self.correlation_id }
    }
}

/// One act of our own: an operator's, or the service's.
#[derive(Debug, Clone)]
pub struct Act {
    /// Who acts.
    pub actor: Actor,
    /// The moment that every record of this act carries.
    pub now: Timestamp,
    /// Ties the records of this act together.
    pub correlation_id: CorrelationId,
}

/// Who did it, as the audit trail shows it. `Debug` hides the user's name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The user's or operator's name.
    pub user_name: Option<String>,
    /// Which member of our staff, whatever they are called.
    #[serde(default)]
    pub key: Option<PersonKey>,
    /// The application's id, or our service's name.
    pub application: String,
}

/// The name under which the service itself appears in the audit trail (contract 1.19).
pub(crate) const SERVICE_NAME: &str = "qualify";

impl Actor {
    /// A member of our staff.
    pub fn staff(person: Person) -> Self {
        let Person { key, name } = person;
        Self { user_name: Some(name), key: Some(key), application: SERVICE_NAME.to_owned() }
    }

    /// The service itself, by the name of the rule or policy that it followed.
    pub fn service(rule: &str) -> Self {
        Self { user_name: Some(rule.to_owned()), key: None, application: SERVICE_NAME.to_owned() }
    }

    /// The name to show: the user's, or else the application's.
    pub fn name(&self) -> &str {
        self.user_name.as_deref().unwrap_or(&self.application)
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Actor").field("application", &self.application).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_a_user_name() {
        let actor = Actor::staff(Person::of_name("olga@qualify.example".to_owned()));
        let user = User { id: UserId::from([1; 16]), name: Some("ana@northlight.example".to_owned()) };
        let shown = format!("{actor:?} {user:?}");
        assert!(!shown.contains("olga") && !shown.contains("ana@"), "{shown}");
    }
}
