//! S1, S3, S4, Q35: one customer (contract 1.13, 1.15, 9.2.3); the list of them is in [`list`].

pub(crate) mod list;
mod stream;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use qualify_contract::v1::customers::{
    Customer as CustomerBody, EndOfRelationship, NewCustomer, UserCredentials,
};
use qualify_domain::ports::CustomerStore as _;
use qualify_wire::customers::read_end_of_relationship;
use qualify_wire::json;

use crate::api::body::RawBody;
use crate::api::extract::{CustomerPath, PartnerCall, mark_replayed};
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;
use crate::service::customers::{self, Created};

/// The user name of a new customer's administrator.
const ADMINISTRATOR: &str = "admin";

/// S1: create a customer.
#[utoipa::path(post, path = "/v1/customers", tag = "customers", request_body = NewCustomer,
    responses((status = 201, description = "The customer, with its administrator's credentials this once",
        body = CustomerBody)))]
pub(crate) async fn create_customer(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    customers::check_may_create(&call.asker(&app))?;
    let bytes = body?;
    let new: NewCustomer = json::read(&bytes).map_err(qualify_wire::errors::ApiError::from)?;
    if new.associated_partner_id.is_some() {
        call.require_user()?;
    }
    let enable_gdap_by_default = new.enable_gdap_by_default;
    let input = present::new_customer_input(new);
    let created = customers::create(&call.asker(&app), call.replay(&bytes), input).await?;
    let Created { answered, one_time_password } = created;
    let body = CustomerBody {
        enable_gdap_by_default,
        user_credentials: Some(UserCredentials {
            user_name: ADMINISTRATOR.to_owned(),
            password: one_time_password,
        }),
        links: None,
        ..present::customer(&answered.outcome)
    };
    let mut response = answer::json(StatusCode::CREATED, &body);
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// S3: one customer.
#[utoipa::path(get, path = "/v1/customers/{customer_id}", tag = "customers",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "The customer", body = CustomerBody)))]
pub(crate) async fn get_customer(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let customer = call.store(app.store.get_customer(call.key(customer))).await?;
    Ok(answer::json(StatusCode::OK, &present::customer(&customer)))
}

/// S4: delete a customer of a sandbox account.
#[utoipa::path(delete, path = "/v1/customers/{customer_id}", tag = "customers",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 204, description = "Deleted")))]
pub(crate) async fn delete_customer(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    CustomerPath(customer): CustomerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let bytes: Bytes = body.unwrap_or_default();
    let answered = customers::delete(&call.asker(&app), call.replay(&bytes), customer).await?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// Q35: end the relationship with a customer. What waits for a decision is withdrawn, the domain stays taken, and every
/// later call about the customer is refused.
#[utoipa::path(patch, path = "/v1/customers/{customer_id}", tag = "customers",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    request_body = EndOfRelationship,
    responses((status = 200, description = "The customer, with `relationshipToPartner` `none`", body = CustomerBody)))]
pub(crate) async fn end_relationship(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    CustomerPath(customer): CustomerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let bytes = match body.and_then(|bytes| read_end_of_relationship(&bytes).map(|_| bytes)) {
        Ok(bytes) => bytes,
        Err(error) => return Err(call.refuse_body(&app, customer, error).await),
    };
    let answered = customers::end_relationship(&call.asker(&app), call.replay(&bytes), customer).await?;
    let mut response = answer::json(StatusCode::OK, &present::customer(&answered.outcome));
    mark_replayed(&answered, &mut response);
    Ok(response)
}
