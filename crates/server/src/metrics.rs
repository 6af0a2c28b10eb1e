//! Numbers for the operator's dashboards: routes as templates, no ids in labels.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use http::Method;
use metrics::Histogram;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use qualify_domain::ports::{DueBacklog, EngineNumber, NumberKind, ObservationStore as _, SavedRound};
use qualify_domain::webhook::AttemptOutcome;
use qualify_store::Store;
use qualify_vocabulary::Timestamp;

/// Upper bounds of the duration buckets, in seconds.
const DURATION_BUCKETS_SECONDS: [f64; 10] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

const REQUEST_SECONDS: &str = "qualify_request_duration_seconds";
const VETTING_RECORDS: &str = "qualify_vetting_records_total";
const WEBHOOK_ATTEMPTS: &str = "qualify_webhook_attempts_total";
const DATASET_ALARMS: &str = "qualify_dataset_alarms";
const DUE_RECORDS: &str = "qualify_vetting_due_records";
const DUE_OLDEST_SECONDS: &str = "qualify_vetting_due_oldest_seconds";

/// What became of a record that a worker had claimed, in the order of [`record_vetted`].
const VETTING_RESULTS: [&str; 4] = ["decided", "passed_on", "postponed", "lost"];

/// How an attempt to bring an event to a receiver ended.
const ATTEMPT_RESULTS: [&str; 3] = ["taken", "refused", "unanswered"];

/// Every counter with its help; the store's engine has more of its own. `docs/OPERATIONS.md` says more of each.
const COUNTERS: [(&str, &str); 5] = [
    ("qualify_store_commits_total", "Transactions of the writer"),
    ("qualify_store_operations_total", "Operations in those transactions"),
    ("qualify_store_lists_given_up_total", "Lists that nobody waited for any more"),
    (VETTING_RECORDS, "Records that a worker had claimed, by result"),
    (WEBHOOK_ATTEMPTS, "Attempts to bring an event to a receiver, by result"),
];

/// Every gauge with its help.
const GAUGES: [(&str, &str); 3] = [
    (DATASET_ALARMS, "Datasets whose version in the folder is not taken"),
    (DUE_RECORDS, "Records that are due and nobody's"),
    (DUE_OLDEST_SECONDS, "How long the first of them has been due"),
];

/// Where the numbers gather; one for the whole process.
#[derive(Clone)]
pub(crate) struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts gathering, or joins what was started before (tests in one process).
    pub(crate) fn start() -> Self {
        static STARTED: std::sync::OnceLock<PrometheusHandle> = std::sync::OnceLock::new();
        Self(STARTED.get_or_init(install).clone())
    }

    /// Sums up what was measured since the last time, so that memory does not grow between two visits.
    pub(crate) fn run_upkeep(&self) {
        self.0.run_upkeep();
    }

    /// The page for Prometheus.
    pub(crate) fn render(&self, store: &Store, backlog: Option<DueBacklog>, now: Timestamp) -> String {
        let numbers = store.numbers();
        metrics::counter!("qualify_store_commits_total").absolute(numbers.commits);
        metrics::counter!("qualify_store_operations_total").absolute(numbers.operations);
        metrics::counter!("qualify_store_lists_given_up_total").absolute(numbers.lists_given_up);
        for number in &numbers.of_engine {
            show_engine_number(number);
        }
        if let Some(backlog) = backlog {
            let waited = backlog.oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64());
            metrics::gauge!(DUE_RECORDS).set(backlog.records);
            metrics::gauge!(DUE_OLDEST_SECONDS).set(waited.max(0.0));
        }
        self.0.render()
    }
}

/// A number that the store's engine alone has goes by its own name and says itself what it is.
fn show_engine_number(number: &EngineNumber) {
    let name = number.name;
    match number.kind {
        NumberKind::Counter => {
            let name = format!("qualify_store_{name}_total");
            metrics::describe_counter!(name.clone(), number.about);
            metrics::counter!(name).absolute(number.value);
        }
        NumberKind::Gauge => {
            let name = format!("qualify_store_{name}");
            metrics::describe_gauge!(name.clone(), number.about);
            #[expect(clippy::cast_precision_loss, reason = "there are few connections")]
            metrics::gauge!(name).set(number.value as f64);
        }
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Metrics").finish_non_exhaustive()
    }
}

