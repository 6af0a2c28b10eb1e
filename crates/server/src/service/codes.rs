//! Validation codes, as operators issue and read them.

use qualify_domain::Refusal;
use qualify_domain::ports::{OperatorStore as _, Outcome, StoreError};
use qualify_domain::validation_code::ValidationCode;
use qualify_vocabulary::{StaffRole, ValidationCodeId};

use super::asker::StaffAsker;
use super::error::{ServiceError, ServiceRefusal};
use super::staff::PartnerAtHand;
use super::{names, partners};
use crate::clock::fresh_guid;

/// Digits of a code that we make up.
const FRESH_CODE_DIGITS: u32 = 8;

/// How often a made-up code may meet one that exists.
const FRESH_CODE_TRIES: u32 = 8;

/// What a code is to be.
#[derive(Debug, Clone)]
pub struct NewCode {
    pub organization_name: String,
    /// For how many customers it is good; none for no limit.
    pub max_creates: Option<u32>,
    /// The text that it is to have; one is made up otherwise.
    pub text: Option<String>,
}

/// Issues a code to a partner.
///
/// # Errors
/// It could not be used, or the partner has it already.
pub async fn issue(
    asker: &StaffAsker<'_>,
    partner: PartnerAtHand,
    new: NewCode,
) -> Result<ValidationCode, ServiceError> {
    let organization_name = names::usable("organizationName", &new.organization_name)?;
    if new.max_creates == Some(0) {
        return Err(ServiceRefusal::CodeWithoutUnits.into());
    }
    let asked_for = new.text.as_deref().map(ValidationCodeId::parse_issued).transpose();
    let asked_for = asked_for.map_err(|error| ServiceRefusal::CodeUnusable { rule: error.rule })?;
    let issued = first_free(asked_for, fresh_code, |id| {
        let act = asker.act_on(partner.id());
        let code = ValidationCode::issue(id, organization_name.clone(), new.max_creates, act.now);
        asker.measure(asker.app.store.issue_validation_code(act, partner.id(), code))
    });
    Ok(issued.await?)
}

/// Issues the code that was asked for, or made-up ones until one of them is free.
async fn first_free<T, F: Future<Output = Outcome<T>>>(
    asked_for: Option<ValidationCodeId>,
    mut make_up: impl FnMut() -> ValidationCodeId,
    mut issue: impl FnMut(ValidationCodeId) -> F,
) -> Outcome<T> {
    if let Some(id) = asked_for {
        return issue(id).await;
    }
    for _ in 0..FRESH_CODE_TRIES {
        match issue(make_up()).await {
            Err(StoreError::Refused(Refusal::ValidationCodeExists(_))) => {}
            outcome => return outcome,
        }
    }
    issue(make_up()).await
}

/// A code that is made up.
pub fn fresh_code() -> ValidationCodeId {
    let number = fresh_guid().as_u128() % 10_u128.pow(FRESH_CODE_DIGITS);
    let text = format!("{number:0width$}", width = FRESH_CODE_DIGITS as usize);
    ValidationCodeId::parse_issued(&text).expect("it is made of 8 digits")
}

/// A partner's codes as a member of staff may see them. A code is as good as the right to use it: those who issue none see
/// its last two digits.
///
/// # Errors
/// There is no such partner.
pub async fn list_for_staff(asker: &StaffAsker<'_>, partner: PartnerAtHand) -> Outcome<Vec<ValidationCode>> {
    partners::get(asker, partner)?;
    let codes = asker.measure(asker.app.store.list_validation_codes(partner.id())).await?;
    if asker.holds(&[StaffRole::Operator]) {
        return Ok(codes);
    }
    Ok(codes.into_iter().map(|code| ValidationCode { id: code.id.masked(), ..code }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exists(id: ValidationCodeId) -> StoreError {
        Refusal::ValidationCodeExists(id).into()
    }

    /// Issues where so many made-up codes exist already; answers how often it was tried, and whether one was issued.
    async fn tries(
        asked_for: Option<&str>,
        taken: u32,
        refusal: fn(ValidationCodeId) -> StoreError,
    ) -> (u32, bool) {
        let asked_for = asked_for.map(|text| ValidationCodeId::parse_issued(text).expect("a code"));
        let mut tries = 0;
        let issued = first_free(asked_for, fresh_code, |id| {
            tries += 1;
            std::future::ready(if tries <= taken { Err(refusal(id)) } else { Ok(()) })
        });
        let is_issued = issued.await.is_ok();
        (tries, is_issued)
    }

    #[tokio::test]
    async fn a_made_up_code_that_exists_is_followed_by_another_and_not_without_end() {
        assert_eq!(tries(None, 0, exists).await, (1, true));
        assert_eq!(tries(None, 8, exists).await, (9, true));
        assert_eq!(tries(None, 9, exists).await, (9, false));
    }

    #[tokio::test]
    async fn what_somebody_asked_for_is_not_replaced_and_another_refusal_not_met_again() {
        assert_eq!(tries(Some("481516"), 1, exists).await, (1, false));
        assert_eq!(tries(None, 9, |_| Refusal::TooManyValidationCodes(1).into()).await, (1, false));
    }
}
