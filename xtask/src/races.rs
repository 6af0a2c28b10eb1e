//! Many callers at one moment: a code's units go to as many customers as it has, and one request has one effect.

use std::path::Path;
use std::sync::Barrier;
use std::thread;

use anyhow::{Context, bail, ensure};
use qualify_testkit::soak::http::{Answer, Connection};
use qualify_testkit::soak::{Random, ServerProcess, customer_body, issue_code};
use serde_json::{Value, json};

const CALLERS: usize = 64;
const UNITS: usize = 5;

/// Runs both races so many times on one server, and gives their number.
pub(crate) fn run(program: &Path, rounds: u32, seed: u64) -> anyhow::Result<u32> {
    let folder = crate::bench::program::new_folder("races")?;
    let server = ServerProcess::start_sandbox(program, &folder.join("data"), &folder.join("server.log"))?;
    let connection = server.connect_as(&json!({ "expiresInSeconds": 36_000 }))?;
    let mut random = Random::new(seed);
    for round in 1..=rounds {
        let what = format!("round {round} of the races");
        race_for_units(&server, &connection, &mut random).with_context(|| what.clone())?;
        race_with_itself(&connection, &mut random).context(what)?;
    }
    println!("races: {rounds} rounds of {CALLERS} callers each");
    server.stop()?;
    Ok(rounds)
}

/// As many customers as callers ask for a qualification with one code, all at once.
fn race_for_units(
    server: &ServerProcess,
    connection: &Connection,
    random: &mut Random,
) -> anyhow::Result<()> {
    let code = issue_code(server, UNITS as u64)?;
    let body = json!({ "qualification": "GovernmentCommunityCloud", "validationCode": code });
    let mut calls = Vec::new();
    for _ in 0..CALLERS {
        let customer = create_customer(connection, random)?;
        calls.push(Call { path: qualifications(&customer), request_id: random.guid(), body: body.clone() });
    }
    let answers = at_once(connection, &calls)?;
    let granted = answers.iter().filter(|answer| answer.status == 201).count();
    let refused =
        answers.iter().filter(|answer| answer.expect(400).is_ok_and(|body| body["code"] == 1_900_003));
    let refused = refused.count();
    ensure!(granted == UNITS && refused == CALLERS - UNITS, "{granted} granted, {refused} refused");
    let codes = connection.another()?.get("/v1/customers/all/validations")?;
    let left = codes.as_array().into_iter().flatten().find(|one| one["validationId"] == code.as_str());
    ensure!(left.is_some_and(|left| left["remainingCreates"] == 0), "the code is not used up: {left:?}");
    Ok(())
}

/// One request, sent by all callers at once under one id.
fn race_with_itself(connection: &Connection, random: &mut Random) -> anyhow::Result<()> {
    let customer = create_customer(connection, random)?;
    let body = json!({ "qualification": "Education", "educationSegment": "K12" });
    let call = Call { path: qualifications(&customer), request_id: random.guid(), body };
    let answers = at_once(connection, &vec![call.clone(); CALLERS])?;
    for answer in &answers {
        answer.expect(201)?;
        ensure!(answer.body == answers[0].body, "two answers differ");
    }
    let fresh = answers.iter().filter(|answer| answer.header("ms-replayed").is_none()).count();
    ensure!(fresh == 1, "{fresh} answers claim to be the first");
    let records = records_of(&mut connection.another()?, &call.request_id)?;
    ensure!(records == 1, "one effect has one audit record, not {records}");
    Ok(())
}

#[derive(Clone)]
struct Call {
    path: String,
    /// The correlation id, too, so that the audit names it.
    request_id: String,
    body: Value,
}

/// Sends each call on a connection of its own, all released at one moment.
fn at_once(connection: &Connection, calls: &[Call]) -> anyhow::Result<Vec<Answer>> {
    let start = Barrier::new(calls.len());
    let connections = calls.iter().map(|_| connection.another()).collect::<anyhow::Result<Vec<_>>>()?;
    thread::scope(|scope| {
        let start = &start;
        let callers: Vec<_> = calls
            .iter()
            .zip(connections)
            .map(|(call, mut connection)| {
                scope.spawn(move || {
                    start.wait();
                    let ids = [("MS-RequestId", &*call.request_id), ("MS-CorrelationId", &*call.request_id)];
                    connection.send("POST", &call.path, &ids, Some(&call.body))
                })
            })
            .collect();
        callers
            .into_iter()
            .map(|caller| match caller.join() {
                Ok(answer) => answer,
                Err(_) => bail!("a caller panicked"),
            })
            .collect()
    })
}

fn create_customer(connection: &Connection, random: &mut Random) -> anyhow::Result<String> {
    let body = customer_body(&format!("race-{}.onmicrosoft.com", random.guid()));
    let created = connection.another()?.send("POST", "/v1/customers", &[], Some(&body))?.expect(201)?;
    Ok(created["id"].as_str().context("the new customer has no id")?.to_owned())
}

fn qualifications(customer: &str) -> String {
    format!("/v1/customers/{customer}/qualifications")
}

/// How many succeeded records the newest page of the audit has for a correlation id.
fn records_of(connection: &mut Connection, correlation_id: &str) -> anyhow::Result<usize> {
    let page = connection.get("/v1/auditrecords?size=500")?;
    let items = page["items"].as_array().context("the audit page has no items")?;
    let of_this = items.iter().filter(|item| {
        item["originalCorrelationId"] == correlation_id && item["operationStatus"] == "succeeded"
    });
    Ok(of_this.count())
}
