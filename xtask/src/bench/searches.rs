//! Another partner's list, while eight callers of one partner search a million records and a million customers, and
//! hang up.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use qualify_testkit::encoded;
use qualify_testkit::seed::SOUTHGATE;
use qualify_testkit::soak::http::Connection;
use serde_json::json;

use super::program::{self, Programs};
use super::{LARGE, Plan};
use crate::results::{Bound, Row, Unit};
use crate::workspace;

const CALLERS: usize = 8;
const LIST_MAX_MS: f64 = 50.0;

/// What the callers search for: records of nobody, and customers of a reseller by a beginning that many domains have.
const SEARCHES: [(&str, &str); 3] = [
    ("/v1/auditrecords", r#"{"Field":"CompanyName","Operator":"substring","Value":"needle"}"#),
    ("/v1/customers", r#"{"Field":"IndirectReseller","Operator":"starts_with","Value":"mpn"}"#),
    ("/v1/customers", r#"{"Field":"Domain","Operator":"starts_with","Value":"bench"}"#),
];

/// Callers hang up after so many milliseconds, one a little later than the other.
const PATIENCE_MS: [u64; 4] = [5, 20, 80, 320];

pub(super) fn measure(programs: &Programs, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let store = programs.seed(&program::new_folder("searches")?, LARGE, 0)?;
    let server = programs.start(&store)?;
    let now = program::connect(&server)?.get("/sandbox/clock")?;
    let now =
        now["now"].as_str().context("the sandbox has a clock")?.parse::<qualify_vocabulary::Timestamp>()?;
    server.stop()?;
    let mut seed = workspace::command(&programs.limits);
    seed.args(["seed-trail", "--records", &LARGE.to_string(), "--from-second"]);
    seed.arg((now.as_second() - 3600).to_string()).arg("--data-dir").arg(&store.data_dir);
    workspace::run(&mut seed)?;
    let server = programs.start(&store)?;
    let searcher = program::connect(&server)?;
    let mut other = server.connect_as(&json!({ "partner": SOUTHGATE, "expiresInSeconds": 36_000 }))?;
    program::settle_disk()?;
    let seconds = Duration::from_secs(plan.seconds * plan.rounds as u64);
    let at_rest = lists(&mut other, Duration::from_secs(1))?;
    let (is_over, begun) = (AtomicBool::new(false), AtomicU64::new(0));
    let beside = thread::scope(|scope| {
        let (searcher, is_over, begun, url) = (&searcher, &is_over, &begun, server.url());
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| scope.spawn(move || search_and_hang_up(url, searcher, caller, is_over, begun)))
            .collect();
        let beside = lists(&mut other, seconds);
        is_over.store(true, Ordering::Relaxed);
        for caller in callers {
            match caller.join() {
                Ok(ended) => ended?,
                Err(_) => bail!("a caller panicked"),
            }
        }
        beside
    })?;
    server.stop()?;
    let what = "another partner's list";
    let while_searching = "while eight callers search 1 million rows and hang up";
    #[expect(clippy::cast_precision_loss, reason = "there are a few thousand")]
    let per_second = begun.load(Ordering::Relaxed) as f64 / seconds.as_secs_f64();
    Ok(vec![
        Row::new(format!("{what}, at rest, p99"), at(at_rest, 99), Unit::Milliseconds),
        Row::new(format!("{what} {while_searching}, p50"), at(beside.clone(), 50), Unit::Milliseconds),
        Row::new(format!("{what} {while_searching}, p99"), at(beside, 99), Unit::Milliseconds)
            .must_be(Bound::Below(LIST_MAX_MS)),
        Row::new("searches that were begun beside it", per_second, Unit::PerSecond),
    ])
}

/// Reads the list again and again; answers how long each time took, in milliseconds.
fn lists(connection: &mut Connection, time: Duration) -> anyhow::Result<Vec<f64>> {
    let (mut times, began) = (Vec::new(), Instant::now());
    while began.elapsed() < time {
        let started = Instant::now();
        connection.get("/v1/customers?size=50")?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}

fn search_and_hang_up(
    url: &str,
    searcher: &Connection,
    caller: usize,
    is_over: &AtomicBool,
    begun: &AtomicU64,
) -> anyhow::Result<()> {
    let host = url.strip_prefix("http://").context("the bench speaks plain HTTP")?;
    let authorization = searcher.authorization().context("the connection has a token")?;
    let mut round = caller;
    while !is_over.load(Ordering::Relaxed) {
        let (path, filter) = SEARCHES[round % SEARCHES.len()];
        let patience = PATIENCE_MS[round / 2 % PATIENCE_MS.len()];
        let mut stream = TcpStream::connect(host)?;
        let filter = encoded(filter);
        write!(
            stream,
            "GET {path}?filter={filter} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {authorization}\r\n\r\n"
        )?;
        thread::sleep(Duration::from_millis(patience));
        begun.fetch_add(1, Ordering::Relaxed);
        round += 1;
    }
    Ok(())
}

/// The value below which so many of a hundred are.
fn at(mut times: Vec<f64>, percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}
