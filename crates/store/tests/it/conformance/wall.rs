//! The tenant wall: what one partner has does not exist for another (contract 2.5 step 4).

use qualify_domain::Refusal;
use qualify_domain::audit::AuditPosition;
use qualify_domain::customer::{BillingUpdate, CustomerKey, EtagPrecondition};
use qualify_domain::ports::{
    AuditSelection, CustomerSeek, CustomerSelection, CustomerStore as _, OperatorStore as _,
    QualificationStore as _, TrailStore as _, UpdateBilling,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_vocabulary::{AccountStatus, Decision, PageSize, Qualification};

use super::Backend;
use crate::samples::{
    Tested, World, act, ana, billing_input, call, customer_id, delete_customer, key, north, post, put,
    reader_call, refusal, south,
};
use crate::worker::fresh_seed;

for_each_backend! {
    another_partners_customer_is_not_found_by_any_read,
    another_partners_customer_is_not_found_by_any_call_of_the_wire,
    another_partners_customer_is_not_found_by_any_act_of_an_operator,
    lists_show_the_own_partner_only,
    a_reader_is_refused_by_every_write,
    a_reader_learns_nothing_about_customers_that_are_not_visible,
}

/// North's first customer, asked for by south.
fn foreign_key() -> CustomerKey {
    CustomerKey { partner: south(), customer: customer_id(1) }
}

fn billing_update(call: qualify_domain::caller::Call) -> UpdateBilling {
    let update = BillingUpdate { precondition: EtagPrecondition::Any, profile: billing_input("Renamed") };
    UpdateBilling { call, customer: customer_id(1), update }
}

async fn another_partners_customer_is_not_found_by_any_read<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let unknown = CustomerKey { customer: customer_id(99), ..key(99) };
    for key in [foreign_key(), unknown] {
        assert_eq!(refusal(store.check_customer(key).await)?, Refusal::CustomerNotFound);
        assert_eq!(refusal(store.get_customer(key).await)?, Refusal::CustomerNotFound);
        assert_eq!(refusal(store.get_qualifications(key).await)?, Refusal::CustomerNotFound);
        assert_eq!(refusal(store.find_account_status(key).await)?, Refusal::CustomerNotFound);
    }
    store.check_customer(key(1)).await?;
    Ok(())
}

async fn another_partners_customer_is_not_found_by_any_call_of_the_wire<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.issue(south(), "2342", Some(1)).await?;
    let store = &world.store;
    let foreign = call(south(), 5);
    for what in Qualification::ALL {
        let posted = store.create_qualification(post(foreign.clone(), 1, what, "2342")).await;
        assert_eq!(refusal(posted)?, Refusal::CustomerNotFound, "POST {what:?}");
        let set = store.set_qualification(put(foreign.clone(), 1, what, "2342", Decision::Approve)).await;
        assert_eq!(refusal(set)?, Refusal::CustomerNotFound, "PUT {what:?}");
    }
    let updated = store.update_billing(billing_update(foreign.clone())).await;
    assert_eq!(refusal(updated)?, Refusal::CustomerNotFound);
    let deleted = store.delete_customer(delete_customer(foreign, 1)).await;
    assert_eq!(refusal(deleted)?, Refusal::CustomerNotFound);
    assert_eq!(world.views(1).await?, []);
    assert_eq!(store.get_customer(key(1)).await?.billing_revision, 0);
    assert_eq!(world.code(south(), "2342").await?.units.map(|units| units.remaining_creates), Some(1));
    Ok(())
}

async fn another_partners_customer_is_not_found_by_any_act_of_an_operator<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let (store, key) = (&world.store, foreign_key());
    let status = store.set_account_status(act(5), key, AccountStatus::Allowed).await;
    assert_eq!(refusal(status)?, Refusal::CustomerNotFound);
    let roles = store.set_directory_roles(act(5), key, ana(), vec!["Admin".to_owned()]).await;
    assert_eq!(refusal(roles)?, Refusal::CustomerNotFound);
    assert_eq!(refusal(store.import_nonprofit(act(5), key).await)?, Refusal::CustomerNotFound);
    let decided = store.decide_education(act(5), key, Verdict::Approve, fresh_seed()).await;
    assert_eq!(refusal(decided)?, Refusal::CustomerNotFound);
    assert_eq!(world.trail(south()).await?, [], "nothing of this is in the other partner's trail");
    Ok(())
}

async fn lists_show_the_own_partner_only<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "1111", None).await?;
    let (store, size) = (&world.store, PageSize::MAX);
    let all = CustomerSelection::All;
    assert_eq!(store.list_customers(north(), all.clone(), CustomerSeek::First, size).await?.items.len(), 2);
    assert_eq!(store.list_customers(south(), all, CustomerSeek::First, size).await?.items, []);
    assert_eq!(store.list_validation_codes(south()).await?, []);
    let everything = AuditSelection {
        from: AuditPosition::from_ticks(0),
        until: AuditPosition::from_ticks(i64::MAX),
        customer: Some(customer_id(1)),
        company_name_contains: None,
    };
    let own = store.list_audit(north(), everything.clone(), None, size).await?;
    assert_eq!(own.items.len(), 1);
    assert_eq!(store.list_audit(south(), everything, None, size).await?.items, []);
    let position = own.items[0].position;
    assert_eq!(store.find_audit(north(), position).await?.as_ref(), Some(&own.items[0]));
    assert_eq!(store.find_audit(south(), position).await?, None);
    Ok(())
}

async fn a_reader_is_refused_by_every_write<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.issue(north(), "1111", Some(1)).await?;
    let store = &world.store;
    let reader = reader_call(north(), 5);
    let before = world.trail(north()).await?;
    for what in Qualification::ALL {
        let posted = store.create_qualification(post(reader.clone(), 1, what, "1111")).await;
        assert_eq!(refusal(posted)?, Refusal::RoleNotSufficient, "POST {what:?}");
        let set = store.set_qualification(put(reader.clone(), 1, what, "1111", Decision::Approve)).await;
        assert_eq!(refusal(set)?, Refusal::RoleNotSufficient, "PUT {what:?}");
    }
    let created = crate::samples::create_customer(reader.clone(), crate::samples::customer(2));
    assert_eq!(refusal(store.create_customer(created).await)?, Refusal::RoleNotSufficient);
    let updated = store.update_billing(billing_update(reader.clone())).await;
    assert_eq!(refusal(updated)?, Refusal::RoleNotSufficient);
    let deleted = store.delete_customer(delete_customer(reader, 1)).await;
    assert_eq!(refusal(deleted)?, Refusal::RoleNotSufficient);
    assert_eq!(world.trail(north()).await?, before, "a refusal of step 5 leaves no record");
    assert_eq!(world.views(1).await?, []);
    Ok(())
}

async fn a_reader_learns_nothing_about_customers_that_are_not_visible<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let reader = reader_call(south(), 5);
    let education = Qualification::Education;
    let posted = store.create_qualification(post(reader.clone(), 1, education, "")).await;
    assert_eq!(refusal(posted)?, Refusal::CustomerNotFound);
    let set = store.set_qualification(put(reader.clone(), 1, education, "", Decision::Approve)).await;
    assert_eq!(refusal(set)?, Refusal::CustomerNotFound);
    let updated = store.update_billing(billing_update(reader.clone())).await;
    assert_eq!(refusal(updated)?, Refusal::CustomerNotFound);
    let deleted = store.delete_customer(delete_customer(reader, 1)).await;
    assert_eq!(refusal(deleted)?, Refusal::CustomerNotFound);
    Ok(())
}
