//! The life of a customer.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditOperation, AuditStatus};
use qualify_domain::customer::{Customer, Relationship};
use qualify_domain::ports::{
    CreateCustomer, CustomerStore as _, EndRelationship, OperatorStore as _, QualificationStore as _,
    ReviewStore as _,
};
use qualify_vocabulary::{Decision, DomainName, PartnerId, Qualification};

use super::Backend;
use crate::samples::{
    Tested, World, act, at, call, create_customer, customer, customer_id, delete_customer, key, keyed_call,
    north, partner, post, put, reader_call, refusal, south,
};
use crate::worker::claim_for;

for_each_backend! {
    a_created_customer_reads_back_whole,
    a_domain_that_another_partner_holds_is_taken_and_nothing_is_left_over,
    edge_03_a_domain_is_taken_in_every_spelling_and_shown_as_it_was_sent,
    deleting_a_customer_takes_everything_but_the_trail,
    a_deleted_customers_domain_is_free_again,
    only_a_sandbox_account_deletes_customers,
    only_a_sandbox_account_has_a_customer_limit,
    an_account_that_may_not_create_customers_is_refused,
    a_customer_whose_relationship_has_ended_is_refused_everywhere,
    edge_08_a_relationship_that_ends_takes_what_is_open_along,
    edge_08_the_end_of_a_relationship_is_replayed_before_the_customer_is_looked_up,
}

fn full_customer() -> Customer {
    let mut customer = customer(7);
    customer.registration_number = Some("PL 0000123456".to_owned());
    customer.associated_partner_id = None;
    customer.billing.first_name = Some("Zoë \u{1F393}".to_owned());
    customer.billing.default_address.address_line1 = Some("1 \"Main\" St; DROP TABLE".to_owned());
    customer
}

async fn a_created_customer_reads_back_whole<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let sent = full_customer();
    let answer = world.store.create_customer(create_customer(call(north(), 3), sent.clone())).await?;
    assert_eq!((&answer.outcome, answer.replayed), (&sent, None));
    assert_eq!(world.store.get_customer(key(7)).await?, sent);
    assert_eq!(world.store.find_account_status(key(7)).await?, None);
    let trail = world.trail(north()).await?;
    let fact = &trail[0].fact;
    assert_eq!(trail.len(), 1);
    assert_eq!((fact.operation, fact.status), (AuditOperation::AddCustomer, AuditStatus::Succeeded));
    assert_eq!(fact.actor.user_name.as_deref(), Some("ana@reseller.example"));
    assert_eq!(fact.customer.as_ref().map(|it| (it.id, it.name.as_str())), Some((sent.id, "School 00007")));
    Ok(())
}

async fn a_domain_that_another_partner_holds_is_taken_and_nothing_is_left_over<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let domain = DomainName::parse("school1.example")?;
    assert!(world.store.is_domain_taken(north(), domain.clone()).await?);
    for (partner, number) in [(north(), 2), (south(), 3)] {
        let twin = Customer { domain: domain.clone(), ..customer(number) };
        let created = world.store.create_customer(create_customer(keyed_call(partner, 5, 1), twin)).await;
        assert_eq!(refusal(created)?, Refusal::DomainTaken(domain.clone()));
        let key = qualify_domain::customer::CustomerKey { partner, customer: customer_id(number) };
        assert_eq!(refusal(world.store.get_customer(key).await)?, Refusal::CustomerNotFound);
    }
    assert_eq!(world.trail(south()).await?, []);
    assert_eq!(world.trail(north()).await?.len(), 1);
    Ok(())
}

async fn edge_03_a_domain_is_taken_in_every_spelling_and_shown_as_it_was_sent<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let sent = DomainName::parse("Szkoła.Example")?;
    world.add(Customer { domain: sent, ..customer(1) }).await?;
    assert_eq!(world.store.get_customer(key(1)).await?.domain.as_str(), "Szkoła.Example");
    for spelling in
        ["szkoła.example", "xn--szkoa-n7a.example", "XN--SZKOA-N7A.EXAMPLE.", "ｓｚｋｏła。example"]
    {
        let domain = DomainName::parse(spelling)?;
        assert!(world.store.is_domain_taken(north(), domain.clone()).await?, "{spelling}");
        for (partner, number) in [(north(), 2), (south(), 3)] {
            let twin = Customer { domain: domain.clone(), ..customer(number) };
            let created = world.store.create_customer(create_customer(call(partner, 5), twin)).await;
            assert_eq!(refusal(created)?, Refusal::DomainTaken(domain.clone()), "{spelling}");
        }
    }
    assert!(!world.store.is_domain_taken(north(), DomainName::parse("szkola.example")?).await?);
    world.store.delete_customer(delete_customer(call(north(), 9), 1)).await?;
    let domain = DomainName::parse("xn--szkoa-n7a.example")?;
    assert!(!world.store.is_domain_taken(north(), domain.clone()).await?);
    world.add(Customer { domain, ..customer(2) }).await?;
    Ok(())
}