fn install() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(REQUEST_SECONDS.to_owned()), &DURATION_BUCKETS_SECONDS)
        .expect("the list of buckets is not empty")
        .build_recorder();
    let handle = recorder.handle();
    // Somebody else's recorder keeps its place; ours then shows an empty page.
    let _ = metrics::set_global_recorder(recorder);
    metrics::describe_histogram!(REQUEST_SECONDS, "Time from the head of a request to its answer");
    for (name, help) in COUNTERS {
        metrics::describe_counter!(name, help);
    }
    for (name, help) in GAUGES {
        metrics::describe_gauge!(name, help);
    }
    begin_at_zero();
    handle
}

/// What was counted never is there all the same, so that a rate can be taken of the first event: every counter whose
/// labels are known. The times of requests are not among them: which routes are asked for is the callers' affair.
fn begin_at_zero() {
    for result in VETTING_RESULTS {
        metrics::counter!(VETTING_RECORDS, "result" => result).increment(0);
    }
    for result in ATTEMPT_RESULTS {
        metrics::counter!(WEBHOOK_ATTEMPTS, "result" => result).increment(0);
    }
    set_dataset_alarms(0);
    metrics::gauge!(DUE_RECORDS).set(0.0);
    metrics::gauge!(DUE_OLDEST_SECONDS).set(0.0);
}

/// How many datasets are not of the version that the folder holds.
#[expect(clippy::cast_precision_loss, reason = "a manifest names few sources")]
pub(crate) fn set_dataset_alarms(alarms: usize) {
    metrics::gauge!(DATASET_ALARMS).set(alarms as f64);
}

/// Counts an attempt to bring an event to its receiver.
pub(crate) fn record_attempt(outcome: &AttemptOutcome) {
    let [taken, refused, unanswered] = ATTEMPT_RESULTS;
    let result = match outcome {
        AttemptOutcome::Answered(_) if outcome.is_taken() => taken,
        AttemptOutcome::Answered(_) => refused,
        AttemptOutcome::Unanswered(_) => unanswered,
    };
    metrics::counter!(WEBHOOK_ATTEMPTS, "result" => result).increment(1);
}

/// Counts what became of records that a worker had claimed.
pub(crate) fn record_vetted(round: SavedRound) {
    let numbers = [round.decided, round.passed_on, round.postponed, round.lost];
    for (result, records) in VETTING_RESULTS.into_iter().zip(numbers) {
        metrics::counter!(VETTING_RECORDS, "result" => result).increment(records as u64);
    }
}

/// Method and kind of answer of a series.
type Labels = (&'static str, &'static str);

/// Counts an answered request.
pub(crate) fn record_request(route: &str, method: &Method, status: u16, elapsed: Duration) {
    // Looking a series up by its labels costs more than recording in it: each thread keeps those that it has met. There
    // are as many as routes, methods and kinds of answers, whoever calls.
    thread_local! {
        static SERIES: RefCell<HashMap<String, Vec<(Labels, Histogram)>>> = RefCell::default();
    }
    let labels = (method_name(method), status_class(status));
    SERIES.with_borrow_mut(|routes| {
        if let Some(series) = routes.get(route)
            && let Some((_, histogram)) = series.iter().find(|(known, _)| *known == labels)
        {
            histogram.record(elapsed.as_secs_f64());
            return;
        }
        let histogram = metrics::histogram!(
            REQUEST_SECONDS, "route" => route.to_owned(), "method" => labels.0, "status" => labels.1
        );
        histogram.record(elapsed.as_secs_f64());
        routes.entry(route.to_owned()).or_default().push((labels, histogram));
    });
}

/// Methods as a closed list: a label must not grow with what callers invent.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::PUT => "PUT",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

fn status_class(status: u16) -> &'static str {
    match status {
        200..=299 => "2xx",
        401 => "401",
        403 => "403",
        404 => "404",
        409 => "409",
        429 => "429",
        400..=499 => "4xx",
        503 => "503",
        _ => "5xx",
    }
}
