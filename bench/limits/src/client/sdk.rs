//! The client of the crate `qualify-sdk`, as a program uses it.

use std::pin::pin;

use anyhow::{Context, ensure};
use futures_util::{StreamExt as _, TryStreamExt as _};
use qualify_sdk::{Client, Cloud, Credentials, ListQuery};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::usage::{Usage, peak_kibibytes};
use super::{Load, Shares};

/// At which parts of the stream, in hundredths, the memory is looked at.
const LOOKED_AT: [usize; 3] = [10, 50, 100];

fn client(load: &Load) -> anyhow::Result<Client> {
    let credentials = Credentials::static_token(load.token.as_str());
    Ok(Client::builder(Cloud::sandbox(load.url.as_str()), credentials).without_proxy().build()?)
}

pub(super) async fn gets(load: &Load, shares: Shares) -> anyhow::Result<Value> {
    let client = client(load)?;
    let requests = shares.iter().map(|share| share.len()).sum();
    // All at once, so that there are as many connections as tasks.
    let firsts: Vec<_> = shares.iter().map(|share| share.iter().take(1).copied().collect()).collect();
    ask(&client, firsts).await?;
    let begin = Usage::now()?;
    ask(&client, shares).await?;
    begin.report_since(requests)
}

async fn ask(client: &Client, shares: Shares) -> anyhow::Result<()> {
    let mut tasks = JoinSet::new();
    for share in shares {
        let customers = client.customers();
        tasks.spawn(async move {
            for id in share.iter() {
                let customer = customers.by_id(*id).get().await?;
                ensure!(customer.id == *id, "another customer than {id}");
            }
            Ok(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok(())
}

/// All customers, counted as they come; the peak of the memory on the way.
pub(super) async fn stream(load: &Load) -> anyhow::Result<Value> {
    let client = client(load)?;
    let begin = Usage::now()?;
    let items = client.customers().list(ListQuery::all()).items();
    let mut numbered = pin!(items.enumerate().map(|(number, item)| item.map(|_| number + 1)));
    let marks = LOOKED_AT.map(|part| load.requests / 100 * part);
    let (mut count, mut peaks) = (0, Vec::new());
    while let Some(number) = numbered.try_next().await? {
        count = number;
        if marks.contains(&number) {
            peaks.push(peak_kibibytes()?);
        }
    }
    ensure!(count >= load.requests, "the stream ended after {count} of {} customers", load.requests);
    let mut report = begin.report_since(count)?;
    let members = report.as_object_mut().context("the report is an object")?;
    members.insert("peak_kib".to_owned(), json!(peaks));
    Ok(report)
}
