//! `qualify sandbox requests`: the last exchanges, or with `--follow` each as it is over.

use std::time::Duration;

use serde_json::{Value, json};

use super::call::{self, Call, Sandbox};
use super::partner::HINT;
use super::show;
use crate::args::{OutputForm, RequestsArgs};
use crate::exit::Failure;
use crate::output;
use crate::runtime::StopSignals;
use crate::table;

const TITLES: [&str; 10] = ["ID", "AT", "STATUS", "CODE", "MS", "METHOD", "PATH", "WHO", "CLIENT", "FAULT"];
/// How wide the columns are where the rows to come are not known.
const WIDTHS: [usize; 10] = [5, 27, 6, 12, 9, 6, 72, 24, 24, 0];
/// The time between two looks for new exchanges.
const PAUSE: Duration = Duration::from_millis(200);
/// The time until a sandbox that is away is looked for again.
const PAUSE_AWAY: Duration = Duration::from_secs(1);

pub(super) async fn run(sandbox: &Sandbox, args: &RequestsArgs) -> Result<(), Failure> {
    let partner = args.partner.map(|partner| partner.to_string());
    let path = call::power_of(partner.as_deref(), &["requests"]);
    if args.follow {
        let mut signals = StopSignals::install()?;
        return tokio::select! {
            ended = follow(sandbox, args, &path) => ended,
            () = signals.next() => Ok(()),
        };
    }
    let answer = sandbox.send(list(args, &path, args.limit)).await?;
    warn_of_gaps(&answer, args.output);
    show(&answer, args.output, page)
}

fn list<'a>(args: &RequestsArgs, path: &'a [&'a str], limit: Option<u32>) -> Call<'a> {
    call::get(path, "the exchanges are not shown")
        .with_hint(if args.partner.is_some() { HINT } else { "" })
        .with_query("client", args.client.clone())
        .with_query("path", args.path.clone())
        .with_query("limit", limit.map(|limit| limit.to_string()))
}

fn warn_of_gaps(answer: &Value, form: OutputForm) {
    if form == OutputForm::Text && answer["complete"] != json!(true) {
        output::note(&table::printable(text(&answer["says"])));
    }
}

/// Shows exchanges as they come. A sandbox that goes away is waited for, once it has answered.
async fn follow(sandbox: &Sandbox, args: &RequestsArgs, path: &[&str]) -> Result<(), Failure> {
    let mut answer = sandbox.send(list(args, path, args.limit.or(Some(1)))).await?;
    if args.limit.is_none() {
        answer["requests"] = json!([]);
    }
    if args.output == OutputForm::Text {
        output::data(&table::line(TITLES.map(str::to_owned), WIDTHS))?;
    }
    let mut is_away = false;
    loop {
        pass_on(&answer, args.output)?;
        let cursor = answer["cursor"].to_string();
        answer = loop {
            tokio::time::sleep(if is_away { PAUSE_AWAY } else { PAUSE }).await;
            match sandbox.send(list(args, path, None).with_query("after", Some(cursor.clone()))).await {
                Ok(answer) => break answer,
                Err(Failure::Unreachable(text)) => {
                    if !is_away {
                        output::note(&format!("{text}; trying again"));
                    }
                    is_away = true;
                }
                Err(failure) => return Err(failure),
            }
        };
        is_away = false;
        warn_of_gaps(&answer, args.output);
    }
}

/// The oldest first, as they happened.
fn pass_on(answer: &Value, form: OutputForm) -> Result<(), Failure> {
    let newest_first: Vec<&Value> = items(&answer["requests"]).collect();
    for exchange in newest_first.into_iter().rev() {
        let line = match form {
            OutputForm::Text => table::line(row(exchange), WIDTHS),
            OutputForm::Json => format!("{exchange}\n"),
        };
        output::data(&line)?;
    }
    Ok(())
}

/// The exchanges, and below them what is not served.
fn page(answer: &Value) -> String {
    let mut page = table::lines(TITLES, items(&answer["requests"]).map(row));
    let unserved = items(&answer["unserved"]).map(|call| {
        let count = call["count"].as_u64().unwrap_or_default();
        let times = if count == 1 { "time" } else { "times" };
        format!("{} ({count} {times}, by {})", text(&call["says"]), text(&call["client"]))
    });
    let unserved: String = unserved.map(|line| table::printable(&line) + "\n").collect();
    if !unserved.is_empty() {
        page.push('\n');
        page.push_str(&unserved);
    }
    let others = answer["unservedOthers"].as_u64().filter(|others| *others > 0);
    page.extend(others.map(|others| format!("{others} further calls that are not served\n")));
    page
}

fn row(exchange: &Value) -> [String; 10] {
    let principal = &exchange["principal"];
    // The most telling name that there is.
    let who = ["user", "application"].into_iter().find_map(|name| principal[name].as_str());
    let duration_us = exchange["durationUs"].as_u64().unwrap_or_default();
    [
        exchange["id"].to_string(),
        text(&exchange["at"]).to_owned(),
        exchange["status"].as_u64().map_or_else(|| "none".to_owned(), |status| status.to_string()),
        exchange["errorCode"].as_str().unwrap_or("-").to_owned(),
        format!("{}.{:03}", duration_us / 1000, duration_us % 1000),
        text(&exchange["method"]).to_owned(),
        text(&exchange["path"]).to_owned(),
        who.unwrap_or("-").to_owned(),
        text(&exchange["client"]).to_owned(),
        text(&exchange["fault"]).to_owned(),
    ]
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
