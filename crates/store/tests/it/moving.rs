//! All rows of a store into another one: equal there, whichever engine; stopped and gone on with; seen where they differ.

use std::path::Path;

use qualify_domain::ports::{InstallationStore as _, StoreError};
use qualify_store::{
    DatabaseCopy, DatabaseLocation, Moved, Progress, SCHEMA_VERSION, Store, bring_to_schema, move_rows,
    standing,
};
use rusqlite::Connection;

use crate::samples::Tested;
use crate::upgrade::write_full;

/// Enough for several batches, each of some megabytes.
const MANY: u32 = 40_000;

fn file(path: &Path) -> DatabaseLocation {
    DatabaseLocation::SqliteFile(path.to_owned())
}

fn moved(from: &DatabaseLocation, to: &DatabaseLocation) -> Result<Moved, StoreError> {
    move_rows(from, to, &mut |_| true)
}

/// Why something of the installation was refused.
fn reason<T>(outcome: Result<T, StoreError>) -> anyhow::Result<String> {
    match outcome {
        Err(StoreError::Unavailable { reason, .. }) => Ok(reason.to_owned()),
        Err(other) => anyhow::bail!("it is no matter of the installation: {other:?}"),
        Ok(_) => anyhow::bail!("it was done"),
    }
}

/// A file with rows in every table, of which some events are not spread, and with so many customers more.
fn write_store(path: &Path, customers: u32) -> Tested {
    write_full(path)?;
    let connection = Connection::open(path)?;
    connection.execute_batch("UPDATE dispatch SET cursor = (SELECT min(id) - 1 FROM events)")?;
    connection.execute(
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?1)
         INSERT INTO customers (partner_id, id, name_key, company_name, domain, domain_key, has_ended, created_at)
         SELECT p.id, randomblob(16), 'many ' || x, 'Many ' || x, x || '.example', x || '.example', 0, x
         FROM n, partners p WHERE ?1 > 0",
        [customers],
    )?;
    connection.execute_batch(
        "INSERT INTO customer_details (partner_id, customer_id, commerce_id, billing_profile_id, billing_profile,
             created_at, revision)
         SELECT partner_id, id, id, id, '{\"long\": \"' || hex(zeroblob(200)) || '\"}', 1, 0
         FROM customers WHERE name_key LIKE 'many %'",
    )?;
    Ok(())
}

