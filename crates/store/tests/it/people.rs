//! People are told apart by their keys in the database, too, and what was kept of them before there were keys.

use qualify_domain::Refusal;
use qualify_domain::ports::{
    DecisionStore as _, OpenReview, Opening, OperatorStore as _, ReviewSelection, ReviewStore as _,
    StoredReview,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::{Command, Note, ReviewRefusal};

use qualify_vocabulary::{PageSize, ReasonCode, ReviewId, VettingReason};
use rusqlite::Connection;

use crate::conformance::Backend as _;
use crate::conformance::reviews::{act_of, proposal, reviewer};
use crate::conformance::sqlite::Sqlite;
use crate::samples::{Tested, World, at, bytes, key, north, person, refusal, review_rules, south};
use crate::worker::fresh_seed;

const RITA: &str = "1 as rita@qualify.example";
const RITA_RENAMED: &str = "1 as Rita S.";
const RITAS_NAMESAKE: &str = "2 as rita@qualify.example";

fn connection(world: &World<Sqlite>) -> anyhow::Result<Connection> {
    Ok(Connection::open(world.backend.store().file())?)
}

async fn claimed() -> anyhow::Result<(World<Sqlite>, ReviewId)> {
    let world = World::<Sqlite>::with_customers(1).await?;
    world.ask_person(1, 5).await?;
    let case = world.only_case(1).await?;
    world.do_with(case, RITA, Command::Claim(reviewer(RITA)), 6).await?;
    Ok((world, case))
}

/// Denies the record past the queue, and has the partner appeal.
async fn denied_and_appealed(world: &World<Sqlite>, denied_by: &str) -> anyhow::Result<StoredReview> {
    world.ask_person(1, 5).await?;
    let case = world.only_case(1).await?;
    let denial = Verdict::Deny(VettingReason::NotAcademicDomain);
    world.store.decide_education(act_of(denied_by, 7), key(1), denial, fresh_seed()).await?;
    let text = Note { by: "ana".to_owned(), at: at(8), text: "It is a school.".to_owned() };
    let open = OpenReview {
        act: act_of("ana", 8),
        key: key(1),
        id: ReviewId::from(bytes(0xCE, 9)),
        opening: Opening::Appeal { denied: case, text },
        rules: review_rules(),
    };
    Ok(world.store.open_review(open).await?)
}

#[tokio::test]
async fn trust_01_the_database_keeps_the_second_from_being_the_first() -> Tested {
    let (world, case) = claimed().await?;
    let update = |first: &str, second: Option<&str>| {
        connection(&world)?
            .execute(
                "UPDATE reviews SET first_reviewer_key = ?2, second_reviewer_key = ?3 WHERE id = ?1",
                rusqlite::params![case.as_bytes(), first, second],
            )
            .map_err(anyhow::Error::from)
    };
    let (rita, namesake) = (person(RITA).key, person(RITAS_NAMESAKE).key);
    assert_eq!(person(RITA_RENAMED).key, rita);
    let refused = update(rita.as_str(), Some(rita.as_str())).expect_err("one person is not two");
    assert!(refused.to_string().contains("CHECK"), "{refused}");
    assert_eq!(update(rita.as_str(), Some(namesake.as_str()))?, 1, "two of one name are two");
    assert_eq!(update(rita.as_str(), None)?, 1);
    Ok(())
}

#[tokio::test]
async fn trust_01_the_queue_knows_holders_by_key_and_shows_their_names() -> Tested {
    let (world, _) = claimed().await?;
    let held_by = async |holder: &str| {
        let selection =
            ReviewSelection { state: "claimed", holder: Some(holder.to_owned()), ..Default::default() };
        anyhow::Ok(world.store.list_reviews(selection, None, PageSize::MAX).await?.items)
    };
    let mine = held_by(person(RITA_RENAMED).key.as_str()).await?;
    assert_eq!(mine.len(), 1);
    let holder = mine[0].holder.as_ref().map(|holder| holder.name.as_str());
    assert_eq!(holder, Some("rita@qualify.example"));
    assert!(held_by(person(RITAS_NAMESAKE).key.as_str()).await?.is_empty());
    assert_eq!(held_by("rita@qualify.example").await?.len(), 1, "a search by name finds all of that name");
    Ok(())
}

#[tokio::test]
async fn trust_02_a_queue_leaves_out_the_cases_of_partners() -> Tested {
    let (world, case) = claimed().await?;
    for (without_partners, expected) in [(vec![south()], vec![case]), (vec![south(), north()], vec![])] {
        let selection = ReviewSelection { state: "claimed", without_partners, ..Default::default() };
        let items = world.store.list_reviews(selection, None, PageSize::MAX).await?.items;
        assert_eq!(items.iter().map(|item| item.position.id).collect::<Vec<_>>(), expected);
    }
    Ok(())
}

#[tokio::test]
async fn trust_01_who_denied_past_the_queue_does_not_get_the_appeal_under_another_name() -> Tested {
    let world = World::<Sqlite>::with_customers(1).await?;
    let appeal = denied_and_appealed(&world, RITA).await?.review.subject.id;
    for name in [RITA, RITA_RENAMED] {
        let refused = refusal(world.do_with(appeal, name, Command::Claim(reviewer(name)), 9).await)?;
        assert_eq!(refused, Refusal::Review(ReviewRefusal::DecidedEarlier), "{name}");
    }
    world.do_with(appeal, RITAS_NAMESAKE, Command::Claim(reviewer(RITAS_NAMESAKE)), 9).await?;
    let deciders: Vec<_> = world
        .store
        .list_decisions(key(1), None, PageSize::MAX, false)
        .await?
        .items
        .into_iter()
        .map(|decision| decision.sealed.record.deciders)
        .collect();
    assert_eq!(deciders, [vec![person(RITA).key]]);
    world.check_chains().await?;
    let trail = world.trail(north()).await?;
    let claim = trail.first().map(|entry| &entry.fact.actor);
    assert_eq!(claim.and_then(|actor| actor.key.clone()), Some(person(RITAS_NAMESAKE).key));
    Ok(())
}

/// A case in which somebody proposed something, as a program kept it that knew people by their names.
fn kept_by_name(world: &World<Sqlite>, case: ReviewId) -> Tested {
    let connection = connection(world)?;
    let body: String =
        connection
            .query_row("SELECT body FROM reviews WHERE id = ?1", [case.as_bytes()], |row| row.get(0))?;
    let mut body: serde_json::Value = serde_json::from_str(&body)?;
    let name = "rita@qualify.example";
    body["state"]["pending-second"]["first"] = name.into();
    body["reviewers"] = vec![name].into();
    connection.execute(
        "UPDATE reviews SET body = ?2 WHERE id = ?1",
        rusqlite::params![case.as_bytes(), body.to_string()],
    )?;
    Ok(())
}

#[tokio::test]
async fn trust_01_who_was_kept_by_name_bars_that_name_in_every_spelling() -> Tested {
    let (world, case) = claimed().await?;
    let approve = Command::Decide(reviewer(RITA), proposal(Verdict::Approve));
    world.do_with(case, RITA, approve, 7).await?;
    let id = ReviewId::from(bytes(0xCE, 3));
    let text = Note { by: "olga".to_owned(), at: at(8), text: "Closed?".to_owned() };
    let opening = Opening::Reverification { reason_code: ReasonCode::ReverificationDue, text };
    let open = OpenReview { act: act_of("olga", 8), key: key(1), id, opening, rules: review_rules() };
    world.store.open_review(open).await?;
    world.do_with(id, RITA, Command::Claim(reviewer(RITA)), 9).await?;
    let denial = proposal(Verdict::Deny(VettingReason::NotEligibleLibrary));
    world.do_with(id, RITA, Command::Decide(reviewer(RITA), denial), 9).await?;
    kept_by_name(&world, id)?;
    for name in [RITA, "3 as RITA@Qualify.example", "4 as ri\u{200b}ta@qualify.example"] {
        let refused = refusal(world.do_with(id, name, Command::Confirm(reviewer(name)), 10).await)?;
        assert_eq!(refused, Refusal::Review(ReviewRefusal::SamePerson), "{name}");
    }
    world.do_with(id, "raj", Command::Confirm(reviewer("raj")), 10).await?;
    Ok(())
}
