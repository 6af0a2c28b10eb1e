//! The tables of the schema, as they are emptied and copied.

/// Every table of data; children before their parents.
pub(crate) const TABLES: [&str; 21] = [
    "attempts",
    "deliveries",
    "webhook_tests",
    "endpoints",
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

/// Which rows of a table are one partner's, whose id is the first parameter.
pub(crate) fn rows_of_partner(table: &str) -> &'static str {
    match table {
        "partners" => "id = $1",
        // Its rows stand in the order of worlds.
        "tenant_domains" => "world = (SELECT world FROM partners WHERE id = $1) AND partner_id = $1",
        _ => "partner_id = $1",
    }
}

/// Tables of the installation's own: no reset empties them, and no snapshot holds their rows.
pub(crate) const OWN_TABLES: [&str; 4] = ["browser_sessions", "grants", "settings", "sign_in_attempts"];
