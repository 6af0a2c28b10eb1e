//! Values that do not read back: named by table and column, and in nobody else's way.

use qualify_domain::browser_session::BrowserSession;
use qualify_domain::ports::{
    AddSignIn, CreateQualification, CreateSession, CustomerSeek, CustomerSelection, CustomerStore as _,
    InstallationStore as _, OperatorStore as _, QualificationStore as _, ReviewStore as _, SavedRound,
    SessionStore as _, StoreError, TakeSignIn, TrailStore as _,
};
use qualify_store::Store;
use qualify_vocabulary::{AccountStatus, Decision, PageSize, Qualification};

use super::{Place, add, seed};
use crate::conformance::reviews::advancing;
use crate::conformance::sessions::{attempt, session as kept_session};
use crate::samples::{Tested, act, at, call, code_id, customer, key, keyed_call, north, post};
use crate::worker::{Scripted, round};

/// Two customers with a record each, a code, an account status and an answer that was kept.
async fn prepared(place: &Place) -> anyhow::Result<Store> {
    let store = place.open()?;
    seed(&store).await?;
    let county = "County".to_owned();
    let code =
        qualify_domain::validation_code::ValidationCode::issue(code_id("1111"), county, Some(9), at(1));
    store.issue_validation_code(act(1), north(), code).await?;
    for number in [1, 2] {
        add(&store, number).await?;
        let command = post(keyed_call(north(), 5, 1), number, Qualification::Education, "");
        store.create_qualification(CreateQualification { decision_due_at: Some(at(9)), ..command }).await?;
        store.set_account_status(act(6), key(number), AccountStatus::Allowed).await?;
        // The second request must not be taken for a repetition of the first.
        place.connect()?.execute("UPDATE replays SET key = zeroblob(32) WHERE ?1 = 1", [number])?;
    }
    let command = CreateSession { session: session(1), replaces: None, sessions_of_person_max: 3 };
    store.create_session(command).await?;
    store.add_sign_in(sign_in()).await?;
    Ok(store)
}

fn session(number: u32) -> BrowserSession {
    kept_session(number, "rita", 0)
}

fn sign_in() -> AddSignIn {
    AddSignIn { attempt: attempt(1, 0, None), attempts_max: 9, forms_max: 9 }
}

/// What reads the first customer's value of a table and column.
async fn read(store: &Store, table: &str) -> Result<(), StoreError> {
    // Point readers look again after a write of the store's own; nobody else writes beside a running store.
    store.save_setting("looked", Vec::new()).await?;
    match table {
        "customers" => {
            let all = CustomerSelection::All;
            store.list_customers(north(), all, CustomerSeek::First, PageSize::MAX).await.map(|_| ())
        }
        "customer of customers" => store.get_customer(key(1)).await.map(|_| ()),
        "standing of customers" => store.get_qualifications(key(1)).await.map(|_| ()),
        "customer_details" => {
            store.find_account_status(key(1)).await?;
            store.get_customer(key(1)).await.map(|_| ())
        }
        "records of customers" => store.get_qualifications(key(1)).await.map(|_| ()),
        "validation_codes" => store.list_validation_codes(north()).await.map(|_| ()),
        "audit_records" => store.list_operator_audit(None, None, PageSize::MAX).await.map(|_| ()),
        "browser_sessions" => store.find_session(session(1).secret_hash, at(1)).await.map(|_| ()),
        "sign_in_attempts" => {
            // Nothing is taken: the answer is what it is about.
            let coming = TakeSignIn {
                state: attempt(1, 0, None).state,
                browser: attempt(1, 0, None).browser,
                now: at(1),
            };
            let taken = store.take_sign_in(coming).await?;
            assert!(taken.is_some(), "it was sent");
            store.add_sign_in(sign_in()).await
        }
        "replays" => {
            let command = post(keyed_call(north(), 7, 1), 2, Qualification::Education, "");
            store.create_qualification(command).await.map(|_| ())
        }
        other => unreachable!("no read is known for {other}"),
    }
}

#[tokio::test]
async fn a_value_that_does_not_read_back_is_named_by_table_and_column() -> Tested {
    let table = [
        ("customers", "domain", "'not a domain'"),
        ("customers", "company_name", "CAST(x'FF' AS TEXT)"),
        ("customers", "id", "x'01'"),
        ("customer of customers", "domain", "'not a domain'"),
        ("standing of customers", "company_name", "CAST(x'FF' AS TEXT)"),
        ("customer_details", "billing_profile", "'{}'"),
        ("customer_details", "commerce_id", "x'0102'"),
        ("customer_details", "revision", "-1"),
        ("customer_details", "account_status", "'Fine'"),
        ("customer_details", "account_status_at", "NULL"),
        ("customer_details", "account_status_at", "9223372036854775807"),
        ("records of customers", "qualification", "'Gold'"),
        ("records of customers", "qualification", "'None'"),
        ("records of customers", "status", "'Pending'"),
        ("records of customers", "segment", "'Kindergarten'"),
        ("records of customers", "opened_at", "9223372036854775807"),
        ("validation_codes", "id", "' '"),
        ("validation_codes", "remaining_creates", "NULL"),
        ("validation_codes", "max_creates", "99999999999"),
        ("audit_records", "operation", "'unknown'"),
        ("audit_records", "status", "'maybe'"),
        ("audit_records", "details", "'['"),
        ("audit_records", "correlation_id", "x''"),
        ("replays", "outcome", "'{}'"),
        ("browser_sessions", "as_whom", "'{}'"),
        ("browser_sessions", "theme", "'neon'"),
        ("browser_sessions", "language", "'<b>'"),
        ("browser_sessions", "last_seen_at", "9223372036854775807"),
        ("sign_in_attempts", "door", "'window'"),
    ];
    let place = Place::new()?;
    let store = prepared(&place).await?;
    let connection = place.connect()?;
    connection.pragma_update(None, "foreign_keys", false)?;
    for (what, column, value) in table {
        let table = what.rsplit(' ').next().unwrap_or(what);
        read(&store, what).await?;
        connection.execute_batch(&format!(
            "CREATE TEMP TABLE kept AS SELECT * FROM {table};
             UPDATE OR IGNORE {table} SET {column} = {value};"
        ))?;
        let outcome = read(&store, what).await;
        assert!(
            matches!(&outcome, Err(StoreError::Corrupt { table: t, column: c }) if (*t, *c) == (table, column)),
            "{table}.{column} = {value}: {outcome:?}"
        );
        connection.execute_batch(&format!(
            "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept;"
        ))?;
    }
    Ok(())
}

