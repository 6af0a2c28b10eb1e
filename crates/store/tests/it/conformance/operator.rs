//! What operators do, each act with its audit record.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditOperation, AuditStatus};
use qualify_domain::customer::AccountStatusRecord;
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{
    CreateQualification, CustomerStore as _, OperatorStore as _, PutPartner, QualificationStore as _,
    SetQualification,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_vocabulary::{
    AccountStatus, Decision, PageSize, PartnerId, Qualification, VettingReason, VettingStatus,
};

use super::Backend;
use crate::samples::{
    Tested, World, act, ana, at, call, correlation, key, north, partner, post, put, refusal,
};
use crate::worker::fresh_seed;

const GCC: Qualification = Qualification::GovernmentCommunityCloud;
const DENIAL: Verdict = Verdict::Deny(VettingReason::NotEducationCustomerAfterReview);

for_each_backend! {
    an_account_status_is_recorded_with_its_moment,
    directory_roles_open_and_close_gcc_where_they_are_required,
    a_directory_role_that_is_named_twice_counts_once,
    nonprofit_is_imported_where_nothing_stands_against_it,
    verdicts_lead_where_the_contract_says,
    every_act_leaves_one_audit_record_of_the_operator,
    a_refused_act_leaves_nothing,
    what_is_not_said_of_a_partner_stays_as_it_is_stored,
    partners_are_read_page_by_page_in_the_order_of_their_ids,
}

async fn an_account_status_is_recorded_with_its_moment<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    for (seconds, status) in (5..).zip(AccountStatus::ALL) {
        let recorded = store.set_account_status(act(seconds), key(1), status).await?;
        assert_eq!(recorded, AccountStatusRecord { status, changed_at: at(seconds) });
        assert_eq!(store.find_account_status(key(1)).await?, Some(recorded));
    }
    assert_eq!(store.get_customer(key(1)).await?.billing_revision, 0, "the etag is another matter");
    Ok(())
}

async fn directory_roles_open_and_close_gcc_where_they_are_required<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "1111", None).await?;
    let store = &world.store;
    let required = |number| CreateQualification {
        is_directory_role_required: true,
        ..post(call(north(), 5), number, GCC, "1111")
    };
    let roles = || vec!["Helpdesk".to_owned(), "License Administrator".to_owned()];
    let missing = store.create_qualification(required(1)).await;
    assert_eq!(refusal(missing)?, Refusal::DirectoryRoleMissing);
    store.set_directory_roles(act(6), key(1), ana(), vec!["Helpdesk".to_owned()]).await?;
    let another_role = store.create_qualification(required(1)).await;
    assert_eq!(refusal(another_role)?, Refusal::DirectoryRoleMissing);
    store.set_directory_roles(act(6), key(1), ana(), roles()).await?;
    store.create_qualification(required(1)).await?;
    let other_customer = store.create_qualification(required(2)).await;
    assert_eq!(refusal(other_customer)?, Refusal::DirectoryRoleMissing);
    store.set_directory_roles(act(7), key(2), ana(), roles()).await?;
    store.set_directory_roles(act(8), key(2), ana(), Vec::new()).await?;
    let taken_away = store.create_qualification(required(2)).await;
    assert_eq!(refusal(taken_away)?, Refusal::DirectoryRoleMissing);
    let mut app_only = required(2);
    app_only.call.caller.user = None;
    let app_only = store.create_qualification(app_only).await;
    assert_eq!(refusal(app_only)?, Refusal::DirectoryRoleMissing);
    let set = SetQualification {
        is_directory_role_required: true,
        ..put(call(north(), 9), 2, Qualification::Education, "", Decision::Approve)
    };
    store.set_qualification(set).await?;
    Ok(())
}

async fn a_directory_role_that_is_named_twice_counts_once<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let roles = ["Helpdesk", "Helpdesk"].map(str::to_owned).to_vec();
    world.store.set_directory_roles(act(5), key(1), ana(), roles).await?;
    Ok(())
}

async fn nonprofit_is_imported_where_nothing_stands_against_it<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(4).await?;
    world.issue(north(), "1111", None).await?;
    let store = &world.store;
    let view = store.import_nonprofit(act(5), key(1)).await?;
    assert_eq!((view.status, view.opened_at), (Some(VettingStatus::Approved), Some(at(5))));
    assert_eq!(world.views(1).await?, [view]);
    let again = refusal(store.import_nonprofit(act(6), key(1)).await)?;
    assert!(matches!(again, Refusal::AlreadyQualified { .. }));
    store.create_qualification(post(call(north(), 5), 2, Qualification::Education, "")).await?;
    let beside = refusal(store.import_nonprofit(act(6), key(2)).await)?;
    assert!(matches!(beside, Refusal::NotCombinable { .. }));
    store.decide_education(act(7), key(2), DENIAL, fresh_seed()).await?;
    store.import_nonprofit(act(8), key(2)).await?;
    assert_eq!(world.qualifications(2).await?, [Qualification::Nonprofit]);
    store.create_qualification(post(call(north(), 5), 3, GCC, "1111")).await?;
    let beside = refusal(store.import_nonprofit(act(6), key(3)).await)?;
    assert!(matches!(beside, Refusal::NotCombinable { .. }));
    Ok(())
}

