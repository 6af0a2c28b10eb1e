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
use qualify_domain::Refusal;
use qualify_domain::caller::Call;
use qualify_domain::customer::{Customer, NewCustomerIds};
use qualify_domain::ports::{CreateCustomer, DeleteCustomer, EndRelationship, Store as _};
use qualify_vocabulary::{BillingProfileId, CommerceId, CustomerId};
use qualify_wire::customers::read_end_of_relationship;
use qualify_wire::json;

use crate::api::body::RawBody;
use crate::api::extract::{CustomerPath, PartnerCall, mark_replayed};
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;
use crate::clock::fresh_guid;

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
    call.caller().check_may_write()?;
    check_account(&app, &call)?;
    let bytes = body?;
    let new: NewCustomer = json::read(&bytes).map_err(qualify_wire::errors::ApiError::from)?;
    if new.associated_partner_id.is_some() {
        call.require_user()?;
    }
    let enable_gdap_by_default = new.enable_gdap_by_default;
    let ids = NewCustomerIds {
        customer: CustomerId::from_uuid(fresh_guid()),
        commerce: CommerceId::from_uuid(fresh_guid()),
        billing_profile: BillingProfileId::from_uuid(fresh_guid()),
    };
    let customer = Customer::parse_new(present::new_customer_input(new), ids)?;
    let changing = call.changing(&app, &bytes);
    let password_seed = password_seed(&changing, &customer);
    let customer_limit = app.config.api.sandbox_customer_limit.customers();
    let command = CreateCustomer { call: changing, customer, customer_limit };
    let answered = call.store(app.store.create_customer(command)).await?;
    let body = CustomerBody {
        enable_gdap_by_default,
        user_credentials: Some(UserCredentials {
            user_name: ADMINISTRATOR.to_owned(),
            password: app.secrets.one_time_password(&password_seed),
        }),
        links: None,
        ..present::customer(&answered.outcome)
    };
    let mut response = answer::json(StatusCode::CREATED, &body);
    mark_replayed(&answered, &mut response);
    Ok(response)
}

fn check_account(app: &App, call: &PartnerCall) -> Result<(), Refusal> {
    app.store.find_partner(call.partner()).map_or(Ok(()), |partner| partner.check_may_create_customers())
}

/// What the one-time password is derived from: the replay key, so that a replay shows the same one (contract 3.2 rule
/// 8); the customer where the client sent no request id.
fn password_seed(call: &Call, customer: &Customer) -> Vec<u8> {
    match &call.replay {
        Some(replay) => replay.key.as_bytes().to_vec(),
        None => customer.id.as_bytes().to_vec(),
    }
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
    let command = DeleteCustomer { call: call.changing(&app, &bytes), customer };
    let answered = call.store(app.store.delete_customer(command)).await?;
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
    let command = EndRelationship { call: call.changing(&app, &bytes), customer };
    let answered = call.store(app.store.end_relationship(command)).await?;
    let mut response = answer::json(StatusCode::OK, &present::customer(&answered.outcome));
    mark_replayed(&answered, &mut response);
    Ok(response)
}
