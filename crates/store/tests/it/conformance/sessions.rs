//! Browsers that are signed in on the pages, and those that are about to be.

use std::sync::Arc;

use qualify_domain::browser_session::{
    BrowserSession, KeptForm, LanguageChoice, SecretHash, SignInAttempt, SignInDoor, SignedInAs, Theme,
    UserAgent,
};
use qualify_domain::ports::{
    AddSignIn, CreateSession, RotateSession, SandboxStore as _, SessionChoices, SessionEnd,
    SessionStore as _, TakeSignIn, TouchSession,
};
use qualify_domain::seed::Seed;
use qualify_domain::snapshot::{SnapshotKey, SnapshotName};
use qualify_vocabulary::{ApplicationId, PartnerRole, SessionId, StaffRole};
use tokio::task::JoinSet;

use super::Backend;
use crate::samples::{START, Tested, World, ana, at, bytes, north, partner, person};

for_each_backend! {
    dashboard_01_a_session_reads_back_as_it_was_kept,
    dashboard_01_a_session_ends_when_it_is_not_used_and_however_much_it_is_used,
    dashboard_01_a_use_is_noted_once_a_minute,
    dashboard_01_a_rotated_secret_is_good_no_more,
    dashboard_01_a_sign_in_ends_the_session_that_the_browser_had,
    dashboard_01_beyond_so_many_sessions_of_a_person_those_seen_the_longest_ago_end,
    dashboard_01_people_list_and_end_their_own_sessions_and_nobody_elses,
    dashboard_01_choices_are_kept_for_the_session,
    dashboard_01_a_sign_in_is_taken_once_in_time_by_the_browser_that_was_sent,
    dashboard_01_of_many_who_take_one_sign_in_one_gets_it,
    dashboard_01_no_more_sign_ins_are_awaited_than_may_be_and_the_oldest_go,
    dashboard_01_what_is_over_goes_in_bounded_portions,
    dashboard_01_sessions_outlive_a_reset_and_a_snapshot,
}

fn hash(number: u32) -> SecretHash {
    SecretHash::of(&number.to_be_bytes())
}

fn id(number: u32) -> SessionId {
    SessionId::from(bytes(0x5E, number))
}

/// A session since a moment, which ends unused ten minutes later, and in any case after an hour.
pub(crate) fn session(number: u32, whose: &str, seconds: i64) -> BrowserSession {
    BrowserSession {
        id: id(number),
        secret_hash: hash(number),
        person: person(whose),
        as_whom: SignedInAs::Staff { names: vec![whose.to_owned()], roles: vec![StaffRole::Reviewer] },
        has_mfa: true,
        csrf_secret: [7; 32],
        user_agent: UserAgent::of("Browser/1"),
        language: None,
        theme: None,
        created_at: at(seconds),
        last_seen_at: at(seconds),
        ends_at: at(seconds + 600),
        expires_at: at(seconds + 3600),
    }
}

fn creating(session: BrowserSession) -> CreateSession {
    CreateSession { session, replaces: None, sessions_of_person_max: 3 }
}

fn touching(number: u32, seconds: i64) -> TouchSession {
    TouchSession { secret_hash: hash(number), now: at(seconds), ends_at: at(seconds + 600) }
}

pub(crate) fn attempt(number: u32, seconds: i64, form: Option<&str>) -> SignInAttempt {
    SignInAttempt {
        state: hash(number),
        browser: hash(1000 + number),
        nonce: format!("nonce {number}"),
        pkce_verifier: format!("verifier {number}"),
        door: SignInDoor::Partner,
        back_to: "/dashboard/customers".to_owned(),
        form: form.and_then(|fields| KeptForm::of(fields.to_owned())),
        created_at: at(seconds),
        expires_at: at(seconds + 600),
    }
}

fn adding(attempt: SignInAttempt) -> AddSignIn {
    AddSignIn { attempt, attempts_max: 4, forms_max: 2 }
}

