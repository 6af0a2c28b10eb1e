//! `kill -9` of a process while others serve on the same database: callers go to those, and nothing is lost or done twice.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use qualify_throwaway::Cluster;

use super::fleet::{Fleet, FleetReport};
use super::random::Random;

/// Processes on one database.
const NODES: usize = 3;
/// Acknowledged writes of each that runs before a kill and behind it.
const WRITES: u64 = 8;
/// How far the clock of the last process is ahead of the others': longer than a lease, so that it takes what they work on.
const AHEAD_SECONDS: u64 = 300;
/// A kill comes at most this long after that.
const KILL_WITHIN_MS: u64 = 200;

/// What kills did; it only exists if everything held.
#[derive(Clone, Copy, Debug, Default)]
pub struct NodeKillReport {
    /// Processes that were killed under load, and started again.
    pub kills: u32,
    /// What the callers went through.
    pub fleet: FleetReport,
    /// From a kill until both others had acknowledged more: the longest.
    pub pause_max: Duration,
}

impl NodeKillReport {
    /// Takes what other kills did to this.
    pub fn add(&mut self, other: &Self) {
        self.kills += other.kills;
        self.fleet.add(&other.fleet);
        self.pause_max = self.pause_max.max(other.pause_max);
    }
}

/// Kills one of three processes of `program serve` so many times, and looks at the end whether everything is there.
///
/// # Errors
/// Something acknowledged was lost, something was done twice, or the others did not go on. The message names the seed and the
/// folder with the logs.
pub fn kill_nodes(program: &Path, kills: u32, seed: u64) -> anyhow::Result<NodeKillReport> {
    let cluster = Cluster::start()?;
    let fleet = Fleet::start(program, cluster.url(), NODES)?;
    run(&fleet, kills, seed)
        .map_err(|error| error.context(format!("seed {seed}; logs are kept in {}", fleet.keep().display())))
}

fn run(fleet: &Fleet, kills: u32, seed: u64) -> anyhow::Result<NodeKillReport> {
    let all: Vec<usize> = (0..NODES).collect();
    let (writes, pause_max) = fleet.under_load(&mut Random::new(seed), |fleet, random| {
        fleet.put_ahead(NODES - 1, AHEAD_SECONDS)?;
        let mut pause_max = Duration::ZERO;
        for _ in 0..kills {
            fleet.wait_for_writes(&all, WRITES)?;
            thread::sleep(Duration::from_millis(random.below(KILL_WITHIN_MS)));
            let victim = usize::try_from(random.below(NODES as u64))?;
            fleet.kill_node(victim)?;
            let killed = Instant::now();
            let others: Vec<usize> = all.iter().copied().filter(|place| *place != victim).collect();
            fleet.wait_for_writes(&others, 1)?;
            pause_max = pause_max.max(killed.elapsed());
            fleet.wait_for_writes(&others, WRITES)?;
            fleet.start_node(victim)?;
        }
        fleet.wait_for_writes(&all, WRITES)?;
        Ok(pause_max)
    })?;
    Ok(NodeKillReport { kills, fleet: fleet.check(&writes)?, pause_max })
}
