//! How the service fares: what waits and since when, who works on it, what is held back.

use askama::Template;
use axum::response::Response;
use qualify_domain::ports::{DueBacklog, QueueLengths};
use qualify_server::service::health;
use qualify_vocabulary::{SignedDuration, Timestamp};

use crate::error::PageError;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::reviews::words::length;
use crate::words::Badge;

/// What is due and nobody's for so long is late.
const LATE: SignedDuration = SignedDuration::from_mins(5);

#[derive(Template)]
#[template(path = "operator/health.html")]
struct HealthPage<'a> {
    frame: Frame<'a>,
    state: Vec<(&'static str, Badge)>,
    queues: Vec<QueueRow>,
}

/// Something that waits.
struct QueueRow {
    name: &'static str,
    count: String,
    since: String,
    /// The list of what waits, where there is one.
    list: &'static str,
    is_late: bool,
}

/// What is known at this moment.
pub(crate) async fn show(page: StaffPage) -> Result<Response, PageError> {
    let health = health::read(&page.asker()).await?;
    let texts = page.texts();
    let badge = |is_good: bool| {
        let (kind, text) =
            if is_good { ("good", texts.health_good()) } else { ("problem", texts.health_bad()) };
        Badge { kind, text: text.to_owned() }
    };
    let workers = Badge { kind: "", text: page.locale().number(u64::from(health.workers)) };
    let state = vec![
        (texts.health_store(), badge(health.is_store_ready)),
        (texts.health_keys(), badge(health.has_keys)),
        (texts.health_datasets(), badge(health.dataset_alarms == 0)),
        (texts.health_workers(), workers),
    ];
    let queues = queues(&page, &health.due, &health.queues, health.now);
    page.show(&HealthPage { frame: page.frame(Area::Health), state, queues })
}

fn queues(page: &StaffPage, due: &DueBacklog, queues: &QueueLengths, now: Timestamp) -> Vec<QueueRow> {
    let texts = page.texts();
    let row = |name, (count, most): (u32, u32), since: Option<Timestamp>, list| {
        let waited = since.map(|since| now.duration_since(since));
        let number = page.locale().number(u64::from(count));
        QueueRow {
            name,
            count: if count >= most { texts.health_or_more(number) } else { number },
            since: waited.map(|waited| length(texts, waited.max(SignedDuration::ZERO))).unwrap_or_default(),
            list,
            is_late: false,
        }
    };
    let most = QueueLengths::ROWS_MAX;
    let late = |since: Option<Timestamp>| since.is_some_and(|since| now.duration_since(since) > LATE);
    let due_row = QueueRow {
        is_late: late(due.oldest),
        ..row(texts.health_due(), (due.records, DueBacklog::RECORDS_MAX), due.oldest, "")
    };
    let deliveries = QueueRow {
        is_late: late(queues.first_delivery_due),
        ..row(texts.health_deliveries(), (queues.pending_deliveries, most), queues.first_delivery_due, "")
    };
    let failed = QueueRow {
        is_late: queues.failed_deliveries > 0,
        ..row(texts.health_failed_deliveries(), (queues.failed_deliveries, most), None, "")
    };
    let disabled = QueueRow {
        is_late: queues.disabled_receivers > 0,
        ..row(texts.health_disabled_receivers(), (queues.disabled_receivers, most), None, "")
    };
    vec![
        due_row,
        row(texts.health_cases(), (queues.open_cases, most), queues.oldest_case, "/dashboard/reviews"),
        row(texts.health_drafts(), (queues.waiting_drafts, most), None, ""),
        row(texts.health_events(), (queues.new_events, most), None, ""),
        deliveries,
        failed,
        disabled,
    ]
}
