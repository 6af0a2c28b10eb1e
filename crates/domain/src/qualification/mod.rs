//! A customer's qualification records and everything that may happen to them (contract 2).
//!
//! - [`create`]: the asynchronous request, `POST /qualifications`.
//! - [`set`]: the synchronous request, `PUT /qualification`.
//! - [`decide`]: what vetting, an operator or an import does later.
//!
//! Each is a pure function from the records and a request to a [`Plan`] or a refusal. To add a transition: write its
//! row in the table test of the module, then the arm.

pub mod create;
pub mod decide;
mod inputs;
mod record;
pub mod set;

pub use inputs::{CodeInput, DirectoryRoleCheck, SegmentInput};
pub use record::{
    EducationRecord, EducationState, ExclusiveRecord, GovernmentRecord, GovernmentValidation,
    NonprofitRecord, QualificationSet, RecordView, StateOwnedRecord,
};

use qualify_vocabulary::{Timestamp, ValidationCodeId};

use crate::Refusal;
use crate::validation_code::ValidationCode;

/// What a request that is not refused leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// The state is already as asked for; nothing is written.
    Unchanged,
    /// This record replaces what is in its place.
    Save(Change),
    /// As [`Plan::Save`] with a Government record, if the code gives a unit: see [`redeem_code`].
    RedeemCode(ValidationCodeId),
}

/// The record that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The exclusive record.
    Exclusive(ExclusiveRecord),
    /// The declaration of state ownership.
    StateOwned(StateOwnedRecord),
}

/// Takes a unit of the code and makes the Government record of it (contract 2.5 step 13, 2.7). `code` is the
/// partner's code of that text, if there is one.
///
/// # Errors
/// [`Refusal::ValidationCodeUnknown`] or [`Refusal::ValidationCodeExhausted`].
pub fn redeem_code(
    asked_for: ValidationCodeId,
    code: Option<ValidationCode>,
    now: Timestamp,
) -> Result<(GovernmentRecord, ValidationCode), Refusal> {
    let code = code.ok_or(Refusal::ValidationCodeUnknown(asked_for))?.take_unit(now)?;
    let validation =
        GovernmentValidation { code: code.id.clone(), organization_name: code.organization_name.clone() };
    Ok((GovernmentRecord { opened_at: now, validation }, code))
}
