//! All rows of one store into an empty one, whichever engine each is on: as one stream of tables, whose rows are told by
//! sums on both sides.
//!
//! The form of a table is the embedded store's ([`form`]), a row is the same bytes on each engine ([`tuple`]), and a sum says
//! what rows there are, in whichever order ([`sum`]). A place that rows come from is a [`Source`], one that they go to a
//! [`Target`]; [`run`] leads them from the one to the other. To add an engine: implement both beside its files.

pub(crate) mod form;
mod run;
pub(crate) mod sum;
pub(crate) mod tuple;

use qualify_domain::ports::{Outcome, StoreError};

#[cfg(feature = "postgres")]
pub(crate) use run::lead;
pub(crate) use run::lead_with;
pub use run::{Moved, MovedTable, Progress};
pub use sum::Sum;

use form::Table;
use tuple::Batch;

/// Where rows come from. All of them are those of one moment.
pub(crate) trait Source: Send {
    /// Gives every row of a table, always in the same order.
    fn read(&mut self, table: &Table, give: &mut dyn FnMut(&[u8]) -> Outcome<()>) -> Outcome<()>;
    /// The event up to which deliveries were made, by its number among all; none where that is every one.
    fn spread_to(&mut self) -> Outcome<Option<i64>>;
}

/// Where rows go. What it has got outlives the process, so that another one can go on.
pub(crate) trait Target {
    /// Takes an empty place, or one that was not filled to its end; answers how many rows each table has got.
    fn begin(&mut self, tables: &[Table]) -> Outcome<Vec<u64>>;
    /// Takes rows, all or none.
    fn write(&mut self, table: &Table, batch: Batch) -> Outcome<()>;
    /// Is told that no rows of this table come any more, by its number.
    fn end_table(&mut self, number: usize) -> Outcome<()>;
    /// What has arrived of each table, read back.
    fn sums(&mut self, tables: &[Table]) -> Outcome<Vec<Sum>>;
    /// Lets a service use the place; deliveries were made up to this event.
    fn complete(&mut self, spread_to: Option<i64>) -> Outcome<()>;
}

/// What is added to the version of the schema of a place that is being filled: no program takes it for its own.
pub(crate) const FILLING: u32 = 1_000_000;

/// What is said of such a place.
pub(crate) const HALF_FILLED: &str = "the database is being filled, or was left half filled: do the same `qualify db move` (or restore) again, which goes on where it stopped, or make the database anew";

/// What is said where rows are, or have to be.
pub(crate) const NOT_EMPTY: &str =
    "the target holds rows already; name a database that is empty, or not there yet";

/// What is said where a schema is not this program's.
pub(crate) const OTHER_SCHEMA: &str =
    "the source has not the schema of this program; bring it there with `qualify db migrate` first";

/// What is said where a service is at work.
pub(crate) const SERVED: &str = "a service uses the source; stop every one that does, and begin again";

/// What is said where two fill one place.
pub(crate) const FILLED_BY_ANOTHER: &str = "another process fills the target at this moment";

/// A matter of the installation.
pub(crate) fn refused(reason: &'static str) -> StoreError {
    StoreError::Unavailable { reason, source: None }
}
