//! What operators do: partners, codes, account status, imports and decisions.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_contract::operator::{
    EducationDecision, IssueCode, PartnerCollection, PartnerStatus as StatusBody, PartnerView,
    PutAccountStatus, PutDirectoryRoles, PutPartner,
};
use qualify_contract::v1::Collection;
use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::validations::{AccountValidationStatus, ValidationCode as CodeBody};
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_vocabulary::{PageSize, PartnerId, UserId};
use qualify_wire::query::read_size;

use super::{CustomerOfPartner, PartnerPath, read_body};
use crate::api::body::RawBody;
use crate::api::extract::StaffCall;
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;
use crate::reviews::verdict;
use crate::service::codes::NewCode;
use crate::service::partners::{PartnerInput, PartnerPage};
use crate::service::{codes, partners, records};

/// Creates or changes a partner.
#[utoipa::path(put, path = "/operator/v1/partners/{partner_id}", tag = "operators", operation_id = "put_partner", request_body = PutPartner,
    responses((status = 200, description = "The partner, changed", body = PartnerView),
        (status = 201, description = "The partner, new", body = PartnerView)))]
pub(super) async fn put_partner(
    State(app): State<Arc<App>>,
    call: StaffCall,
    PartnerPath(partner): PartnerPath,
    body: RawBody,
) -> Result<Response, Failure> {
    partners::check_id(partner)?;
    let put: PutPartner = read_body(body)?;
    let input = PartnerInput {
        name: put.name,
        is_sandbox_account: put.sandbox_account,
        status: put.status.map(|status| match status {
            StatusBody::Suspended => PartnerStatus::Suspended,
            StatusBody::Active => PartnerStatus::Active,
        }),
        may_create_customers: put.may_create_customers,
    };
    let put = partners::put(&call.asker(&app), partner, input).await?;
    let status = if put.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(answer::json(status, &partner_view(&put.partner)))
}

/// Shows a partner.
#[utoipa::path(get, path = "/operator/v1/partners/{partner_id}", tag = "operators", operation_id = "get_partner",
    responses((status = 200, description = "The partner", body = PartnerView)))]
pub(super) async fn get_partner(
    State(app): State<Arc<App>>,
    call: StaffCall,
    PartnerPath(partner): PartnerPath,
) -> Result<Response, Failure> {
    let partner = partners::get(&call.asker(&app), partner)?;
    Ok(answer::json(StatusCode::OK, &partner_view(&partner)))
}

/// Partners on a page, unless the caller says otherwise.
const DEFAULT_PAGE_ITEMS: u64 = 100;

/// Lists the partners, by their id, without those in whose affairs the caller has no part.
#[utoipa::path(get, path = "/operator/v1/partners", tag = "operators", operation_id = "list_partners",
    responses((status = 200, description = "A page of partners", body = PartnerCollection)))]
pub(super) async fn list_partners(State(app): State<Arc<App>>, call: StaffCall) -> Result<Response, Failure> {
    let query = call.query();
    let size = read_size(query.find("size").as_deref())?.or(PageSize::clamped(DEFAULT_PAGE_ITEMS));
    let size = size.unwrap_or(PageSize::MAX);
    let after = query.find("continuationToken").map(|text| PartnerId::parse(&text)).transpose();
    let after =
        after.map_err(|_| Failure::new(ErrorKind::InvalidContinuationToken, "The token is not usable."))?;
    let PartnerPage { items, next } = partners::page(&call.asker(&app), after, size).await?;
    let uri = format!("/operator/v1/partners?size={}", size.items());
    let page: PartnerCollection =
        Collection::last_page(items.iter().map(partner_view).collect(), uri.clone());
    let page = match next {
        Some(next) => page.with_next(format!("{uri}&continuationToken={next}"), next.to_string()),
        None => page,
    };
    Ok(answer::json(StatusCode::OK, &page))
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

/// Lists a partner's codes. A code is as good as the right to use it, so those who issue none see its last two digits.
#[utoipa::path(get, path = "/operator/v1/partners/{partner_id}/codes", tag = "operators", operation_id = "list_partner_codes",
    responses((status = 200, description = "The codes", body = Vec<CodeBody>)))]
pub(super) async fn list_codes(
    State(app): State<Arc<App>>,
    call: StaffCall,
    PartnerPath(partner): PartnerPath,
) -> Result<Response, Failure> {
    let codes = codes::list_for_staff(&call.asker(&app), partner).await?;
    let codes: Vec<CodeBody> =
        codes.into_iter().map(|code| present::validation_code(partner.id(), code)).collect();
    Ok(answer::json(StatusCode::OK, &codes))
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
    let new = NewCode {
        organization_name: issue.organization_name,
        max_creates: issue.max_creates,
        text: issue.validation_id,
    };
    let code = codes::issue(&call.asker(&app), partner, new).await?;
    Ok(answer::json(StatusCode::CREATED, &present::validation_code(partner.id(), code)))
}

/// Records an account status.
#[utoipa::path(put, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/account-status", tag = "operators", operation_id = "set_account_status", request_body = PutAccountStatus,
    responses((status = 200, description = "The status", body = AccountValidationStatus)))]
pub(super) async fn set_account_status(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(customer): CustomerOfPartner,
    body: RawBody,
) -> Result<Response, Failure> {
    let put: PutAccountStatus = read_body(body)?;
    let record = records::set_account_status(&call.asker(&app), customer, put.status).await?;
    Ok(answer::json(StatusCode::OK, &AccountValidationStatus::new(record.status, record.changed_at)))
}

/// Imports Nonprofit.
#[utoipa::path(post, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/nonprofit", tag = "operators", operation_id = "import_nonprofit",
    responses((status = 201, description = "The record", body = QualificationRecord)))]
pub(super) async fn import_nonprofit(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(customer): CustomerOfPartner,
) -> Result<Response, Failure> {
    let view = records::import_nonprofit(&call.asker(&app), customer).await?;
    Ok(answer::json(StatusCode::CREATED, &present::record(view)))
}

/// Decides about an Education record, past the queue: an operator's own act. Reviewers decide cases (vetting
/// specification 10).
#[utoipa::path(post, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/education/decision", tag = "operators", operation_id = "decide_education", request_body = EducationDecision,
    responses((status = 200, description = "The record", body = QualificationRecord)))]
pub(super) async fn decide_education(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(customer): CustomerOfPartner,
    body: RawBody,
) -> Result<Response, Failure> {
    let decision: EducationDecision = read_body(body)?;
    let verdict = verdict(decision.decision, decision.reason)?;
    let view = records::decide_education(&call.asker(&app), customer, verdict).await?;
    Ok(answer::json(StatusCode::OK, &present::record(view)))
}

/// Records the directory roles of a partner's user on a customer.
#[utoipa::path(put, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/directory-roles", tag = "operators", operation_id = "set_directory_roles", request_body = PutDirectoryRoles,
    responses((status = 200, description = "Recorded")))]
pub(super) async fn set_directory_roles(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(customer): CustomerOfPartner,
    body: RawBody,
) -> Result<Response, Failure> {
    let put: PutDirectoryRoles = read_body(body)?;
    let user = UserId::parse(&put.user).map_err(|_| {
        Failure::new(ErrorKind::InvalidProperty, "user must be the GUID of a partner's user.")
    })?;
    records::set_directory_roles(&call.asker(&app), customer, user, &put.roles).await?;
    Ok(answer::json_static(StatusCode::OK, b"{}"))
}
