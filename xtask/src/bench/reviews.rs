//! The review queue: a page of it, reviewers who race for its cases, and how soon whoever waits hears of an event.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use qualify_testkit::soak::ServerProcess;
use qualify_testkit::soak::http::Connection;
use serde_json::{Value, json};

use super::Plan;
use super::program::{self, Programs, SeededStore};
use crate::results::{Bound, Row, Unit};
use crate::workspace;

const CASES: usize = 100_000;
const REVIEWERS: usize = 50;
/// Every so manieth time a reviewer grasps at a case that another one has just taken.
const GRASP_EVERY: usize = 10;
const PAGES: usize = 500;
const PAGE_ITEMS: usize = 50;
const EVENTS: usize = 200;

const PAGE_MAX_MS: f64 = 5.0;
const DECIDED_MIN: f64 = 2000.0;
const HEARD_MAX_MS: f64 = 50.0;

/// How long the cases of so many records may take to be opened.
const OPENING_LIMIT: Duration = Duration::from_mins(5);

pub(super) fn measure(programs: &Programs, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let folder = program::new_folder("reviews")?;
    let store = programs.seed_in_review(&folder, CASES)?;
    let seed = folder.join("seed.json");
    std::fs::write(&seed, seed_with_reviewers(programs)?)?;
    let server = start(programs, &store, &seed)?;
    let mut reviewers = (0..REVIEWERS)
        .map(|number| {
            server.connect_as(&json!({ "kind": "staff", "user": name(number), "expiresInSeconds": 36_000 }))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let cases = all_cases(&mut reviewers[0])?;
    println!("{} cases are open", cases.len());
    program::settle_disk()?;
    let mut rows = pages(&mut reviewers[0])?;
    rows.push(waiting(&server)?);
    // The first connections have been silent for longer than the service allows.
    let reviewers = reviewers.iter().map(Connection::another).collect::<anyhow::Result<Vec<_>>>()?;
    rows.extend(decisions(reviewers, &cases, plan)?);
    server.stop()?;
    Ok(rows)
}

fn name(number: usize) -> String {
    format!("reviewer{number}@qualify.example")
}

/// The seed that the program has, with more reviewers.
fn seed_with_reviewers(programs: &Programs) -> anyhow::Result<String> {
    let mut print = workspace::command(&programs.qualify);
    let printed = workspace::output(print.args(["sandbox", "seed", "--print"]))?;
    let mut seed: Value = serde_json::from_str(&printed)?;
    let staff = seed["staff"].as_array_mut().context("the seed has no staff")?;
    let like =
        staff.iter().find(|member| member["role"] == "Reviewer").context("the seed has no reviewer")?.clone();
    for number in 0..REVIEWERS {
        let mut member = like.clone();
        member["name"] = json!(name(number));
        member["id"] = json!(format!("00000000-0000-4000-8000-{number:012x}"));
        staff.push(member);
    }
    Ok(seed.to_string())
}

fn start(programs: &Programs, store: &SeededStore, seed: &std::path::Path) -> anyhow::Result<ServerProcess> {
    let log = std::fs::File::options().create(true).append(true).open(&store.log)?;
    let mut command = Command::new(&programs.qualify);
    command.args(["serve", "--sandbox", "--listen", "127.0.0.1:0", "--data-dir"]).arg(&store.data_dir);
    command.arg("--seed").arg(seed).env("QUALIFY_VETTING__POLICY", "manual").stderr(log);
    ServerProcess::start(&mut command)
}

/// The ids of all cases.
fn all_cases(reviewer: &mut Connection) -> anyhow::Result<Vec<String>> {
    let deadline = Instant::now() + OPENING_LIMIT;
    loop {
        let (mut ids, mut token) = (Vec::new(), String::new());
        loop {
            let page = reviewer.get(&format!("/operator/v1/reviews?size=500{token}"))?;
            let items = page["items"].as_array().context("a page has no items")?;
            ids.extend(items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)));
            let Some(next) = page["continuationToken"].as_str() else { break };
            token = format!("&continuationToken={next}");
        }
        if ids.len() >= CASES {
            return Ok(ids);
        }
        ensure!(Instant::now() < deadline, "only {} cases were opened", ids.len());
        thread::sleep(Duration::from_secs(1));
    }
}

/// Pages from the top of the queue on, one after the other, and the same narrowed down.
fn pages(reviewer: &mut Connection) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (what, filter) in [("all", ""), ("one country", "&country=US")] {
        let (mut times, mut token) = (Vec::new(), String::new());
        for _ in 0..PAGES {
            let path = format!("/operator/v1/reviews?size={PAGE_ITEMS}{filter}{token}");
            let started = Instant::now();
            let page = reviewer.get(&path)?;
            times.push(milliseconds(started));
            ensure!(
                page["items"].as_array().is_some_and(|items| items.len() == PAGE_ITEMS),
                "a page is short"
            );
            let next = page["continuationToken"].as_str().context("the queue is longer than that")?;
            token = format!("&continuationToken={next}");
        }
        let what = format!("page of {PAGE_ITEMS} of 100 thousand open cases, {what}");
        rows.push(Row::new(format!("{what}, p50"), at(&mut times, 50), Unit::Milliseconds));
        let p99 = Row::new(format!("{what}, p99"), at(&mut times, 99), Unit::Milliseconds);
        rows.push(p99.must_be(Bound::AtMost(PAGE_MAX_MS)));
    }
    Ok(rows)
}

