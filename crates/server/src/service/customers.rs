//! What partners do with their customers.

use qualify_domain::Refusal;
use qualify_domain::caller::Call;
use qualify_domain::customer::{BillingUpdate, Customer, NewCustomerIds, NewCustomerInput};
use qualify_domain::ports::{
    CreateCustomer, CustomerStore as _, DeleteCustomer, EndRelationship, OperatorStore as _, Outcome,
    UpdateBilling,
};
use qualify_domain::replay::{Answer, Replay};
use qualify_vocabulary::{BillingProfileId, CommerceId, CustomerId};

use super::asker::PartnerAsker;
use super::error::ServiceError;
use crate::clock::fresh_guid;

/// A customer that was created, and what its administrator signs in with the first time.
#[derive(Debug)]
pub struct Created {
    pub answered: Answer<Customer>,
    pub one_time_password: String,
}

/// Whether the caller may change anything about a customer of its partner's: what is checked before anybody looks at what
/// exactly is to change.
///
/// # Errors
/// The customer is none of the partner's, or the caller's role may only read.
pub async fn check_may_write(asker: &PartnerAsker<'_>, customer: CustomerId) -> Outcome<()> {
    asker.measure(asker.app.store.check_customer(asker.key(customer))).await?;
    Ok(asker.caller.check_may_write()?)
}

/// Whether the caller may create customers.
///
/// # Errors
/// The caller's role may only read, or the partner's account creates none.
pub fn check_may_create(asker: &PartnerAsker<'_>) -> Result<(), Refusal> {
    asker.caller.check_may_write()?;
    let partner = asker.app.store.find_partner(asker.partner());
    partner.map_or(Ok(()), |partner| partner.check_may_create_customers())
}

/// Creates a customer.
///
/// # Errors
/// What it is made of cannot be used, or the store refuses it.
pub async fn create(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    input: NewCustomerInput,
) -> Result<Created, ServiceError> {
    check_may_create(asker)?;
    let ids = NewCustomerIds {
        customer: CustomerId::from_uuid(fresh_guid()),
        commerce: CommerceId::from_uuid(fresh_guid()),
        billing_profile: BillingProfileId::from_uuid(fresh_guid()),
    };
    let customer = Customer::parse_new(input, ids)?;
    let call = asker.call(replay);
    let password_seed = password_seed(&call, &customer);
    let customer_limit = asker.app.config.api.sandbox_customer_limit.customers();
    let command = CreateCustomer { call, customer, customer_limit };
    let answered = asker.measure(asker.app.store.create_customer(command)).await?;
    Ok(Created { answered, one_time_password: asker.app.secrets.one_time_password(&password_seed) })
}

/// What the one-time password is derived from: the replay key, so that a replay shows the same one (contract 3.2 rule
/// 8); the customer where there is none.
fn password_seed(call: &Call, customer: &Customer) -> Vec<u8> {
    match &call.replay {
        Some(replay) => replay.key.as_bytes().to_vec(),
        None => customer.id.as_bytes().to_vec(),
    }
}

/// Deletes a customer of a sandbox account.
pub async fn delete(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    customer: CustomerId,
) -> Outcome<Answer<()>> {
    let command = DeleteCustomer { call: asker.call(replay), customer };
    asker.measure(asker.app.store.delete_customer(command)).await
}

/// Ends the relationship with a customer.
pub async fn end_relationship(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    customer: CustomerId,
) -> Outcome<Answer<Customer>> {
    let command = EndRelationship { call: asker.call(replay), customer };
    asker.measure(asker.app.store.end_relationship(command)).await
}

/// Replaces a customer's billing profile.
pub async fn update_billing(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    customer: CustomerId,
    update: BillingUpdate,
) -> Outcome<Answer<Customer>> {
    let command = UpdateBilling { call: asker.call(replay), customer, update };
    asker.measure(asker.app.store.update_billing(command)).await
}
