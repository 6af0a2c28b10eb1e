//! Offers, of which there are none: what Microsoft's samples ask a sandbox for, so that they run to their end (contract
//! 9.2.1). It counts as asked for in vain all the same.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_contract::v1::Collection;
use qualify_contract::v1::offers::{Offer, OfferCollection};
use qualify_domain::ports::CustomerStore as _;
use qualify_vocabulary::CustomerId;

use crate::api::answer;
use crate::api::call::RequestInfo;
use crate::api::extract::{CustomerPath, PartnerCall};
use crate::api::failure::Failure;
use crate::app::App;

/// The offers for a customer: none.
#[utoipa::path(get, path = "/v1/customers/{customer_id}/offers", tag = "customers",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "An empty collection", body = OfferCollection)))]
pub(crate) async fn list_offers(
    State(app): State<Arc<App>>,
    Extension(info): Extension<Arc<RequestInfo>>,
    call: PartnerCall,
    headers: HeaderMap,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    nothing(&app, &info, &call, &headers, (customer, "offers")).await
}

/// The categories of offers for a customer: none.
#[utoipa::path(get, path = "/v1/customers/{customer_id}/offercategories", tag = "customers",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "An empty collection", body = OfferCollection)))]
pub(crate) async fn list_offer_categories(
    State(app): State<Arc<App>>,
    Extension(info): Extension<Arc<RequestInfo>>,
    call: PartnerCall,
    headers: HeaderMap,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    nothing(&app, &info, &call, &headers, (customer, "offercategories")).await
}

async fn nothing(
    app: &App,
    info: &RequestInfo,
    call: &PartnerCall,
    headers: &HeaderMap,
    (customer, name): (CustomerId, &str),
) -> Result<Response, Failure> {
    if let Some(extension) = &app.extension {
        extension.count_unserved(headers, &info.method, &info.path);
    }
    call.store(app.store.check_customer(call.key(customer))).await?;
    let uri = format!("/customers/{customer}/{name}");
    let page: OfferCollection = Collection::<Offer>::last_page(Vec::new(), uri);
    Ok(answer::json(StatusCode::OK, &page))
}