async fn deleting_a_customer_takes_everything_but_the_trail<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let store = &world.store;
    for number in [1, 2] {
        for what in [Qualification::Education, Qualification::StateOwnedEntity] {
            store.create_qualification(post(call(north(), 5), number, what, "")).await?;
        }
        let roles = vec!["GlobalAdministrator".to_owned()];
        store.set_directory_roles(act(6), key(number), crate::samples::ana(), roles).await?;
    }
    let before = world.trail(north()).await?;
    store.delete_customer(delete_customer(call(north(), 9), 1)).await?;
    assert_eq!(refusal(store.get_customer(key(1)).await)?, Refusal::CustomerNotFound);
    assert_eq!(refusal(store.get_qualifications(key(1)).await)?, Refusal::CustomerNotFound);
    let after = world.trail(north()).await?;
    assert_eq!(after[0].fact.operation, AuditOperation::DeleteCustomer);
    assert_eq!(after[0].fact.customer.as_ref().map(|it| it.name.as_str()), Some("School 00001"));
    assert_eq!(after[1..], before, "the trail outlives the customer");
    assert_eq!(world.views(2).await?.len(), 2, "the neighbour keeps its records");
    world.add(customer(1)).await?;
    assert_eq!(world.views(1).await?, [], "a customer that comes back starts anew");
    Ok(())
}

async fn a_deleted_customers_domain_is_free_again<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.store.delete_customer(delete_customer(call(north(), 5), 1)).await?;
    let domain = DomainName::parse("school1.example")?;
    assert!(!world.store.is_domain_taken(north(), domain.clone()).await?);
    let heir = Customer { domain, ..customer(2) };
    world.store.create_customer(create_customer(call(south(), 6), heir)).await?;
    let again = world.store.delete_customer(delete_customer(call(north(), 7), 1)).await;
    assert_eq!(refusal(again)?, Refusal::CustomerNotFound);
    Ok(())
}

async fn only_a_sandbox_account_deletes_customers<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.create_customer(create_customer(call(south(), 2), customer(1))).await?;
    let deleted = store.delete_customer(delete_customer(call(south(), 3), 1)).await;
    assert_eq!(refusal(deleted)?, Refusal::NotSandboxAccount);
    let sandbox = qualify_domain::partner::Partner { is_sandbox_account: true, ..partner(south()) };
    store.put_partner(act(4), crate::samples::put_partner(sandbox)).await?;
    store.delete_customer(delete_customer(call(south(), 5), 1)).await?;
    Ok(())
}

async fn only_a_sandbox_account_has_a_customer_limit<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let limited = |partner: PartnerId, number| CreateCustomer {
        customer_limit: Some(2),
        ..create_customer(keyed_call(partner, 2, u8::try_from(number).unwrap_or(0)), customer(number))
    };
    for number in [1, 2] {
        world.store.create_customer(limited(north(), number)).await?;
    }
    let third = world.store.create_customer(limited(north(), 3)).await;
    assert_eq!(refusal(third)?, Refusal::CustomerLimitReached { limit: 2 });
    let again = world.store.create_customer(limited(north(), 2)).await?;
    assert!(again.replayed.is_some(), "a replay creates nothing, so no limit stops it");
    for number in [11, 12, 13] {
        world.store.create_customer(limited(south(), number)).await?;
    }
    world.store.delete_customer(delete_customer(call(north(), 3), 1)).await?;
    world.store.create_customer(limited(north(), 3)).await?;
    Ok(())
}

async fn an_account_that_may_not_create_customers_is_refused<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let barred = qualify_domain::partner::Partner { may_create_customers: false, ..partner(south()) };
    world.store.put_partner(act(1), crate::samples::put_partner(barred)).await?;
    let created = world.store.create_customer(create_customer(call(south(), 2), customer(1))).await;
    assert_eq!(refusal(created)?, Refusal::PartnerMayNotCreateCustomers);
    let nobody = PartnerId::from([9; 16]);
    let created = world.store.create_customer(create_customer(call(nobody, 2), customer(1))).await;
    assert_eq!(refusal(created)?, Refusal::PartnerNotFound);
    assert!(!world.store.is_domain_taken(north(), customer(1).domain).await?);
    Ok(())
}

