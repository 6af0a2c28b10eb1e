//! Decisions that somebody changes in the file: refused where the database can refuse it, and found where not.

use qualify_domain::ports::{
    CreateQualification, DecisionFault, DecisionStore, QualificationStore as _, TrailStore as _, Walked,
};
use qualify_domain::vetting::ChainFault;
use qualify_store::{DecisionArchive, Store};
use qualify_vocabulary::{Decision, PageSize, Qualification};
use rusqlite::Connection;

use super::{Place, add, seed};
use crate::samples::{Tested, at, call, key, north, post, put};
use crate::worker::{LEASE_SECONDS, Scripted, claim, round};

const EDUCATION: Qualification = Qualification::Education;

/// A store with customers 1 to `count`, each approved.
async fn approved(place: &Place, count: u32) -> anyhow::Result<Store> {
    let store = place.open()?;
    seed(&store).await?;
    for number in 1..=count {
        add(&store, number).await?;
        store.set_qualification(put(call(north(), 5), number, EDUCATION, "", Decision::Approve)).await?;
    }
    Ok(store)
}

/// What the store says of its decisions, and an archive beside it, too.
async fn walk(store: &Store) -> anyhow::Result<(Vec<DecisionFault>, Walked)> {
    let (mut faults, mut found_beside) = (Vec::new(), Vec::new());
    let walked = store.walk_decisions(|fault| faults.push(fault)).await?;
    let beside = DecisionArchive::open(store.file())?;
    assert_eq!(beside.walk_decisions(|fault| found_beside.push(fault)).await?, walked);
    assert_eq!(found_beside, faults);
    assert_eq!(walked.faults, faults.len() as u64);
    Ok((faults, walked))
}

/// What keeps decisions as they are, taken away.
fn without_guards(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DROP TRIGGER decisions_do_not_change; DROP TRIGGER decisions_do_not_go;
         DROP TRIGGER decision_texts_do_not_change; PRAGMA foreign_keys = OFF;",
    )
}

#[tokio::test]
async fn the_database_refuses_to_change_or_remove_a_decision() -> Tested {
    let place = Place::new()?;
    let store = approved(&place, 2).await?;
    let connection = place.connect()?;
    for sql in [
        "UPDATE decisions SET outcome = 'deny'",
        "UPDATE decisions SET hash = zeroblob(32) WHERE sequence = 1",
        "DELETE FROM decisions WHERE sequence = 2",
        "UPDATE decision_texts SET explanation = 'another'",
        "UPDATE decision_texts SET salt = zeroblob(16)",
    ] {
        let refused = connection.execute_batch(sql);
        assert!(refused.is_err(), "{sql}");
    }
    let settings: u32 =
        connection
            .query_row("SELECT count(*) FROM settings WHERE name LIKE 'store.%'", [], |row| row.get(0))?;
    assert_eq!(settings, 0, "nothing opens the way");
    assert_eq!(walk(&store).await?.0, []);
    Ok(())
}

#[tokio::test]
async fn a_walk_beside_a_running_store_finds_every_kind_of_tampering() -> Tested {
    let table = [
        ("UPDATE decisions SET outcome = 'deny' WHERE sequence = 2", "Fields"),
        ("UPDATE decisions SET actor = 'somebody' WHERE sequence = 2", "Fields"),
        ("UPDATE decisions SET created_at = created_at + 1 WHERE sequence = 2", "Fields"),
        ("UPDATE decisions SET previous_hash = zeroblob(32) WHERE sequence = 2", "Link"),
        ("DELETE FROM decisions WHERE sequence = 2", "Place"),
        ("UPDATE decisions SET sequence = 9 WHERE sequence = 4", "Place"),
        ("UPDATE decision_texts SET explanation = 'another' WHERE sequence = 2", "Part"),
        ("UPDATE decisions SET outcome = 'perhaps' WHERE sequence = 2", "Unreadable"),
        ("UPDATE decision_texts SET inputs = CAST(x'FF' AS TEXT) WHERE sequence = 2", "Unreadable"),
    ];
    for (sql, expected) in table {
        let place = Place::new()?;
        let store = approved(&place, 4).await?;
        let connection = place.connect()?;
        without_guards(&connection)?;
        connection.execute_batch(sql)?;
        let (faults, walked) = walk(&store).await?;
        assert_eq!(walked.partners, 1, "{sql}");
        let [fault] = faults.as_slice() else { anyhow::bail!("{sql}: {faults:?}") };
        let name = match fault {
            DecisionFault::Unreadable { .. } => "Unreadable",
            DecisionFault::Chain(ChainFault::Fields { .. }) => "Fields",
            DecisionFault::Chain(ChainFault::Link { .. }) => "Link",
            DecisionFault::Chain(ChainFault::Place { .. }) => "Place",
            DecisionFault::Chain(ChainFault::Part { .. }) => "Part",
        };
        assert_eq!(name, expected, "{sql}: {fault}");
    }
    Ok(())
}

