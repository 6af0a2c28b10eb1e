//! The synchronous request: `PUT /qualification` (contract 2.5, second table).

use qualify_vocabulary::{Decision, Qualification, Timestamp, VettingStatus};

use super::inputs::not_combinable;
use super::{
    CodeInput, DirectoryRoleCheck, EducationRecord, EducationState, ExclusiveRecord, Plan, QualificationSet,
};
use crate::Refusal;
use crate::vetting::DecisionDraft;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRequest {
    /// Which one is to take the place of what is there.
    pub qualification: Qualification,
    /// Counts for Government Community Cloud only.
    pub code: CodeInput,
}

/// What a request that is not refused leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetPlan {
    /// Vetting decides at once: see [`decide`].
    Vet,
    /// It needs no vetting.
    Direct(Plan),
}

/// Plans the request: steps 8 to 12 of contract 2.5.
///
/// # Errors
/// The refusals of those steps, the first that applies.
pub fn plan(
    current: &QualificationSet,
    request: SetRequest,
    directory_role: DirectoryRoleCheck,
) -> Result<SetPlan, Refusal> {
    match request.qualification {
        Qualification::Education => plan_education(current),
        Qualification::GovernmentCommunityCloud => {
            plan_government(current, request.code, directory_role).map(SetPlan::Direct)
        }
        Qualification::None | Qualification::Nonprofit | Qualification::StateOwnedEntity => {
            Err(Refusal::NotSettable(request.qualification))
        }
    }
}

fn plan_education(current: &QualificationSet) -> Result<SetPlan, Refusal> {
    match &current.exclusive {
        None => Ok(SetPlan::Vet),
        Some(ExclusiveRecord::Education(record)) => match record.state {
            EducationState::Approved => Ok(SetPlan::Direct(Plan::Unchanged)),
            EducationState::InReview { .. } => Err(Refusal::AlreadyQualified {
                qualification: Qualification::Education,
                status: Some(VettingStatus::InReview),
            }),
            EducationState::Denied { .. } => Ok(SetPlan::Vet),
        },
        Some(ExclusiveRecord::Government(_)) => {
            not_combinable(Qualification::GovernmentCommunityCloud, Qualification::Education)
        }
        Some(ExclusiveRecord::Nonprofit(_)) => {
            not_combinable(Qualification::Nonprofit, Qualification::Education)
        }
    }
}

/// What vetting makes of the request: step 14.
///
/// # Errors
/// [`Refusal::VettingDenied`], or [`Refusal::VettingRequired`] where nobody but a person can tell.
pub fn decide(draft: &DecisionDraft, now: Timestamp) -> Result<EducationRecord, Refusal> {
    let finding = || Box::new(draft.finding());
    match draft.decision {
        Decision::Approve => Ok(EducationRecord {
            opened_at: now,
            segment: None,
            website: None,
            state: EducationState::Approved,
        }),
        Decision::Deny(reason) => Err(Refusal::VettingDenied { reason, finding: finding() }),
        Decision::NeedsPerson => Err(Refusal::VettingRequired(Some(finding()))),
    }
}

fn plan_government(
    current: &QualificationSet,
    code: CodeInput,
    directory_role: DirectoryRoleCheck,
) -> Result<Plan, Refusal> {
    // Step 9: what is there already is answered before any input is looked at.
    if current.government_record().is_some() {
        return Ok(Plan::Unchanged);
    }
    let code = code.resolve()?;
    directory_role.check()?;
    match &current.exclusive {
        None => Ok(Plan::RedeemCode(code)),
        Some(ExclusiveRecord::Education(record)) => match record.state {
            EducationState::Denied { .. } => Ok(Plan::RedeemCode(code)),
            EducationState::InReview { .. } | EducationState::Approved => {
                not_combinable(Qualification::Education, Qualification::GovernmentCommunityCloud)
            }
        },
        Some(ExclusiveRecord::Government(_)) => Ok(Plan::Unchanged),
        Some(ExclusiveRecord::Nonprofit(_)) => {
            not_combinable(Qualification::Nonprofit, Qualification::GovernmentCommunityCloud)
        }
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{ReasonCode, ValidationCodeId, VettingReason};

    use super::*;
    use crate::qualification::record::samples::all_exclusive_states;

    fn request(qualification: Qualification) -> SetRequest {
        let code = CodeInput::Given(ValidationCodeId::from_input("481516").unwrap());
        SetRequest { qualification, code }
    }

    fn outcome(result: Result<SetPlan, Refusal>) -> &'static str {
        match result {
            Ok(SetPlan::Vet) => "vet",
            Ok(SetPlan::Direct(Plan::Unchanged)) => "unchanged",
            Ok(SetPlan::Direct(Plan::RedeemCode(_))) => "redeem",
            Err(Refusal::AlreadyQualified { .. }) => "exists",
            Err(Refusal::NotCombinable { .. }) => "not combinable",
            Err(Refusal::NotSettable(_)) => "not settable",
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_state_and_request_leads_where_the_table_says() {
        let table = [
            (
                Qualification::Education,
                ["vet", "exists", "unchanged", "vet", "not combinable", "not combinable"],
            ),
            (
                Qualification::GovernmentCommunityCloud,
                ["redeem", "not combinable", "not combinable", "redeem", "unchanged", "not combinable"],
            ),
            (Qualification::StateOwnedEntity, ["not settable"; 6]),
            (Qualification::None, ["not settable"; 6]),
            (Qualification::Nonprofit, ["not settable"; 6]),
        ];
        for (qualification, row) in table {
            for ((name, current), expected) in all_exclusive_states().into_iter().zip(row) {
                let result = plan(&current, request(qualification), DirectoryRoleCheck::NotRequired);
                assert_eq!(outcome(result), expected, "{name} + {qualification:?}");
            }
        }
    }

    #[test]
    fn vetting_approves_denies_or_leaves_it_to_a_person() {
        let draft = |decision| {
            DecisionDraft::without_rules(decision, ReasonCode::PolicyFixed, "word", "why".to_owned())
        };
        let now = Timestamp::UNIX_EPOCH;
        let approved = decide(&draft(Decision::Approve), now).unwrap();
        assert_eq!((approved.state, approved.opened_at), (EducationState::Approved, now));
        let denial = draft(Decision::Deny(VettingReason::NotAcademicDomain));
        let refused = Refusal::VettingDenied {
            reason: VettingReason::NotAcademicDomain,
            finding: Box::new(denial.finding()),
        };
        assert_eq!(decide(&denial, now), Err(refused));
        let open = draft(Decision::NeedsPerson);
        assert_eq!(decide(&open, now), Err(Refusal::VettingRequired(Some(Box::new(open.finding())))));
    }

    #[test]
    fn a_customer_that_has_gcc_needs_no_code() {
        for (name, current) in all_exclusive_states() {
            let without_code = SetRequest {
                qualification: Qualification::GovernmentCommunityCloud,
                code: CodeInput::Absent,
            };
            let expected = if name == "G" {
                Ok(SetPlan::Direct(Plan::Unchanged))
            } else {
                Err(Refusal::ValidationCodeRequired)
            };
            assert_eq!(plan(&current, without_code, DirectoryRoleCheck::NotRequired), expected, "{name}");
        }
    }
}