async fn verdicts_lead_where_the_contract_says<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let store = &world.store;
    let nothing = store.decide_education(act(5), key(1), Verdict::Approve, fresh_seed()).await;
    assert_eq!(refusal(nothing)?, Refusal::NothingToDecide);
    store.create_qualification(post(call(north(), 5), 1, Qualification::Education, "")).await?;
    let steps = [(Verdict::Approve, true), (Verdict::Approve, false), (DENIAL, true), (DENIAL, false)];
    for (seconds, (verdict, is_possible)) in (6..).zip(steps) {
        let decided = store.decide_education(act(seconds), key(1), verdict, fresh_seed()).await;
        assert_eq!(decided.is_ok(), is_possible, "{verdict:?} {decided:?}");
    }
    store.decide_education(act(20), key(1), Verdict::Approve, fresh_seed()).await?;
    assert_eq!(world.effects().await?, (4, 0, 4), "the request and three decisions");
    assert_eq!(world.views(1).await?[0].opened_at, Some(at(5)));
    Ok(())
}

async fn every_act_leaves_one_audit_record_of_the_operator<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    store.create_qualification(post(call(north(), 2), 1, Qualification::Education, "")).await?;
    let before = world.trail(north()).await?.len();
    let renamed = Partner { name: "Northlight 2".to_owned(), ..partner(north()) };
    store.put_partner(act(10), crate::samples::put_partner(renamed)).await?;
    world.issue(north(), "1111", None).await?;
    store.set_account_status(act(12), key(1), AccountStatus::NotReady).await?;
    store.set_directory_roles(act(13), key(1), ana(), vec!["Helpdesk".to_owned()]).await?;
    store.decide_education(act(14), key(1), DENIAL, fresh_seed()).await?;
    store.import_nonprofit(act(15), key(1)).await?;
    let mut acts = world.trail(north()).await?;
    acts.truncate(acts.len() - before);
    let operations: Vec<_> = acts.iter().rev().map(|entry| entry.fact.operation).collect();
    let expected = [
        AuditOperation::PutPartner,
        AuditOperation::IssueValidationCode,
        AuditOperation::SetAccountStatus,
        AuditOperation::SetDirectoryRoles,
        AuditOperation::UpdateCustomerQualification,
        AuditOperation::UpdateCustomerQualification,
    ];
    assert_eq!(operations, expected);
    for entry in &acts {
        assert_eq!(entry.fact.status, AuditStatus::Succeeded);
        assert_eq!(entry.fact.actor, act(0).actor);
    }
    assert_eq!(acts[0].fact.correlation_id, correlation(15));
    Ok(())
}

async fn a_refused_act_leaves_nothing<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let before = world.trail(north()).await?;
    assert!(store.decide_education(act(5), key(1), Verdict::Approve, fresh_seed()).await.is_err());
    assert!(store.import_nonprofit(act(5), key(99)).await.is_err());
    assert!(store.set_account_status(act(5), key(99), AccountStatus::Allowed).await.is_err());
    assert!(store.set_directory_roles(act(5), key(99), ana(), Vec::new()).await.is_err());
    assert_eq!(world.trail(north()).await?, before);
    Ok(())
}

async fn what_is_not_said_of_a_partner_stays_as_it_is_stored<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    let rename = |partner, name: &str| PutPartner {
        partner,
        name: name.to_owned(),
        is_sandbox_account: true,
        status: None,
        may_create_customers: None,
        world: None,
    };
    let suspend = PutPartner {
        status: Some(PartnerStatus::Suspended),
        may_create_customers: Some(false),
        ..rename(north(), "Before")
    };
    // Together: the renaming must not undo a suspension that it has not seen.
    let (suspended, renamed) = tokio::join!(
        store.put_partner(act(10), suspend),
        store.put_partner(act(11), rename(north(), "After"))
    );
    let expected = Partner {
        name: "After".to_owned(),
        status: PartnerStatus::Suspended,
        may_create_customers: false,
        ..partner(north())
    };
    assert_eq!((suspended?.status, renamed?), (PartnerStatus::Suspended, expected.clone()));
    assert_eq!(store.find_partner(north()).as_deref(), Some(&expected));
    let details = [
        ("Name", "After"),
        ("SandboxAccount", "true"),
        ("Status", "suspended"),
        ("MayCreateCustomers", "false"),
    ];
    let details = details.map(|(name, value)| (name.into(), value.to_owned()));
    assert_eq!(world.trail(north()).await?[0].fact.details, details);
    let fresh = store.put_partner(act(12), rename(PartnerId::from([7; 16]), "Fresh")).await?;
    assert_eq!((fresh.status, fresh.may_create_customers), (PartnerStatus::Active, true));
    Ok(())
}

/// A partner's id by its last digit.
fn numbered(number: u8) -> PartnerId {
    PartnerId::parse(&format!("00000000-0000-4000-8000-00000000000{number}")).expect("a GUID")
}

async fn partners_are_read_page_by_page_in_the_order_of_their_ids<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    for number in [7, 3, 5, 1] {
        let command = PutPartner {
            partner: numbered(number),
            name: format!("Partner {number}"),
            is_sandbox_account: false,
            status: None,
            may_create_customers: None,
            world: None,
        };
        store.put_partner(act(10), command).await?;
    }
    let all = store.page_partners(None, PageSize::MAX).await?;
    assert!(!all.has_more && all.items.len() == store.count_partners() && all.items.len() >= 4);
    assert!(all.items.is_sorted_by_key(|partner| *partner.id.as_uuid()), "{all:?}");
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let page = store.page_partners(after, PageSize::clamped(3).expect("a size")).await?;
        assert!(page.items.len() <= 3);
        after = page.items.last().map(|last| last.id);
        read.extend(page.items);
        if !page.has_more {
            break;
        }
    }
    assert_eq!(read, all.items);
    assert!(store.page_partners(after, PageSize::MAX).await?.items.is_empty(), "nothing is behind the last");
    Ok(())
}
