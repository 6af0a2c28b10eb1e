//! Several equal processes on one database of PostgreSQL, of which any may go, and callers who go to the next one until they are
//! answered. A write keeps its id on all its ways, so that it is done once however often it is sent.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use serde_json::json;
use tempfile::TempDir;

use super::check::Seen;
use super::http::Connection;
use super::load::{Effect, REPEATED_ONE_IN, SendError, Write, plan};
use super::process::{ServerProcess, sandbox};
use super::random::Random;
use super::{CODE_UNITS, POLICY, decisions_in, issue_code};

/// More callers than nodes, so that writes of one partner meet.
const CALLERS: usize = 6;
/// How long a write may go about before it is lost, and how long anything else may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// One write in this many goes to the next process.
const MOVES_ONE_IN: u64 = 8;
/// Between two attempts of a caller.
const PAUSE: Duration = Duration::from_millis(20);
/// Longer than a lease of records of a process that is five minutes ahead: what one that went held is free then.
const LEASE_OVER_SECONDS: u64 = 361;

/// The processes.
#[derive(Debug)]
pub(super) struct Fleet {
    program: PathBuf,
    database: String,
    nodes: Vec<Node>,
    code: String,
    /// Writes that were sent again because nobody answered,
    unanswered: AtomicU64,
    /// or because a node said to come back.
    told_to_come_back: AtomicU64,
    duplicates: AtomicU64,
    folder: TempDir,
}

/// One place for a process.
#[derive(Debug, Default)]
struct Node {
    process: Mutex<Option<ServerProcess>>,
    /// Where a caller of it begins.
    door: Mutex<Option<Connection>>,
    acknowledged: AtomicU64,
}

/// What the callers went through.
#[derive(Clone, Copy, Debug, Default)]
pub struct FleetReport {
    /// Writes, all of them acknowledged in the end and there once.
    pub acknowledged: u64,
    /// Attempts without an answer.
    pub unanswered: u64,
    /// Attempts that were told to come back.
    pub told_to_come_back: u64,
    /// Acknowledged writes that were sent again, and replayed.
    pub duplicates: u64,
    /// Decisions, one for each qualification.
    pub decisions: u64,
}

impl FleetReport {
    /// Takes what others went through to this.
    pub const fn add(&mut self, other: &Self) {
        self.acknowledged += other.acknowledged;
        self.unanswered += other.unanswered;
        self.told_to_come_back += other.told_to_come_back;
        self.duplicates += other.duplicates;
        self.decisions += other.decisions;
    }
}