/// The tables of a file, with what says what rows they have, and the indexes.
fn contents(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let connection = Connection::open(path)?;
    let list = |sql: &str| -> rusqlite::Result<Vec<String>> {
        connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let mut contents = Vec::new();
    for table in list("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")? {
        let columns = list(&format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')"))?;
        let rows = format!("SELECT {} AS it FROM {table} ORDER BY it", columns.join(" || ',' || "));
        contents.push((table, list(&rows)?.join("\n")));
    }
    let made = list(
        "SELECT coalesce(sql, name) FROM sqlite_schema WHERE type IN ('index', 'trigger') ORDER BY name",
    )?;
    contents.push(("indexes".to_owned(), made.join("\n")));
    Ok(contents)
}

fn sums(moved: &Moved) -> Vec<(&'static str, u64, String)> {
    moved.tables.iter().map(|table| (table.name, table.sum.rows(), table.sum.to_string())).collect()
}

/// Moves the rows of a file to another place and from there into a file, where they are what they were.
fn there_and_back(there: &DatabaseLocation) -> Tested {
    let folder = tempfile::tempdir()?;
    let (first, last) = (folder.path().join("first.db"), folder.path().join("new/last.db"));
    write_store(&first, 0)?;
    let out = moved(&file(&first), there)?;
    assert!(out.tables.len() > 20 && out.tables.iter().all(|table| table.sum.rows() > 0), "{out:?}");
    let back = moved(there, &file(&last))?;
    assert_eq!(sums(&out), sums(&back));
    // It is one file, and whoever looks into it leaves nothing beside it.
    DatabaseCopy::open(&last)?.check(true)?;
    let mut names: Vec<_> = std::fs::read_dir(folder.path().join("new"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<_>>()?;
    names.sort_unstable();
    assert_eq!(names, ["last.db", "last.db.lock"]);
    for (was, is) in contents(&first)?.into_iter().zip(contents(&last)?) {
        assert_eq!(was, is);
    }
    // What was left in between serves as well.
    Store::open(there)?;
    Store::open(&file(&last))?;
    let here = standing(there)?;
    assert_eq!((here.schema, here.is_being_filled), (Some(SCHEMA_VERSION), false));
    let rows = |name: &str| out.tables.iter().find(|table| table.name == name).map(|table| table.sum.rows());
    assert!(here.rows.iter().all(|(name, count)| rows(name) == Some(*count)), "{here:?}");
    Ok(())
}

/// Stops a move after so many batches, and goes on with it; what is changed in between is seen.
fn stopped_and_gone_on_with(there: &DatabaseLocation, changes: bool) -> Tested {
    let folder = tempfile::tempdir()?;
    let first = folder.path().join("first.db");
    write_store(&first, MANY)?;
    for batches in 1..=3 {
        let mut left = batches;
        let stopped = move_rows(&file(&first), there, &mut |progress: Progress| {
            assert!(progress.rows > 0);
            left -= 1;
            left > 0
        });
        assert!(reason(stopped)?.contains("goes on where it stopped"));
        assert!(standing(there)?.is_being_filled);
        // Nobody serves half of it, whatever is tried.
        assert!(reason(Store::open(there))?.contains("half filled"));
        assert!(reason(bring_to_schema(there))?.contains("half filled"));
    }
    if changes {
        Connection::open(&first)?.execute_batch("UPDATE customers SET created_at = created_at + 1")?;
        let error = moved(&file(&first), there).err();
        let told = error.map(|error| format!("{error} {:?}", std::error::Error::source(&error)));
        assert!(told.is_some_and(|told| told.contains("make it anew")), "a change is seen");
        assert!(reason(Store::open(there))?.contains("half filled"));
        return Ok(());
    }
    let out = moved(&file(&first), there)?;
    let customers = out.tables.iter().find(|table| table.name == "customers").map(|table| table.sum.rows());
    assert_eq!(customers, Some(u64::from(MANY) + 3));
    assert!(out.rows_before > 1000, "{}", out.rows_before);
    assert!(reason(moved(&file(&first), there))?.contains("holds rows already"));
    Store::open(there)?;
    Ok(())
}

#[test]
fn rows_of_a_file_arrive_in_another_file() -> Tested {
    let folder = tempfile::tempdir()?;
    there_and_back(&file(&folder.path().join("second.db")))
}

#[test]
fn a_move_into_a_file_goes_on_where_it_stopped() -> Tested {
    let folder = tempfile::tempdir()?;
    stopped_and_gone_on_with(&file(&folder.path().join("second.db")), false)
}

#[test]
fn a_source_that_changes_between_two_runs_is_seen() -> Tested {
    let folder = tempfile::tempdir()?;
    stopped_and_gone_on_with(&file(&folder.path().join("second.db")), true)
}

#[test]
fn files_that_are_in_use_hold_rows_or_are_of_another_schema_are_left_alone() -> Tested {
    let folder = tempfile::tempdir()?;
    let [first, second, old] = ["first.db", "second.db", "old.db"].map(|name| folder.path().join(name));
    write_store(&first, 0)?;
    let store = Store::open(&file(&first))?;
    assert!(reason(moved(&file(&first), &file(&second)))?.contains("a service uses the source"));
    assert!(reason(bring_to_schema(&file(&first)))?.contains("another qualify process"));
    assert_eq!(standing(&file(&first))?.schema, Some(SCHEMA_VERSION));
    drop(store);
    Store::open(&file(&second))?;
    let partners = "INSERT INTO partners VALUES (x'01', 'One', 0, 0, 0, zeroblob(16), 1, 0)";
    Connection::open(&second)?.execute_batch(partners)?;
    assert!(reason(moved(&file(&first), &file(&second)))?.contains("holds rows already"));
    Connection::open(&old)?.pragma_update(None, "user_version", 11)?;
    assert!(reason(moved(&file(&old), &file(&folder.path().join("new.db"))))?.contains("db migrate"));
    assert!(reason(moved(&file(&folder.path().join("none.db")), &file(&old)))?.contains("no database"));
    assert!(reason(moved(&DatabaseLocation::SqliteTemporary, &file(&old)))?.contains("private"));
    Ok(())
}

/// Whether a store is ready, asked outside of any runtime.
fn is_ready(store: &Store) -> anyhow::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(store.check_ready()).is_ok())
}

#[test]
fn a_file_whose_schema_becomes_older_or_newer_is_not_ready() -> Tested {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("first.db");
    write_store(&path, 0)?;
    let store = Store::open(&file(&path))?;
    for (version, ready) in [(SCHEMA_VERSION, true), (11, false), (99, false), (SCHEMA_VERSION, true)] {
        Connection::open(&path)?.pragma_update(None, "user_version", version)?;
        assert_eq!(is_ready(&store)?, ready, "{version}");
    }
    Ok(())
}

#[cfg(feature = "postgres")]
mod postgres {
    use qualify_store::{DatabaseLocation, SCHEMA_VERSION, Store, bring_to_schema, standing};

    use super::{file, is_ready, moved, reason, stopped_and_gone_on_with, there_and_back, write_store};
    use crate::conformance::postgres::Postgres;
    use crate::samples::Tested;

    fn server(place: &Postgres) -> anyhow::Result<DatabaseLocation> {
        Ok(DatabaseLocation::parse(place.url())?)
    }

    #[test]
    fn rows_of_a_file_arrive_on_a_server_and_come_back_as_they_were() -> Tested {
        let place = Postgres::empty()?;
        there_and_back(&server(&place)?)
    }

    #[test]
    fn what_a_moved_schema_has_is_what_a_fresh_one_has() -> Tested {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("first.db");
        write_store(&path, 0)?;
        let (fresh, place) = (Postgres::empty()?, Postgres::empty()?);
        bring_to_schema(&server(&fresh)?)?;
        moved(&file(&path), &server(&place)?)?;
        let schema = |of: &Postgres| {
            of.texts(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
                 UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                     FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
                 UNION ALL SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
                     || coalesce(column_default, '') FROM information_schema.columns
                     WHERE table_schema = current_schema()
                 ORDER BY 1",
            )
        };
        assert_eq!(schema(&fresh)?, schema(&place)?);
        // What the database numbers goes on behind what is there.
        place.execute(
            "INSERT INTO replays (partner_id, key, presentation, outcome, created_at) VALUES ('1', '2', '', '', 1)",
        )
    }

    #[test]
    fn a_move_onto_a_server_goes_on_where_it_stopped() -> Tested {
        let place = Postgres::empty()?;
        stopped_and_gone_on_with(&server(&place)?, false)
    }

    #[test]
    fn a_change_of_the_source_is_seen_on_a_server() -> Tested {
        let place = Postgres::empty()?;
        stopped_and_gone_on_with(&server(&place)?, true)
    }

    #[test]
    fn a_server_that_is_in_use_or_holds_rows_is_left_alone() -> Tested {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("first.db");
        write_store(&path, 0)?;
        let place = Postgres::empty()?;
        moved(&file(&path), &server(&place)?)?;
        let other = file(&folder.path().join("other.db"));
        let store = Store::open(&server(&place)?)?;
        assert!(reason(moved(&server(&place)?, &other))?.contains("a service uses the source"));
        assert!(reason(moved(&file(&path), &server(&place)?))?.contains("holds rows already"));
        drop(store);
        moved(&server(&place)?, &other)?;
        Ok(())
    }

    #[test]
    fn a_server_whose_schema_becomes_older_or_newer_is_not_ready() -> Tested {
        let place = Postgres::empty()?;
        let store = Store::open(&server(&place)?)?;
        for (version, ready) in [(SCHEMA_VERSION, true), (11, false), (99, false), (SCHEMA_VERSION, true)] {
            place.execute(&format!(
                "UPDATE schema_version SET version = {version}, serves_from = {version}"
            ))?;
            assert_eq!(is_ready(&store)?, ready, "{version}");
        }
        Ok(())
    }

    #[test]
    fn an_empty_server_has_no_schema_until_it_is_brought_there() -> Tested {
        let place = Postgres::empty()?;
        assert_eq!(standing(&server(&place)?)?.schema, None);
        assert_eq!(bring_to_schema(&server(&place)?)?, None);
        assert_eq!(bring_to_schema(&server(&place)?)?, Some(SCHEMA_VERSION));
        let here = standing(&server(&place)?)?;
        assert!(here.schema == Some(SCHEMA_VERSION) && here.rows.len() > 5 && here.bytes > 0, "{here:?}");
        Ok(())
    }
}
