//! A database that fails under load where Patroni keeps it and HAProxy leads to the server that takes writes: the tools that operators
//! use. What was acknowledged is there, nothing twice, and the service comes back by itself.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;

use super::fleet::{Fleet, FleetReport};
use super::random::Random;

/// What is done to namespaces, servers and Patroni; it needs root.
const SCRIPT: &str = include_str!("patroni.sh");
/// The servers' namespaces, by the last part of their address.
const SERVERS: [u8; 2] = [11, 12];
/// Processes that lose their database.
const NODES: usize = 2;
/// Acknowledged writes of each of them before the failure, and behind it.
const WRITES: u64 = 15;
/// The failure comes at most this long after that.
const FAIL_WITHIN_MS: u64 = 200;
/// The longest that servers may take to be there, both, or one of them to lead.
const PATIENCE: Duration = Duration::from_mins(3);
/// Between two looks, and the longest that one of them takes.
const LOOK: Duration = Duration::from_millis(100);

/// What happens to the server that takes writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It is killed, with all its processes.
    Server,
    /// Its Patroni is killed, and it goes on without.
    Patroni,
    /// Nothing comes to it or from it any more: neither the other server nor etcd nor HAProxy.
    Network,
}

impl Failure {
    /// Each kind.
    pub const ALL: [Self; 3] = [Self::Server, Self::Patroni, Self::Network];

    /// What it is, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Server => "kill -9 of the primary",
            Self::Patroni => "kill -9 of the leader's Patroni",
            Self::Network => "network cut of the leader",
        }
    }

    const fn begin(self) -> &'static str {
        match self {
            Self::Server => "kill-server",
            Self::Patroni => "kill-patroni",
            Self::Network => "cut",
        }
    }

    /// What makes it good; Patroni itself does so for its server.
    const fn end(self) -> Option<&'static str> {
        match self {
            Self::Server => None,
            Self::Patroni => Some("start-patroni"),
            Self::Network => Some("mend"),
        }
    }
}

/// Two servers in a synchronous pair that Patroni keeps, with etcd, behind HAProxy. They end with this value.
#[derive(Debug)]
pub struct PatroniPair {
    folder: TempDir,
    port: u16,
    databases: u32,
}

impl PatroniPair {
    /// Starts it, and waits until both servers are there.
    ///
    /// # Errors
    /// This is not root, or one of the programs is not on this machine.
    pub fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("qualify-patroni-").tempdir()?;
        let free = TcpListener::bind(("127.0.0.1", 0))?;
        let port = free.local_addr()?.port();
        drop(free);
        let pair = Self { folder, port, databases: 0 };
        pair.run("up", &port.to_string())?;
        wait_until_whole()?;
        Ok(pair)
    }

    fn run(&self, what: &str, about: &str) -> anyhow::Result<()> {
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "patroni.sh"]).arg(self.folder.path()).args([what, about]);
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
        ensure!(status.success(), "`{what} {about}` ended with {status}");
        Ok(())
    }

    /// A new database on it; answers its URL.
    fn database(&mut self) -> anyhow::Result<String> {
        self.databases += 1;
        let name = format!("qualify_{}", self.databases);
        self.run("database", &format!("{} {name}", self.port))?;
        Ok(format!("postgres://qualify@127.0.0.1:{}/{name}", self.port))
    }
}

/// The server that leads, as one of those that can be asked sees it; none while none does.
fn leader(but: Option<u8>) -> Option<u8> {
    SERVERS.into_iter().filter(|asked| Some(*asked) != but).find_map(|asked| {
        let members = members(asked).ok()?;
        let leads = |server: &u8| state_of(&members, *server).is_some_and(|(role, _)| role == "leader");
        SERVERS.into_iter().find(leads)
    })
}

/// Waits until one server leads and the other has all that it has; answers the one that leads.
fn wait_until_whole() -> anyhow::Result<u8> {
    let started = Instant::now();
    loop {
        for asked in SERVERS {
            let Ok(members) = members(asked) else { continue };
            let has = |wanted: &str| {
                let is_so = |server: &u8| {
                    state_of(&members, *server).is_some_and(|(role, state)| {
                        role == wanted && matches!(state, "running" | "streaming")
                    })
                };
                SERVERS.into_iter().find(is_so)
            };
            if let (Some(leader), Some(_)) = (has("leader"), has("sync_standby")) {
                return Ok(leader);
            }
        }
        ensure!(started.elapsed() < PATIENCE, "the two servers do not find each other");
        thread::sleep(LOOK);
    }
}