async fn a_customer_whose_relationship_has_ended_is_refused_everywhere<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.add(Customer { relationship: Relationship::Ended, ..customer(1) }).await?;
    let (store, ended) = (&world.store, Refusal::RelationshipEnded);
    assert_eq!(refusal(store.check_customer(key(1)).await)?, ended);
    assert_eq!(refusal(store.get_customer(key(1)).await)?, ended);
    assert_eq!(refusal(store.get_qualifications(key(1)).await)?, ended);
    assert_eq!(refusal(store.find_account_status(key(1)).await)?, ended);
    assert_eq!(refusal(store.import_nonprofit(act(5), key(1)).await)?, ended);
    assert_eq!(refusal(store.delete_customer(delete_customer(call(north(), 5), 1)).await)?, ended);
    let education = Qualification::Education;
    let posted = store.create_qualification(post(call(north(), 5), 1, education, "")).await;
    assert_eq!(refusal(posted)?, ended);
    let set = store.set_qualification(put(call(north(), 5), 1, education, "", Decision::Approve)).await;
    assert_eq!(refusal(set)?, ended);
    assert_eq!(world.trail(north()).await?.len(), 1, "only its creation is in the trail");
    assert!(store.is_domain_taken(north(), customer(1).domain).await?, "the domain stays claimed");
    Ok(())
}

fn end_relationship(call: qualify_domain::caller::Call, number: u32) -> EndRelationship {
    EndRelationship { call, customer: customer_id(number) }
}

async fn edge_08_a_relationship_that_ends_takes_what_is_open_along<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    let store = &world.store;
    world.ask_person(1, 5).await?;
    let case = world.only_case(1).await?;
    let mut due = post(call(north(), 5), 2, Qualification::Education, "");
    due.decision_due_at = Some(at(7));
    store.create_qualification(due).await?;
    store.create_qualification(post(call(north(), 5), 3, Qualification::StateOwnedEntity, "")).await?;
    let events_before = world.backend.count_events()?;
    for number in [1, 2, 3] {
        let ended = store.end_relationship(end_relationship(call(north(), 6), number)).await?.outcome;
        assert_eq!(ended, Customer { relationship: Relationship::Ended, ..customer(number) });
        assert_eq!(refusal(store.get_qualifications(key(number)).await)?, Refusal::RelationshipEnded);
    }
    assert_eq!(world.backend.count_events()? - events_before, 2, "two requests were withdrawn");
    assert!(!world.in_queue("queued").await?.contains(&case));
    let closed = store.find_review(case, None).await?.map(|stored| stored.review.state.name());
    assert_eq!(closed, Some("withdrawn"));
    assert_eq!(claim_for(&**store, 8, 60, 1, 50).await?.applicants.len(), 0, "nothing is due any more");
    let trail = world.trail(north()).await?;
    let told: Vec<_> = trail.iter().take(5).map(|entry| entry.fact.operation).collect();
    let (ended, withdrawn) = (AuditOperation::DeleteCustomer, AuditOperation::UpdateCustomerQualification);
    assert_eq!(told, [ended, ended, withdrawn, ended, withdrawn]);
    assert_eq!(trail[0].fact.details, [("Relationship".into(), "none".to_owned())]);
    assert!(store.is_domain_taken(north(), customer(1).domain).await?);
    Ok(())
}

async fn edge_08_the_end_of_a_relationship_is_replayed_before_the_customer_is_looked_up<B: Backend>() -> Tested
{
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let reader = reader_call(north(), 4);
    assert_eq!(
        refusal(store.end_relationship(end_relationship(reader, 1)).await)?,
        Refusal::RoleNotSufficient
    );
    let foreign = store.end_relationship(end_relationship(call(south(), 4), 1)).await;
    assert_eq!(refusal(foreign)?, Refusal::CustomerNotFound);
    let first = store.end_relationship(end_relationship(keyed_call(north(), 5, 1), 1)).await?;
    let again = store.end_relationship(end_relationship(keyed_call(north(), 6, 1), 1)).await?;
    assert_eq!((first.replayed, again.replayed.is_some()), (None, true));
    assert_eq!(again.outcome, first.outcome);
    for call in [call(north(), 7), keyed_call(north(), 7, 2)] {
        let another = store.end_relationship(end_relationship(call, 1)).await;
        assert_eq!(refusal(another)?, Refusal::RelationshipEnded);
    }
    assert_eq!(world.trail(north()).await?.len(), 2, "its creation and its end");
    Ok(())
}
