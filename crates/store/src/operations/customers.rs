//! Customers as they come and change.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::customer::{Customer, CustomerKey};
use qualify_domain::ports::{CreateCustomer, UpdateBilling};
use qualify_domain::replay::Answer;

use super::{Operation, load, replays};
use crate::rows::{Ahead, Rows};
use crate::undone::Done;

impl Operation for CreateCustomer {
    type Answer = Answer<Customer>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, customer, customer_limit } = self;
        let partner_id = call.caller.partner;
        call.caller.check_may_write()?;
        rows.expect(Ahead::Replay(&call));
        if let Some(limit) = customer_limit {
            rows.expect(Ahead::Customers(partner_id, limit));
        }
        let partner = rows.find_partner(partner_id).await?.ok_or(Refusal::PartnerNotFound)?;
        partner.check_may_create_customers()?;
        if let Some(answer) = rows.find_replay(&call).await? {
            return Ok(answer);
        }
        if let Some(limit) = customer_limit.filter(|_| partner.is_sandbox_account)
            && rows.has_customers(partner_id, limit).await?
        {
            return Err(Refusal::CustomerLimitReached { limit }.into());
        }
        rows.insert_customer(partner_id, &customer, call.now)?;
        let key = CustomerKey { partner: partner_id, customer: customer.id };
        let name = &customer.billing.company_name;
        let fact = AuditFact {
            new_value: Some(format!(r#"{{"Domain":"{}"}}"#, customer.domain)),
            ..AuditFact::of_customer(&call.act(), key, name, AuditOperation::AddCustomer)
        };
        rows.append_audit(&fact).await?;
        replays::remember(rows, &call, customer)
    }
}

impl Operation for UpdateBilling {
    type Answer = Answer<Customer>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, customer, update } = self;
        let key = CustomerKey { partner: call.caller.partner, customer };
        rows.expect(Ahead::Replay(&call));
        rows.expect(Ahead::Customer(key));
        load::standing(rows, key).await?;
        call.caller.check_may_write()?;
        if let Some(answer) = rows.find_replay(&call).await? {
            return Ok(answer);
        }
        let before = load::customer(rows, key).await?;
        let old_etag = before.billing_etag();
        let after = before.with_billing(update)?;
        rows.save_billing(key.partner, &after)?;
        let value = |etag: &str| Some(format!(r#"{{"ETag":"{etag}"}}"#));
        let (name, operation) = (&after.billing.company_name, AuditOperation::UpdateCustomerBillingProfile);
        let fact = AuditFact {
            old_value: value(&old_etag),
            new_value: value(&after.billing_etag()),
            ..AuditFact::of_customer(&call.act(), key, name, operation)
        };
        rows.append_audit(&fact).await?;
        replays::remember(rows, &call, after)
    }
}
