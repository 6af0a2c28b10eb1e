//! The store on PostgreSQL: requests beside pgbench, which runs the very statements of them on the same server in the same run.

mod log;
mod script;
mod seed;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use qualify_testkit::soak::ServerProcess;
use qualify_testkit::soak::http::Connection;
use qualify_throwaway::Cluster;
use serde_json::json;

use self::seed::{Filled, HEARD, MILLIONS, POSTS, THOUSAND};
use super::Plan;
use super::program::{Programs, connect, settle_disk};
use super::wrk::{CONNECTIONS, Mode, Sample, Target, median, median_of};
use crate::results::{Bound, Row, Unit};
use crate::workspace;

const POST_OF_PGBENCH_MIN: f64 = 0.6;
const GET_OF_PGBENCH_MIN: f64 = 0.35;
const TWO_NODES_OF_ONE_MIN: f64 = 0.95;
const MILLIONS_OF_FEW_MIN: f64 = 0.85;
/// As many as Qualify holds to its database.
const CLIENTS: usize = 16;

/// A database with the processes that serve it.
struct Place<'a> {
    cluster: &'a Cluster,
    filled: &'a Filled,
    nodes: Vec<ServerProcess>,
    folder: PathBuf,
    /// Customers that were used up.
    used: usize,
}

/// What was measured of something, round by round.
struct Series {
    what: &'static str,
    samples: Vec<Sample>,
}

/// Fills the server where that was not done before, and runs the rounds.
pub(super) fn measure(plan: &Plan, customers_max: u32) -> anyhow::Result<Vec<Row>> {
    let program = Programs::build_for_servers()?;
    let folder = workspace::root().join("target/bench/servers");
    fs::create_dir_all(&folder)?;
    let cluster = Cluster::start_durable(&folder.join("postgres"))?;
    let filled = seed::fill(&cluster, &program, &folder, usize::try_from(customers_max)?)?;
    let mut places = filled
        .iter()
        .map(|it| Place::start(&cluster, &program, it, &folder))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let [thousand, posts, millions] = places.as_mut_slice() else {
        anyhow::bail!("there are three databases")
    };
    let get = posts.write_script(&program, Mode::Get)?;
    let post = posts.write_script(&program, Mode::Post)?;
    settle_disk()?;
    let mut series = Series::all();
    for round in 0..=plan.rounds {
        // The first is not counted: it fills caches, and verifies tokens.
        let seconds = if round == 0 { 1 } else { plan.seconds };
        let samples = [
            thousand.pgbench(&get, seconds)?,
            thousand.load(Mode::Get, 1, seconds)?,
            millions.load(Mode::Get, 1, seconds)?,
            posts.pgbench(&post, seconds)?,
            posts.load(Mode::Post, 1, seconds)?,
            posts.load(Mode::Post, 2, seconds)?,
            posts.load_of_many_partners(seconds)?,
            millions.load(Mode::Post, 1, seconds)?,
        ];
        if round > 0 {
            for (series, sample) in series.iter_mut().zip(samples) {
                println!("round {round}, {}: {:.0}/s", series.what, sample.per_second);
                series.samples.push(sample);
            }
        }
    }
    for place in places {
        for node in place.nodes {
            node.stop()?;
        }
    }
    Ok(rows(&series, &filled))
}

