//! What a process sees of the store as a whole, and nobody's data in it: that something came, and how much was done.

use std::future::Future;

/// Tells of commits, and of what was done.
pub trait ObservationStore: Send + Sync {
    /// A listener for commits.
    type Changes: Changes;

    /// Listens for commits that bring events, those of other processes too. What it tells of can be read.
    fn changes(&self) -> Self::Changes;
    /// What this process had the store do since it was opened.
    fn numbers(&self) -> StoreNumbers;
}

/// A listener for commits that bring events.
pub trait Changes: Send {
    /// Takes all that came for seen. Called before a look, so that what comes behind the look is told.
    fn mark_seen(&mut self);
    /// Waits for a commit that was not seen; answers whether there will be more. One that nobody waits for any more is
    /// still told.
    fn changed(&mut self) -> impl Future<Output = bool> + Send;
}

/// What a store did since it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreNumbers {
    /// Transactions that wrote.
    pub commits: u64,
    /// Operations in them.
    pub operations: u64,
    /// Lists that nobody waited for any more before they were read.
    pub lists_given_up: u64,
    /// What this engine alone counts and measures.
    pub of_engine: Vec<EngineNumber>,
}

/// A number that not every engine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EngineNumber {
    /// Its name, in small letters and underscores, with its unit at the end.
    pub name: &'static str,
    /// Whether it only grows.
    pub kind: NumberKind,
    /// How much it is now.
    pub value: u64,
    /// What it says.
    pub about: &'static str,
}

/// What becomes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    /// It grows until the store is closed.
    Counter,
    /// It comes and goes.
    Gauge,
}
