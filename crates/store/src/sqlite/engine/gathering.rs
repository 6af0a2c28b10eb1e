//! Where operations wait for the writer, and how many of them it takes at a time.
//!
//! A commit costs the same for one operation as for a hundred. Callers that wait for answers come back together, a
//! little after these were given: whoever takes the first of them at once commits in two halves for ever, each of
//! which waits for the other. So the writer waits a moment for as many as there are callers, and each of them waits
//! for one commit and not for two.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Operations that may wait; one more is refused, so that a slow disk shows as 503 and not as memory.
pub(crate) const WAITING_MAX: usize = 4096;

/// Operations in one transaction.
const GROUP_MAX: usize = 256;

/// Longest wait for callers to come back.
const GATHER_MAX: Duration = Duration::from_millis(2);

/// Groups that are taken as they are, after callers did not come back in time.
const GROUPS_WITHOUT_WAIT: u32 = 16;

/// Operations that wait for the writer.
#[derive(Debug)]
pub(crate) struct Gathering<T> {
    state: Mutex<State<T>>,
    enough: Condvar,
}

#[derive(Debug)]
struct State<T> {
    waiting: VecDeque<T>,
    /// As many must wait before the writer is woken; it sleeps only while this is reached.
    wake_at: usize,
    /// The callers that will come back, if they do what they did before.
    expected: usize,
    groups_without_wait: u32,
    is_closed: bool,
}

/// Why an operation was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PushError {
    Full,
    Closed,
}

impl<T> Default for Gathering<T> {
    fn default() -> Self {
        let state = State {
            waiting: VecDeque::new(),
            wake_at: usize::MAX,
            expected: 0,
            groups_without_wait: 0,
            is_closed: false,
        };
        Self { state: Mutex::new(state), enough: Condvar::new() }
    }
}

impl<T> Gathering<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing in here panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an operation.
    pub(crate) fn push(&self, operation: T) -> Result<(), PushError> {
        let mut state = self.lock();
        if state.is_closed {
            return Err(PushError::Closed);
        }
        if state.waiting.len() >= WAITING_MAX {
            return Err(PushError::Full);
        }
        state.waiting.push_back(operation);
        if state.waiting.len() >= state.wake_at {
            state.wake_at = usize::MAX;
            drop(state);
            self.enough.notify_one();
        }
        Ok(())
    }

    /// Takes no more operations; those that wait are still handed out.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.enough.notify_one();
    }

    /// Closes, and lets go of what waits, when the guard is dropped: at the end of the writer, whatever ended it.
    pub(crate) const fn close_at_the_end(&self) -> CloseAtTheEnd<'_, T> {
        CloseAtTheEnd(self)
    }

    /// Waits for operations and takes them; none once it is closed and empty.
    pub(crate) fn next_group(&self) -> Option<Vec<T>> {
        let mut state = self.lock();
        while state.waiting.is_empty() {
            if state.is_closed {
                return None;
            }
            state.wake_at = 1;
            state = self.enough.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.groups_without_wait > 0 {
            state.groups_without_wait -= 1;
        } else {
            state = self.wait_for_expected(state);
        }
        state.wake_at = usize::MAX;
        let taken = state.waiting.len().min(GROUP_MAX);
        Some(state.waiting.drain(..taken).collect())
    }

    fn wait_for_expected<'state>(
        &'state self,
        mut state: MutexGuard<'state, State<T>>,
    ) -> MutexGuard<'state, State<T>> {
        let expected = state.expected.min(GROUP_MAX);
        let deadline = Instant::now() + GATHER_MAX;
        while state.waiting.len() < expected && !state.is_closed {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.groups_without_wait = GROUPS_WITHOUT_WAIT;
                break;
            }
            state.wake_at = expected;
            state = self.enough.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }

    /// Tells how many callers are about to be answered. They, and those that wait already, are expected next.
    pub(crate) fn expect_back(&self, answered: usize) {
        let mut state = self.lock();
        state.expected = answered + state.waiting.len();
    }
}

