//! Databases of every release open in this program, with what was in them.
//!
//! To add a release: once its migrations are published, write `upgrade/schema_N.sql` with the rows that a database of
//! that schema may hold, add it to [`RELEASES`], and its script to [`SCRIPTS`], and never edit either again. The test then
//! takes every such database to this program's schema and reads it through the port; where the new schema has a new
//! member, state here what the old rows read as.

use qualify_domain::audit::{AuditOperation, AuditStatus};
use qualify_domain::ports::{
    Comparison, CustomerField, CustomerSearch, CustomerSeek, CustomerSelection, CustomerStore as _,
    DecisionStore as _, InstallationStore as _, OperatorStore as _, QualificationStore as _,
    SandboxStore as _, TrailStore as _, WorkStore as _,
};
use qualify_domain::qualification::{EducationState, ExclusiveRecord};
use qualify_domain::snapshot::{SnapshotKey, SnapshotName};
use qualify_store::{DatabaseLocation, SCHEMA_VERSION, Store};
use qualify_vocabulary::{
    AccountStatus, Decision, EducationSegment, NameKey, PageSize, Qualification, ReasonCode, VettingReason,
};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::samples::{
    START, Tested, at, call, customer_id, delete_customer, key, keyed_call, north, post, put,
};
use crate::worker::{Scripted, claim, decisions};

/// The scripts of all schemas that are kept, in their order.
const SCRIPTS: [&str; 2] = [
    include_str!("../../migrations/sqlite/0012_schema.sql"),
    include_str!("../../migrations/sqlite/0013_customers_without_record.sql"),
];

/// The first schema that is kept.
const FIRST_SCHEMA: u32 = 12;

/// A schema that is kept: its version, and a database's rows.
struct Release {
    version: u32,
    rows: &'static str,
}

/// A database of this program's schema, with something in every table.
pub(crate) fn write_full(file: &std::path::Path) -> Tested {
    write_release(&RELEASES[RELEASES.len() - 1], file)
}

const RELEASES: [Release; 2] = [
    Release { version: 12, rows: include_str!("upgrade/schema_12.sql") },
    // One index more, and the same rows.
    Release { version: 13, rows: include_str!("upgrade/schema_12.sql") },
];

/// What was kept stays as it is, to the letter: a database that has a schema already never runs its script again, so that a
/// change of it reaches new databases alone. The SHA-256 of each script of both engines.
const KEPT: [(&str, &str); 4] = [
    (
        include_str!("../../migrations/sqlite/0012_schema.sql"),
        "92371a9f122ab21ba464177c2253cd1417407701541b813d1d9e6380c253d15b",
    ),
    (
        include_str!("../../migrations/postgres/0012_schema.sql"),
        "bb17cc6de0bbcec0739fbcfb03092a5a00a6130c137d80cf9dedf11c99169323",
    ),
    (
        include_str!("../../migrations/sqlite/0013_customers_without_record.sql"),
        "7e10ad34c66a4db34c3a816be23b5e5d23f6b7516094c3bc1f9fc11f99f7b209",
    ),
    (
        include_str!("../../migrations/postgres/0013_customers_without_record.sql"),
        "6d227866479b53346317d49a10e03bb61b6f7dce84a3334e964677d079f833f5",
    ),
];

#[test]
fn scripts_that_are_kept_are_never_edited() {
    for (script, expected) in KEPT {
        let digest =
            Sha256::digest(script).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(digest, expected, "a change needs a script of its own: {script:.60}");
    }
}

/// A file as a program of the release left it.
fn write_release(release: &Release, file: &std::path::Path) -> Tested {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    for (script, _) in SCRIPTS.iter().zip(FIRST_SCHEMA..=release.version) {
        connection.execute_batch(script)?;
    }
    connection.pragma_update(None, "user_version", release.version)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.execute_batch(release.rows)?;
    Ok(())
}

#[test]
fn every_kept_schema_has_a_release_with_rows_in_every_table() -> Tested {
    let versions: Vec<_> = RELEASES.iter().map(|release| release.version).collect();
    assert_eq!(versions, (FIRST_SCHEMA..=SCHEMA_VERSION).collect::<Vec<_>>());
    for release in &RELEASES {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("qualify.db");
        write_release(release, &file)?;
        let connection = Connection::open(&file)?;
        let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
        let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for table in tables {
            let rows: u32 =
                connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            assert!(rows > 0, "schema {}: {table} is empty", release.version);
        }
    }
    Ok(())
}

