//! The handlers of the issuer's routes.

use qualify_wire::endpoints::IssuerRoute;
use utoipa_axum::router::UtoipaMethodRouter;
use utoipa_axum::routes;

use super::{device, device_page, discovery, instances, logout, realm, sign_in_page, token};
use crate::state::Handle;

/// The handler of a route of the issuer.
pub(crate) fn serve(route: IssuerRoute) -> UtoipaMethodRouter<Handle> {
    match route {
        IssuerRoute::ShowDevicePage => routes!(device_page::show),
        IssuerRoute::SubmitDevicePage => routes!(device_page::submit),
        IssuerRoute::ConfigurationV2 => routes!(discovery::document_v2),
        IssuerRoute::ConfigurationV1 => routes!(discovery::document_v1),
        IssuerRoute::KeysV2 | IssuerRoute::KeysV1 => routes!(discovery::keys),
        IssuerRoute::Instance => routes!(instances::show),
        IssuerRoute::UserRealm => routes!(realm::show),
        IssuerRoute::TokenV2 => routes!(token::exchange_v2),
        IssuerRoute::TokenV1 => routes!(token::exchange_v1),
        IssuerRoute::DeviceCodeV2 => routes!(device::start_v2),
        IssuerRoute::DeviceCodeV1 => routes!(device::start_v1),
        IssuerRoute::ShowSignInV2 | IssuerRoute::ShowSignInV1 => routes!(sign_in_page::show),
        IssuerRoute::SubmitSignInV2 | IssuerRoute::SubmitSignInV1 => routes!(sign_in_page::submit),
        IssuerRoute::SignOutV2 | IssuerRoute::SignOutV1 => routes!(logout::sign_out),
    }
}
