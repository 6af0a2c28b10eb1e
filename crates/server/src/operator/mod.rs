//! The operators' door: `/operator/v1` (design 7). Staff tokens only; every act leaves an audit record.

mod acts;
mod audit;
mod datasets;
mod decisions;
mod preview;
mod reviews;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_vocabulary::PartnerId;
use qualify_wire::endpoints::OperatorRoute;
use qualify_wire::errors::ApiError;
use qualify_wire::json;
use serde::de::DeserializeOwned;
use utoipa_axum::routes;

use crate::api::body::RawBody;
use crate::api::extract::{StaffCall, path_parameter, read_customer_id};
use crate::api::failure::Failure;
use crate::app::App;
use crate::served::Served;
use crate::service::staff::{CustomerAtHand, PartnerAtHand};

pub use decisions::decision_view;

/// The handler of a route. Who may call it, by role, stands in its row.
pub(crate) fn serve(route: OperatorRoute) -> Served {
    match route {
        OperatorRoute::O1 => routes!(acts::put_partner),
        OperatorRoute::O2 => routes!(acts::get_partner),
        OperatorRoute::O3 => routes!(acts::list_codes),
        OperatorRoute::O4 => routes!(acts::issue_code),
        OperatorRoute::O5 => routes!(acts::set_account_status),
        OperatorRoute::O6 => routes!(acts::import_nonprofit),
        OperatorRoute::O7 => routes!(acts::decide_education),
        OperatorRoute::O8 => routes!(acts::set_directory_roles),
        OperatorRoute::O9 => routes!(decisions::list),
        OperatorRoute::O10 => routes!(decisions::get),
        OperatorRoute::O11 => routes!(datasets::list),
        OperatorRoute::O12 => routes!(datasets::accept),
        OperatorRoute::O13 => routes!(preview::preview),
        OperatorRoute::O14 => routes!(audit::list),
        OperatorRoute::O15 => routes!(acts::list_partners),
        OperatorRoute::R1 => routes!(reviews::list_reviews),
        OperatorRoute::R2 => routes!(reviews::get_review),
        OperatorRoute::R3 => routes!(reviews::acts::claim_review),
        OperatorRoute::R4 => routes!(reviews::acts::renew_review),
        OperatorRoute::R5 => routes!(reviews::acts::release_review),
        OperatorRoute::R6 => routes!(reviews::acts::ask_partner),
        OperatorRoute::R7 => routes!(reviews::acts::decide_review),
        OperatorRoute::R8 => routes!(reviews::acts::confirm_review),
        OperatorRoute::R9 => routes!(reviews::acts::disagree_with_review),
        OperatorRoute::R10 => routes!(reviews::acts::escalate_review),
        OperatorRoute::R11 => routes!(reviews::acts::annotate_review),
        OperatorRoute::R12 => routes!(reviews::acts::withdraw_review),
        OperatorRoute::R13 => routes!(reviews::acts::decide_reviews),
        OperatorRoute::R14 => routes!(reviews::get_review_document),
        OperatorRoute::R15 => routes!(reviews::acts::open_review),
    }
}

/// `{partner_id}` in any of its spellings: a partner in whose affairs the caller may have a part.
#[derive(Debug, Clone, Copy)]
struct PartnerPath(PartnerAtHand);

impl FromRequestParts<Arc<App>> for PartnerPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let text = path_parameter(parts, app, "partner_id").await.unwrap_or_default();
        let partner = PartnerId::parse(&text).map_err(|_| {
            Failure::new(ErrorKind::InvalidProperty, "The partner id in the path is not a GUID.")
        })?;
        let call = StaffCall::from_request_parts(parts, app).await?;
        Ok(Self(PartnerAtHand::of(&call.asker(app), partner)?))
    }
}

/// The customer that a path names, of a partner as above.
#[derive(Debug, Clone, Copy)]
struct CustomerOfPartner(CustomerAtHand);

impl FromRequestParts<Arc<App>> for CustomerOfPartner {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let PartnerPath(partner) = PartnerPath::from_request_parts(parts, app).await?;
        let customer = path_parameter(parts, app, "customer_id").await.unwrap_or_default();
        let customer = read_customer_id(&customer)?;
        Ok(Self(partner.customer(customer)))
    }
}

/// Reads a body of our own API: unknown members are refused.
fn read_body<T: DeserializeOwned>(RawBody(body): RawBody) -> Result<T, Failure> {
    Ok(json::read_strict(&body?).map_err(ApiError::from)?)
}
