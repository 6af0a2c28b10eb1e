//! S12, S13: the partner's own profiles (contract 1.18).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::v1::partner_profiles::{LegalBusinessProfile, OrganizationProfile};
use qualify_domain::Refusal;
use qualify_domain::partner::Partner;
use qualify_domain::ports::OperatorStore as _;

use crate::api::extract::{PartnerCall, UserCall};
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;

/// S12: the partner's organisation.
#[utoipa::path(get, path = "/v1/profiles/organization", tag = "profiles",
    responses((status = 200, description = "The profile", body = OrganizationProfile)))]
pub(crate) async fn get_organization_profile(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
) -> Result<Response, Failure> {
    let partner = partner_of(&app, &call)?;
    let profile = app.partner_profiles.find(partner.id, app.extension.as_deref());
    Ok(answer::json(StatusCode::OK, &present::organization_profile(&partner, &profile)))
}

/// S13: the partner as a legal business. `vettingVersion` is taken and has no effect.
#[utoipa::path(get, path = "/v1/profiles/legalbusiness", tag = "profiles",
    params(("vettingVersion" = Option<String>, Query, description = "Ignored")),
    responses((status = 200, description = "The profile", body = LegalBusinessProfile)))]
pub(crate) async fn get_legal_business_profile(
    State(app): State<Arc<App>>,
    call: PartnerCall,
) -> Result<Response, Failure> {
    let partner = partner_of(&app, &call)?;
    let profile = app.partner_profiles.find(partner.id, app.extension.as_deref());
    Ok(answer::json(StatusCode::OK, &present::legal_business_profile(&partner, &profile)))
}

fn partner_of(app: &App, call: &PartnerCall) -> Result<Arc<Partner>, Refusal> {
    app.store.find_partner(call.partner()).ok_or(Refusal::PartnerNotFound)
}
