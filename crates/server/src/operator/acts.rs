//! What operators do: partners, codes, account status, imports and decisions.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_contract::operator::{
    EducationDecision, IssueCode, PartnerStatus as StatusBody, PartnerView, PutAccountStatus,
    PutDirectoryRoles, PutPartner,
};
use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::validations::{AccountValidationStatus, ValidationCode as CodeBody};
use qualify_domain::Refusal;
use qualify_domain::audit::NO_PARTNER;
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{self, Store as _};
use qualify_domain::validation_code::ValidationCode;
use qualify_vocabulary::{StaffRole, UserId, ValidationCodeId, clean_text};
use qualify_wire::errors::ApiError;

use super::{CustomerOfPartner, PartnerPath, read_body};
use crate::api::body::RawBody;
use crate::api::extract::StaffCall;
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;
use crate::clock::fresh_guid;
use crate::reviews::verdict;
use crate::service::staff;
use crate::vetting::fresh_seed;

/// Longest name of a partner or an organisation, in characters.
const NAME_CHARS_MAX: usize = 256;

/// Most directory roles of one user on one customer, and the most characters of each.
const ROLES_MAX: usize = 32;

/// Digits of a code that we make up.
const FRESH_CODE_DIGITS: u32 = 8;

/// How often a made-up code may meet one that exists.
const FRESH_CODE_TRIES: u32 = 8;

/// Creates or changes a partner.
#[utoipa::path(put, path = "/operator/v1/partners/{partner_id}", tag = "operators", operation_id = "put_partner", request_body = PutPartner,
    responses((status = 200, description = "The partner, changed", body = PartnerView),
        (status = 201, description = "The partner, new", body = PartnerView)))]
pub(super) async fn put_partner(
    State(app): State<Arc<App>>,
    call: StaffCall,
    PartnerPath(id): PartnerPath,
    body: RawBody,
) -> Result<Response, Failure> {
    if id == NO_PARTNER {
        let text = "The nil GUID is no partner's. Send the GUID of the partner's tenant.";
        return Err(Failure::new(ErrorKind::InvalidProperty, text));
    }
    let put: PutPartner = read_body(body)?;
    let command = ports::PutPartner {
        partner: id,
        name: usable_name("name", put.name)?,
        is_sandbox_account: put.sandbox_account,
        status: put.status.map(|status| match status {
            StatusBody::Suspended => PartnerStatus::Suspended,
            StatusBody::Active => PartnerStatus::Active,
        }),
        may_create_customers: put.may_create_customers,
    };
    let is_known = app.store.find_partner(id).is_some();
    let partner = call.store(app.store.put_partner(call.act(&app), command)).await?;
    if !is_known {
        staff::report_conflicts(&app);
    }
    let status = if is_known { StatusCode::OK } else { StatusCode::CREATED };
    Ok(answer::json(status, &partner_view(&partner)))
}

/// Shows a partner.
#[utoipa::path(get, path = "/operator/v1/partners/{partner_id}", tag = "operators", operation_id = "get_partner",
    responses((status = 200, description = "The partner", body = PartnerView)))]
pub(super) async fn get_partner(
    State(app): State<Arc<App>>,
    _call: StaffCall,
    PartnerPath(id): PartnerPath,
) -> Result<Response, Failure> {
    let partner = app.store.find_partner(id).ok_or(Refusal::PartnerNotFound)?;
    Ok(answer::json(StatusCode::OK, &partner_view(&partner)))
}

fn partner_view(partner: &Partner) -> PartnerView {
    PartnerView {
        partner_id: partner.id,
        name: partner.name.clone(),
        sandbox_account: partner.is_sandbox_account,
        status: match partner.status {
            PartnerStatus::Active => StatusBody::Active,
            PartnerStatus::Suspended => StatusBody::Suspended,
        },
        may_create_customers: partner.may_create_customers,
    }
}

fn usable_name(member: &str, name: String) -> Result<String, Failure> {
    let cleaned = clean_text(&name).ok().map(|text| text.trim().to_owned());
    let usable = cleaned.filter(|text| (1..=NAME_CHARS_MAX).contains(&text.chars().count()));
    usable.ok_or_else(|| {
        Failure::new(
            ErrorKind::InvalidProperty,
            format!(
                "{member} must hold 1 to {NAME_CHARS_MAX} characters, and no control characters or marks of \
                 direction."
            ),
        )
    })
}

/// Lists a partner's codes. A code is as good as the right to use it, so those who issue none see its last two digits.
#[utoipa::path(get, path = "/operator/v1/partners/{partner_id}/codes", tag = "operators", operation_id = "list_partner_codes",
    responses((status = 200, description = "The codes", body = Vec<CodeBody>)))]
pub(super) async fn list_codes(
    State(app): State<Arc<App>>,
    call: StaffCall,
    PartnerPath(partner): PartnerPath,
) -> Result<Response, Failure> {
    app.store.find_partner(partner).ok_or(Refusal::PartnerNotFound)?;
    let codes = call.store(app.store.list_validation_codes(partner)).await?;
    let codes: Vec<CodeBody> =
        codes.into_iter().map(|code| present::validation_code(partner, shown_to(&call, code))).collect();
    Ok(answer::json(StatusCode::OK, &codes))
}

