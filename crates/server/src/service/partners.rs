//! Partners, as operators create and change them.

use std::sync::Arc;

use qualify_domain::Refusal;
use qualify_domain::audit::NO_PARTNER;
use qualify_domain::partner::Partner;
use qualify_domain::ports::{PutPartner, Store as _};
use qualify_vocabulary::PartnerId;

use super::asker::StaffAsker;
use super::error::{ServiceError, ServiceRefusal};
use super::{names, staff};
use crate::app::App;

/// A partner as it is now.
#[derive(Debug)]
pub(crate) struct Put {
    pub(crate) partner: Partner,
    pub(crate) is_new: bool,
}

/// Whether an id can be a partner's.
///
/// # Errors
/// It stands for none.
pub(crate) fn check_id(partner: PartnerId) -> Result<(), ServiceError> {
    if partner == NO_PARTNER { Err(ServiceRefusal::NilPartner.into()) } else { Ok(()) }
}

/// Creates or changes a partner.
///
/// # Errors
/// Its id or name is not usable.
pub(crate) async fn put(asker: &StaffAsker<'_>, command: PutPartner) -> Result<Put, ServiceError> {
    check_id(command.partner)?;
    let command = PutPartner { name: names::usable("name", &command.name)?, ..command };
    let is_new = asker.app.store.find_partner(command.partner).is_none();
    let partner = asker.measure(asker.app.store.put_partner(asker.act(), command)).await?;
    if is_new {
        staff::report_conflicts(asker.app);
    }
    Ok(Put { partner, is_new })
}

/// A partner that must be there.
///
/// # Errors
/// It is not.
pub(crate) fn get(app: &App, partner: PartnerId) -> Result<Arc<Partner>, Refusal> {
    app.store.find_partner(partner).ok_or(Refusal::PartnerNotFound)
}
