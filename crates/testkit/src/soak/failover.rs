//! A database that dies under load: its primary is killed, and the synchronous standby promoted. What was acknowledged is there,
//! nothing twice, and the service comes back by itself.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use qualify_throwaway::Cluster;

use super::fleet::{Fleet, FleetReport};
use super::random::Random;

/// Processes that lose their database.
const NODES: usize = 2;
/// Acknowledged writes of each of them before the primary dies, and behind the promotion.
const WRITES: u64 = 15;
/// The primary dies at most this long after that.
const KILL_WITHIN_MS: u64 = 200;
/// It is found dead, and the standby promoted, at most this long after that.
const FOUND_WITHIN_MS: u64 = 500;

/// What drills did; it only exists if everything held.
#[derive(Clone, Copy, Debug, Default)]
pub struct FailoverReport {
    /// Primaries that were killed under load.
    pub failovers: u32,
    /// What the callers went through.
    pub fleet: FleetReport,
    /// From the promotion until every process had acknowledged a write: the longest,
    pub recovery_max: Duration,
    /// and all of them together.
    pub recovery_sum: Duration,
    /// From the kill until then: the longest.
    pub outage_max: Duration,
}

impl FailoverReport {
    /// Takes what another drill did to this.
    pub fn add(&mut self, other: &Self) {
        self.failovers += other.failovers;
        self.fleet.add(&other.fleet);
        self.recovery_max = self.recovery_max.max(other.recovery_max);
        self.recovery_sum += other.recovery_sum;
        self.outage_max = self.outage_max.max(other.outage_max);
    }
}

/// Runs one drill with `program serve` on two servers of its own.
///
/// # Errors
/// Something acknowledged was lost, something was done twice, or it did not come back. The message names the seed and the folder
/// with the logs.
pub fn fail_over(program: &Path, seed: u64) -> anyhow::Result<FailoverReport> {
    let mut primary = Cluster::start()?;
    let standby = primary.start_standby()?;
    let fleet = Fleet::start(program, primary.url_with(&standby), NODES)?;
    drill(&fleet, &mut primary, &standby, seed)
        .map_err(|error| error.context(format!("seed {seed}; logs are kept in {}", fleet.keep().display())))
}

fn drill(
    fleet: &Fleet,
    primary: &mut Cluster,
    standby: &Cluster,
    seed: u64,
) -> anyhow::Result<FailoverReport> {
    let all: Vec<usize> = (0..NODES).collect();
    let (writes, (outage, recovery)) = fleet.under_load(&mut Random::new(seed), |fleet, random| {
        fleet.wait_for_writes(&all, WRITES)?;
        thread::sleep(Duration::from_millis(random.below(KILL_WITHIN_MS)));
        primary.kill()?;
        let killed = Instant::now();
        thread::sleep(Duration::from_millis(random.below(FOUND_WITHIN_MS)));
        standby.promote()?;
        let promoted = Instant::now();
        fleet.wait_for_writes(&all, 1)?;
        let times = (killed.elapsed(), promoted.elapsed());
        fleet.wait_for_writes(&all, WRITES)?;
        Ok(times)
    })?;
    let fleet = fleet.check(&writes)?;
    Ok(FailoverReport {
        failovers: 1,
        fleet,
        recovery_max: recovery,
        recovery_sum: recovery,
        outage_max: outage,
    })
}
