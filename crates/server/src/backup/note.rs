//! That a copy was taken is noted in the operators' trail of the service that was copied, whether it runs or not.

use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::StoreError;
use qualify_store::{DatabaseLocation, Store};
use qualify_vocabulary::CorrelationId;

use crate::clock::{Clock, fresh_guid};

/// How a copy names itself in the trail: whoever may read the data folder may take one.
const ACTOR: &str = "backup";

/// Notes that this was copied from a database. The process that holds it takes the note into its trail soon, or at its
/// next start.
///
/// # Errors
/// The database cannot be written.
pub fn note(database: &DatabaseLocation, what: &'static str) -> Result<(), StoreError> {
    let act = Act {
        actor: Actor::service(ACTOR),
        now: Clock::real().now(),
        correlation_id: CorrelationId::from_uuid(fresh_guid()),
    };
    let details = vec![("What".into(), what.to_owned())];
    Store::note_act_beside(database, &act, AuditOperation::BackUp, details)
}
