//! hyper with the pool of connections of a general library of HTTP.

use anyhow::ensure;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::header::HeaderMap;
use hyper::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use qualify_vocabulary::CustomerId;
use serde_json::Value;
use tokio::task::JoinSet;

use super::usage::Usage;
use super::{Load, Shares, bare};

#[derive(Clone)]
struct Caller {
    client: Client<HttpConnector, Empty<Bytes>>,
    root: String,
    headers: HeaderMap,
}

pub(super) async fn gets(load: &Load, shares: Shares) -> anyhow::Result<Value> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let caller = Caller {
        client: Client::builder(TokioExecutor::new()).build(connector),
        root: load.url.trim_end_matches('/').to_owned(),
        headers: bare::headers(&load.token)?,
    };
    let requests = shares.iter().map(|share| share.len()).sum();
    // All at once, so that there are as many connections as tasks.
    let firsts = shares.iter().map(|share| share.iter().take(1).copied().collect()).collect();
    ask(&caller, firsts).await?;
    let begin = Usage::now()?;
    ask(&caller, shares).await?;
    begin.report_since(requests)
}

async fn ask(caller: &Caller, shares: Shares) -> anyhow::Result<()> {
    let mut tasks = JoinSet::new();
    for share in shares {
        let caller = caller.clone();
        tasks.spawn(async move {
            for id in share.iter() {
                caller.get(*id).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok(())
}

impl Caller {
    async fn get(&self, id: CustomerId) -> anyhow::Result<()> {
        let mut request = Request::get(format!("{}/v1/customers/{id}", self.root)).body(Empty::new())?;
        *request.headers_mut() = self.headers.clone();
        let response = self.client.request(request).await?;
        ensure!(response.status() == StatusCode::OK, "{} for customer {id}", response.status());
        bare::read(&response.into_body().collect().await?.to_bytes(), id)
    }
}