#[test]
fn databases_of_programs_that_nobody_was_given_are_refused_with_the_way_out_and_left_as_they_are() -> Tested {
    for version in [1, 5, FIRST_SCHEMA - 1] {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("qualify.db");
        Connection::open(&file)?.execute_batch("CREATE TABLE customers (id BLOB)")?;
        Connection::open(&file)?.pragma_update(None, "user_version", version)?;
        let location = DatabaseLocation::SqliteFile(file.clone());
        let error = Store::open(&location).err();
        let text = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(
            text.contains("empty data folder") && text.contains("with that version"),
            "{version}: {text}"
        );
        let connection = Connection::open(&file)?;
        let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let kept: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        assert_eq!((tables, kept), (1, version));
    }
    Ok(())
}

#[tokio::test]
async fn databases_of_every_release_open_with_what_was_in_them() -> Tested {
    for release in &RELEASES {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("qualify.db");
        write_release(release, &file)?;
        // Twice: the second time there is nothing left to do.
        for _ in 0..2 {
            let location = DatabaseLocation::SqliteFile(file.clone());
            let store = Store::open(&location)?;
            store.check_ready().await?;
            reads_what_was_there(&store).await?;
        }
        let version: u32 =
            Connection::open(&file)?.pragma_query_value(None, "user_version", |row| row.get(0))?;
        assert_eq!(version, SCHEMA_VERSION);
    }
    Ok(())
}

#[tokio::test]
async fn snapshots_of_every_release_can_be_restored() -> Tested {
    for release in &RELEASES {
        let folder = tempfile::tempdir()?;
        let store = Store::open(&DatabaseLocation::in_folder(folder.path()))?;
        store.save_setting("signing-keys", vec![1, 2, 3]).await?;
        let snapshots = folder.path().join("qualify.db.snapshots");
        std::fs::create_dir_all(&snapshots)?;
        let file = snapshots.join("old.db");
        write_release(release, &file)?;
        let connection = Connection::open(&file)?;
        connection.execute("DELETE FROM settings", [])?;
        connection.execute("INSERT INTO settings VALUES ('snapshot.notes', x'07')", [])?;
        drop(connection);
        let listed = store.list_snapshots(None).await?;
        assert_eq!((listed.len(), listed[0].customers, listed[0].notes.as_slice()), (1, 2, &[7][..]));
        let name = SnapshotName::parse("old").ok_or_else(|| anyhow::anyhow!("the name is good"))?;
        // Twice: the second time the copy has the new schema already.
        for _ in 0..2 {
            assert!(
                store
                    .restore_snapshot(SnapshotKey::of_everybody(name.clone()), ("clock", vec![1]), || ())
                    .await?
            );
            reads_what_was_there(&store).await?;
        }
    }
    Ok(())
}

async fn reads_what_was_there(store: &Store) -> Tested {
    let partner = store.find_partner(north()).ok_or_else(|| anyhow::anyhow!("the partner is gone"))?;
    assert_eq!((partner.name.as_str(), partner.is_sandbox_account), ("Northlight", true));
    let listed =
        store.list_customers(north(), CustomerSelection::All, CustomerSeek::First, PageSize::MAX).await?;
    let names: Vec<_> = listed.items.iter().map(|summary| summary.company_name.as_str()).collect();
    assert_eq!(names, ["Lakeside School", "Żółta College"]);
    let of_reseller = CustomerSelection::Matching {
        field: CustomerField::AssociatedPartner,
        comparison: Comparison::Equals,
        value: NameKey::of("mpn-1"),
    };
    let listed = store.list_customers(north(), of_reseller, CustomerSeek::First, PageSize::MAX).await?;
    assert_eq!(listed.items.len(), 1);
    let without = CustomerSearch { qualification: Some(Qualification::None), ..CustomerSearch::default() };
    let found = store.search_customers(north(), without, None, PageSize::MAX).await?;
    assert!(found.items.is_empty(), "each has a record: {found:?}");
    let first = store.get_customer(key(1)).await?;
    assert_eq!((first.domain.as_str(), first.billing_revision), ("lakeside.example", 3));
    assert_eq!(first.billing.default_address.country, "US");
    let status = store.find_account_status(key(1)).await?;
    assert_eq!(status.map(|it| (it.status, it.changed_at)), Some((AccountStatus::NotReady, START)));
    let records = store.get_qualifications(key(1)).await?;
    let Some(ExclusiveRecord::Education(record)) = records.exclusive else {
        anyhow::bail!("the education record is gone");
    };
    assert_eq!(record.segment, Some(EducationSegment::K12));
    assert_eq!(record.state, EducationState::Denied { reason: VettingReason::NotAcademicDomain });
    assert!(records.state_owned.is_some());
    let records = store.get_qualifications(key(2)).await?;
    assert_eq!(records.government_record().map(|it| it.validation.code.reveal()), Some("481516"));
    let codes = store.list_validation_codes(north()).await?;
    let left: Vec<_> = codes.iter().map(|code| code.units.map(|units| units.remaining_creates)).collect();
    assert_eq!(left, [Some(4), None]);
    let trail = store.list_operator_audit(Some(north()), None, PageSize::MAX).await?.items;
    let facts: Vec<_> = trail.iter().map(|entry| (entry.fact.operation, entry.fact.status)).collect();
    let expected = [
        (AuditOperation::UpdateCustomerQualification, AuditStatus::Failed),
        (AuditOperation::AddCustomer, AuditStatus::Succeeded),
    ];
    assert_eq!(facts, expected);
    assert_eq!(store.load_setting("signing-keys").await?, Some(vec![1, 2, 3]));
    Ok(())
}

