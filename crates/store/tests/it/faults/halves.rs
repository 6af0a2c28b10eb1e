//! One row among many that does not read back: what was written for it is taken back whole, and the others go on.

use qualify_domain::Refusal;
use qualify_domain::ports::{
    ActOnReview, CarryOutDraft, CustomerStore as _, DecideReviews, DecisionStore as _, DraftStore as _,
    EventStore as _, EventsFrom, OpenReview, Opening, QualificationStore as _, ReplayDeliveries,
    ReplaySelection, ReviewStore as _, StoreError, SubmitDrafts, TrailStore as _, WebhookStore as _,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::{Command, DraftedAct, Note};
use qualify_domain::webhook::AttemptOutcome;
use qualify_store::Store;
use qualify_vocabulary::{Decision, DraftId, PageSize, Qualification, ReviewId, VettingStatus};

use super::{Place, add, seed};
use crate::conformance::reviews::{FIRST, act_of, advancing, proposal, reviewer};
use crate::conformance::webhooks::{attempted, claiming, registration, replaying};
use crate::samples::{
    Tested, at, bytes, call, customer_id, delete_customer, key, north, post, reader_call, review_rules,
};
use crate::worker::{Scripted, fresh_seed, lease_id, round};

const EDUCATION: Qualification = Qualification::Education;

/// Customers whose requests have gone to a person.
async fn with_cases(place: &Place, customers: u32) -> anyhow::Result<Store> {
    let store = place.open()?;
    seed(&store).await?;
    for number in 1..=customers {
        add(&store, number).await?;
        store.create_qualification(post(call(north(), 5), number, EDUCATION, "")).await?;
    }
    Ok(store)
}

async fn case_of(store: &Store, number: u32) -> anyhow::Result<ReviewId> {
    Ok(store.list_customer_reviews(key(number), None, PageSize::MAX).await?.items.remove(0).review.subject.id)
}

async fn do_with(store: &Store, review: ReviewId, command: Command, seconds: i64) -> Tested {
    let (act, rules, seed) = (act_of(FIRST, seconds), review_rules(), fresh_seed());
    store.act_on_review(ActOnReview { act, review, wall: None, command, rules, seed }).await?;
    Ok(())
}

/// Everything that is told of a customer: status, records of the trail, events, decisions.
async fn told_of(store: &Store, number: u32) -> anyhow::Result<(Option<VettingStatus>, usize, usize, usize)> {
    let customer = Some(customer_id(number));
    let records = store.get_qualifications(key(number)).await?;
    let status = records.education_record().map(|record| record.state.status());
    let trail = store.list_operator_audit(Some(north()), None, PageSize::MAX).await?.items;
    let events = store.read_events(north(), EventsFrom::Oldest, PageSize::MAX).await?.events;
    let decisions = store.list_decisions(key(number), None, PageSize::MAX, false).await?.items;
    Ok((
        status,
        trail.iter().filter(|entry| entry.fact.customer.as_ref().map(|it| it.id) == customer).count(),
        events.iter().filter(|event| event.customer == customer).count(),
        decisions.len(),
    ))
}

#[tokio::test]
async fn a_decision_whose_case_does_not_read_back_is_taken_back_whole() -> Tested {
    let place = Place::new()?;
    let store = with_cases(&place, 3).await?;
    let connection = place.connect()?;
    connection.execute("UPDATE customers SET due_at = 9", [])?;
    connection
        .execute("UPDATE reviews SET body = '{}' WHERE customer_id = ?1", [key(2).customer.as_bytes()])?;
    let before = told_of(&store, 2).await?;
    let (examined, saved) = round(&store, 99, &Scripted::saying(Decision::Approve), 9).await?;
    assert_eq!((examined, saved.decided, saved.lost), (3, 2, 1));
    assert_eq!(told_of(&store, 2).await?, before, "nothing of it is there");
    for number in [1, 3] {
        assert_eq!(told_of(&store, number).await?.0, Some(VettingStatus::Approved));
    }
    Ok(())
}

#[tokio::test]
async fn a_draft_or_its_case_that_does_not_read_back_ends_and_stops_no_other() -> Tested {
    let place = Place::new()?;
    let store = with_cases(&place, 3).await?;
    for number in 1..=3 {
        let case = case_of(&store, number).await?;
        do_with(&store, case, Command::Claim(reviewer(FIRST)), 10).await?;
        let command = SubmitDrafts {
            act: act_of(FIRST, 11),
            reviews: vec![(draft(number), case)],
            owner: reviewer(FIRST),
            drafted: DraftedAct::Decide(proposal(Verdict::Approve)),
            sent_at: at(11),
            takes_effect_at: at(21),
            rules: review_rules(),
        };
        store.submit_drafts(command).await?.remove(0).1?;
    }
    let connection = place.connect()?;
    connection.execute("UPDATE review_drafts SET act = '{}' WHERE id = ?1", [draft(1).as_bytes()])?;
    connection
        .execute("UPDATE reviews SET body = '{}' WHERE customer_id = ?1", [key(2).customer.as_bytes()])?;
    for due in store.list_due_drafts(at(21), 9).await? {
        let (id, rules, seed) = (due.id, review_rules(), fresh_seed());
        store.carry_out_draft(CarryOutDraft { id, now: at(21), decided_at: at(12), rules, seed }).await?;
    }
    let states = "SELECT group_concat(state) FROM (SELECT state FROM review_drafts ORDER BY id)";
    let states: String = connection.query_row(states, [], |row| row.get(0))?;
    assert_eq!(states, "refused,refused,carried-out");
    assert_eq!(store.list_due_drafts(at(99), 9).await?, [], "none is due for ever");
    assert_eq!(told_of(&store, 3).await?.0, Some(VettingStatus::Approved));
    assert_eq!(told_of(&store, 2).await?.0, Some(VettingStatus::InReview));
    Ok(())
}

fn draft(number: u32) -> DraftId {
    DraftId::from(bytes(0xDF, number))
}

#[tokio::test]
async fn a_case_that_ends_by_time_and_whose_record_does_not_read_back_stops_no_other() -> Tested {
    let place = Place::new()?;
    let store = with_cases(&place, 3).await?;
    for number in 1..=3 {
        let case = case_of(&store, number).await?;
        do_with(&store, case, Command::Claim(reviewer(FIRST)), 10).await?;
        do_with(&store, case, Command::Ask(reviewer(FIRST), vec!["Which school?".to_owned()]), 11).await?;
    }
    place.connect()?.execute(
        "UPDATE customers SET segment = 'Kindergarten' WHERE id = ?1",
        [key(2).customer.as_bytes()],
    )?;
    let year = 365 * 24 * 3600;
    assert_eq!(store.advance_reviews(advancing(year)).await?, 3);
    for number in [1, 3] {
        assert_eq!(told_of(&store, number).await?.0, Some(VettingStatus::Denied), "{number}");
    }
    let events = store.read_events(north(), EventsFrom::Oldest, PageSize::MAX).await?.events;
    let of_broken = events.iter().filter(|event| event.customer == Some(customer_id(2)));
    let kinds: Vec<_> = of_broken.map(|event| event.kind.name()).collect();
    assert!(!kinds.contains(&"review.sla_warning") && !kinds.contains(&"review.reminder"), "{kinds:?}");
    assert_eq!(store.advance_reviews(advancing(year + 1)).await?, 0, "it is left alone");
    Ok(())
}

#[tokio::test]
async fn of_cases_decided_alike_one_that_breaks_leaves_nothing_and_stops_no_other() -> Tested {
    let place = Place::new()?;
    let store = with_cases(&place, 2).await?;
    place.connect()?.execute("UPDATE customers SET due_at = 9", [])?;
    place.connect()?.execute("DELETE FROM reviews", [])?;
    let domain = Some("school.example");
    let undecided = Scripted { approved_domain: domain, ..Scripted::saying(Decision::NeedsPerson) };
    round(&store, 9, &undecided, 9).await?;
    let cases = [case_of(&store, 1).await?, case_of(&store, 2).await?];
    place.connect()?.execute(
        "UPDATE customers SET segment = 'Kindergarten' WHERE id = ?1",
        [key(1).customer.as_bytes()],
    )?;
    let outcomes = store
        .decide_reviews(DecideReviews {
            act: act_of(FIRST, 11),
            reviews: cases.iter().map(|case| (*case, fresh_seed())).collect(),
            reviewer: reviewer(FIRST),
            proposal: proposal(Verdict::Approve),
            rules: review_rules(),
        })
        .await?;
    assert!(matches!(outcomes[0].1, Err(StoreError::Corrupt { .. })), "{outcomes:?}");
    assert!(outcomes[1].1.is_ok(), "{outcomes:?}");
    let broken = store.find_review(cases[0], None).await?.expect("it is there");
    assert_eq!(broken.review.state.name(), "queued", "it was not even claimed");
    Ok(())
}

#[tokio::test]
async fn a_receiver_or_an_event_that_does_not_read_back_stops_no_other() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    let connection = place.connect()?;
    for number in [1, 2] {
        store.add_endpoint(registration(north(), number, 2)).await?;
    }
    let declare = async |number| {
        add(&store, number).await?;
        let declared = post(call(north(), 5), number, Qualification::StateOwnedEntity, "");
        store.create_qualification(declared).await?;
        anyhow::Ok(())
    };
    for number in 1..=3 {
        declare(number).await?;
    }
    connection.execute(
        "UPDATE events SET kind = 'nonsense' WHERE customer_id = ?1",
        [key(2).customer.as_bytes()],
    )?;
    let spread = store.spread_events(99).await?;
    assert!(spread > 2, "{spread}");
    assert_eq!(store.spread_events(99).await?, 0, "and goes on behind it");
    let of_both = store.lease_deliveries(claiming(10, lease_id(1))).await?;
    let first = of_both[0].endpoint.id;
    let (broken, whole): (Vec<_>, Vec<_>) = of_both.iter().partition(|it| it.endpoint.id == first);
    assert!(!broken.is_empty() && broken.len() == whole.len());
    connection.execute("UPDATE endpoints SET events = 'nonsense' WHERE id = ?1", [first.as_bytes()])?;
    let taken = of_both.iter().map(|it| attempted(it, lease_id(1), 11, AttemptOutcome::Answered(200)));
    store.save_attempts(taken.collect()).await?;
    let left: i64 =
        connection
            .query_row("SELECT count(*) FROM deliveries WHERE state = 'pending'", [], |row| row.get(0))?;
    assert_eq!(usize::try_from(left)?, broken.len(), "those of the other are saved");
    declare(4).await?;
    store.spread_events(99).await?;
    let later = store.lease_deliveries(claiming(12, lease_id(2))).await?;
    assert!(!later.is_empty() && later.iter().all(|it| it.endpoint.id != first));
    Ok(())
}

