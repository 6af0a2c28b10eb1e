//! Customers that are no longer the partner's: deleted, or let go. Replays are looked up before the customer is, so
//! that a repeated call is answered like the first (contract 3.2 rule 6).

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::Call;
use qualify_domain::customer::{Customer, CustomerKey, Relationship};
use qualify_domain::event::Event;
use qualify_domain::ports::{DeleteCustomer, EndRelationship};
use qualify_domain::replay::Answer;
use qualify_vocabulary::Qualification;
use serde::de::DeserializeOwned;

use super::saving::{self, Before};
use super::{Operation, load, replays, reviews};
use crate::rows::{Ahead, Rows};
use crate::undone::Done;

impl Operation for DeleteCustomer {
    type Answer = Answer<()>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, customer } = self;
        let key = CustomerKey { partner: call.caller.partner, customer };
        rows.expect(Ahead::Standing(key));
        if let Some(answer) = given_before(rows, &call).await? {
            return Ok(answer);
        }
        let standing = load::standing(rows, key).await?;
        call.caller.check_may_write()?;
        let partner = rows.find_partner(key.partner).await?.ok_or(Refusal::PartnerNotFound)?;
        partner.check_may_delete_customers()?;
        let (_, records) = load::records(rows, key).await?;
        rows.erase_decision_texts(key)?;
        reviews::erase_customer(rows, key, call.now).await?;
        rows.delete_drafts(key)?;
        rows.delete_customer(key)?;
        let act = call.act();
        let fact = AuditFact::of_customer(&act, key, &standing.company_name, AuditOperation::DeleteCustomer);
        let position = rows.append_audit(&fact).await?;
        if records.is_in_review() {
            let event = Event::of_withdrawal(&act, key, Qualification::Education, position);
            rows.append_event(&event)?;
        }
        replays::remember(rows, &call, ())
    }
}

/// The answer that a caller who may write was given to the same call.
async fn given_before<R: Rows, T: DeserializeOwned + Send>(
    rows: &mut R,
    call: &Call,
) -> Done<Option<Answer<T>>> {
    if call.caller.check_may_write().is_err() {
        return Ok(None);
    }
    Ok(rows.find_replay(call).await?)
}

/// What waits for a decision is withdrawn, and what was written about requests stays for a while. The domain stays
/// the customer's, its records stay as they are, and units of codes are not given back.
impl Operation for EndRelationship {
    type Answer = Answer<Customer>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, customer } = self;
        let key = CustomerKey { partner: call.caller.partner, customer };
        rows.expect(Ahead::Standing(key));
        if let Some(answer) = given_before(rows, &call).await? {
            return Ok(answer);
        }
        load::standing(rows, key).await?;
        call.caller.check_may_write()?;
        let customer = load::customer(rows, key).await?;
        let (standing, records) = load::records(rows, key).await?;
        let act = call.act();
        if records.is_in_review() {
            let before = Before { key, company_name: &standing.company_name, records: &records };
            saving::withdraw_record(rows, &act, before, Qualification::Education).await?;
        }
        // Nobody may decide about the customer any more, and the time of all texts about it begins to run.
        reviews::withdraw_all(rows, key, call.now).await?;
        for qualification in Qualification::ALL {
            saving::end_texts(rows, key, qualification, call.now)?;
        }
        rows.end_relationship(key)?;
        let fact = AuditFact::of_customer(&act, key, &standing.company_name, AuditOperation::DeleteCustomer)
            .with(vec![("Relationship".into(), "none".to_owned())]);
        rows.append_audit(&fact).await?;
        let ended = Customer { relationship: Relationship::Ended, ..customer };
        replays::remember(rows, &call, ended)
    }
}
