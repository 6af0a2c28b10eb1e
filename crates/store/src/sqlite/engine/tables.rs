//! The tables of the schema, as they are emptied and copied.

/// Every table of data; children before their parents.
pub(crate) const TABLES: [&str; 22] = [
    "attempts",
    "deliveries",
    "webhook_tests",
    "endpoints",
    "dispatch",
    "event_horizons",
    "documents",
    "review_drafts",
    "reviews",
    "replays",
    "events",
    "audit_records",
    "decision_texts",
    "decisions",
    "approved_domains",
    "directory_roles",
    "validation_codes",
    "tenant_domains",
    "customer_words",
    "customer_details",
    "customers",
    "partners",
];

/// Tables of the installation's own: no reset empties them, and no snapshot holds their rows.
pub(crate) const OWN_TABLES: [&str; 4] = ["browser_sessions", "grants", "settings", "sign_in_attempts"];

/// Which rows of a table are one partner's, whose id is the first parameter; none for a table that nobody owns a part of.
pub(crate) fn rows_of_partner(table: &str) -> Option<&'static str> {
    Some(match table {
        "dispatch" => return None,
        "partners" => "id = ?1",
        "attempts" => "endpoint_id IN (SELECT id FROM endpoints WHERE partner_id = ?1)",
        "documents" => "review_id IN (SELECT id FROM reviews WHERE partner_id = ?1)",
        // Its rows stand in the order of worlds.
        "tenant_domains" => "world = (SELECT world FROM partners WHERE id = ?1) AND partner_id = ?1",
        _ => "partner_id = ?1",
    })
}

/// The column by which the rows of a table are numbered in the order of their coming, whosever they are.
pub(crate) fn numbered_by_all(table: &str) -> Option<&'static str> {
    match table {
        "events" => Some("id"),
        "replays" => Some("sequence"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::super::migrate::migrate;
    use super::{OWN_TABLES, TABLES};

    #[test]
    fn every_table_but_the_installations_own_is_emptied_and_copied() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let mut statement =
            connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
        let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let names = names.map(Result::unwrap).filter(|name| !OWN_TABLES.contains(&name.as_str()));
        let names: Vec<_> = names.collect();
        let mut tables = TABLES;
        tables.sort_unstable();
        assert_eq!(names, tables);
    }
}