/// How long after the answer to a change whoever waits has its event.
fn waiting(server: &ServerProcess) -> anyhow::Result<Row> {
    let mut writer = program::connect(server)?;
    let mut waiter = writer.another()?;
    let mut cursor = cursor_of(&waiter.get("/partner/v1/events?after=latest")?)?;
    let mut times = Vec::new();
    for number in 0..EVENTS {
        let body = qualify_testkit::soak::customer_body(&format!("waiting-{number}.onmicrosoft.com"));
        let created = writer.send("POST", "/v1/customers", &[], Some(&body))?.expect(201)?;
        let path = format!("/v1/customers/{}/qualifications", created["id"].as_str().context("no id")?);
        let target = format!("/partner/v1/events?after={cursor}&waitSeconds=10");
        let (heard, answered) = thread::scope(|scope| {
            let waiting = scope.spawn(|| waiter.get(&target).map(|page| (page, Instant::now())));
            // Until it really waits.
            thread::sleep(Duration::from_millis(20));
            let done = writer.send("POST", &path, &[], Some(&json!({ "qualification": "StateOwnedEntity" })));
            let answered = Instant::now();
            done?.expect(201)?;
            match waiting.join() {
                Ok(heard) => anyhow::Ok((heard?, answered)),
                Err(_) => bail!("the waiter panicked"),
            }
        })?;
        let (page, at) = heard;
        ensure!(page["items"].as_array().is_some_and(|items| items.len() == 1), "{page}");
        times.push(at.saturating_duration_since(answered).as_secs_f64() * 1e3);
        cursor = cursor_of(&page)?;
    }
    let worst = at(&mut times, 100);
    let row = Row::new(
        "event with a long poll, after the answer to its change, the latest",
        worst,
        Unit::Milliseconds,
    );
    Ok(row.must_be(Bound::AtMost(HEARD_MAX_MS)))
}

fn cursor_of(page: &Value) -> anyhow::Result<String> {
    Ok(page["cursor"].as_str().context("a feed has a cursor")?.to_owned())
}

/// Reviewers who take cases off the same list, and grasp at each other's.
fn decisions(reviewers: Vec<Connection>, cases: &[String], plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let (next, decided, conflicts) = (AtomicUsize::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let is_over = AtomicBool::new(false);
    let started = Instant::now();
    thread::scope(|scope| {
        let (next, decided, conflicts, is_over) = (&next, &decided, &conflicts, &is_over);
        let racing: Vec<_> = reviewers
            .into_iter()
            .map(|mut reviewer| {
                scope.spawn(move || {
                    while !is_over.load(Ordering::Relaxed) {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(case) = cases.get(place) else { break };
                        if place % GRASP_EVERY == GRASP_EVERY - 1 && !claim(&mut reviewer, &cases[place - 1])?
                        {
                            conflicts.fetch_add(1, Ordering::Relaxed);
                        }
                        if claim(&mut reviewer, case)? {
                            decide(&mut reviewer, case)?;
                            decided.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        thread::sleep(Duration::from_secs(plan.seconds));
        is_over.store(true, Ordering::Relaxed);
        for reviewer in racing {
            match reviewer.join() {
                Ok(ended) => ended?,
                Err(_) => bail!("a reviewer panicked"),
            }
        }
        anyhow::Ok(())
    })?;
    let seconds = started.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "there are a hundred thousand cases")]
    let [decided, conflicts] = [&decided, &conflicts].map(|count| count.load(Ordering::Relaxed) as f64);
    let per_second =
        Row::new("claims with their decisions, 50 reviewers racing", decided / seconds, Unit::PerSecond);
    Ok(vec![
        per_second.must_be(Bound::AtLeast(DECIDED_MIN)),
        Row::new("claims of a case that another one holds, refused", conflicts, Unit::Count),
    ])
}

/// Whether the case is the reviewer's now.
fn claim(reviewer: &mut Connection, case: &str) -> anyhow::Result<bool> {
    let answer = reviewer.send("POST", &format!("/operator/v1/reviews/{case}/claim"), &[], None)?;
    match answer.status {
        200 => Ok(true),
        409 => Ok(false),
        other => bail!("a claim is answered {other}: {}", String::from_utf8_lossy(&answer.body)),
    }
}

fn decide(reviewer: &mut Connection, case: &str) -> anyhow::Result<()> {
    let body = json!({
        "decision": "approve", "explanation": "The charter shows a school.", "evidence": ["its charter"]
    });
    let answer = reviewer.send("POST", &format!("/operator/v1/reviews/{case}/decide"), &[], Some(&body))?;
    answer.expect(200).map(drop)
}

fn milliseconds(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1e3
}

/// The value below which so many of a hundred are.
fn at(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}
