//! The dashboard's pages: how long each takes at 100 thousand customers, what one first sees of a million, and what they
//! leave in memory.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use qualify_testkit::browser::{Browser, attribute_behind};
use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::soak::ServerProcess;
use qualify_testkit::soak::http::Connection;
use qualify_vocabulary::Timestamp;

use super::program::{self, Programs, SeededStore};
use super::wrk::median_of;
use super::{LARGE, Plan, pages_memory};
use crate::results::{Bound, Row, Unit};
use crate::workspace;

/// Customers of the store at which every page is asked for.
const CUSTOMERS: usize = 100_000;
const PAGE_MAX_MS: f64 = 10.0;
const FIRST_ROWS_MAX_MS: f64 = 200.0;
const SEARCH_MAX_MS: f64 = 100.0;
/// How often each page is asked for in a round.
const ASKED: usize = 20;
pub(super) const IDLE_AFTER: Duration = Duration::from_secs(2);

pub(super) const PARTNER: &str = "ana@northlight.example";
pub(super) const OPERATOR: &str = "olga@qualify.example";

/// The pages of a partner.
const PARTNER_PAGES: [&str; 11] = [
    "/dashboard/customers",
    "/dashboard/customers?search=school",
    "/dashboard/customers?search=0012345",
    "/dashboard/customers?qualification=Education&status=InReview",
    "/dashboard/customers?qualification=None",
    "/dashboard/customers?qualification=Nonprofit",
    "/dashboard/customers/new",
    "/dashboard/codes",
    "/dashboard/activity",
    "/dashboard/webhooks",
    "/dashboard/sessions",
];
const CUSTOMER_PAGES: [&str; 4] = ["", "/billing", "/qualifications", "/qualifications/new"];
const STAFF_PAGES: [&str; 8] = [
    "/dashboard/reviews",
    "/dashboard/reviews?age=more",
    "/dashboard/decisions",
    "/dashboard/partners",
    "/dashboard/datasets",
    "/dashboard/audit",
    "/dashboard/health",
    "/dashboard/figures",
];

pub(super) fn measure(programs: &Programs, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let mut rows = every_page(programs, plan)?;
    rows.extend(of_a_million(programs, plan)?);
    Ok(rows)
}

/// Every page, on a store where each customer waits for a person and each has a record in the trail.
fn every_page(programs: &Programs, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let store = programs.seed_in_review(&program::new_folder("pages")?, CUSTOMERS)?;
    fill_trail(programs, &store)?;
    let customer = first_id(&store)?;
    program::settle_disk()?;
    let mut rows = pages_memory::measure(programs, &store, &customer)?;
    let server = programs.start(&store)?;
    thread::sleep(IDLE_AFTER);
    let mut ana = Visitor::sign_in(&server, PARTNER)?;
    let mut olga = Visitor::sign_in(&server, OPERATOR)?;
    let case = olga.find("/dashboard/reviews", "name=\"review\" value=\"")?;
    let ids = [(customer.as_str(), "{customer}"), (case.as_str(), "{case}"), (NORTHLIGHT, "{partner}")];
    for path in pages_of_partner(&customer) {
        rows.extend(page_rows(&mut ana, &path, &ids, plan)?);
    }
    for path in pages_of_staff(&case, &customer) {
        rows.extend(page_rows(&mut olga, &path, &ids, plan)?);
    }
    server.stop()?;
    Ok(rows)
}

pub(super) fn pages_of_partner(customer: &str) -> Vec<String> {
    let of_customer = CUSTOMER_PAGES.map(|part| format!("/dashboard/customers/{customer}{part}"));
    PARTNER_PAGES.map(str::to_owned).into_iter().chain(of_customer).collect()
}

pub(super) fn pages_of_staff(case: &str, customer: &str) -> Vec<String> {
    let of_one = [
        format!("/dashboard/reviews/{case}"),
        format!("/dashboard/partners/{NORTHLIGHT}"),
        format!("/dashboard/partners/{NORTHLIGHT}/customers/{customer}"),
    ];
    STAFF_PAGES.map(str::to_owned).into_iter().chain(of_one).collect()
}

fn page_rows(
    visitor: &mut Visitor,
    path: &str,
    ids: &[(&str, &str)],
    plan: &Plan,
) -> anyhow::Result<[Row; 2]> {
    let mut times = visitor.times(path, ASKED * plan.rounds)?;
    times.sort_by(f64::total_cmp);
    let nine_tenths = times[times.len() * 9 / 10];
    let path = ids.iter().fold(path.to_owned(), |path, (id, name)| path.replace(id, name));
    let what = format!("100 thousand customers, {path}");
    let half = Row::new(format!("{what}, p50"), median_of(times.into_iter()), Unit::Milliseconds)
        .must_be(Bound::Below(PAGE_MAX_MS));
    Ok([half, Row::new(format!("{what}, p90"), nine_tenths, Unit::Milliseconds)])
}

