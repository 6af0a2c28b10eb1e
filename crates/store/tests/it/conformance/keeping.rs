//! What the installation keeps: settings, seeds, copies, and what goes after its time.

use qualify_domain::customer::AccountStatusRecord;
use qualify_domain::ports::{
    CustomerSeek, CustomerSelection, CustomerStore as _, InstallationStore as _, OperatorStore as _,
    QualificationStore as _, Retention, SandboxStore as _, StoreError, TrailStore as _, WebhookStore as _,
    WorkStore as _,
};
use qualify_domain::qualification::{
    EducationRecord, EducationState, ExclusiveRecord, GovernmentRecord, GovernmentValidation,
    NonprofitRecord, QualificationSet, StateOwnedRecord,
};
use qualify_domain::seed::{Seed, SeedCustomer};
use qualify_domain::validation_code::ValidationCode;
use qualify_vocabulary::{
    AccountStatus, EducationSegment, PageSize, Qualification, SignedDuration, VettingReason,
};

use super::Backend;
use crate::samples::{
    START, Tested, World, at, call, code_id, customer, key, keyed_call, north, partner, post,
};

for_each_backend! {
    a_setting_is_kept_and_replaced,
    a_seed_is_written_once,
    a_seeds_customers_read_back_as_they_are,
    a_reset_empties_everything_but_the_settings,
    a_seed_that_cannot_be_written_changes_nothing,
    after_a_reset_that_failed_the_trail_goes_on,
    after_a_reset_the_trail_begins_anew,
    what_is_kept_long_enough_goes_in_bounded_portions,
    a_backup_while_writing_holds_everything_acknowledged,
    a_backup_does_not_replace_a_file,
    a_fresh_store_is_ready,
}

/// A seed with a customer in each exclusive state.
fn rich_seed() -> Seed {
    let opened_at = at(3);
    let education = |state| {
        let (segment, website) = (Some(EducationSegment::K12), Some("https://a.example".to_owned()));
        Some(ExclusiveRecord::Education(EducationRecord { opened_at, segment, website, state }))
    };
    let reason = VettingReason::NotEligibleLibrary;
    let validation = GovernmentValidation { code: code_id("4815"), organization_name: "County".to_owned() };
    let records = [
        None,
        education(EducationState::InReview { due_at: Some(at(9)) }),
        education(EducationState::Approved),
        education(EducationState::Denied { reason }),
        Some(ExclusiveRecord::Government(GovernmentRecord { opened_at, validation })),
        Some(ExclusiveRecord::Nonprofit(NonprofitRecord { opened_at })),
    ];
    let status = AccountStatusRecord { status: AccountStatus::NotReady, changed_at: at(4) };
    let customers = (1..).zip(records).map(|(number, exclusive)| SeedCustomer {
        partner: north(),
        customer: customer(number),
        qualifications: QualificationSet {
            exclusive,
            state_owned: (number % 2 == 0).then_some(StateOwnedRecord { opened_at }),
        },
        account_status: (number == 1).then_some(status),
    });
    let code = ValidationCode::issue(code_id("4815"), "County".to_owned(), Some(3), at(2));
    Seed {
        partners: vec![partner(north())],
        codes: vec![(north(), code)],
        customers: customers.collect(),
        created_at: START,
        ..Seed::default()
    }
}

async fn names<B: Backend>(world: &World<B>) -> anyhow::Result<usize> {
    let all = CustomerSelection::All;
    Ok(world.store.list_customers(north(), all, CustomerSeek::First, PageSize::MAX).await?.items.len())
}

async fn a_setting_is_kept_and_replaced<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    assert_eq!(store.load_setting("keys").await?, None);
    for value in [vec![0, 255, 0, 39], Vec::new(), vec![7; 100_000]] {
        store.save_setting("keys", value.clone()).await?;
        assert_eq!(store.load_setting("keys").await?, Some(value));
    }
    assert_eq!(store.load_setting("KEYS").await?, None);
    Ok(())
}

async fn a_seed_is_written_once<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    assert!(!world.store.seed_if_empty(rich_seed()).await?, "the partners are there already");
    assert_eq!(names(&world).await?, 0);
    world.store.reset(Seed::default()).await?;
    assert!(world.store.seed_if_empty(rich_seed()).await?);
    assert_eq!(names(&world).await?, 6);
    assert!(!world.store.seed_if_empty(rich_seed()).await?);
    Ok(())
}

async fn a_seeds_customers_read_back_as_they_are<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.store.reset(rich_seed()).await?;
    for seeded in rich_seed().customers {
        let key = qualify_domain::customer::CustomerKey { partner: north(), customer: seeded.customer.id };
        assert_eq!(world.store.get_customer(key).await?, seeded.customer);
        assert_eq!(world.store.get_qualifications(key).await?, seeded.qualifications);
        assert_eq!(world.store.find_account_status(key).await?, seeded.account_status);
    }
    assert_eq!(world.code(north(), "4815").await?, rich_seed().codes[0].1);
    assert_eq!(world.trail(north()).await?, [], "a seed leaves no audit records");
    assert_eq!(world.backend.count_events()?, 0);
    Ok(())
}

