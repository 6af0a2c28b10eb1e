//! Databases of every release open in this program, with what was in them.
//!
//! To add a release: once its migrations are published, write `upgrade/schema_N.sql` with the rows that a database of
//! that schema may hold, add it to [`RELEASES`], and its script to [`SCRIPTS`], and never edit either again. The test then
//! takes every such database to this program's schema and reads it through the port; where the new schema has a new
//! member, state here what the old rows read as.

use qualify_domain::audit::{AuditOperation, AuditStatus};
use qualify_domain::ports::{
    Comparison, CustomerField, CustomerSeek, CustomerSelection, EndpointChoice, Store, WebhookStore as _,
};
use qualify_domain::qualification::{EducationState, ExclusiveRecord};
use qualify_domain::snapshot::SnapshotName;
use qualify_store::{DatabaseLocation, DecisionArchive, SCHEMA_VERSION, SqliteOptions, SqliteStore};
use qualify_vocabulary::{
    AccountStatus, Decision, EducationSegment, NameKey, PageSize, Qualification, ReasonCode, VettingReason,
};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use crate::samples::{
    START, Tested, at, call, customer_id, delete_customer, key, keyed_call, north, post, put,
};
use crate::worker::{Scripted, claim, decisions};

mod names;

/// The scripts of all schemas that were released, in their order.
const SCRIPTS: [&str; 11] = [
    include_str!("../../migrations/sqlite/0001_core.sql"),
    include_str!("../../migrations/sqlite/0002_records_beside_their_customer.sql"),
    include_str!("../../migrations/sqlite/0003_decisions.sql"),
    include_str!("../../migrations/sqlite/0004_events.sql"),
    include_str!("../../migrations/sqlite/0005_reviews.sql"),
    include_str!("../../migrations/sqlite/0006_webhooks.sql"),
    include_str!("../../migrations/sqlite/0007_lists_of_customers.sql"),
    include_str!("../../migrations/sqlite/0008_people_by_key.sql"),
    include_str!("../../migrations/sqlite/0009_webhooks_as_sent.sql"),
    include_str!("../../migrations/sqlite/0010_grants.sql"),
    include_str!("../../migrations/sqlite/0011_names_and_domains_by_key.sql"),
];

/// A schema that was released: its version, which is the number of its scripts, and a database's rows.
struct Release {
    version: u32,
    rows: &'static str,
}

const RELEASES: [Release; 11] = [
    Release { version: 1, rows: include_str!("upgrade/schema_1.sql") },
    Release { version: 2, rows: include_str!("upgrade/schema_2.sql") },
    Release { version: 3, rows: include_str!("upgrade/schema_3.sql") },
    Release { version: 4, rows: include_str!("upgrade/schema_4.sql") },
    Release { version: 5, rows: include_str!("upgrade/schema_5.sql") },
    Release { version: 6, rows: include_str!("upgrade/schema_6.sql") },
    Release { version: 7, rows: include_str!("upgrade/schema_7.sql") },
    Release { version: 8, rows: include_str!("upgrade/schema_8.sql") },
    Release { version: 9, rows: include_str!("upgrade/schema_9.sql") },
    Release { version: 10, rows: include_str!("upgrade/schema_10.sql") },
    Release { version: 11, rows: include_str!("upgrade/schema_11.sql") },
];

/// A file as a program of the release with this schema left it.
pub(crate) fn write_schema(version: usize, file: &std::path::Path) -> Tested {
    write_release(&RELEASES[version - 1], file)
}

/// A file as a program of the release left it.
fn write_release(release: &Release, file: &std::path::Path) -> Tested {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Which the program defines while it migrates; there are no rows yet that it would be asked about.
    let flags = FunctionFlags::SQLITE_UTF8;
    for function in ["fold_name", "domain_letters", "domain_ascii"] {
        connection.create_scalar_function(function, 1, flags, |_| Ok(None::<String>))?;
    }
    for script in &SCRIPTS[..release.version as usize] {
        connection.execute_batch(script)?;
    }
    connection.pragma_update(None, "user_version", release.version)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.execute_batch(release.rows)?;
    Ok(())
}