#[tokio::test]
async fn an_event_that_does_not_read_back_is_told_again_to_nobody_and_those_beside_it_are() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    let connection = place.connect()?;
    store.add_endpoint(registration(north(), 1, 2)).await?;
    for number in 1..=3 {
        add(&store, number).await?;
        let declared = post(call(north(), 5), number, Qualification::StateOwnedEntity, "");
        store.create_qualification(declared).await?;
    }
    let told = store.spread_events(99).await?;
    for (column, value) in
        [("kind", "'nonsense'"), ("created_at", "9223372036854775807"), ("customer_id", "x'01'")]
    {
        connection.execute_batch(
            "UPDATE deliveries SET state = 'failed', due_at = NULL; CREATE TEMP TABLE kept AS SELECT * FROM events;",
        )?;
        let broken = connection
            .execute(&format!("UPDATE events SET {column} = {value} WHERE sequence % 3 = 2"), [])?;
        assert!(broken > 0 && broken < told, "{broken} of {told}");
        for selection in [ReplaySelection::FailedSince(at(0)), ReplaySelection::Between(at(0), at(99))] {
            let (mut deliveries, mut after) = (0, None);
            // In steps of two, so that one of them ends with an event that does not read back.
            loop {
                let command = replaying(selection.clone(), 50);
                let step =
                    store.replay_deliveries(ReplayDeliveries { after, rows_max: 2, ..command }).await?;
                deliveries += step.deliveries;
                after = step.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(deliveries as usize, told - broken, "{column}: {selection:?}");
            let waiting = "SELECT count(*) FROM deliveries WHERE state = 'pending'";
            let waiting: i64 = connection.query_row(waiting, [], |row| row.get(0))?;
            assert_eq!(usize::try_from(waiting)?, told - broken, "{column}: {selection:?}");
            connection.execute("UPDATE deliveries SET state = 'failed', due_at = NULL", [])?;
        }
        connection.execute_batch(
            "UPDATE events SET (kind, created_at, customer_id) = (SELECT kind, created_at, customer_id FROM kept WHERE kept.id = events.id);
             DROP TABLE kept;",
        )?;
    }
    Ok(())
}

