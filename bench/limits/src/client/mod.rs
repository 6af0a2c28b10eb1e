//! What the client of the crate `qualify-sdk` costs, beside a bare client of hyper on as many connections.
//!
//! Everything runs on one thread, so that no waking of threads is counted on either side.

mod bare;
mod pool;
mod sdk;
mod usage;

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use qualify_vocabulary::CustomerId;
use serde_json::Value;

use crate::samples;

/// Who asks, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// The SDK, customers by their ids, read as what they are.
    SdkGets,
    /// hyper, the same requests, whose answers are collected and not read.
    HyperGets,
    /// hyper, the same requests, whose answers serde reads as customers.
    HyperGetsRead,
    /// hyper with the pool of connections of a general library, the same requests, read by serde.
    PoolGetsRead,
    /// The SDK, all customers as a stream.
    SdkStream,
}

/// Customers for each task.
type Shares = Vec<Arc<[CustomerId]>>;

/// What is asked, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct Load {
    mode: Mode,
    /// The root of the service, plain HTTP.
    #[arg(long)]
    url: String,
    /// A token that outlives the run.
    #[arg(long)]
    token: String,
    /// The customers, one GUID per line; for the stream, their number counts alone.
    #[arg(long)]
    ids: PathBuf,
    /// Requests that are measured, or customers that the stream must bring.
    #[arg(long)]
    requests: usize,
    /// Tasks, each with one request under way, and so many connections.
    #[arg(long, default_value_t = 16)]
    connections: usize,
}

/// Runs the load, and tells what it took.
pub(crate) fn run(load: &Load) -> anyhow::Result<Value> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if load.mode == Mode::SdkStream {
        return runtime.block_on(sdk::stream(load));
    }
    let shares = load.shares()?;
    match load.mode {
        Mode::HyperGets => runtime.block_on(bare::gets(load, shares, false)),
        Mode::HyperGetsRead => runtime.block_on(bare::gets(load, shares, true)),
        Mode::PoolGetsRead => runtime.block_on(pool::gets(load, shares)),
        Mode::SdkGets | Mode::SdkStream => runtime.block_on(sdk::gets(load, shares)),
    }
}

impl Load {
    /// The customers that each task asks for: as many requests in all, or a few less.
    fn shares(&self) -> anyhow::Result<Shares> {
        let ids = samples::read_ids(&self.ids, 0, self.requests)?;
        Ok(ids.chunks_exact(self.requests / self.connections).map(Arc::from).collect())
    }
}