fn shown_to(call: &StaffCall, code: ValidationCode) -> ValidationCode {
    if call.holds(&[StaffRole::Operator]) { code } else { ValidationCode { id: code.id.masked(), ..code } }
}

/// Issues a code, with a text of its own or with one that is made up.
#[utoipa::path(post, path = "/operator/v1/partners/{partner_id}/codes", tag = "operators", operation_id = "issue_code", request_body = IssueCode,
    responses((status = 201, description = "The code", body = CodeBody)))]
pub(super) async fn issue_code(
    State(app): State<Arc<App>>,
    call: StaffCall,
    PartnerPath(partner): PartnerPath,
    body: RawBody,
) -> Result<Response, Failure> {
    let issue: IssueCode = read_body(body)?;
    let organization_name = usable_name("organizationName", issue.organization_name)?;
    if issue.max_creates == Some(0) {
        return Err(Failure::new(
            ErrorKind::InvalidProperty,
            "maxCreates must be at least 1; leave it out for no limit.",
        ));
    }
    let asked_for = issue.validation_id.as_deref().map(ValidationCodeId::parse_issued).transpose();
    let asked_for = asked_for.map_err(|error| {
        Failure::new(ErrorKind::InvalidProperty, format!("validationId: {}.", error.rule))
    })?;
    let is_fresh = asked_for.is_none();
    let mut tries_left = FRESH_CODE_TRIES;
    loop {
        let act = call.act(&app);
        let id = asked_for.clone().unwrap_or_else(fresh_code);
        let code = ValidationCode::issue(id, organization_name.clone(), issue.max_creates, act.now);
        match call.store(app.store.issue_validation_code(act, partner, code)).await {
            Ok(code) => {
                return Ok(answer::json(StatusCode::CREATED, &present::validation_code(partner, code)));
            }
            Err(failure) if !is_fresh || tries_left == 0 || !is_taken(&failure) => return Err(failure),
            Err(_) => tries_left -= 1,
        }
    }
}

fn is_taken(failure: &Failure) -> bool {
    matches!(failure, Failure::Api(error) if error.kind == ErrorKind::ValidationCodeExists)
}

fn fresh_code() -> ValidationCodeId {
    let number = fresh_guid().as_u128() % 10_u128.pow(FRESH_CODE_DIGITS);
    let text = format!("{number:0width$}", width = FRESH_CODE_DIGITS as usize);
    ValidationCodeId::parse_issued(&text).expect("it is made of 8 digits")
}

/// Records an account status.
#[utoipa::path(put, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/account-status", tag = "operators", operation_id = "set_account_status", request_body = PutAccountStatus,
    responses((status = 200, description = "The status", body = AccountValidationStatus)))]
pub(super) async fn set_account_status(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(key): CustomerOfPartner,
    body: RawBody,
) -> Result<Response, Failure> {
    let put: PutAccountStatus = read_body(body)?;
    let record = call.store(app.store.set_account_status(call.act(&app), key, put.status)).await?;
    Ok(answer::json(StatusCode::OK, &AccountValidationStatus::new(record.status, record.changed_at)))
}

/// Imports Nonprofit.
#[utoipa::path(post, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/nonprofit", tag = "operators", operation_id = "import_nonprofit",
    responses((status = 201, description = "The record", body = QualificationRecord)))]
pub(super) async fn import_nonprofit(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(key): CustomerOfPartner,
) -> Result<Response, Failure> {
    let view = call.store(app.store.import_nonprofit(call.act(&app), key)).await?;
    Ok(answer::json(StatusCode::CREATED, &present::record(view)))
}

/// Decides about an Education record, past the queue: an operator's own act. Reviewers decide cases (vetting
/// specification 10).
#[utoipa::path(post, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/education/decision", tag = "operators", operation_id = "decide_education", request_body = EducationDecision,
    responses((status = 200, description = "The record", body = QualificationRecord)))]
pub(super) async fn decide_education(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(key): CustomerOfPartner,
    body: RawBody,
) -> Result<Response, Failure> {
    let decision: EducationDecision = read_body(body)?;
    let verdict = verdict(decision.decision, decision.reason)?;
    let decided = app.store.decide_education(call.act(&app), key, verdict, fresh_seed());
    let view = call.store(decided).await?;
    Ok(answer::json(StatusCode::OK, &present::record(view)))
}

/// Records the directory roles of a partner's user on a customer.
#[utoipa::path(put, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/directory-roles", tag = "operators", operation_id = "set_directory_roles", request_body = PutDirectoryRoles,
    responses((status = 200, description = "Recorded")))]
pub(super) async fn set_directory_roles(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(key): CustomerOfPartner,
    body: RawBody,
) -> Result<Response, Failure> {
    let put: PutDirectoryRoles = read_body(body)?;
    let user = UserId::parse(&put.user).map_err(|_| {
        Failure::new(ErrorKind::InvalidProperty, "user must be the GUID of a partner's user.")
    })?;
    if put.roles.len() > ROLES_MAX {
        return Err(ApiError::new(ErrorKind::InvalidProperty, "roles must hold at most 32 names.").into());
    }
    let mut roles =
        put.roles.into_iter().map(|role| usable_name("roles", role)).collect::<Result<Vec<_>, _>>()?;
    roles.sort();
    roles.dedup();
    call.store(app.store.set_directory_roles(call.act(&app), key, user, roles)).await?;
    Ok(answer::json_static(StatusCode::OK, b"{}"))
}
