//! The synchronous request: `PUT /qualification` (contract 2.5, second table).

use qualify_vocabulary::{Decision, Qualification, Timestamp, VettingStatus};

use super::inputs::not_combinable;
use super::{
    Change, CodeInput, DirectoryRoleCheck, EducationRecord, EducationState, ExclusiveRecord, Plan,
    QualificationSet,
};
use crate::Refusal;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRequest {
    /// The qualification.
    pub qualification: Qualification,
    /// Counts for Government Community Cloud only.
    pub code: CodeInput,
}

/// What the installation and the moment add.
#[derive(Debug, Clone, Copy)]
pub struct SetRules {
    /// The moment of the request.
    pub now: Timestamp,
    /// What vetting says about Education at once.
    pub decision: Decision,
    /// Counts for Government Community Cloud only.
    pub directory_role: DirectoryRoleCheck,
}

/// Plans the request: steps 8 to 12 of contract 2.5, and 14 for Education.
///
/// # Errors
/// The refusals of those steps, the first that applies.
pub fn plan(current: &QualificationSet, request: SetRequest, rules: SetRules) -> Result<Plan, Refusal> {
    match request.qualification {
        Qualification::Education => plan_education(current, rules),
        Qualification::GovernmentCommunityCloud => plan_government(current, request.code, rules),
        Qualification::None | Qualification::Nonprofit | Qualification::StateOwnedEntity => {
            Err(Refusal::NotSettable(request.qualification))
        }
    }
}

fn plan_education(current: &QualificationSet, rules: SetRules) -> Result<Plan, Refusal> {
    match &current.exclusive {
        None => decide_education(rules),
        Some(ExclusiveRecord::Education(record)) => match record.state {
            EducationState::Approved => Ok(Plan::Unchanged),
            EducationState::InReview { .. } => Err(Refusal::AlreadyQualified {
                qualification: Qualification::Education,
                status: Some(VettingStatus::InReview),
            }),
            EducationState::Denied { .. } => decide_education(rules),
        },
        Some(ExclusiveRecord::Government(_)) => {
            not_combinable(Qualification::GovernmentCommunityCloud, Qualification::Education)
        }
        Some(ExclusiveRecord::Nonprofit(_)) => {
            not_combinable(Qualification::Nonprofit, Qualification::Education)
        }
    }
}

fn decide_education(rules: SetRules) -> Result<Plan, Refusal> {
    match rules.decision {
        Decision::Approve => Ok(Plan::Save(Change::Exclusive(ExclusiveRecord::Education(EducationRecord {
            opened_at: rules.now,
            segment: None,
            website: None,
            state: EducationState::Approved,
        })))),
        Decision::Deny(reason) => Err(Refusal::VettingDenied(reason)),
        Decision::NeedsPerson => Err(Refusal::VettingRequired),
    }
}

fn plan_government(current: &QualificationSet, code: CodeInput, rules: SetRules) -> Result<Plan, Refusal> {
    // Step 9: what is there already is answered before any input is looked at.
    if current.government_record().is_some() {
        return Ok(Plan::Unchanged);
    }
    let code = code.resolve()?;
    rules.directory_role.check()?;
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
    use qualify_vocabulary::{ValidationCodeId, VettingReason};

    use super::*;
    use crate::qualification::record::samples::all_exclusive_states;

    fn request(qualification: Qualification) -> SetRequest {
        let code = CodeInput::Given(ValidationCodeId::from_input("481516").unwrap());
        SetRequest { qualification, code }
    }

    fn rules(decision: Decision) -> SetRules {
        SetRules { now: Timestamp::UNIX_EPOCH, decision, directory_role: DirectoryRoleCheck::NotRequired }
    }

    fn outcome(result: Result<Plan, Refusal>) -> &'static str {
        match result {
            Ok(Plan::Unchanged) => "unchanged",
            Ok(Plan::Save(Change::Exclusive(ExclusiveRecord::Education(record)))) => {
                assert_eq!(record.state, EducationState::Approved);
                "approved"
            }
            Ok(Plan::RedeemCode(_)) => "redeem",
            Err(Refusal::AlreadyQualified { .. }) => "exists",
            Err(Refusal::NotCombinable { .. }) => "not combinable",
            Err(Refusal::NotSettable(_)) => "not settable",
            Err(Refusal::VettingDenied(_)) => "denied",
            Err(Refusal::VettingRequired) => "undecided",
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_state_and_request_leads_where_the_table_says() {
        let denial = Decision::Deny(VettingReason::NotAcademicDomain);
        let education =
            |decided| [decided, "exists", "unchanged", decided, "not combinable", "not combinable"];
        let government =
            ["redeem", "not combinable", "not combinable", "redeem", "unchanged", "not combinable"];
        let table = [
            (Qualification::Education, Decision::Approve, education("approved")),
            (Qualification::Education, denial, education("denied")),
            (Qualification::Education, Decision::NeedsPerson, education("undecided")),
            (Qualification::GovernmentCommunityCloud, Decision::NeedsPerson, government),
            (Qualification::StateOwnedEntity, Decision::Approve, ["not settable"; 6]),
            (Qualification::None, Decision::Approve, ["not settable"; 6]),
            (Qualification::Nonprofit, Decision::Approve, ["not settable"; 6]),
        ];
        for (qualification, decision, row) in table {
            for ((name, current), expected) in all_exclusive_states().into_iter().zip(row) {
                let result = plan(&current, request(qualification), rules(decision));
                assert_eq!(outcome(result), expected, "{name} + {qualification:?} {decision:?}");
            }
        }
    }

    #[test]
    fn a_customer_that_has_gcc_needs_no_code() {
        for (name, current) in all_exclusive_states() {
            let without_code = SetRequest {
                qualification: Qualification::GovernmentCommunityCloud,
                code: CodeInput::Absent,
            };
            let expected =
                if name == "G" { Ok(Plan::Unchanged) } else { Err(Refusal::ValidationCodeRequired) };
            assert_eq!(plan(&current, without_code, rules(Decision::NeedsPerson)), expected, "{name}");
        }
    }
}