fn taking(number: u32, seconds: i64) -> TakeSignIn {
    TakeSignIn { state: hash(number), browser: hash(1000 + number), now: at(seconds) }
}

async fn dashboard_01_a_session_reads_back_as_it_was_kept<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    assert_eq!(store.find_session(hash(1), START).await?, None);
    let of_staff = session(1, "rita", 0);
    let of_partner = BrowserSession {
        as_whom: SignedInAs::Partner {
            partner: north(),
            application: ApplicationId::from(bytes(0xB0, 1)),
            user: ana(),
            role: PartnerRole::SalesAgent,
        },
        has_mfa: false,
        language: LanguageChoice::parse("pt-PT"),
        theme: Some(Theme::Dark),
        ..session(2, "ana", 0)
    };
    for kept in [of_staff, of_partner] {
        store.create_session(creating(kept.clone())).await?;
        let found = store.find_session(kept.secret_hash, at(1)).await?;
        assert_eq!(found.as_ref().map(|it| it.person.name.as_str()), Some(kept.person.name.as_str()));
        assert_eq!(found.as_ref(), Some(&kept));
        let again = creating(BrowserSession { id: id(9), ..kept });
        assert!(store.create_session(again).await.is_err(), "a secret is used once");
    }
    let late = BrowserSession { ends_at: at(9999), ..session(3, "raj", 0) };
    store.create_session(creating(late)).await?;
    let found = store.find_session(hash(3), at(1)).await?.map(|it| it.ends_at);
    assert_eq!(found, Some(at(3600)), "no session ends behind its last moment");
    Ok(())
}

async fn dashboard_01_a_session_ends_when_it_is_not_used_and_however_much_it_is_used<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.create_session(creating(session(1, "rita", 0))).await?;
    assert!(store.find_session(hash(1), at(599)).await?.is_some());
    assert_eq!(store.find_over_session(hash(1), at(599)).await?, None);
    assert_eq!(store.find_session(hash(1), at(600)).await?, None);
    assert!(store.find_over_session(hash(1), at(600)).await?.is_some(), "it is known a while longer");
    assert!(!store.touch_session(touching(1, 600)).await?, "what has ended is not brought back");
    let next = RotateSession { secret_hash: hash(1), next: hash(2), now: at(600) };
    assert!(!store.rotate_session(next).await?);
    assert!(store.list_sessions(person("rita").key, at(600)).await?.is_empty());
    store.create_session(creating(session(3, "raj", 0))).await?;
    for seconds in (500..3500).step_by(500) {
        assert!(store.touch_session(touching(3, seconds)).await?, "{seconds}");
    }
    assert!(store.touch_session(touching(3, 3599)).await?);
    assert_eq!(store.find_session(hash(3), at(3600)).await?, None);
    Ok(())
}

async fn dashboard_01_a_use_is_noted_once_a_minute<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.create_session(creating(session(1, "rita", 0))).await?;
    for (seconds, seen) in [(1, 0), (59, 0), (60, 60), (119, 60), (121, 121), (2, 2)] {
        assert!(store.touch_session(touching(1, seconds)).await?, "{seconds}");
        let found = store.find_session(hash(1), at(1)).await?.expect("it is there");
        assert_eq!((found.last_seen_at, found.ends_at), (at(seen), at(seen + 600)), "{seconds}");
    }
    assert!(!store.touch_session(touching(2, 1)).await?, "nobody has that secret");
    Ok(())
}

async fn dashboard_01_a_rotated_secret_is_good_no_more<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.create_session(creating(session(1, "rita", 0))).await?;
    let rotation = RotateSession { secret_hash: hash(1), next: hash(2), now: at(5) };
    assert!(store.rotate_session(rotation).await?);
    assert_eq!(store.find_session(hash(1), at(5)).await?, None);
    assert_eq!(store.find_session(hash(2), at(5)).await?.map(|it| it.id), Some(id(1)));
    assert!(!store.rotate_session(rotation).await?);
    Ok(())
}

