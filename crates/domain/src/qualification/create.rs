//! The asynchronous request: `POST /qualifications` (contract 2.5, first table).

use qualify_vocabulary::{Qualification, Timestamp, VettingStatus};

use super::inputs::{not_combinable, read_website};
use super::{
    Change, CodeInput, DirectoryRoleCheck, EducationRecord, EducationState, ExclusiveRecord, Plan,
    QualificationSet, SegmentInput, StateOwnedRecord,
};
use crate::Refusal;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateRequest {
    /// Which one is to be there beside those that are.
    pub qualification: Qualification,
    /// Counts for Education only.
    pub segment: SegmentInput,
    /// Counts for Education only.
    pub website: Option<String>,
    /// Counts for Government Community Cloud only.
    pub code: CodeInput,
}

/// What the installation and the moment add.
#[derive(Debug, Clone, Copy)]
pub struct CreateRules {
    /// The moment of the request.
    pub now: Timestamp,
    /// When the vetting policy decides; none if a person must.
    pub decision_due_at: Option<Timestamp>,
    /// Strict mode of contract 2.4.
    pub is_segment_required: bool,
    /// Counts for Government Community Cloud only.
    pub directory_role: DirectoryRoleCheck,
}

/// Plans the request: steps 8 to 12 of contract 2.5.
///
/// # Errors
/// The refusals of those steps, the first that applies.
pub fn plan(current: &QualificationSet, request: CreateRequest, rules: CreateRules) -> Result<Plan, Refusal> {
    match request.qualification {
        Qualification::Education => plan_education(current, request, rules),
        Qualification::GovernmentCommunityCloud => plan_government(current, request.code, rules),
        Qualification::StateOwnedEntity => plan_state_owned(current, rules.now),
        Qualification::None | Qualification::Nonprofit => Err(Refusal::NotSettable(request.qualification)),
    }
}

fn plan_education(
    current: &QualificationSet,
    request: CreateRequest,
    rules: CreateRules,
) -> Result<Plan, Refusal> {
    let segment = request.segment.resolve(rules.is_segment_required)?;
    let website = read_website(request.website)?;
    match &current.exclusive {
        None => {}
        Some(ExclusiveRecord::Education(record)) => match record.state {
            EducationState::Denied { .. } => {}
            EducationState::InReview { .. } | EducationState::Approved => {
                return already(Qualification::Education, record.state.status());
            }
        },
        Some(ExclusiveRecord::Government(_)) => {
            return not_combinable(Qualification::GovernmentCommunityCloud, Qualification::Education);
        }
        Some(ExclusiveRecord::Nonprofit(_)) => {
            return not_combinable(Qualification::Nonprofit, Qualification::Education);
        }
    }
    Ok(Plan::Save(Change::Exclusive(ExclusiveRecord::Education(EducationRecord {
        opened_at: rules.now,
        segment,
        website,
        state: EducationState::InReview { due_at: rules.decision_due_at },
    }))))
}

fn plan_government(current: &QualificationSet, code: CodeInput, rules: CreateRules) -> Result<Plan, Refusal> {
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
        Some(ExclusiveRecord::Government(_)) => {
            already(Qualification::GovernmentCommunityCloud, VettingStatus::Approved)
        }
        Some(ExclusiveRecord::Nonprofit(_)) => {
            not_combinable(Qualification::Nonprofit, Qualification::GovernmentCommunityCloud)
        }
    }
}

fn plan_state_owned(current: &QualificationSet, now: Timestamp) -> Result<Plan, Refusal> {
    if current.state_owned.is_some() {
        return Err(Refusal::AlreadyQualified {
            qualification: Qualification::StateOwnedEntity,
            status: None,
        });
    }
    Ok(Plan::Save(Change::StateOwned(StateOwnedRecord { opened_at: now })))
}

