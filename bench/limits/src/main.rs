//! What Qualify is measured against by `cargo xtask bench`: a bare HTTP server, the store's own statements without
//! anything around them, and a bare client of hyper, beside which the SDK's client runs. Also fills the stores that are measured, and looks whether a store's file is intact.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "each command prints its result for the bench to read")]

mod bare_http;
mod client;
mod integrity;
mod raw_store;
mod samples;
mod seed_store;
mod seed_trail;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;

use crate::seed_store::Records;

#[derive(Debug, Parser)]
enum Command {
    /// Answers every request with `"none"`.
    BareHttp {
        #[arg(long)]
        listen: SocketAddr,
    },
    /// Asks a server for customers, and prints what that took of this process.
    Client(client::Load),
    /// Runs the statements of one POST /qualifications per operation, some operations in each transaction.
    RawStore {
        #[arg(long)]
        data_dir: PathBuf,
        /// The customers, one GUID per line; each is used once.
        #[arg(long)]
        ids: PathBuf,
        /// The first line to use.
        #[arg(long, default_value_t = 0)]
        first: usize,
        #[arg(long)]
        operations: usize,
        /// Operations in one transaction.
        #[arg(long, default_value_t = 64)]
        group: usize,
    },
    /// Inserts customers into the store that a server made in this folder before.
    SeedStore {
        #[arg(long)]
        data_dir: PathBuf,
        #[arg(long)]
        customers: u64,
        /// Every so manieth customer is approved for Education; 0 for none.
        #[arg(long, default_value_t = 0)]
        qualified_every: u64,
        /// Every customer waits for a person to decide about Education.
        #[arg(long, conflicts_with = "qualified_every")]
        in_review: bool,
        /// Where the customers' ids are written, one per line.
        #[arg(long)]
        ids: PathBuf,
    },
    /// Appends audit records to the store that a server made in this folder before.
    SeedTrail {
        #[arg(long)]
        data_dir: PathBuf,
        #[arg(long)]
        records: u64,
        /// The moment of all of them, in seconds since 1970.
        #[arg(long)]
        from_second: i64,
    },
    /// Fails unless SQLite finds the store's file intact.
    Integrity {
        #[arg(long)]
        data_dir: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::BareHttp { listen } => bare_http::serve(listen),
        Command::Client(load) => {
            println!("{}", client::run(&load)?);
            Ok(())
        }
        Command::RawStore { data_dir, ids, first, operations, group } => {
            let customers = samples::read_ids(&ids, first, operations)?;
            let result = raw_store::run(&data_dir, &customers, group)?;
            println!("{}", result.to_json());
            Ok(())
        }
        Command::SeedStore { data_dir, customers, qualified_every, in_review, ids } => {
            let records = if in_review {
                Records { every: 1, status: "InReview" }
            } else {
                Records { every: qualified_every, status: "Approved" }
            };
            seed_store::run(&data_dir, customers, records, &ids)
        }
        Command::SeedTrail { data_dir, records, from_second } => {
            seed_trail::run(&data_dir, records, from_second)
        }
        Command::Integrity { data_dir } => integrity::check(&data_dir),
    }
}
