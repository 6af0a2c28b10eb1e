//! Whose turn it is on the connections for lists.
//!
//! Whoever waits stands in its owner's queue, and a connection that is free goes to the next owner in turn: a partner
//! with a thousand searches waits for itself, and others wait for one turn. An owner never holds all connections, so
//! that there is one left for whoever comes.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::PartnerId;
use tokio::sync::oneshot;

/// Turns that one owner may wait for at a time.
const WAITING_MAX: usize = 1024;

/// On whose behalf a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    /// A partner.
    Partner(PartnerId),
    /// Our own staff.
    Staff,
    /// The service itself: its jobs and its readiness.
    Service,
}

/// The queues, without connections and without anybody who really waits.
struct Queues<W> {
    free: Vec<usize>,
    held_max: usize,
    held: HashMap<Owner, usize>,
    waiting: HashMap<Owner, VecDeque<W>>,
    /// The owners that wait, the next one first.
    order: VecDeque<Owner>,
}

impl<W> Queues<W> {
    fn new(places: usize) -> Self {
        Self {
            free: (0..places).rev().collect(),
            held_max: places.saturating_sub(1).max(1),
            held: HashMap::new(),
            waiting: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    fn may_hold_more(&self, owner: Owner) -> bool {
        self.held.get(&owner).is_none_or(|held| *held < self.held_max)
    }

    /// A free place, for an owner of whom nobody waits.
    fn take(&mut self, owner: Owner) -> Option<usize> {
        if self.waiting.contains_key(&owner) || !self.may_hold_more(owner) {
            return None;
        }
        let place = self.free.pop()?;
        *self.held.entry(owner).or_default() += 1;
        Some(place)
    }

    /// Lets somebody wait; `false` if too many of the owner wait already.
    fn wait(&mut self, owner: Owner, waiter: W, is_gone: impl Fn(&W) -> bool) -> bool {
        let queue = self.waiting.entry(owner).or_insert_with(|| {
            self.order.push_back(owner);
            VecDeque::new()
        });
        if queue.len() >= WAITING_MAX {
            queue.retain(|waiter| !is_gone(waiter));
        }
        let has_room = queue.len() < WAITING_MAX;
        if has_room {
            queue.push_back(waiter);
        }
        has_room
    }

    fn give_back(&mut self, owner: Owner, place: usize) {
        self.free.push(place);
        if let Some(held) = self.held.get_mut(&owner) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(&owner);
            }
        }
    }

    /// Who is next, with a place; nobody if none is free or nobody may hold more. Whoever is gone is passed over.
    fn next(&mut self, is_gone: impl Fn(&W) -> bool) -> Option<(Owner, usize, W)> {
        for _ in 0..self.order.len() {
            if self.free.is_empty() {
                return None;
            }
            let owner = self.order.pop_front()?;
            let Some(mut queue) = self.waiting.remove(&owner) else { continue };
            let may_hold_more = self.may_hold_more(owner);
            let mut found = None;
            while may_hold_more && found.is_none() {
                let Some(waiter) = queue.pop_front() else { break };
                found = Some(waiter).filter(|waiter| !is_gone(waiter));
            }
            if !queue.is_empty() {
                self.waiting.insert(owner, queue);
                self.order.push_back(owner);
            }
            if let Some(waiter) = found {
                let place = self.free.pop()?;
                *self.held.entry(owner).or_default() += 1;
                return Some((owner, place, waiter));
            }
        }
        None
    }
}

/// The queues in front of some connections.
pub(crate) struct Turns {
    queues: Mutex<Queues<oneshot::Sender<Turn>>>,
    last_number: AtomicU64,
}

/// A turn on the connection of a place, until it is dropped.
pub(crate) struct Turn {
    turns: Arc<Turns>,
    owner: Owner,
    place: usize,
    number: u64,
}

impl Turns {
    pub(crate) fn new(places: usize) -> Arc<Self> {
        Arc::new(Self { queues: Mutex::new(Queues::new(places)), last_number: AtomicU64::new(0) })
    }

    /// Waits for a turn. Whoever stops waiting is passed over.
    pub(crate) async fn take(self: &Arc<Self>, owner: Owner) -> Outcome<Turn> {
        let waiting = {
            let mut queues = self.queues();
            if let Some(place) = queues.take(owner) {
                return Ok(self.turn(owner, place));
            }
            let (waiter, waiting) = oneshot::channel();
            if !queues.wait(owner, waiter, oneshot::Sender::is_closed) {
                return Err(StoreError::Unavailable { reason: "too many lists wait already", source: None });
            }
            waiting
        };
        waiting.await.map_err(|error| StoreError::Failed(Box::new(error)))
    }

