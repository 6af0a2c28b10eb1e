//! What the dashboard's pages leave in memory: the private memory of a process in which each was shown once, beside that
//! of another one whose API read the same things as often. Both hold what the database keeps of the rows that were read;
//! the difference is the pages' own.

use std::fs;
use std::thread;

use anyhow::Context;
use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::soak::ServerProcess;
use serde_json::json;

use super::pages::{IDLE_AFTER, OPERATOR, PARTNER, Visitor, pages_of_partner, pages_of_staff};
use super::program::{self, Programs, SeededStore};
use crate::results::{Bound, Row, Unit};

const GROWTH_MAX_MEBIBYTES: f64 = 5.0;

/// Memory that a process shares with no other, in mebibytes.
#[derive(Debug, Clone, Copy)]
struct Private {
    all: f64,
    /// What it wrote: that of its heap, for the most part. The rest are pages of its file that it ran.
    written: f64,
}

pub(super) fn measure(programs: &Programs, store: &SeededStore, customer: &str) -> anyhow::Result<Vec<Row>> {
    let by_api = growth(programs, store, |server| read_by_api(server, customer))?;
    let by_pages = growth(programs, store, |server| show_pages(server, customer))?;
    let row = |what: &str, value| Row::new(format!("private memory, {what}"), value, Unit::Mebibytes);
    Ok(vec![
        row("more of it after the API's reads", by_api.all),
        row("more of it after the API's reads, written", by_api.written),
        row("more of it once each page was shown", by_pages.all),
        row("more of it once each page was shown, written", by_pages.written),
        row("more of it by pages than by the API", by_pages.all - by_api.all)
            .must_be(Bound::Below(GROWTH_MAX_MEBIBYTES)),
    ])
}

/// How much more a process holds that was idle, was asked, and is idle again.
fn growth(
    programs: &Programs,
    store: &SeededStore,
    ask: impl Fn(&ServerProcess) -> anyhow::Result<()>,
) -> anyhow::Result<Private> {
    let server = programs.start(store)?;
    thread::sleep(IDLE_AFTER);
    let before = private_of(server.id())?;
    ask(&server)?;
    thread::sleep(IDLE_AFTER);
    let after = private_of(server.id())?;
    server.stop()?;
    Ok(Private { all: after.all - before.all, written: after.written - before.written })
}

fn show_pages(server: &ServerProcess, customer: &str) -> anyhow::Result<()> {
    let mut ana = Visitor::sign_in(server, PARTNER)?;
    for path in pages_of_partner(customer) {
        ana.ask(&path)?;
    }
    let mut olga = Visitor::sign_in(server, OPERATOR)?;
    let case = olga.find("/dashboard/reviews", "name=\"review\" value=\"")?;
    for path in pages_of_staff(&case, customer) {
        olga.ask(&path)?;
    }
    Ok(())
}

/// As many reads as there are pages, of what they show.
fn read_by_api(server: &ServerProcess, customer: &str) -> anyhow::Result<()> {
    let mut partner = program::connect(server)?;
    let list = "/v1/customers?size=50".to_owned();
    let of_customer = ["", "/profiles/billing", "/profiles/company", "/qualifications", "/validations"];
    let paths = of_customer.map(|part| format!("/v1/customers/{customer}{part}"));
    let others =
        ["/v1/customers/all/validations", "/v1/auditrecords?startDate=2020-01-01", "/partner/v1/webhooks"];
    let paths = paths.into_iter().chain(others.map(str::to_owned));
    let lists =
        std::iter::repeat_n(list, pages_of_partner(customer).len() - of_customer.len() - others.len());
    for path in lists.chain(paths) {
        partner.get(&path).with_context(|| path.clone())?;
    }
    let mut staff =
        server.connect_as(&json!({ "kind": "staff", "user": OPERATOR, "expiresInSeconds": 36_000 }))?;
    let queue = staff.get("/operator/v1/reviews")?;
    let case = queue["items"][0]["id"].as_str().context("somebody waits")?.to_owned();
    let paths = [
        format!("/operator/v1/reviews/{case}"),
        format!("/operator/v1/partners/{NORTHLIGHT}"),
        format!("/operator/v1/partners/{NORTHLIGHT}/codes"),
        format!("/operator/v1/partners/{NORTHLIGHT}/customers/{customer}/decisions"),
        "/operator/v1/partners".to_owned(),
        "/operator/v1/datasets".to_owned(),
        "/operator/v1/audit".to_owned(),
    ];
    let lists = pages_of_staff(&case, customer).len() - paths.len() - 1;
    for path in std::iter::repeat_n("/operator/v1/reviews".to_owned(), lists).chain(paths) {
        staff.get(&path).with_context(|| path.clone())?;
    }
    Ok(())
}

fn private_of(process: u32) -> anyhow::Result<Private> {
    let sums = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    parse_private(&sums).context("the kernel does not tell the private memory")
}

fn parse_private(sums: &str) -> Option<Private> {
    let mebibytes = |name: &str| {
        let line = sums.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kibibytes / 1024.0)
    };
    let (clean, written) = (mebibytes("Private_Clean:")?, mebibytes("Private_Dirty:")?);
    Some(Private { all: clean + written, written })
}

#[cfg(test)]
mod tests {
    use super::parse_private;

    #[test]
    fn the_private_memory_is_what_the_kernel_says() {
        let sums = "Rss:  9000 kB\nPrivate_Clean:  1024 kB\nPrivate_Dirty:      512 kB\nAnonymous: 1 kB\n";
        let private = parse_private(sums).unwrap();
        assert!((private.all - 1.5).abs() < 1e-9 && (private.written - 0.5).abs() < 1e-9);
        assert!(parse_private("Rss: 1 kB").is_none());
    }
}
