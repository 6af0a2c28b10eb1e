//! The limit of a client: hyper, a connection for each task, headers that are ready made.

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{ACCEPT, AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use qualify_contract::headers;
use qualify_contract::v1::customers::Customer;
use qualify_vocabulary::CustomerId;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::usage::Usage;
use super::{Load, Shares};

/// Stands for the id of each request: a client that makes them anew does more.
const REQUEST_ID: &str = "5b0b8a3c-1f2e-4d6a-9c37-8e4f00a1b2c3";

pub(super) async fn gets(load: &Load, shares: Shares, reads: bool) -> anyhow::Result<Value> {
    let address = load.url.strip_prefix("http://").context("only plain HTTP is spoken here")?;
    let address = address.trim_end_matches('/');
    let mut headers = headers(&load.token)?;
    headers.insert(HOST, HeaderValue::from_str(address)?);
    let mut connections = JoinSet::new();
    let mut senders = Vec::with_capacity(shares.len());
    for share in &shares {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        connections.spawn(connection);
        let mut caller = Caller { sender, headers: headers.clone(), reads };
        caller.get(*share.first().context("each task has a customer")?).await?;
        senders.push(caller);
    }
    let requests = shares.iter().map(|share| share.len()).sum();
    let begin = Usage::now()?;
    let mut tasks = JoinSet::new();
    for (mut caller, share) in senders.into_iter().zip(shares) {
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
    begin.report_since(requests)
}

struct Caller {
    sender: SendRequest<Empty<Bytes>>,
    headers: HeaderMap,
    reads: bool,
}

impl Caller {
    async fn get(&mut self, id: CustomerId) -> anyhow::Result<()> {
        let mut request = Request::get(format!("/v1/customers/{id}")).body(Empty::new())?;
        *request.headers_mut() = self.headers.clone();
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        ensure!(response.status() == StatusCode::OK, "{} for customer {id}", response.status());
        let body = response.into_body().collect().await?.to_bytes();
        if self.reads { read(&body, id) } else { Ok(()) }
    }
}

/// Reads a customer as serde does it alone.
pub(super) fn read(body: &[u8], id: CustomerId) -> anyhow::Result<()> {
    let customer: Customer = serde_json::from_slice(body)?;
    ensure!(customer.id == id, "another customer than {id}");
    Ok(())
}

/// The headers that the SDK sends, beside the host.
pub(super) fn headers(token: &str) -> anyhow::Result<HeaderMap> {
    let mut all = HeaderMap::new();
    all.insert(AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}"))?);
    for (name, value) in [
        (ACCEPT, "application/json"),
        (HeaderName::from_static("ms-requestid"), REQUEST_ID),
        (HeaderName::from_static("ms-correlationid"), REQUEST_ID),
        (HeaderName::from_static("x-locale"), "en-US"),
        (HeaderName::from_static("ms-partnercenter-client"), "Partner Center Rust SDK"),
        (HeaderName::from_bytes(headers::MS_SDK_VERSION.as_bytes())?, env!("CARGO_PKG_VERSION")),
        (HeaderName::from_bytes(headers::MS_CONTRACT_VERSION.as_bytes())?, "v1"),
    ] {
        all.insert(name, HeaderValue::from_static(value));
    }
    Ok(all)
}
