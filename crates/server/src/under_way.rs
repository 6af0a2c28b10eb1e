//! How much of what callers send is held at a time: a common bound, and a share of it that one caller may take.
//!
//! The same count serves for memory (bodies that are being read) and for the disk (documents that are not complete). It
//! is taken under a lock, in steps of some KiB: a short body, which most are, never comes here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qualify_vocabulary::PartnerId;

/// The part of everything that a partner, or our staff, may take.
const CALLER_PART: u64 = 4;

/// The part that callers who have not signed in may take together.
const ANONYMOUS_PART: u64 = 16;

/// Who sends, as shares are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sender {
    /// Everybody of a partner.
    Partner(PartnerId),
    /// Our own staff.
    Staff,
    /// Whoever has not signed in.
    Anonymous,
}

/// What all senders hold together.
#[derive(Debug)]
pub(crate) struct UnderWay {
    bytes_max: u64,
    count: Mutex<Count>,
}

#[derive(Debug, Default)]
struct Count {
    total: u64,
    by_sender: HashMap<Sender, u64>,
}

/// There is no room for more at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoRoom;

/// What one request holds, which is free again when this value goes.
#[derive(Debug)]
pub(crate) struct Held {
    under_way: Arc<UnderWay>,
    sender: Sender,
    bytes: u64,
}

impl UnderWay {
    pub(crate) fn new(bytes_max: u64) -> Arc<Self> {
        Arc::new(Self { bytes_max, count: Mutex::default() })
    }

    /// Holds nothing yet.
    pub(crate) fn begin(self: &Arc<Self>, sender: Sender) -> Held {
        Held { under_way: Arc::clone(self), sender, bytes: 0 }
    }

    /// What is held by everybody.
    pub(crate) fn total(&self) -> u64 {
        self.lock().total
    }

    fn share_of(&self, sender: Sender) -> u64 {
        match sender {
            Sender::Partner(_) | Sender::Staff => self.bytes_max / CALLER_PART,
            Sender::Anonymous => self.bytes_max / ANONYMOUS_PART,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Holds so many bytes from now on, if it held fewer.
    ///
    /// # Errors
    /// The sender's share, or the room of all, does not suffice. What was held before still is.
    pub(crate) fn grow_to(&mut self, bytes: u64) -> Result<(), NoRoom> {
        let Some(more) = bytes.checked_sub(self.bytes).filter(|more| *more > 0) else { return Ok(()) };
        let mut count = self.under_way.lock();
        let of_sender = count.by_sender.get(&self.sender).copied().unwrap_or_default().saturating_add(more);
        let total = count.total.saturating_add(more);
        if of_sender > self.under_way.share_of(self.sender) || total > self.under_way.bytes_max {
            return Err(NoRoom);
        }
        count.total = total;
        count.by_sender.insert(self.sender, of_sender);
        drop(count);
        self.bytes = bytes;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut count = self.under_way.lock();
        count.total -= self.bytes;
        if let Some(of_sender) = count.by_sender.get_mut(&self.sender) {
            *of_sender -= self.bytes;
            if *of_sender == 0 {
                count.by_sender.remove(&self.sender);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sender(number: u8) -> Sender {
        match number {
            0 => Sender::Anonymous,
            1 => Sender::Staff,
            other => Sender::Partner(PartnerId::from_uuid(uuid::Uuid::from_u128(other.into()))),
        }
    }

    #[test]
    fn a_partner_has_a_quarter_and_everybody_without_a_name_a_sixteenth() {
        for (number, share) in [(0, 64), (1, 256), (2, 256)] {
            let under_way = UnderWay::new(1024);
            let mut held = under_way.begin(sender(number));
            held.grow_to(share).unwrap();
            assert_eq!(held.grow_to(share + 1), Err(NoRoom));
            let mut second = under_way.begin(sender(number));
            assert_eq!(second.grow_to(1), Err(NoRoom), "the share is one for all of its requests");
            under_way.begin(sender(3)).grow_to(256).unwrap();
            drop(held);
            second.grow_to(share).unwrap();
        }
    }

    proptest! {
        #[test]
        fn what_is_held_never_exceeds_a_share_and_all_comes_back(
            steps in prop::collection::vec((0_u8..7, 0_u64..400), 1..60)
        ) {
            let under_way = UnderWay::new(1000);
            let mut all: Vec<Held> = Vec::new();
            for (number, bytes) in steps {
                if bytes % 5 == 0 && !all.is_empty() {
                    all.swap_remove(usize::from(number) % all.len());
                    continue;
                }
                let mut held = under_way.begin(sender(number));
                let _ = held.grow_to(bytes);
                let _ = held.grow_to(bytes * 2);
                all.push(held);
                let counted: u64 = all.iter().map(|held| held.bytes).sum();
                prop_assert_eq!(under_way.total(), counted);
                prop_assert!(counted <= 1000);
                for who in (0..7).map(sender) {
                    let of_sender: u64 = all.iter().filter(|held| held.sender == who).map(|held| held.bytes).sum();
                    prop_assert!(of_sender <= under_way.share_of(who));
                }
            }
            drop(all);
            prop_assert!(under_way.total() == 0 && under_way.lock().by_sender.is_empty());
        }
    }
}