async fn dashboard_01_a_sign_in_ends_the_session_that_the_browser_had<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.create_session(creating(session(1, "rita", 0))).await?;
    let command = CreateSession { replaces: Some(hash(1)), ..creating(session(2, "raj", 1)) };
    store.create_session(command).await?;
    assert_eq!(store.find_session(hash(1), at(1)).await?, None);
    assert!(store.find_session(hash(2), at(1)).await?.is_some());
    let command = CreateSession { replaces: Some(hash(9)), ..creating(session(3, "rita", 1)) };
    store.create_session(command).await?;
    assert!(store.find_session(hash(3), at(1)).await?.is_some(), "a secret of nobody's is in nobody's way");
    Ok(())
}

async fn dashboard_01_beyond_so_many_sessions_of_a_person_those_seen_the_longest_ago_end<B: Backend>()
-> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.create_session(creating(session(9, "raj", 0))).await?;
    for number in 1..=3 {
        store.create_session(creating(session(number, "rita", i64::from(number)))).await?;
    }
    assert!(store.touch_session(touching(1, 100)).await?);
    store.create_session(creating(session(4, "rita as Rita S.", 101))).await?;
    let left: Vec<_> =
        store.list_sessions(person("rita").key, at(101)).await?.iter().map(|it| it.id).collect();
    assert_eq!(left, [id(4), id(1), id(3)]);
    assert!(store.find_session(hash(9), at(101)).await?.is_some());
    Ok(())
}

async fn dashboard_01_people_list_and_end_their_own_sessions_and_nobody_elses<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    for (number, whose) in [(1, "rita"), (2, "rita"), (3, "rita"), (4, "raj"), (5, "raj")] {
        store.create_session(creating(session(number, whose, i64::from(number)))).await?;
    }
    let (rita, raj) = (person("rita").key, person("raj").key);
    assert_eq!(store.end_sessions(SessionEnd::OneOf(raj.clone(), id(1))).await?, 0, "it is not his");
    assert_eq!(store.end_sessions(SessionEnd::OneOf(rita.clone(), id(1))).await?, 1);
    assert_eq!(store.find_session(hash(1), at(5)).await?, None);
    assert_eq!(store.find_over_session(hash(1), at(9999)).await?, None, "nor is anything left of it");
    assert_eq!(store.end_sessions(SessionEnd::OthersOf(rita.clone(), id(3))).await?, 1);
    let left: Vec<_> = store.list_sessions(rita.clone(), at(5)).await?.iter().map(|it| it.id).collect();
    assert_eq!(left, [id(3)]);
    assert_eq!(store.end_sessions(SessionEnd::One(hash(4))).await?, 1);
    assert_eq!(store.end_sessions(SessionEnd::One(hash(4))).await?, 0);
    assert_eq!(store.end_sessions(SessionEnd::AllOf(raj)).await?, 1);
    assert_eq!(store.list_sessions(rita, at(5)).await?.len(), 1);
    Ok(())
}

async fn dashboard_01_choices_are_kept_for_the_session<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.create_session(creating(session(1, "rita", 0))).await?;
    for (language, theme) in [(Some("hu"), Some(Theme::Light)), (None, None)] {
        let language = language.and_then(LanguageChoice::parse);
        let choices = SessionChoices { secret_hash: hash(1), now: at(1), language: language.clone(), theme };
        assert!(store.save_session_choices(choices.clone()).await?);
        let found = store.find_session(hash(1), at(1)).await?.expect("it is there");
        assert_eq!((found.language, found.theme), (language, theme));
        assert!(!store.save_session_choices(SessionChoices { now: at(600), ..choices }).await?);
    }
    Ok(())
}