/// The list of a million, and searches in it.
fn of_a_million(programs: &Programs, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let store = programs.seed(&program::new_folder("pages-large")?, LARGE, 3)?;
    let server = programs.start(&store)?;
    program::settle_disk()?;
    let mut ana = Visitor::sign_in(&server, PARTNER)?;
    let mut rows = Vec::new();
    for (what, path, most) in [
        ("first rows", "/dashboard/customers", FIRST_ROWS_MAX_MS),
        ("first rows, Education", "/dashboard/customers?qualification=Education", FIRST_ROWS_MAX_MS),
        ("first rows, none", "/dashboard/customers?qualification=None", FIRST_ROWS_MAX_MS),
        ("search, a word of all names", "/dashboard/customers?search=school", SEARCH_MAX_MS),
        ("search, a word of one name", "/dashboard/customers?search=0765432", SEARCH_MAX_MS),
        ("search, a beginning of many", "/dashboard/customers?search=07", SEARCH_MAX_MS),
        ("search, two words", "/dashboard/customers?search=school%2007654", SEARCH_MAX_MS),
        ("search, nobody", "/dashboard/customers?search=nobody", SEARCH_MAX_MS),
    ] {
        let times = ana.times(path, ASKED * plan.rounds)?;
        // The first time is what somebody sees who comes in the morning.
        let first = times.first().copied().unwrap_or(f64::NAN);
        let median = median_of(times.into_iter());
        let row = |which: &str, value| {
            Row::new(format!("1 million customers, {what}, {which}"), value, Unit::Milliseconds)
                .must_be(Bound::Below(most))
        };
        rows.extend([row("the first time", first), row("p50", median)]);
    }
    server.stop()?;
    Ok(rows)
}

/// As many records in the trail as there are customers, of the last hour.
fn fill_trail(programs: &Programs, store: &SeededStore) -> anyhow::Result<()> {
    let server = programs.start(store)?;
    let now = program::connect(&server)?.get("/sandbox/clock")?;
    let now = now["now"].as_str().context("the sandbox has a clock")?.parse::<Timestamp>()?;
    server.stop()?;
    let mut seed = workspace::command(&programs.limits);
    seed.args(["seed-trail", "--records", &CUSTOMERS.to_string(), "--from-second"]);
    seed.arg((now.as_second() - 3600).to_string()).arg("--data-dir").arg(&store.data_dir);
    workspace::run(&mut seed)
}

fn first_id(store: &SeededStore) -> anyhow::Result<String> {
    let ids = std::fs::read_to_string(&store.ids)?;
    ids.lines().next().map(str::to_owned).context("the store has customers")
}

/// Somebody who signed in, on one connection.
pub(super) struct Visitor {
    connection: Connection,
    cookies: String,
}

impl Visitor {
    /// By the issuer's page, as a person does.
    pub(super) fn sign_in(server: &ServerProcess, name: &str) -> anyhow::Result<Self> {
        let browser = Browser::at(server.url());
        let shown = browser.sign_in(name);
        ensure!(shown.text().contains("/dashboard/sign-out"), "{name} is signed in");
        Ok(Self { connection: Connection::open(server.url())?, cookies: browser.cookies() })
    }

    /// What stands behind a text on a page.
    pub(super) fn find(&mut self, path: &str, text: &str) -> anyhow::Result<String> {
        let page = self.ask(path)?;
        attribute_behind(&page, text).with_context(|| format!("{path} has no {text}"))
    }

    pub(super) fn ask(&mut self, path: &str) -> anyhow::Result<String> {
        let answer = self.connection.send("GET", path, &[("Cookie", &self.cookies)], None)?;
        ensure!(answer.status == 200, "GET {path}: {}", answer.status);
        Ok(String::from_utf8(answer.body)?)
    }

    /// Milliseconds of so many answers, from the first byte that is sent to the last one that comes.
    fn times(&mut self, path: &str, count: usize) -> anyhow::Result<Vec<f64>> {
        let time = |_| {
            let started = Instant::now();
            self.ask(path)?;
            Ok(started.elapsed().as_secs_f64() * 1e3)
        };
        (0..count).map(time).collect()
    }
}

/// How the rows come about.
pub(super) fn note(plan: &Plan) -> String {
    format!(
        "One client on one connection, {} answers of each page, from the first byte sent to the last one read. Each of the 100 \
         thousand customers has an Education record in review, an open case and a record in the trail. Memory: of two processes on that store, one that \
         showed each page once and one whose API was asked as often; private is what smaps_rollup says.",
        ASKED * plan.rounds
    )
}