impl Fleet {
    /// Starts so many processes on an empty database.
    pub(super) fn start(program: &Path, database: String, nodes: usize) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("qualify-fleet-").tempdir()?;
        let nodes = (0..nodes).map(|_| Node::default()).collect();
        let mut fleet = Self {
            program: program.to_owned(),
            database,
            nodes,
            code: String::new(),
            unanswered: AtomicU64::default(),
            told_to_come_back: AtomicU64::default(),
            duplicates: AtomicU64::default(),
            folder,
        };
        // The first one makes the secret that the others share.
        fleet.start_node(0)?;
        fleet.code = {
            let first = held(&fleet.nodes[0].process);
            issue_code(first.as_ref().context("the first node runs")?, CODE_UNITS)?
        };
        thread::scope(|scope| {
            let starts: Vec<_> = (1..fleet.nodes.len())
                .map(|place| {
                    scope.spawn({
                        let fleet = &fleet;
                        move || fleet.start_node(place)
                    })
                })
                .collect();
            starts.into_iter().try_for_each(|start| start.join().map_err(|_| anyhow!("a start panicked"))?)
        })?;
        Ok(fleet)
    }

    /// How many there are.
    pub(super) const fn size(&self) -> usize {
        self.nodes.len()
    }

    /// Starts the process of a place.
    pub(super) fn start_node(&self, place: usize) -> anyhow::Result<()> {
        let data = |place: usize| self.folder.path().join(format!("node-{place}"));
        let log = self.folder.path().join(format!("node-{place}.log"));
        let mut command = sandbox(POLICY, &self.program, &data(place), &log)?;
        command.args(["--database", &self.database]);
        command.env("QUALIFY_STORE__SECRET_KEY_FILE", data(0).join("secret.key"));
        let process = ServerProcess::start(&mut command)
            .with_context(|| std::fs::read_to_string(&log).unwrap_or_default())?;
        let door = process.connect_as(&json!({ "expiresInSeconds": 36_000 }))?;
        let node = &self.nodes[place];
        *held(&node.door) = Some(door);
        *held(&node.process) = Some(process);
        Ok(())
    }

    /// Ends a process as a power cut would.
    pub(super) fn kill_node(&self, place: usize) -> anyhow::Result<()> {
        let node = &self.nodes[place];
        let process = held(&node.process).take();
        process.context("a node that runs")?.kill()?;
        *held(&node.door) = None;
        Ok(())
    }

    /// Turns the clock of a process forward; the others know nothing of it until they start again.
    pub(super) fn put_ahead(&self, place: usize, seconds: u64) -> anyhow::Result<()> {
        let mut door = held(&self.nodes[place].door).as_ref().context("a node that runs")?.another()?;
        let ahead = json!({ "seconds": seconds });
        door.send("POST", "/sandbox/clock/advance", &[], Some(&ahead))?.expect(200).map(drop)
    }

    /// Waits until every one of these places has acknowledged so many more writes.
    pub(super) fn wait_for_writes(&self, places: &[usize], count: u64) -> anyhow::Result<()> {
        let now = |place: &usize| self.nodes[*place].acknowledged.load(Ordering::SeqCst);
        let before: Vec<u64> = places.iter().map(now).collect();
        let started = Instant::now();
        while places.iter().zip(&before).any(|(place, before)| now(place) < before + count) {
            ensure!(started.elapsed() < PATIENCE, "no writes by {places:?} within {PATIENCE:?}");
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// Has callers write while something is done to the processes or their database.
    pub(super) fn under_load<T>(
        &self,
        random: &mut Random,
        drive: impl FnOnce(&Self, &mut Random) -> anyhow::Result<T>,
    ) -> anyhow::Result<(Vec<Write>, T)> {
        let is_over = AtomicBool::new(false);
        let seeds: Vec<Random> = (0..CALLERS).map(|_| Random::new(random.bits())).collect();
        thread::scope(|scope| {
            let is_over = &is_over;
            let callers: Vec<_> = seeds
                .into_iter()
                .enumerate()
                .map(|(number, random)| {
                    let caller =
                        Caller { fleet: self, place: number % self.size(), connection: None, random };
                    scope.spawn(move || caller.write_until(is_over))
                })
                .collect();
            let driven = drive(self, random);
            is_over.store(true, Ordering::SeqCst);
            let mut writes = Vec::new();
            for caller in callers {
                writes.extend(caller.join().map_err(|_| anyhow!("a caller panicked"))??);
            }
            Ok((writes, driven?))
        })
    }

    /// Waits until everything is decided, and compares all that is there with all that was written.
    pub(super) fn check(&self, writes: &[Write]) -> anyhow::Result<FleetReport> {
        self.put_ahead(0, LEASE_OVER_SECONDS)?;
        let mut user = held(&self.nodes[0].door).as_ref().context("the first node runs")?.another()?;
        let seen = Seen::read_decided(&mut user, &self.code)?;
        seen.check(writes, CODE_UNITS)?;
        let decisions = decisions_in(&self.program, "--database", self.database.as_ref())?;
        let expected = seen.decisions_expected();
        ensure!(decisions == expected, "{decisions} decisions, expected {expected}");
        Ok(FleetReport {
            acknowledged: writes.len() as u64,
            unanswered: self.unanswered.load(Ordering::SeqCst),
            told_to_come_back: self.told_to_come_back.load(Ordering::SeqCst),
            duplicates: self.duplicates.load(Ordering::SeqCst),
            decisions,
        })
    }

    /// Keeps the logs, for whoever looks why something did not hold.
    pub(super) fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One who writes.
struct Caller<'a> {
    fleet: &'a Fleet,
    place: usize,
    connection: Option<Connection>,
    random: Random,
}

impl Caller<'_> {
    /// Writes until it is over; what was begun is brought to its end.
    fn write_until(mut self, is_over: &AtomicBool) -> anyhow::Result<Vec<Write>> {
        let (mut writes, mut planned): (Vec<Write>, Vec<Write>) = (Vec::new(), Vec::new());
        while !is_over.load(Ordering::SeqCst) {
            if self.random.below(MOVES_ONE_IN) == 0 {
                // As a balancer does; and a process that came back gets its share.
                self.connection = None;
                self.place = (self.place + 1) % self.fleet.size();
            }
            let mut write = planned.pop().unwrap_or_else(|| Write::customer(&mut self.random));
            self.deliver(&mut write)?;
            if let (Effect::Customer, Some(customer)) = (write.effect, &write.customer) {
                planned = plan(&mut self.random, customer, &self.fleet.code);
            }
            if self.random.below(REPEATED_ONE_IN) == 0 {
                ensure!(self.deliver(&mut write)?, "a duplicate was done again: {write:?}");
                self.fleet.duplicates.fetch_add(1, Ordering::SeqCst);
            }
            writes.push(write);
        }
        Ok(writes)
    }

    /// Sends a write from node to node until one acknowledges it; answers whether that was a replay.
    fn deliver(&mut self, write: &mut Write) -> anyhow::Result<bool> {
        let started = Instant::now();
        loop {
            let tried_in_vain = match self.send(write) {
                Ok(is_replay) => {
                    self.fleet.nodes[self.place].acknowledged.fetch_add(1, Ordering::SeqCst);
                    return Ok(is_replay);
                }
                Err(SendError::Refused(error)) => return Err(error),
                Err(SendError::Away(error)) => {
                    self.fleet.told_to_come_back.fetch_add(1, Ordering::SeqCst);
                    error
                }
                Err(SendError::NoAnswer(error)) => {
                    self.fleet.unanswered.fetch_add(1, Ordering::SeqCst);
                    error
                }
            };
            ensure!(
                started.elapsed() < PATIENCE,
                "not done within {PATIENCE:?}: {write:?}: {tried_in_vain:#}"
            );
            self.connection = None;
            self.place = (self.place + 1) % self.fleet.size();
            thread::sleep(PAUSE);
        }
    }

    fn send(&mut self, write: &mut Write) -> Result<bool, SendError> {
        if self.connection.is_none() {
            let door = held(&self.fleet.nodes[self.place].door);
            let opened = door.as_ref().context("a node that went").and_then(Connection::another);
            self.connection = Some(opened.map_err(SendError::NoAnswer)?);
        }
        match &mut self.connection {
            Some(connection) => write.send(connection),
            None => Err(SendError::NoAnswer(anyhow!("there is no connection"))),
        }
    }
}
