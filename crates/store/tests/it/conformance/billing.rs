//! The billing profile and its etag (contract 1.16).

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditOperation, AuditStatus};
use qualify_domain::billing_profile::BillingProfileInput;
use qualify_domain::caller::Call;
use qualify_domain::customer::{BillingUpdate, EtagPrecondition};
use qualify_domain::ports::{
    Comparison, CustomerField, CustomerSeek, CustomerSelection, CustomerStore as _, UpdateBilling,
};
use qualify_vocabulary::{NameKey, PageSize};

use super::Backend;
use crate::samples::{Tested, World, billing_input, call, customer_id, key, keyed_call, north, refusal};

for_each_backend! {
    an_update_with_the_current_etag_replaces_the_profile,
    an_update_with_a_stale_or_missing_etag_changes_nothing,
    an_update_that_the_profile_refuses_changes_nothing,
    a_repeated_update_is_replayed_although_its_etag_is_stale,
}

fn update(call: Call, precondition: EtagPrecondition, company_name: &str) -> UpdateBilling {
    let update = BillingUpdate { precondition, profile: billing_input(company_name) };
    UpdateBilling { call, customer: customer_id(1), update }
}

async fn an_update_with_the_current_etag_replaces_the_profile<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let before = store.get_customer(key(1)).await?;
    let tag = EtagPrecondition::Tag(before.billing_etag());
    let answer = store.update_billing(update(call(north(), 5), tag, "Żółta Academy")).await?;
    let after = store.get_customer(key(1)).await?;
    assert_eq!(answer.outcome, after);
    assert_eq!(after.billing.company_name, "Żółta Academy");
    assert_ne!(after.billing_etag(), before.billing_etag());
    assert_eq!(after.domain, before.domain);
    let renamed = CustomerSelection::Matching {
        field: CustomerField::CompanyName,
        comparison: Comparison::Equals,
        value: NameKey::of("żółta ACADEMY"),
    };
    let found = store.list_customers(north(), renamed, CustomerSeek::First, PageSize::MAX).await?;
    assert_eq!(found.items.len(), 1, "the list knows the new name");
    assert_eq!(found.items[0].company_name, "Żółta Academy");
    let trail = world.trail(north()).await?;
    assert_eq!(trail[0].fact.operation, AuditOperation::UpdateCustomerBillingProfile);
    assert_eq!(trail[0].fact.status, AuditStatus::Succeeded);
    assert!(trail[0].fact.old_value.as_ref().is_some_and(|old| old.contains(&before.billing_etag())));
    Ok(())
}

async fn an_update_with_a_stale_or_missing_etag_changes_nothing<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let stale = EtagPrecondition::Tag(store.get_customer(key(1)).await?.billing_etag());
    store.update_billing(update(call(north(), 5), EtagPrecondition::Any, "Second name")).await?;
    for precondition in [stale, EtagPrecondition::Missing, EtagPrecondition::Tag(String::new())] {
        let updated = store.update_billing(update(call(north(), 6), precondition, "Third name")).await;
        assert_eq!(refusal(updated)?, Refusal::EtagMismatch);
    }
    assert_eq!(store.get_customer(key(1)).await?.billing.company_name, "Second name");
    assert_eq!(world.trail(north()).await?.len(), 2);
    Ok(())
}

async fn an_update_that_the_profile_refuses_changes_nothing<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let before = world.store.get_customer(key(1)).await?;
    let empty =
        BillingUpdate { precondition: EtagPrecondition::Any, profile: BillingProfileInput::default() };
    let command = UpdateBilling { call: call(north(), 5), customer: customer_id(1), update: empty };
    let refused = refusal(world.store.update_billing(command).await)?;
    assert!(matches!(refused, Refusal::MembersMissing(_)), "{refused:?}");
    assert_eq!(world.store.get_customer(key(1)).await?, before);
    Ok(())
}

async fn a_repeated_update_is_replayed_although_its_etag_is_stale<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let tag = EtagPrecondition::Tag(store.get_customer(key(1)).await?.billing_etag());
    let first = store.update_billing(update(keyed_call(north(), 5, 1), tag.clone(), "Once")).await?;
    let again = store.update_billing(update(keyed_call(north(), 6, 1), tag, "Once")).await?;
    assert_eq!(first.outcome, again.outcome);
    assert!(first.replayed.is_none() && again.replayed.is_some());
    assert_eq!(store.get_customer(key(1)).await?.billing_revision, 1);
    Ok(())
}