async fn a_reset_empties_everything_but_the_settings<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    let store = &world.store;
    world.issue(north(), "1111", None).await?;
    store.create_qualification(post(keyed_call(north(), 5, 1), 1, Qualification::Education, "")).await?;
    store.save_setting("keys", vec![1, 2, 3]).await?;
    store.reset(Seed { partners: vec![partner(north())], created_at: START, ..Seed::default() }).await?;
    assert_eq!(names(&world).await?, 0);
    assert_eq!(store.list_validation_codes(north()).await?, []);
    assert_eq!(world.trail(north()).await?, []);
    assert_eq!(world.backend.count_events()?, 0);
    assert_eq!(store.load_setting("keys").await?, Some(vec![1, 2, 3]));
    world.add(customer(1)).await?;
    let again =
        store.create_qualification(post(keyed_call(north(), 5, 1), 1, Qualification::Education, "")).await?;
    assert_eq!(again.replayed, None, "the old answers are gone too");
    Ok(())
}

/// A seed in which one code stands twice.
fn broken_seed() -> Seed {
    let mut seed = rich_seed();
    seed.codes.push(seed.codes[0].clone());
    seed
}

async fn a_seed_that_cannot_be_written_changes_nothing<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    let failed = world.store.reset(broken_seed()).await;
    assert!(matches!(failed, Err(StoreError::Failed(_))), "{failed:?}");
    assert_eq!(names(&world).await?, 3);
    assert_eq!(world.trail(north()).await?.len(), 3);
    assert!(world.store.find_partner(north()).is_some());
    Ok(())
}

async fn after_a_reset_that_failed_the_trail_goes_on<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    assert!(world.store.reset(broken_seed()).await.is_err());
    // The clock stands: the next record must not want the place of the first.
    world.add(customer(4)).await?;
    let trail = world.trail(north()).await?;
    assert_eq!(trail[0].fact.customer.as_ref().map(|it| it.id), Some(customer(4).id));
    assert!(trail[0].position > trail[1].position);
    Ok(())
}

async fn after_a_reset_the_trail_begins_anew<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let late = crate::samples::create_customer(call(north(), 1_000_000), customer(1));
    world.store.create_customer(late).await?;
    world.store.reset(rich_seed()).await?;
    world.add(customer(9)).await?;
    let position = world.trail(north()).await?[0].position;
    assert_eq!(position, qualify_domain::audit::AuditPosition::at(at(1)), "the clock has gone back");
    Ok(())
}

async fn what_is_kept_long_enough_goes_in_bounded_portions<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(6).await?;
    for number in 1..=6_u8 {
        let seconds = 10 * i64::from(number);
        let call = keyed_call(north(), seconds, number);
        let command = post(call, number.into(), Qualification::Education, "");
        world.store.create_qualification(command).await?;
    }
    let retention = Retention {
        replays: SignedDuration::from_secs(100),
        events: SignedDuration::from_secs(110),
        decision_texts: SignedDuration::from_secs(200),
        rows_max: 2,
    };
    // Events stay until it is known who is to be told of them.
    assert_eq!(world.store.spread_events(100).await?, 0, "nobody is");
    let purge = |seconds| world.store.purge_expired(at(seconds), retention);
    assert_eq!(purge(110).await?, 0, "nothing is older than it may be");
    assert_eq!(purge(111).await?, 1, "one answer");
    assert_eq!(world.backend.count_events()?, 6);
    assert_eq!(purge(141).await?, 4, "two of each");
    assert_eq!(purge(141).await?, 2);
    assert_eq!(purge(141).await?, 0);
    assert_eq!(world.backend.count_events()?, 3);
    assert_eq!(world.trail(north()).await?.len(), 12, "the trail stays");
    Ok(())
}

async fn a_backup_while_writing_holds_everything_acknowledged<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(20).await?;
    world.store.save_setting("keys", vec![1, 2, 3]).await?;
    let file = world.backend.backup_file();
    let writes = async {
        for number in 21..=60 {
            world.add(customer(number)).await?;
        }
        anyhow::Ok(())
    };
    let (written, copied) = tokio::join!(writes, world.store.back_up(&file));
    written?;
    copied?;
    let copy = B::open_backup(&file)?;
    copy.check_ready().await?;
    for number in 1..=20 {
        assert_eq!(copy.get_customer(key(number)).await?, customer(number));
    }
    let listed =
        copy.list_customers(north(), CustomerSelection::All, CustomerSeek::First, PageSize::MAX).await?;
    let trail = copy.list_operator_audit(Some(north()), None, PageSize::MAX).await?;
    assert_eq!(listed.items.len(), trail.items.len(), "nothing is half there");
    assert_eq!(copy.load_setting("keys").await?, Some(vec![1, 2, 3]));
    assert_eq!(names(&world).await?, 60);
    Ok(())
}

async fn a_backup_does_not_replace_a_file<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let file = world.backend.backup_file();
    std::fs::write(&file, "precious")?;
    let refused = world.store.back_up(&file).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&file)?, "precious");
    Ok(())
}

async fn a_fresh_store_is_ready<B: Backend>() -> Tested {
    B::fresh()?.store().check_ready().await?;
    World::<B>::open().await?.store.check_ready().await?;
    Ok(())
}