#[tokio::test]
async fn decisions_of_the_first_kept_schema_read_back_and_their_chain_is_whole() -> Tested {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("qualify.db");
    write_release(&RELEASES[0], &file)?;
    let store = Store::open(&DatabaseLocation::SqliteFile(file.clone()))?;
    let listed = store.list_decisions(key(1), None, PageSize::MAX, true).await?.items;
    let codes: Vec<_> = listed.iter().map(|decision| decision.sealed.record.reason_code).collect();
    assert_eq!(codes, [ReasonCode::OperatorDecision, ReasonCode::EduNoEvidence]);
    assert_eq!(listed[1].sealed.record.dataset_versions, ["psl-1", "own-2"]);
    let walked = store.walk_decisions(|fault| panic!("{fault}")).await?;
    assert_eq!((walked.partners, walked.decisions, walked.erased), (1, 2, 1));
    Ok(())
}

#[tokio::test]
async fn databases_of_every_release_can_be_written_after_the_upgrade() -> Tested {
    for release in &RELEASES {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("qualify.db");
        write_release(release, &file)?;
        let location = DatabaseLocation::SqliteFile(file.clone());
        let store = Store::open(&location)?;
        let education = Qualification::Education;
        let replayed = store.create_qualification(post(keyed_call(north(), 9, 7), 1, education, "")).await?;
        let kept = replayed.replayed.ok_or_else(|| anyhow::anyhow!("the kept answer is gone"))?;
        assert_eq!(kept.as_str(), "pascal");
        let before = store.list_decisions(key(1), None, PageSize::MAX, true).await?.items;
        let mut request = post(call(north(), 9), 1, education, "");
        request.decision_due_at = Some(at(9));
        let fresh = store.create_qualification(request).await?;
        assert_eq!(fresh.outcome.opened_at, Some(at(9)));
        let claimed = claim(&store, 9, 1, 9).await?.applicants;
        assert_eq!(claimed[0].attempt, 2, "the request that was denied counts");
        store.save_decisions(decisions(9, 1, &claimed, &Scripted::saying(Decision::Approve))).await?;
        let after = store.list_decisions(key(1), None, PageSize::MAX, true).await?.items;
        assert_eq!(after.len(), before.len() + 1);
        let walked = store.walk_decisions(|fault| panic!("{fault}")).await?;
        assert_eq!(walked.decisions, after.len() as u64);
        let gcc = Qualification::GovernmentCommunityCloud;
        store.set_qualification(put(call(north(), 9), 2, gcc, "", Decision::NeedsPerson)).await?;
        store.delete_customer(delete_customer(call(north(), 9), 2)).await?;
        let listed =
            store.list_customers(north(), CustomerSelection::All, CustomerSeek::First, PageSize::MAX).await?;
        assert_eq!(listed.items.len(), 1);
        assert_eq!(listed.items[0].id, customer_id(1));
        assert_eq!(NameKey::of(&listed.items[0].company_name).as_str(), "lakeside school");
    }
    Ok(())
}