    fn queues(&self) -> MutexGuard<'_, Queues<oneshot::Sender<Turn>>> {
        // Nothing in there can panic half-way.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(self: &Arc<Self>, owner: Owner, place: usize) -> Turn {
        let number = self.last_number.fetch_add(1, Ordering::Relaxed) + 1;
        Turn { turns: Arc::clone(self), owner, place, number }
    }

    /// Gives what is free to those who are next.
    fn hand_over(self: &Arc<Self>) {
        loop {
            let next = self.queues().next(oneshot::Sender::is_closed);
            let Some((owner, place, waiter)) = next else { return };
            // A turn that nobody takes comes back as it is dropped.
            let _ = waiter.send(self.turn(owner, place));
        }
    }
}

impl Turn {
    /// Which connection it is.
    pub(crate) const fn place(&self) -> usize {
        self.place
    }

    /// Counted from 1, upwards.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.queues().give_back(self.owner, self.place);
        self.turns.hand_over();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: usize = 3;

    fn partner(number: u8) -> Owner {
        Owner::Partner(PartnerId::from([number; 16]))
    }

    fn wait(queues: &mut Queues<u32>, owner: Owner, waiters: impl IntoIterator<Item = u32>) {
        for waiter in waiters {
            assert!(queues.wait(owner, waiter, |_| false));
        }
    }

    #[test]
    fn trust_06_one_owner_never_holds_all_connections() {
        let mut queues: Queues<u32> = Queues::new(PLACES);
        let held: Vec<_> = std::iter::from_fn(|| queues.take(partner(1))).collect();
        assert_eq!(held.len(), PLACES - 1);
        wait(&mut queues, partner(1), 0..1000);
        assert!(queues.next(|_| false).is_none(), "the last one is for others");
        assert!(queues.take(partner(2)).is_some(), "however many of the first wait");
    }

    #[test]
    fn trust_06_whoever_comes_last_waits_one_round_and_not_for_everybody_before() {
        let mut queues: Queues<u32> = Queues::new(PLACES);
        let mut held: VecDeque<_> = VecDeque::new();
        for owner in [partner(1), partner(1), partner(2)] {
            held.extend(queues.take(owner).map(|place| (owner, place)));
        }
        wait(&mut queues, partner(1), 100..200);
        wait(&mut queues, partner(2), 200..300);
        wait(&mut queues, partner(3), 300..301);
        let mut served = Vec::new();
        for _ in 0..12 {
            let (owner, place) = held.pop_front().expect("somebody reads");
            queues.give_back(owner, place);
            while let Some((owner, place, waiter)) = queues.next(|_| false) {
                held.push_back((owner, place));
                served.push(waiter);
            }
        }
        let turn_of_third = served.iter().position(|waiter| *waiter == 300).expect("it was served");
        assert!(turn_of_third < PLACES, "{served:?}");
        let of = |range: std::ops::Range<u32>| served.iter().filter(|waiter| range.contains(waiter)).count();
        assert!(of(100..200).abs_diff(of(200..300)) <= 1, "{served:?}");
        assert!(of(100..200) > 0 && served.iter().filter(|w| **w < 200).is_sorted(), "{served:?}");
    }

    #[test]
    fn trust_06_those_who_hung_up_take_no_turn_and_no_room() {
        let mut queues: Queues<u32> = Queues::new(PLACES);
        let (first, second) = (queues.take(partner(1)), queues.take(partner(1)));
        assert!(first.is_some() && second.is_some());
        let full = u32::try_from(WAITING_MAX).expect("a small number");
        wait(&mut queues, partner(1), 0..full);
        assert!(!queues.wait(partner(1), full, |_| false), "so many and no more");
        assert!(queues.wait(partner(1), full, |waiter| *waiter < full), "those who are gone make room");
        wait(&mut queues, partner(1), [full + 1]);
        queues.give_back(partner(1), 0);
        let next = queues.next(|waiter| *waiter == full).map(|(_, _, waiter)| waiter);
        assert_eq!(next, Some(full + 1));
        assert!(queues.waiting.is_empty() && queues.order.is_empty());
    }

    #[tokio::test]
    async fn trust_06_a_turn_that_is_not_taken_comes_back() {
        let turns = Turns::new(PLACES);
        let held = (turns.take(partner(1)).await, turns.take(partner(1)).await);
        assert!(held.0.is_ok() && held.1.is_ok());
        {
            let mut waiting = Box::pin(turns.take(partner(1)));
            assert!(futures_poll(waiting.as_mut()).is_pending());
            // It is handed over now, and given up before it is looked at.
            drop(held.0);
        }
        assert_eq!(turns.queues().free.len(), PLACES - 1);
        drop(held.1);
        assert_eq!(turns.queues().free.len(), PLACES);
    }

    fn futures_poll<F: Future>(future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
        future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
    }
}