#[tokio::test]
async fn every_fault_of_a_chain_is_reported_and_not_only_the_first() -> Tested {
    let place = Place::new()?;
    let store = approved(&place, 8).await?;
    let connection = place.connect()?;
    without_guards(&connection)?;
    connection.execute_batch(
        "UPDATE decisions SET rule = 'E0' WHERE sequence = 2;
         DELETE FROM decisions WHERE sequence = 4;
         UPDATE decisions SET outcome = 'perhaps' WHERE sequence = 6;
         UPDATE decisions SET rule = 'E0' WHERE sequence = 8;",
    )?;
    let (faults, walked) = walk(&store).await?;
    assert_eq!((faults.len(), walked.decisions), (4, 7), "{faults:?}");
    Ok(())
}

#[tokio::test]
async fn an_archive_needs_a_database_of_this_schema() -> Tested {
    let place = Place::new()?;
    let store = approved(&place, 1).await?;
    let file = store.file().to_owned();
    let id = store.list_decisions(key(1), None, PageSize::MAX, true).await?.items[0].sealed.record.id;
    let archive = DecisionArchive::open(&file)?;
    let listed = archive.list_decisions(key(1), None, PageSize::MAX, true).await?.items;
    assert_eq!(archive.find_decision(id).await?.as_ref(), listed.first());
    assert!(DecisionArchive::open(&file.with_file_name("nowhere.db")).is_err());
    place.connect()?.pragma_update(None, "user_version", 2)?;
    assert!(DecisionArchive::open(&file).is_err());
    Ok(())
}

#[tokio::test]
async fn a_chain_whose_end_does_not_read_back_stops_its_partner_alone_and_leaves_nothing_half_done() -> Tested
{
    let place = Place::new()?;
    let store = approved(&place, 1).await?;
    let connection = place.connect()?;
    for number in [2, 3] {
        add(&store, number).await?;
        let request = post(call(north(), 5), number, EDUCATION, "");
        let command = CreateQualification { decision_due_at: Some(at(9)), ..request };
        store.create_qualification(command).await?;
    }
    // The customers' rows change places: one of them is another partner's now.
    connection.pragma_update(None, "foreign_keys", false)?;
    let other = crate::samples::south();
    for table in ["customers", "customer_details"] {
        let id = if table == "customers" { "id" } else { "customer_id" };
        let sql = format!("UPDATE {table} SET partner_id = ?1 WHERE {id} = ?2");
        connection.execute(&sql, (other.as_bytes(), key(3).customer.as_bytes()))?;
    }
    without_guards(&connection)?;
    connection.execute_batch(
        "PRAGMA ignore_check_constraints = ON; UPDATE decisions SET hash = x'01' WHERE sequence = 1;",
    )?;
    let before = store.list_operator_audit(Some(north()), None, PageSize::MAX).await?;
    let (examined, saved) = round(&store, 9, &Scripted::saying(Decision::Approve), 9).await?;
    assert_eq!((examined, saved.decided, saved.lost), (2, 1, 1));
    assert_eq!(store.list_operator_audit(Some(north()), None, PageSize::MAX).await?, before);
    assert_eq!(claim(&store, 10, 1, 9).await?.examined, 0, "it is looked at again later");
    Ok(())
}

#[tokio::test]
async fn a_worker_does_not_walk_over_what_is_leased() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    for number in 1..=3 {
        add(&store, number).await?;
        let request = post(call(north(), 5), number, EDUCATION, "");
        let command = CreateQualification { decision_due_at: Some(at(9)), ..request };
        store.create_qualification(command).await?;
    }
    claim(&store, 9, 1, 2).await?;
    let plans = [
        "EXPLAIN QUERY PLAN SELECT partner_id, id FROM customers
         WHERE due_at IS NOT NULL AND coalesce(leased_until, due_at) <= 1
         ORDER BY coalesce(leased_until, due_at) LIMIT 9",
        "EXPLAIN QUERY PLAN UPDATE customers INDEXED BY customers_due SET leased_until = NULL, lease = NULL
         WHERE due_at IS NOT NULL AND coalesce(leased_until, due_at) IS NOT NULL AND leased_until IS NOT NULL",
    ];
    let connection = place.connect()?;
    for sql in plans {
        let mut statement = connection.prepare(sql)?;
        let steps: Vec<String> =
            statement.query_map([], |row| row.get("detail"))?.collect::<rusqlite::Result<_>>()?;
        let [step] = steps.as_slice() else { anyhow::bail!("{sql}: {steps:?}") };
        assert!(step.contains("customers_due") && !step.contains("TEMP B-TREE"), "{sql}: {step}");
    }
    assert_eq!(claim(&store, 9, 2, 9).await?.applicants.len(), 1);
    assert_eq!(claim(&store, 9 + LEASE_SECONDS, 3, 9).await?.applicants.len(), 3);
    Ok(())
}