const fn already(qualification: Qualification, status: VettingStatus) -> Result<Plan, Refusal> {
    Err(Refusal::AlreadyQualified { qualification, status: Some(status) })
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{EducationSegment, ValidationCodeId};

    use super::*;
    use crate::qualification::record::samples::all_exclusive_states;

    fn request(qualification: Qualification) -> CreateRequest {
        let code = CodeInput::Given(ValidationCodeId::from_input("481516").unwrap());
        CreateRequest { qualification, segment: SegmentInput::Absent, website: None, code }
    }

    fn rules() -> CreateRules {
        CreateRules {
            now: Timestamp::UNIX_EPOCH,
            decision_due_at: None,
            is_segment_required: false,
            directory_role: DirectoryRoleCheck::NotRequired,
        }
    }

    /// The outcome in the words of the contract's table.
    fn outcome(result: Result<Plan, Refusal>) -> &'static str {
        match result {
            Ok(Plan::Save(Change::Exclusive(ExclusiveRecord::Education(record)))) => {
                assert_eq!(record.state.status(), VettingStatus::InReview);
                assert_eq!(record.opened_at, Timestamp::UNIX_EPOCH);
                "in review"
            }
            Ok(Plan::RedeemCode(_)) => "redeem",
            Ok(Plan::Save(Change::StateOwned(_))) => "declared",
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
                ["in review", "exists", "exists", "in review", "not combinable", "not combinable"],
            ),
            (
                Qualification::GovernmentCommunityCloud,
                ["redeem", "not combinable", "not combinable", "redeem", "exists", "not combinable"],
            ),
            (Qualification::StateOwnedEntity, ["declared"; 6]),
            (Qualification::None, ["not settable"; 6]),
            (Qualification::Nonprofit, ["not settable"; 6]),
        ];
        for (qualification, row) in table {
            for ((name, mut current), expected) in all_exclusive_states().into_iter().zip(row) {
                let result = plan(&current, request(qualification), rules());
                assert_eq!(outcome(result), expected, "{name} + {qualification:?}");
                current.state_owned = Some(StateOwnedRecord { opened_at: Timestamp::UNIX_EPOCH });
                let beside = outcome(plan(&current, request(qualification), rules()));
                let is_declaration = qualification == Qualification::StateOwnedEntity;
                let expected = if is_declaration { "exists" } else { expected };
                assert_eq!(beside, expected, "{name},S + {qualification:?}");
            }
        }
    }

    #[test]
    fn the_segment_is_kept_and_required_in_strict_mode_only() {
        let current = QualificationSet::default();
        let strict = CreateRules { is_segment_required: true, ..rules() };
        let absent = request(Qualification::Education);
        assert_eq!(plan(&current, absent.clone(), strict), Err(Refusal::SegmentRequired));
        let known = CreateRequest { segment: SegmentInput::Known(EducationSegment::K12), ..absent.clone() };
        let Ok(Plan::Save(Change::Exclusive(ExclusiveRecord::Education(record)))) =
            plan(&current, known, strict)
        else {
            panic!("an education record is expected");
        };
        assert_eq!(record.segment, Some(EducationSegment::K12));
        let unknown = CreateRequest { segment: SegmentInput::Unknown("Kindergarten".to_owned()), ..absent };
        assert!(matches!(plan(&current, unknown, rules()), Err(Refusal::SegmentUnknown(_))));
    }

    #[test]
    fn inputs_are_checked_before_the_state() {
        for (name, current) in all_exclusive_states() {
            let without_code =
                CreateRequest { code: CodeInput::Absent, ..request(Qualification::GovernmentCommunityCloud) };
            let result = plan(&current, without_code.clone(), rules());
            assert_eq!(result, Err(Refusal::ValidationCodeRequired), "{name}");
            let conflicting = CreateRequest { code: CodeInput::Conflicting, ..without_code };
            assert_eq!(plan(&current, conflicting, rules()), Err(Refusal::ValidationCodeMismatch), "{name}");
            let role_missing = CreateRules { directory_role: DirectoryRoleCheck::Missing, ..rules() };
            let result = plan(&current, request(Qualification::GovernmentCommunityCloud), role_missing);
            assert_eq!(result, Err(Refusal::DirectoryRoleMissing), "{name}");
        }
    }

    #[test]
    fn a_website_of_more_than_2048_characters_is_refused_for_education_only() {
        let current = QualificationSet::default();
        let website = Some("x".repeat(2049));
        let education = CreateRequest { website: website.clone(), ..request(Qualification::Education) };
        assert!(matches!(plan(&current, education, rules()), Err(Refusal::MembersUnusable(_))));
        let declaration = CreateRequest { website, ..request(Qualification::StateOwnedEntity) };
        assert!(plan(&current, declaration, rules()).is_ok());
    }
}
