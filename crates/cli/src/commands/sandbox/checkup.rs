//! `qualify sandbox checkup`: what a client does that the real service would punish.

use std::fmt::Write as _;

use qualify_vocabulary::counted;
use serde_json::{Value, json};

use super::call::{self, Sandbox};
use super::show;
use crate::args::{CheckupArgs, OutputForm};
use crate::exit::Failure;
use crate::output;
use crate::table;

/// How wide the sentences are.
const LINE_CHARS_MAX: usize = 100;

pub(super) async fn run(sandbox: &Sandbox, args: &CheckupArgs) -> Result<(), Failure> {
    let call = call::get(&["sandbox", "checkup"], "nothing was looked at")
        .with_query("client", args.client.clone())
        .with_query("partner", args.partner.map(|partner| partner.to_string()));
    let answer = sandbox.send(call).await?;
    if args.output == OutputForm::Text && answer["complete"] != Value::Bool(true) {
        output::note(&table::printable(text(&answer["says"])));
    }
    show(&answer, args.output, page)?;
    if let Some(client) = args.client.as_ref().filter(|_| answer["exchanges"] == json!(0)) {
        return Err(Failure::Failed(format!(
            "nothing was looked at: no client's name, nor its application's id, holds {client:?} in the exchanges that are kept; \
             `qualify sandbox requests` shows who asked"
        )));
    }
    let is_clean = items(&answer["findings"]).next().is_none();
    if is_clean { Ok(()) } else { Err(Failure::Found) }
}

/// Each finding with its exchanges below it, and last what was looked at.
fn page(answer: &Value) -> String {
    let page: String = items(&answer["findings"]).map(|finding| told(finding) + "\n").collect();
    let number = |name: &str| answer[name].as_u64().unwrap_or_default();
    let looked_at = format!(
        "looked at {} of {}",
        counted(number("exchanges"), "exchange"),
        counted(number("clients"), "client")
    );
    let found = match items(&answer["findings"]).count() {
        0 => "no findings".to_owned(),
        some => counted(some, "finding"),
    };
    page + &format!("{found}; {looked_at}\n")
}

fn told(finding: &Value) -> String {
    let shown = items(&finding["exchanges"]).count();
    let count = finding["count"].as_u64().and_then(|count| usize::try_from(count).ok());
    let more = count.unwrap_or_default().saturating_sub(shown);
    let application = finding["application"].as_str();
    let by = application.map_or_else(String::new, |id| format!(", application {id}"));
    let head = format!("{}: {}{by}", text(&finding["rule"]), text(&finding["client"]));
    let mut lines = wrapped(&table::printable(text(&finding["says"])));
    let rows = items(&finding["exchanges"]).map(row);
    let titles = ["ID", "AT", "STATUS", "METHOD", "PATH", "WHAT"];
    lines.extend(table::lines(titles, rows).lines().map(str::to_owned));
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.iter().fold(table::printable(&head) + "\n", |mut told, line| {
        // Writing to a string does not fail.
        let _ = writeln!(told, "  {line}");
        told
    })
}

fn row(exchange: &Value) -> [String; 6] {
    [
        exchange["id"].to_string(),
        text(&exchange["at"]).to_owned(),
        exchange["status"].as_u64().map_or_else(|| "none".to_owned(), |status| status.to_string()),
        text(&exchange["method"]).to_owned(),
        text(&exchange["path"]).to_owned(),
        text(&exchange["note"]).to_owned(),
    ]
}

/// The words in lines that are no longer than a reader likes.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always one");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LINE_CHARS_MAX {
            lines.push(word.to_owned());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_sentence_and_its_exchanges() {
        let finding = json!({
            "rule": "no-mfa", "client": "a\u{1b}[2J", "application": "app", "says": "word ".repeat(30), "count": 3,
            "exchanges": [{ "id": 7, "at": "T", "method": "GET", "path": "/v1", "status": null, "note": "none" }],
        });
        let page = page(&json!({ "findings": [finding], "exchanges": 1, "clients": 2 }));
        let wanted = format!(
            "no-mfa: a?[2J, application app\n  {}\n  {}\n  ID  AT  STATUS  METHOD  PATH  WHAT\n  7   T   none    GET     \
             /v1   none\n  and 2 more\n\n1 finding; looked at 1 exchange of 2 clients\n",
            "word ".repeat(20).trim_end(),
            "word ".repeat(10).trim_end(),
        );
        assert_eq!(page, wanted);
    }
}