impl<'a> Place<'a> {
    fn start(
        cluster: &'a Cluster,
        program: &Path,
        filled: &'a Filled,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let folder = folder.join(filled.database);
        let nodes = (0..filled.nodes)
            .map(|number| seed::start(program, &cluster.url_of(filled.database), &folder, number))
            .collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self { cluster, filled, nodes, folder, used: HEARD })
    }

    /// Hears what Qualify asks the server for two requests, and writes it down for pgbench.
    fn write_script(&self, program: &Path, mode: Mode) -> anyhow::Result<PathBuf> {
        // A process of its own, whose first request has prepared what the others use.
        let node = seed::start(program, &self.cluster.url_of(self.filled.database), &self.folder, 0)?;
        let mut connection = connect(&node)?;
        let ids = fs::read_to_string(self.filled.ids())?;
        let (name, mut heard) = (if matches!(mode, Mode::Get) { "get" } else { "post" }, Vec::new());
        for id in ids.lines().take(HEARD) {
            self.cluster.execute("postgres", "ALTER SYSTEM SET log_statement = 'all'")?;
            self.cluster.execute("postgres", "SELECT pg_reload_conf(), pg_sleep(0.3)")?;
            ask(&mut connection, mode, id)?;
            self.cluster.execute("postgres", "ALTER SYSTEM RESET log_statement")?;
            // What ends a read goes with what is asked next.
            ask(&mut connection, Mode::Get, id)?;
            self.cluster.execute("postgres", "SELECT pg_reload_conf(), pg_sleep(0.3)")?;
            heard.push((format!("\\x{}", id.replace('-', "")), log::read(&self.cluster.log()?)));
        }
        node.stop()?;
        let [.., (one_customer, one), (other_customer, other)] = heard.as_slice() else {
            anyhow::bail!("two requests")
        };
        let (one, other) = (request_in(mode, one, one_customer)?, request_in(mode, other, other_customer)?);
        let text = script::of(&one, &other)?;
        let file = self.folder.with_file_name(format!("{name}.sql"));
        fs::write(&file, text)?;
        Ok(file)
    }

    /// Takes so many customers that nobody used.
    fn take(&mut self, mode: Mode, count: usize) -> anyhow::Result<usize> {
        if matches!(mode, Mode::Get) {
            return Ok(0);
        }
        let first = self.used;
        self.used += count;
        ensure!(self.used <= self.filled.customers, "the customers of {} are used up", self.filled.database);
        Ok(first)
    }

    /// How many customers a run may use.
    fn share(&self, mode: Mode, seconds: u64) -> usize {
        const PER_SECOND_MAX: usize = 4000;
        match mode {
            Mode::Get => self.filled.customers,
            Mode::Post => PER_SECOND_MAX * usize::try_from(seconds).unwrap_or(1),
        }
    }

    fn load(&mut self, mode: Mode, nodes: usize, seconds: u64) -> anyhow::Result<Sample> {
        let share = self.share(mode, seconds);
        let first = self.take(mode, share)?;
        let part = share / nodes;
        let connections = CONNECTIONS / nodes;
        let runs: Vec<anyhow::Result<Sample>> = std::thread::scope(|scope| {
            let runs: Vec<_> = self.nodes[..nodes]
                .iter()
                .enumerate()
                .map(|(number, node)| {
                    let ids = self.filled.ids();
                    scope.spawn(move || {
                        let authorization = connect(node)?.authorization().unwrap_or_default().to_owned();
                        let target =
                            Target { url: node.url(), mode, authorization: &authorization, ids: &ids };
                        target.run_with(connections, first + number * part, part, seconds)
                    })
                })
                .collect();
            runs.into_iter().map(|run| run.join().map_err(|_| anyhow::anyhow!("a run panicked"))?).collect()
        });
        let runs = runs.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
        let middle = median(&runs);
        Ok(Sample { per_second: runs.iter().map(|run| run.per_second).sum(), ..middle })
    }

    /// Writers of a hundred partners at once, by one process.
    fn load_of_many_partners(&mut self, seconds: u64) -> anyhow::Result<Sample> {
        let share = self.share(Mode::Post, seconds);
        let first = self.filled.used_of_many.fetch_add(share, std::sync::atomic::Ordering::SeqCst);
        let authorization = format!("@{}", self.filled.tokens().display());
        let (node, ids) = (&self.nodes[0], self.filled.ids_of_many());
        Target { url: node.url(), mode: Mode::Post, authorization: &authorization, ids: &ids }
            .run(first, share, seconds)
    }

    fn pgbench(&mut self, script: &Path, seconds: u64) -> anyhow::Result<Sample> {
        let mode = if script.ends_with("get.sql") { Mode::Get } else { Mode::Post };
        let count = self.share(mode, seconds);
        let first = self.take(mode, count)?;
        let mut pgbench = workspace::command("pgbench");
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--random-seed=1"]);
        pgbench.args([format!("--client={CLIENTS}"), format!("--time={seconds}")]);
        pgbench.args(["-D".to_owned(), format!("base={}", first + 1), "-D".to_owned(), "k=-1".to_owned()]);
        pgbench.args(["-D".to_owned(), format!("share={}", (count / CLIENTS).max(1))]);
        pgbench.arg("--file").arg(script).arg(self.cluster.url_of(self.filled.database));
        let said = workspace::output(&mut pgbench)?;
        let number = |begin: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(begin));
            line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok())
                .with_context(|| format!("pgbench said no {begin}: {said}"))
        };
        ensure!(number("number of failed transactions: ")? < 0.5, "{said}");
        let latency_ms = number("latency average = ")?;
        Ok(Sample { per_second: number("tps = ")?, p50_ms: latency_ms, p99_ms: f64::NAN, requests: 1 })
    }
}

