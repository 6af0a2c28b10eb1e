//! The handlers of `/v1`, by resource. Each is: who asks, parse, one use case or one look at the store, DTO.
//!
//! To add an endpoint: its row in `qualify_wire::endpoints`, its handler with a `utoipa::path`, its line in
//! [`serve`].

pub(crate) mod addresses;
pub(crate) mod audit;
pub(crate) mod countries;
pub(crate) mod customers;
pub(crate) mod domains;
pub(crate) mod exchange;
pub(crate) mod offers;
pub(crate) mod partner_profiles;
pub(crate) mod profiles;
pub(crate) mod qualification;
pub(crate) mod qualifications;
pub(crate) mod validations;
pub(crate) mod webhooks;

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, Method};
use qualify_contract::errors::ErrorKind;
use qualify_wire::endpoints::WireRoute;
use utoipa_axum::routes;

use super::extract::{OpenCall, not_served};
use super::failure::Failure;
use super::path::has_word_for_customer;
use crate::app::App;
use crate::served::Served;

/// The handler of a route.
pub(crate) fn serve(route: WireRoute) -> Served {
    match route {
        WireRoute::C1 => routes!(qualification::get_qualification),
        WireRoute::C2 => routes!(qualification::set_qualification),
        WireRoute::C3 => routes!(qualifications::list_qualifications),
        WireRoute::C4 => routes!(qualifications::create_qualification),
        WireRoute::C5 => routes!(validations::list_validation_codes),
        WireRoute::C6 => routes!(validations::get_gcc_validation),
        WireRoute::C7 => routes!(validations::get_validation_status),
        WireRoute::S1 => routes!(customers::create_customer),
        WireRoute::S2 => routes!(customers::list::list_customers),
        WireRoute::S3 => routes!(customers::get_customer),
        WireRoute::S4 => routes!(customers::delete_customer),
        WireRoute::S5 => routes!(profiles::get_company_profile),
        WireRoute::S6 => routes!(profiles::get_billing_profile),
        WireRoute::S7 => routes!(profiles::update_billing_profile),
        WireRoute::S8 => routes!(addresses::validate_address),
        WireRoute::S9 => routes!(countries::get_country_rules),
        WireRoute::S10 => routes!(domains::find_domain),
        WireRoute::S11 | WireRoute::S11Activity => routes!(audit::list_audit_records),
        WireRoute::S11b | WireRoute::S11bActivity => routes!(audit::get_audit_record),
        WireRoute::S12 => routes!(partner_profiles::get_organization_profile),
        WireRoute::S13 => routes!(partner_profiles::get_legal_business_profile),
        WireRoute::S14 => routes!(webhooks::get_registration),
        WireRoute::S14b => routes!(webhooks::create_registration),
        WireRoute::S14c => routes!(webhooks::update_registration),
        WireRoute::S15 => routes!(webhooks::list_events),
        WireRoute::S16 => routes!(webhooks::create_validation_event),
        WireRoute::S17 => routes!(webhooks::get_validation_event),
        WireRoute::S18 => routes!(exchange::exchange_token),
        WireRoute::S18b => routes!(exchange::exchange_token_v3),
        WireRoute::S19 => routes!(domains::check_domain_availability),
        WireRoute::Q35 => routes!(customers::end_relationship),
        WireRoute::Offers => routes!(offers::list_offers),
        WireRoute::OfferCategories => routes!(offers::list_offer_categories),
        WireRoute::Q24 => routes!(webhooks::get_certificate),
    }
}

/// What no route is for (contract 4.6).
pub(crate) async fn unknown_route(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    call: OpenCall,
) -> Failure {
    let OpenCall(request) = call;
    if request.method == Method::HEAD && request.path.starts_with("/v1/domains") {
        // A 404 would say that the domain is free (contract 1.18 S10).
        return Failure::new(ErrorKind::InvalidProperty, "The path holds no domain name.");
    }
    not_served(&app, &request, &headers)
}

/// The paths of the partner's own profiles, which clients PUT: what they take for a fault they would send four times
/// (contract 9.2.3).
const PROFILES: [&str; 2] = ["/v1/profiles/organization", "/v1/profiles/legalbusiness"];

/// Contract 4.6: 405, but 400 for a caller that repeats a 405 without end, and for a profile that cannot be changed. Where
/// the path is none of ours, no method is possible.
pub(crate) async fn wrong_method(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    method: Method,
    call: OpenCall,
) -> Failure {
    let OpenCall(request) = call;
    if request.meter.route().contains("{customer_id}") && has_word_for_customer(&request.path) {
        return not_served(&app, &request, &headers);
    }
    if let Some(extension) = &app.extension {
        extension.count_unserved(&headers, &method, &request.path);
    }
    let is_change_of_profile = method == Method::PUT && PROFILES.contains(&request.path.as_str());
    let kind = if is_change_of_profile || request.dialect.answers_wrong_method_as_bad_request() {
        ErrorKind::OperationNotSupported
    } else {
        ErrorKind::MethodNotAllowed
    };
    Failure::new(kind, format!("{method} is not possible here. The header Allow lists the methods that are."))
}