/// Waits until another server leads than the one that failed.
fn wait_until_another_leads(failed: u8) -> anyhow::Result<()> {
    let started = Instant::now();
    while leader(Some(failed)).is_none_or(|leader| leader == failed) {
        ensure!(started.elapsed() < PATIENCE, "no other server leads");
        thread::sleep(LOOK);
    }
    Ok(())
}

impl Drop for PatroniPair {
    fn drop(&mut self) {
        // What is left is looked for by the next one, which does not start beside it.
        let _ = self.run("down", "");
    }
}

/// What a server's Patroni says of all of them.
fn members(asked: u8) -> anyhow::Result<Value> {
    let address = SocketAddr::from(([10, 231, 77, asked], 8008));
    let mut stream = TcpStream::connect_timeout(&address, LOOK)?;
    stream.set_read_timeout(Some(LOOK * 10))?;
    stream.write_all(b"GET /cluster HTTP/1.0\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").context("an answer with a body")?;
    Ok(serde_json::from_str(body)?)
}

fn state_of(members: &Value, server: u8) -> Option<(&str, &str)> {
    let name = format!("node-{server}");
    let member = members["members"].as_array()?.iter().find(|it| it["name"] == name.as_str())?;
    Some((member["role"].as_str()?, member["state"].as_str()?))
}

/// What drills did; it only exists if everything held.
#[derive(Clone, Copy, Debug, Default)]
pub struct PatroniReport {
    /// Failures under load.
    pub drills: u32,
    /// What the callers went through.
    pub fleet: FleetReport,
    /// From the failure until every process had acknowledged a write on another server: the longest,
    pub outage_max: Duration,
    /// and all of them together.
    pub outage_sum: Duration,
    /// From the moment at which another server led until then: the longest.
    pub recovery_max: Duration,
}

impl PatroniReport {
    /// Takes what another drill did to this.
    pub fn add(&mut self, other: &Self) {
        self.drills += other.drills;
        self.fleet.add(&other.fleet);
        self.outage_max = self.outage_max.max(other.outage_max);
        self.outage_sum += other.outage_sum;
        self.recovery_max = self.recovery_max.max(other.recovery_max);
    }
}

/// Runs one drill with `program serve`.
///
/// # Errors
/// Something acknowledged was lost, something was done twice, or it did not come back. The message names the seed and the folder
/// with the logs.
pub fn fail_over_by_patroni(
    program: &Path,
    pair: &mut PatroniPair,
    failure: Failure,
    seed: u64,
) -> anyhow::Result<PatroniReport> {
    let leader = wait_until_whole()?;
    let fleet = Fleet::start(program, pair.database()?, NODES)?;
    match drill(&fleet, pair, leader, failure, seed) {
        Ok(report) => Ok(report),
        Err(error) => {
            bail!("{}, seed {seed}: {error:#}; logs are kept in {}", failure.name(), fleet.keep().display())
        }
    }
}

fn drill(
    fleet: &Fleet,
    pair: &PatroniPair,
    leader: u8,
    failure: Failure,
    seed: u64,
) -> anyhow::Result<PatroniReport> {
    let all: Vec<usize> = (0..NODES).collect();
    let (writes, (outage, recovery)) = fleet.under_load(&mut Random::new(seed), |fleet, random| {
        fleet.wait_for_writes(&all, WRITES)?;
        thread::sleep(Duration::from_millis(random.below(FAIL_WITHIN_MS)));
        let server = leader.to_string();
        let failed = Instant::now();
        pair.run(failure.begin(), &server)?;
        wait_until_another_leads(leader)?;
        let led = Instant::now();
        fleet.wait_for_writes(&all, 1)?;
        let times = (failed.elapsed(), led.elapsed());
        fleet.wait_for_writes(&all, WRITES)?;
        if let Some(end) = failure.end() {
            pair.run(end, &server)?;
        }
        wait_until_whole()?;
        fleet.wait_for_writes(&all, WRITES)?;
        Ok(times)
    })?;
    Ok(PatroniReport {
        drills: 1,
        fleet: fleet.check(&writes)?,
        outage_max: outage,
        outage_sum: outage,
        recovery_max: recovery,
    })
}