/// Closes a gathering when it is dropped.
pub(crate) struct CloseAtTheEnd<'gathering, T>(&'gathering Gathering<T>);

impl<T> Drop for CloseAtTheEnd<'_, T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_closed = true;
        let left_behind = std::mem::take(&mut state.waiting);
        // Letting go of an operation tells its caller; not under the lock.
        drop(state);
        drop(left_behind);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn the_only_caller_is_never_kept_waiting() {
        let gathering = Gathering::default();
        let started = Instant::now();
        for number in 0..50 {
            gathering.push(number).unwrap();
            assert_eq!(gathering.next_group(), Some(vec![number]));
            gathering.expect_back(1);
        }
        assert!(started.elapsed() < GATHER_MAX * 50, "{:?}", started.elapsed());
    }

    /// The length of the group in which two halves meet that wait for each other.
    fn group_of_two_halves() -> usize {
        let gathering = Arc::new(Gathering::default());
        (0..4).for_each(|number| gathering.push(number).unwrap());
        let first = gathering.next_group().unwrap();
        // The other half arrives while the first is committed, and then the first comes back.
        (4..8).for_each(|number| gathering.push(number).unwrap());
        gathering.expect_back(first.len());
        let back = Arc::clone(&gathering);
        let callers = thread::spawn(move || first.into_iter().for_each(|number| back.push(number).unwrap()));
        let group = gathering.next_group().unwrap().len();
        callers.join().unwrap();
        group
    }

    #[test]
    fn two_halves_that_wait_for_each_other_become_one_group() {
        // The best of five: on a machine that is busy elsewhere, callers may come back after they were waited for.
        let groups: Vec<usize> = (0..5).map(|_| group_of_two_halves()).collect();
        assert!(groups.contains(&8), "{groups:?}");
    }

    #[test]
    fn callers_that_do_not_come_back_are_waited_for_once() {
        let gathering = Gathering::default();
        (0..8).for_each(|number| gathering.push(number).unwrap());
        assert_eq!(gathering.next_group().unwrap().len(), 8);
        gathering.expect_back(8);
        gathering.push(8).unwrap();
        let started = Instant::now();
        assert_eq!(gathering.next_group(), Some(vec![8]));
        assert!(started.elapsed() >= GATHER_MAX, "they are waited for: {:?}", started.elapsed());
        gathering.expect_back(2);
        gathering.push(9).unwrap();
        assert_eq!(gathering.lock().groups_without_wait, GROUPS_WITHOUT_WAIT);
        assert_eq!(gathering.next_group(), Some(vec![9]));
        assert_eq!(gathering.lock().groups_without_wait, GROUPS_WITHOUT_WAIT - 1);
    }

    #[test]
    fn a_group_has_a_limit_and_the_rest_is_the_next_one() {
        let gathering = Gathering::default();
        (0..=GROUP_MAX).for_each(|number| gathering.push(number).unwrap());
        assert_eq!(gathering.next_group().unwrap().len(), GROUP_MAX);
        gathering.expect_back(0);
        assert_eq!(gathering.next_group(), Some(vec![GROUP_MAX]));
    }

    #[test]
    fn what_waits_at_the_end_is_still_handed_out_and_nothing_more_is_taken() {
        let gathering = Gathering::default();
        gathering.push(1).unwrap();
        gathering.close();
        assert_eq!(gathering.push(2), Err(PushError::Closed));
        assert_eq!((gathering.next_group(), gathering.next_group()), (Some(vec![1]), None));
    }

    #[test]
    fn the_end_of_the_writer_lets_go_of_everything() {
        let gathering = Gathering::default();
        gathering.push(1).unwrap();
        drop(gathering.close_at_the_end());
        assert_eq!((gathering.next_group(), gathering.push(2)), (None, Err(PushError::Closed)));
    }
}