#[tokio::test]
async fn a_record_that_does_not_read_back_does_not_stop_the_due_decisions_of_others() -> Tested {
    let place = Place::new()?;
    let store = prepared(&place).await?;
    place.connect()?.execute(
        "UPDATE customers SET segment = 'Kindergarten', due_at = 1 WHERE id = ?1",
        [customer(1).id.as_bytes()],
    )?;
    let (examined, saved) = round(&store, 99, &Scripted::saying(Decision::Approve), 50).await?;
    assert_eq!((examined, saved), (2, SavedRound { decided: 1, ..SavedRound::default() }));
    assert_eq!(store.get_qualifications(key(2)).await?.synchronous_view(), Qualification::Education);
    let broken = store.get_qualifications(key(1)).await;
    assert!(matches!(broken, Err(StoreError::Corrupt { .. })), "{broken:?}");
    Ok(())
}

#[tokio::test]
async fn a_record_that_does_not_read_back_fills_one_batch_and_is_due_again_later() -> Tested {
    let place = Place::new()?;
    let store = prepared(&place).await?;
    let segment = "UPDATE customers SET segment = ?1 WHERE id = ?2";
    let connection = place.connect()?;
    connection.execute(segment, (Some("Kindergarten"), customer(1).id.as_bytes()))?;
    connection.execute("UPDATE customers SET due_at = 1 WHERE id = ?1", [customer(1).id.as_bytes()])?;
    let apply = async |seconds| {
        let (examined, saved) = round(&store, seconds, &Scripted::saying(Decision::Approve), 1).await?;
        anyhow::Ok((examined, saved.decided))
    };
    assert_eq!(apply(99).await?, (1, 0));
    assert_eq!(apply(99).await?, (1, 1));
    assert_eq!(apply(99 + 3599).await?, (0, 0));
    connection.execute(segment, (None::<&str>, customer(1).id.as_bytes()))?;
    assert_eq!(apply(99 + 3600).await?, (1, 1), "nothing is lost");
    Ok(())
}

#[tokio::test]
async fn a_due_time_without_anything_to_decide_goes() -> Tested {
    let place = Place::new()?;
    let store = prepared(&place).await?;
    place.connect()?.execute("UPDATE customers SET status = 'Approved', due_at = 9", [])?;
    for examined in [2, 0] {
        let (looked_at, saved) = round(&store, 99, &Scripted::saying(Decision::Approve), 50).await?;
        assert_eq!((looked_at, saved), (examined, SavedRound::default()));
    }
    Ok(())
}

#[tokio::test]
async fn a_corrupt_value_under_a_write_changes_nothing() -> Tested {
    let place = Place::new()?;
    let store = prepared(&place).await?;
    place.connect()?.execute("UPDATE validation_codes SET organization_name = CAST(x'FF' AS TEXT)", [])?;
    add(&store, 3).await?;
    let before = store.list_operator_audit(None, None, PageSize::MAX).await?;
    let gcc = Qualification::GovernmentCommunityCloud;
    let outcome = store.create_qualification(post(call(north(), 9), 3, gcc, "1111")).await;
    assert!(
        matches!(
            outcome,
            Err(StoreError::Corrupt { table: "validation_codes", column: "organization_name" })
        ),
        "{outcome:?}"
    );
    assert_eq!(store.list_operator_audit(None, None, PageSize::MAX).await?, before);
    Ok(())
}

#[tokio::test]
async fn a_case_that_does_not_read_back_does_not_hold_up_the_others() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    for number in [1, 2] {
        add(&store, number).await?;
        store.create_qualification(post(call(north(), 5), number, Qualification::Education, "")).await?;
    }
    let broken =
        store.list_customer_reviews(key(1), None, PageSize::MAX).await?.items.remove(0).review.subject.id;
    place.connect()?.execute("UPDATE reviews SET body = '{}' WHERE id = ?1", [broken.as_bytes()])?;
    // Far behind the time in which both should have been decided.
    let year = 365 * 24 * 3600;
    store.advance_reviews(advancing(year)).await?;
    let events: Vec<String> = place
        .connect()?
        .prepare("SELECT kind FROM events WHERE kind = 'review.sla_warning' AND customer_id = ?1")?
        .query_map([customer(2).id.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    assert!(!events.is_empty(), "the other one goes on");
    assert_eq!(store.advance_reviews(advancing(year + 1)).await?, 0, "and the broken one is left alone");
    assert_eq!(store.advance_reviews(advancing(year + 3601)).await?, 1, "for an hour");
    Ok(())
}
