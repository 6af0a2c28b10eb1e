//! Counts the polls of jobs and of the event feed: how often each has looked for something to do.
//!
//! That nothing more happens cannot be waited for. What can is that whoever would have done it has looked once more, and
//! did nothing. To add a looker: a variant of [`Looker`], and [`Looks::begin`] where its look begins.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Who polls for something to do.
///
/// The workers that decide are not among them: there are several, and so a count would not say that one of them has
/// looked from beginning to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looker {
    /// Makes deliveries of events, and has those brought that are due. What it sends comes after its look.
    Dispatcher,
    /// Deletes documents whose time is over.
    Documents,
    /// Carries out decisions that were sent from pages.
    Drafts,
    /// A caller who waits for an event. There may be many of them, so this counts no more than that somebody has looked.
    EventFeed,
    /// Questions approvals that datasets do not support any more, or that are old.
    Reverification,
    /// Does what time does to reviews.
    Reviews,
}

impl Looker {
    const COUNT: usize = Self::Reviews as usize + 1;
}

/// The looks of a running service. Clones count the same ones.
#[derive(Debug, Clone, Default)]
pub struct Looks(Arc<[Counts; Looker::COUNT]>);

#[derive(Debug, Default)]
struct Counts {
    begun: AtomicU64,
    ended: AtomicU64,
}

/// A look under way, which ends when this value goes.
#[derive(Debug)]
pub(crate) struct Look<'a>(&'a Counts);

impl Looks {
    /// Looks that have begun since the start. Where there is one looker, what was done before this was asked is seen by
    /// each later look.
    pub fn begun(&self, looker: Looker) -> u64 {
        self.of(looker).begun.load(Ordering::SeqCst)
    }

    /// Looks that have ended since the start, whatever came of them.
    pub fn ended(&self, looker: Looker) -> u64 {
        self.of(looker).ended.load(Ordering::SeqCst)
    }

    pub(crate) fn begin(&self, looker: Looker) -> Look<'_> {
        let counts = self.of(looker);
        counts.begun.fetch_add(1, Ordering::SeqCst);
        Look(counts)
    }

    fn of(&self, looker: Looker) -> &Counts {
        &self.0[looker as usize]
    }
}

impl Drop for Look<'_> {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_counts_as_begun_at_once_and_as_ended_when_it_is_over() {
        let looks = Looks::default();
        let counts = |looker| (looks.begun(looker), looks.ended(looker));
        let look = looks.begin(Looker::Reviews);
        assert_eq!(counts(Looker::Reviews), (1, 0));
        drop(look);
        assert_eq!(counts(Looker::Reviews), (1, 1));
        assert_eq!(counts(Looker::Dispatcher), (0, 0), "each is counted by itself");
    }
}