#[test]
fn every_schema_has_a_release_with_rows() {
    let versions: Vec<_> = RELEASES.iter().map(|release| release.version).collect();
    assert_eq!(versions, (1..=SCHEMA_VERSION).collect::<Vec<_>>());
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
            let store = SqliteStore::open(&location, SqliteOptions::default())?;
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
        let store = SqliteStore::open(&DatabaseLocation::in_folder(folder.path()), SqliteOptions::default())?;
        store.save_setting("signing-keys", vec![1, 2, 3]).await?;
        let snapshots = folder.path().join("qualify.db.snapshots");
        std::fs::create_dir_all(&snapshots)?;
        let file = snapshots.join("old.db");
        write_release(release, &file)?;
        let connection = Connection::open(&file)?;
        connection.execute("DELETE FROM settings", [])?;
        connection.execute("INSERT INTO settings VALUES ('snapshot.notes', x'07')", [])?;
        drop(connection);
        let listed = store.list_snapshots().await?;
        assert_eq!((listed.len(), listed[0].customers, listed[0].notes.as_slice()), (1, 2, &[7][..]));
        let name = SnapshotName::parse("old").ok_or_else(|| anyhow::anyhow!("the name is good"))?;
        // Twice: the second time the copy has the new schema already.
        for _ in 0..2 {
            assert!(store.restore_snapshot(name.clone(), ("clock", vec![1]), || ()).await?);
            reads_what_was_there(&store).await?;
        }
    }
    Ok(())
}

async fn reads_what_was_there(store: &SqliteStore) -> Tested {
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
async fn decisions_of_the_third_schema_read_back_and_their_chain_is_whole() -> Tested {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("qualify.db");
    write_release(&RELEASES[2], &file)?;
    let store = SqliteStore::open(&DatabaseLocation::SqliteFile(file.clone()), SqliteOptions::default())?;
    let listed = store.list_decisions(key(1), None, PageSize::MAX, true).await?.items;
    let codes: Vec<_> = listed.iter().map(|decision| decision.sealed.record.reason_code).collect();
    assert_eq!(codes, [ReasonCode::OperatorDecision, ReasonCode::EduNoEvidence]);
    assert_eq!(listed[1].sealed.record.dataset_versions, ["psl-1", "own-2"]);
    let walked = DecisionArchive::open(&file)?.walk(|fault| panic!("{fault}"))?;
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
        let store = SqliteStore::open(&location, SqliteOptions::default())?;
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
        assert_eq!(
            DecisionArchive::open(&file)?.walk(|fault| panic!("{fault}"))?.decisions,
            after.len() as u64
        );
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

#[tokio::test]
async fn edge_07_a_registration_of_before_keeps_what_it_was_made_for() -> Tested {
    const REGISTRATION: &str =
        "INSERT INTO endpoints (id, partner_id, form, url, events, has_own_signature_header,
            secret_version, from_sequence, failures, has_leftovers, created_at)
        VALUES (x'ed000000000000000000000000000002', x'a0000000000000000000000000000001', 'partner-center',
            'https://hooks.partner.example/pc', ?1, 0, 1, 0, 0, 0, 1767225601000000)";
    let record_changes = "qualification.requested,qualification.approved,qualification.denied,qualification.expired,\
        qualification.withdrawn";
    let both = format!("{record_changes},test-created");
    let table: [(&str, &[&str]); 4] = [
        ("", &[]),
        ("test-created", &["test-created"]),
        (record_changes, &["customer-qualification-updated"]),
        (&both, &["test-created", "customer-qualification-updated"]),
    ];
    for (events, names) in table {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("qualify.db");
        write_schema(8, &file)?;
        Connection::open(&file)?.execute(REGISTRATION, [events])?;
        let store = SqliteStore::open(&DatabaseLocation::SqliteFile(file), SqliteOptions::default())?;
        let found = store.find_endpoint(north(), EndpointChoice::Registration).await?;
        let settings = found.ok_or_else(|| anyhow::anyhow!("it is there"))?.settings;
        assert_eq!(settings.registered_names, names);
        assert_eq!(settings.target, settings.url);
    }
    Ok(())
}
