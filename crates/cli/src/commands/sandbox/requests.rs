//! `qualify sandbox requests`.

use serde_json::{Value, json};

use super::call::{self, Sandbox};
use super::show;
use crate::args::{OutputForm, RequestsArgs};
use crate::exit::Failure;
use crate::output;
use crate::table;

pub(super) async fn run(sandbox: &Sandbox, args: &RequestsArgs) -> Result<(), Failure> {
    let call = call::get(&["sandbox", "requests"], "the exchanges are not shown")
        .with_query("client", args.client.clone())
        .with_query("path", args.path.clone())
        .with_query("limit", args.limit.map(|limit| limit.to_string()));
    let answer = sandbox.send(call).await?;
    if args.output == OutputForm::Text && answer["complete"] != json!(true) {
        output::note(&table::printable(text(&answer["says"])));
    }
    show(&answer, args.output, page)
}

/// The exchanges, and below them what is not served.
fn page(answer: &Value) -> String {
    let titles = ["AT", "STATUS", "MS", "METHOD", "PATH", "WHO", "CLIENT", "FAULT"];
    let mut page = table::lines(titles, items(&answer["requests"]).map(row));
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

fn row(exchange: &Value) -> [String; 8] {
    let principal = &exchange["principal"];
    // The most telling name that there is.
    let who = ["user", "application"].into_iter().find_map(|name| principal[name].as_str());
    let duration_us = exchange["durationUs"].as_u64().unwrap_or_default();
    [
        text(&exchange["at"]).to_owned(),
        exchange["status"].as_u64().map_or_else(|| "none".to_owned(), |status| status.to_string()),
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