#[tokio::test]
async fn an_event_that_breaks_after_its_deliveries_were_made_is_given_up_alone() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    store.add_endpoint(registration(north(), 1, 2)).await?;
    for number in 1..=2 {
        add(&store, number).await?;
        let declared = post(call(north(), 5), number, Qualification::StateOwnedEntity, "");
        store.create_qualification(declared).await?;
    }
    store.spread_events(99).await?;
    let connection = place.connect()?;
    connection.execute(
        "UPDATE events SET kind = 'nonsense' WHERE customer_id = ?1",
        [key(1).customer.as_bytes()],
    )?;
    let leased = store.lease_deliveries(claiming(10, lease_id(1))).await?;
    assert!(!leased.is_empty() && leased.iter().all(|it| it.event.customer == Some(customer_id(2))));
    Ok(())
}

#[tokio::test]
async fn whoever_is_refused_does_not_have_records_read() -> Tested {
    let place = Place::new()?;
    let store = with_cases(&place, 1).await?;
    place.connect()?.execute("UPDATE customers SET segment = 'Kindergarten'", [])?;
    let deleted = store.delete_customer(delete_customer(reader_call(north(), 9), 1)).await;
    assert!(matches!(deleted, Err(StoreError::Refused(Refusal::RoleNotSufficient))), "{deleted:?}");
    let text = Note { by: "partner".to_owned(), at: at(9), text: "x".repeat(1_000_000) };
    let opening = Opening::Appeal { denied: ReviewId::from(bytes(9, 9)), text };
    let (act, id) = (act_of(FIRST, 9), ReviewId::from(bytes(9, 8)));
    let opened = store.open_review(OpenReview { act, key: key(1), id, opening, rules: review_rules() }).await;
    assert!(matches!(opened, Err(StoreError::Refused(_))), "{opened:?}");
    Ok(())
}