/// One request as those of the load.
fn ask(connection: &mut Connection, mode: Mode, id: &str) -> anyhow::Result<()> {
    match mode {
        Mode::Get => connection.get(&format!("/v1/customers/{id}/qualification")).map(drop),
        Mode::Post => {
            let request = [("MS-RequestId", id)];
            let body = json!({ "qualification": "Education", "educationSegment": "K12" });
            let path = format!("/v1/customers/{id}/qualifications");
            connection.send("POST", &path, &request, Some(&body))?.expect(201).map(drop)
        }
    }
}

impl Series {
    fn all() -> [Self; 8] {
        [
            "GET, 1 thousand customers, pgbench",
            "GET, 1 thousand customers, Qualify",
            "GET, millions of customers, Qualify",
            "POST, one partner's writers, pgbench",
            "POST, one partner's writers, Qualify",
            "POST, one partner's writers, Qualify on two nodes",
            "POST, a hundred partners' writers, Qualify",
            "POST, millions of customers, Qualify",
        ]
        .map(|what| Self { what, samples: Vec::new() })
    }
}

fn rows(series: &[Series], filled: &[Filled]) -> Vec<Row> {
    let middle = |place: usize| median_of(series[place].samples.iter().map(|it| it.per_second));
    let mut rows: Vec<Row> = Vec::new();
    for (place, it) in series.iter().enumerate() {
        rows.push(Row::new(it.what, middle(place), Unit::PerSecond));
        let p99 = median_of(it.samples.iter().map(|sample| sample.p99_ms));
        if !p99.is_nan() {
            rows.push(Row::new(format!("{}, p99", it.what), p99, Unit::Milliseconds));
        }
    }
    let ratio = |what: &str, one: usize, other: usize, least: f64| {
        Row::new(what, middle(one) / middle(other), Unit::Ratio).must_be(Bound::AtLeast(least))
    };
    for it in filled {
        let what = format!("customers in the database {}", it.database);
        rows.push(Row::new(what, f64::from(u32::try_from(it.customers).unwrap_or(u32::MAX)), Unit::Count));
    }
    rows.extend([
        ratio("GET, Qualify / pgbench", 1, 0, GET_OF_PGBENCH_MIN),
        ratio("GET, millions / 1 thousand", 2, 1, MILLIONS_OF_FEW_MIN),
        ratio("POST, Qualify / pgbench", 4, 3, POST_OF_PGBENCH_MIN),
        ratio("POST, two nodes / one", 5, 4, TWO_NODES_OF_ONE_MIN),
        ratio("POST, a hundred partners' writers / pgbench", 6, 3, POST_OF_PGBENCH_MIN),
        ratio("POST, millions / few", 7, 4, MILLIONS_OF_FEW_MIN),
    ]);
    rows
}

/// The statements of a customer's request among those of the log.
fn request_in<'a>(
    mode: Mode,
    statements: &'a [log::Logged],
    customer: &str,
) -> anyhow::Result<script::Heard<'a>> {
    let is_it = |it: &log::Logged| match mode {
        Mode::Get => {
            it.sql.contains("FROM customers") && it.values.iter().flatten().any(|value| value == customer)
        }
        Mode::Post => it.sql.contains("INTO replays") && it.values.iter().flatten().count() > 0,
    };
    let statements = log::transaction_with(statements, is_it).context("the request is in the log")?;
    Ok(script::Heard { statements, customer: customer.to_owned() })
}

/// How the rows come about.
pub(super) fn note(plan: &Plan) -> String {
    let Plan { rounds, seconds } = plan;
    format!(
        "PostgreSQL on this machine, fsync and synchronous_commit on, 2 GB of buffers. pgbench with {CLIENTS} clients, prepared and \
         pipelined, runs the statements that the server's log has of the same requests (two journeys a write, one a read); wrk \
         with {CONNECTIONS} connections, Qualify, pgbench and the server share the cores. Medians of {rounds} rounds of {seconds} s, all of them \
         in turn. GET: 1 thousand customers ({THOUSAND}) and millions ({MILLIONS}); POST: each customer once, of one \
         partner and of a hundred ({POSTS}). Rows were made by SQL, without words to search by."
    )
}
