//! `qualify webhooks`: a partner's receivers in the form of Standard Webhooks.

use qualify_vocabulary::counted;
use serde_json::{Map, Value, json};

use super::partner::{self, Partner};
use super::sandbox::show;
use crate::args::{OutputForm, ReplayArgs, WebhooksAction, WebhooksArgs};
use crate::exit::Failure;
use crate::{output, runtime, table};

const WEBHOOKS: [&str; 3] = ["partner", "v1", "webhooks"];

pub(crate) fn run(args: &WebhooksArgs) -> Result<(), Failure> {
    runtime::start_small()?.block_on(async {
        let partner = Partner::at(&args.partner)?;
        ask(&partner, &args.action, args.output).await
    })
}

async fn ask(partner: &Partner, action: &WebhooksAction, form: OutputForm) -> Result<(), Failure> {
    match action {
        WebhooksAction::List => {
            let answer = partner.send(partner::get(&WEBHOOKS, "the webhooks are not shown")).await?;
            show(&answer, form, list)
        }
        WebhooksAction::Add { receiver, events, description } => {
            let body = registration(receiver, events, description.as_deref());
            let call = partner::post(&WEBHOOKS, "the webhook was not registered").with_body(body);
            let answer = partner.send(call).await?;
            show(&answer, form, secret)
        }
        WebhooksAction::Test { id } => {
            let path = below(&id.to_string(), Some("test"));
            let answer = partner.send(partner::post(&segments(&path), "no test was sent")).await?;
            show(&answer, form, |answer| sent_test(&id.to_string(), answer))
        }
        WebhooksAction::RotateSecret { id } => {
            let path = below(&id.to_string(), Some("rotate-secret"));
            let answer = partner.send(partner::post(&segments(&path), "the secret stays as it is")).await?;
            show(&answer, form, secret)
        }
        WebhooksAction::Deliveries { id, state, limit } => {
            let path = below(&id.to_string(), Some("deliveries"));
            let path = segments(&path);
            let call = partner::get(&path, "the deliveries are not shown")
                .with_query("state", state.clone())
                .with_query("size", Some(limit.to_string()));
            let answer = partner.send(call).await?;
            show(&answer, form, deliveries)
        }
        WebhooksAction::Replay(args) => replay(partner, args, form).await,
        WebhooksAction::Remove { id } => {
            let path = below(&id.to_string(), None);
            partner.send(partner::delete(&segments(&path), "the webhook was not removed")).await?;
            output::note("the webhook is removed");
            Ok(())
        }
    }
}

/// Replays to the end, however many calls it takes.
async fn replay(partner: &Partner, args: &ReplayArgs, form: OutputForm) -> Result<(), Failure> {
    let path = below(&args.id.to_string(), Some("replay"));
    let members = [
        ("eventId", &args.event),
        ("failedSince", &args.failed_since),
        ("from", &args.from),
        ("until", &args.until),
    ];
    let mut body: Map<String, Value> = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?))))
        .collect();
    let mut replayed = 0;
    loop {
        let path = segments(&path);
        let call = partner::post(&path, "not everything was replayed").with_body(Value::Object(body.clone()));
        let answer = partner.send(call).await?;
        replayed += answer["deliveries"].as_u64().unwrap_or_default();
        match answer.get("continuationToken") {
            Some(token) => body.insert("continuationToken".to_owned(), token.clone()),
            None => break,
        };
    }
    show(&json!({ "deliveries": replayed }), form, |_| {
        let begin = if replayed == 1 { "begins" } else { "begin" };
        format!("{} {begin} anew\n", counted(replayed, "delivery"))
    })
}

fn registration(url: &str, events: &[String], description: Option<&str>) -> Value {
    let mut body = json!({ "url": url });
    if !events.is_empty() {
        body["events"] = json!(events);
    }
    if let Some(description) = description {
        body["description"] = json!(description);
    }
    body
}

/// The path of a webhook, or of something below it.
fn below(id: &str, rest: Option<&str>) -> Vec<String> {
    WEBHOOKS.into_iter().chain([id]).chain(rest).map(str::to_owned).collect()
}

fn segments(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

fn list(answer: &Value) -> String {
    let rows = items(&answer["items"]).map(|webhook| {
        let events = items(&webhook["events"]).map(text).collect::<Vec<_>>().join(",");
        let state = match webhook["disabledBecause"].as_str() {
            Some(because) => format!("disabled: {because}"),
            None => "on".to_owned(),
        };
        let events = if webhook["events"].is_null() { "all".to_owned() } else { events };
        [
            text(&webhook["id"]).to_owned(),
            text(&webhook["form"]).to_owned(),
            state,
            events,
            text(&webhook["url"]).to_owned(),
        ]
    });
    table::lines(["ID", "FORM", "STATE", "EVENTS", "URL"], rows)
}

fn secret(answer: &Value) -> String {
    let [id, secret] = ["id", "signingSecret"].map(|name| table::printable(text(&answer[name])));
    format!("webhook {id}\nsecret {secret}\n")
}

fn sent_test(id: &str, answer: &Value) -> String {
    let correlation_id = table::printable(text(&answer["correlationId"]));
    format!(
        "A test event is on its way to webhook {id}, under the correlation id {correlation_id}. `qualify webhooks \
         deliveries {id}` says how it was taken.\n"
    )
}

fn deliveries(answer: &Value) -> String {
    let rows = items(&answer["items"]).map(|delivery| {
        let attempts = delivery["attempts"].as_array().map_or(&[][..], Vec::as_slice);
        let last = attempts.last().map(|attempt| match attempt["status"].as_u64() {
            Some(status) => status.to_string(),
            None => text(&attempt["error"]).to_owned(),
        });
        [
            text(&delivery["timestamp"]).to_owned(),
            text(&delivery["type"]).to_owned(),
            text(&delivery["state"]).to_owned(),
            attempts.len().to_string(),
            last.unwrap_or_default(),
            text(&delivery["eventId"]).to_owned(),
        ]
    });
    table::lines(["AT", "TYPE", "STATE", "ATTEMPTS", "LAST", "EVENT"], rows)
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
