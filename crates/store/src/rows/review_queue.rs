//! Queues of cases, as their rows are read.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, QueuePosition, QueuedReview};
use qualify_domain::review::{Priority, ReviewKind};
use qualify_vocabulary::{Person, PersonKey, ReasonCode, ReviewId, Timestamp};

use super::cells::Cells;

/// A case as it stands in a queue.
pub(crate) fn read_queued_review(columns: &impl Cells) -> Outcome<QueuedReview> {
    let (id, priority, sla_due_at_micros): (ReviewId, u8, i64) =
        (columns.id("id")?, columns.get("priority")?, columns.get("sla_due_at")?);
    let is_standing = sla_due_at_micros == i64::MAX;
    Ok(QueuedReview {
        position: QueuePosition { priority, sla_due_at_micros, id },
        key: CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("customer_id")? },
        company_name: columns.get("company_name")?,
        kind: columns.parsed("kind", |name| ReviewKind::from_name(name).ok_or(()))?,
        qualification: columns.get("qualification")?,
        state: columns.get("state")?,
        priority: Priority::from_number(priority).ok_or_else(|| columns.corrupt("priority"))?,
        sla_due_at: if is_standing { None } else { Some(moment(columns, sla_due_at_micros)?) },
        country: columns.get("country")?,
        language: columns.get("language")?,
        domain: columns.get("domain")?,
        reason_code: columns.parsed("reason_code", ReasonCode::parse)?,
        holder: holder(columns)?,
        created_at: columns.moment("created_at")?,
    })
}

fn holder(columns: &impl Cells) -> Outcome<Option<Person>> {
    let (key, name): (Option<String>, Option<String>) = (columns.get("holder_key")?, columns.get("holder")?);
    Ok(key.zip(name).map(|(key, name)| Person { key: PersonKey::from_stored(key), name }))
}

fn moment(columns: &impl Cells, micros: i64) -> Outcome<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| columns.corrupt("sla_due_at"))
}