async fn dashboard_01_a_sign_in_is_taken_once_in_time_by_the_browser_that_was_sent<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    for number in 1..=2 {
        store.add_sign_in(adding(attempt(number, 0, Some("note=Łódź")))).await?;
    }
    assert!(store.add_sign_in(adding(attempt(1, 0, None))).await.is_err(), "a state is used once");
    let of_another = TakeSignIn { browser: hash(1002), ..taking(1, 1) };
    assert_eq!(store.take_sign_in(of_another).await?, None);
    assert_eq!(store.take_sign_in(taking(1, 1)).await?, Some(attempt(1, 0, Some("note=Łódź"))));
    assert_eq!(store.take_sign_in(taking(1, 1)).await?, None);
    assert_eq!(store.take_sign_in(taking(2, 600)).await?, None, "its time is over");
    Ok(())
}

async fn dashboard_01_of_many_who_take_one_sign_in_one_gets_it<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.store.add_sign_in(adding(attempt(1, 0, None))).await?;
    let mut coming = JoinSet::new();
    for _ in 0..8 {
        let store = Arc::clone(&world.store);
        coming.spawn(async move { store.take_sign_in(taking(1, 1)).await });
    }
    let mut taken = 0;
    while let Some(came) = coming.join_next().await {
        taken += usize::from(came??.is_some());
    }
    assert_eq!(taken, 1);
    Ok(())
}

async fn dashboard_01_no_more_sign_ins_are_awaited_than_may_be_and_the_oldest_go<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    // Of one moment: the one that came first is the oldest.
    for (number, form) in [(1, Some("a")), (2, Some("b")), (3, None), (4, Some("c"))] {
        store.add_sign_in(adding(attempt(number, 0, form))).await?;
    }
    assert_eq!(store.take_sign_in(taking(1, 1)).await?, None, "two forms are kept");
    store.add_sign_in(adding(attempt(5, 0, None))).await?;
    store.add_sign_in(adding(attempt(6, 0, None))).await?;
    assert_eq!(store.take_sign_in(taking(2, 1)).await?, None, "four are awaited");
    for number in 3..=6 {
        assert!(store.take_sign_in(taking(number, 1)).await?.is_some(), "{number}");
    }
    Ok(())
}

async fn dashboard_01_what_is_over_goes_in_bounded_portions<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    for number in 1..=3 {
        store.create_session(creating(session(number, &format!("p{number}"), i64::from(number)))).await?;
        store.add_sign_in(adding(attempt(number, i64::from(number), None))).await?;
    }
    assert_eq!(store.purge_sessions(at(600), at(600), 9).await?, 0);
    assert_eq!(store.purge_sessions(at(602), at(600), 1).await?, 1);
    assert_eq!(store.purge_sessions(at(602), at(602), 1).await?, 2);
    assert_eq!(store.find_over_session(hash(2), at(9999)).await?, None);
    assert!(store.find_over_session(hash(3), at(9999)).await?.is_some());
    assert_eq!(store.purge_sessions(at(600), at(9999), 9).await?, 2);
    assert_eq!(store.purge_sessions(at(600), at(9999), 9).await?, 0);
    Ok(())
}

async fn dashboard_01_sessions_outlive_a_reset_and_a_snapshot<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    let name = SnapshotName::parse("before").ok_or_else(|| anyhow::anyhow!("the name is good"))?;
    let name = SnapshotKey::of_everybody(name);
    store.create_session(creating(session(1, "rita", 0))).await?;
    store.create_session(creating(session(2, "raj", 0))).await?;
    store.take_snapshot(name.clone(), Vec::new()).await?;
    store.end_sessions(SessionEnd::One(hash(1))).await?;
    store.add_sign_in(adding(attempt(1, 0, None))).await?;
    assert!(store.restore_snapshot(name, ("clock", Vec::new()), || ()).await?);
    store.reset(Seed { partners: vec![partner(north())], created_at: START, ..Seed::default() }).await?;
    assert_eq!(store.find_session(hash(1), at(1)).await?, None, "what was ended stays so");
    assert!(store.find_session(hash(2), at(1)).await?.is_some());
    assert!(store.take_sign_in(taking(1, 1)).await?.is_some());
    Ok(())
}
