//! The one reader of the clock, and the one maker of ids.
//!
//! Two times run side by side (design 4). *Service time* is what records, decisions, due times and paging tokens
//! carry; in the sandbox it is virtual and can be set, stopped and advanced. *Real time* is what tokens, TLS, rate
//! limits and logs go by; nobody can move it.

mod ahead;

use std::sync::{Arc, RwLock};

use qualify_domain::ports::Whose;
use qualify_vocabulary::{Date, PartnerId, SignedDuration, Timestamp, day_of};
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock as AsyncRwLock, RwLockReadGuard};

use self::ahead::{Ahead, KeptAhead};

/// The clock of a running service.
#[derive(Debug)]
pub struct Clock {
    virtual_time: Option<RwLock<VirtualTime>>,
    ahead: Ahead,
    /// Written while time is turned back, so that no job acts on a time that is over.
    held: Arc<AsyncRwLock<()>>,
}

/// Where the virtual clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct VirtualTime {
    /// The service time at `set_at`.
    base: Timestamp,
    /// The real time at which `base` was set.
    set_at: Timestamp,
    /// Whether service time passes.
    is_running: bool,
}

/// The clock as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptClock {
    #[serde(flatten)]
    time: VirtualTime,
    /// How far partners are ahead, in microseconds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ahead: KeptAhead,
}

/// What the virtual clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClockView {
    /// The service time.
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
    /// Whether it passes.
    pub running: bool,
}

/// The virtual clock was asked to go backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clock stands at {now} and does not go backwards")]
pub struct ClockBackwards {
    /// Where it stands.
    pub now: Timestamp,
}

impl Clock {
    /// A clock that shows real time and cannot be moved.
    pub fn real() -> Self {
        Self { virtual_time: None, ahead: Ahead::default(), held: Arc::default() }
    }

    /// A virtual clock that starts at `start` (real time if none) and runs.
    pub fn virtual_from(start: Option<Timestamp>) -> Self {
        let set_at = real_now();
        let time = VirtualTime { base: start.unwrap_or(set_at), set_at, is_running: true };
        Self { virtual_time: Some(RwLock::new(time)), ahead: Ahead::default(), held: Arc::default() }
    }

    /// Service time, in whole microseconds, as every store keeps it.
    pub fn now(&self) -> Timestamp {
        self.virtual_time.as_ref().map_or_else(real_now, |time| read(time).now(real_now()))
    }

    /// Service time as a partner has it, who may be ahead of the others.
    pub fn now_of(&self, partner: PartnerId) -> Timestamp {
        self.virtual_time.as_ref().map_or_else(real_now, |time| {
            let now = read(time).now(real_now());
            now.checked_add(self.ahead.of(partner)).unwrap_or(Timestamp::MAX)
        })
    }

    /// Everybody, but for those who have a time of their own.
    pub(crate) fn everybody_else(&self) -> Whose {
        self.ahead.all_but()
    }

    /// The latest time that a partner has who is ahead of everybody; none if nobody is.
    pub(crate) fn latest(&self) -> Option<Timestamp> {
        let ahead = self.ahead.list().iter().map(|(_, ahead)| *ahead).max()?;
        Some(self.now().checked_add(ahead).unwrap_or(Timestamp::MAX))
    }

    /// Whether a partner has a time of its own by which a moment has come.
    pub(crate) fn is_ahead_of(&self, partner: PartnerId, moment: Timestamp) -> bool {
        self.ahead.of(partner) > SignedDuration::ZERO && moment <= self.now_of(partner)
    }

    /// Whose work there may be at which time: everybody's, and that of each partner who has a time of its own.
    pub(crate) fn rounds(&self) -> Vec<(Whose, Timestamp)> {
        let now = self.now();
        let ahead = self.ahead.list();
        let own = ahead.iter().map(|(partner, ahead)| {
            (Whose::One(*partner), now.checked_add(*ahead).unwrap_or(Timestamp::MAX))
        });
        std::iter::once((self.ahead.all_but(), now)).chain(own).collect()
    }

    /// The time of a round, as long as those whose work it looks for have that time.
    pub(crate) fn now_for(&self, whose: &Whose) -> Option<Timestamp> {
        match whose {
            Whose::Everybody | Whose::AllBut(_) => (self.ahead.all_but() == *whose).then(|| self.now()),
            Whose::One(partner) => Some(self.now_of(*partner)),
        }
    }

    /// Real time, in whole microseconds.
    pub fn real_now(&self) -> Timestamp {
        real_now()
    }

    /// What the virtual clock shows; `None` if the clock is real.
    pub fn view(&self) -> Option<ClockView> {
        let time = *read(self.virtual_time.as_ref()?);
        Some(ClockView { now: time.now(real_now()), running: time.is_running })
    }

    /// Sets the virtual clock; does nothing to a real one.
    pub fn set(&self, now: Option<Timestamp>, running: Option<bool>) -> Result<(), ClockBackwards> {
        let Some(time) = &self.virtual_time else { return Ok(()) };
        let mut time = time.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let real = real_now();
        let current = time.now(real);
        let next = now.unwrap_or(current);
        if next < current {
            return Err(ClockBackwards { now: current });
        }
        *time = VirtualTime { base: next, set_at: real, is_running: running.unwrap_or(time.is_running) };
        Ok(())
    }

    /// What the virtual clock of a partner shows; `None` if the clock is real.
    pub fn view_of(&self, partner: PartnerId) -> Option<ClockView> {
        let view = self.view()?;
        Some(ClockView {
            now: view.now.checked_add(self.ahead.of(partner)).unwrap_or(Timestamp::MAX),
            ..view
        })
    }

    /// Sets a partner's clock, which runs or stands as everybody's does.
    ///
    /// # Errors
    /// It would go backwards.
    pub fn set_of(&self, partner: PartnerId, now: Timestamp) -> Result<(), ClockBackwards> {
        let Some(time) = &self.virtual_time else { return Ok(()) };
        // Nobody else moves anything in between.
        let time = time.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let everybody = time.now(real_now());
        let before = everybody.checked_add(self.ahead.of(partner)).unwrap_or(Timestamp::MAX);
        let now = whole_microseconds(now);
        if now < before {
            return Err(ClockBackwards { now: before });
        }
        self.put_ahead(partner, now.duration_since(everybody));
        Ok(())
    }

    /// Gives a partner everybody's time again.
    pub fn forget(&self, partner: PartnerId) {
        self.put_ahead(partner, SignedDuration::ZERO);
    }

    /// How far somebody is ahead of everybody at this moment; not at all where it is over.
    pub fn ahead_at(&self, moment: Timestamp) -> SignedDuration {
        moment.duration_since(self.now()).max(SignedDuration::ZERO)
    }

    /// Puts a partner so far ahead of everybody, wherever it was.
    pub fn put_ahead(&self, partner: PartnerId, ahead: SignedDuration) {
        self.ahead.put(partner, ahead);
    }

    /// Keeps service time from being turned back, as long as the guard lives. A real clock never is.
    pub(crate) async fn hold(&self) -> Option<RwLockReadGuard<'_, ()>> {
        match self.virtual_time {
            Some(_) => Some(self.held.read().await),
            None => None,
        }
    }

    /// Waits until nobody holds service time, and lets nobody do so as long as the guard lives: for whoever turns it back.
    pub async fn hold_alone(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.held).write_owned().await
    }

    /// Puts the virtual clock back to `start`, running, for everybody: the state of a fresh sandbox.
    pub fn restart(&self, start: Timestamp) {
        if let Some(time) = &self.virtual_time {
            let set_at = real_now();
            *time.write().unwrap_or_else(std::sync::PoisonError::into_inner) =
                VirtualTime { base: start, set_at, is_running: true };
            self.ahead.forget_all();
        }
    }

    /// The virtual clock as the store keeps it, so that a restart does not turn time back.
    pub fn to_setting(&self) -> Option<Vec<u8>> {
        let time = *read(self.virtual_time.as_ref()?);
        serde_json::to_vec(&KeptClock { time, ahead: self.ahead.to_kept() }).ok()
    }

    /// What the store keeps of the virtual clock once a partner is so far ahead.
    pub fn setting_with(&self, partner: PartnerId, ahead: SignedDuration) -> Option<Vec<u8>> {
        let time = *read(self.virtual_time.as_ref()?);
        let ahead = self.ahead.to_kept_with(partner, ahead);
        serde_json::to_vec(&KeptClock { time, ahead }).ok()
    }

    /// What the store keeps of a virtual clock that shows this from now on, and to partners what they saw by a setting of
    /// [`Self::to_setting`].
    pub fn setting_showing(&self, view: ClockView, partners: Option<&[u8]>) -> Option<Vec<u8>> {
        self.virtual_time.as_ref()?;
        let time = VirtualTime { base: view.now, set_at: real_now(), is_running: view.running };
        let kept = partners.and_then(|setting| serde_json::from_slice::<KeptClock>(setting).ok());
        serde_json::to_vec(&KeptClock { time, ahead: kept.map(|kept| kept.ahead).unwrap_or_default() }).ok()
    }

    /// Takes up the virtual clock where an earlier process left it.
    pub fn restore(&self, setting: &[u8]) {
        if let (Some(time), Ok(kept)) = (&self.virtual_time, serde_json::from_slice::<KeptClock>(setting)) {
            *time.write().unwrap_or_else(std::sync::PoisonError::into_inner) = kept.time;
            self.ahead.restore(&kept.ahead);
        }
    }
}

impl VirtualTime {
    fn now(self, real: Timestamp) -> Timestamp {
        let passed = if self.is_running {
            real.duration_since(self.set_at).max(SignedDuration::ZERO)
        } else {
            SignedDuration::ZERO
        };
        whole_microseconds(self.base.checked_add(passed).unwrap_or(Timestamp::MAX))
    }
}

fn read(time: &RwLock<VirtualTime>) -> std::sync::RwLockReadGuard<'_, VirtualTime> {
    time.read().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Real time, for whoever runs beside a service and not in one.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of the clock")]
pub fn real_now() -> Timestamp {
    whole_microseconds(Timestamp::now())
}

/// The real day, in UTC, for commands that ask no server.
pub fn today() -> Date {
    day_of(real_now())
}

fn whole_microseconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}

/// So many days, as settings count them.
pub fn days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// A fresh random GUID.
#[expect(clippy::disallowed_methods, reason = "this is the one maker of ids")]
pub fn fresh_guid() -> uuid::Uuid {
    uuid::Uuid::new_v4()
}

/// A random id that begins with a moment of service time, so that new rows stand side by side in their order (RFC 9562,
/// version 7).
pub(crate) fn ordered_guid(now: Timestamp) -> uuid::Uuid {
    let millisecond = u64::try_from(now.as_millisecond()).unwrap_or(0);
    // Its own marks of version and variant are written over.
    let [_, _, _, _, _, _, random @ ..] = *fresh_guid().as_bytes();
    uuid::Builder::from_unix_timestamp_millis(millisecond, &random).into_uuid()
}

/// Sixteen random bytes, all but six bits of them, to salt hashes with.
pub(crate) fn fresh_salt() -> [u8; 16] {
    *fresh_guid().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("the test's own text")
    }

    #[test]
    fn a_stopped_clock_stands_until_it_is_moved() {
        let clock = Clock::virtual_from(Some(moment("2024-03-15T12:00:00Z")));
        clock.set(None, Some(false)).unwrap();
        let first = clock.now();
        assert_eq!(first, clock.now());
        clock.set(Some(moment("2024-04-01T00:00:00Z")), None).unwrap();
        assert_eq!(clock.now(), moment("2024-04-01T00:00:00Z"));
    }

    #[test]
    fn a_set_moment_is_one_of_whole_microseconds() {
        let clock = Clock::virtual_from(Some(moment("2024-03-15T12:00:00Z")));
        clock.set(Some(moment("2024-04-01T00:00:00.123456789Z")), Some(false)).unwrap();
        assert_eq!(clock.now(), moment("2024-04-01T00:00:00.123456Z"));
    }

    #[test]
    fn the_clock_does_not_go_backwards() {
        let clock = Clock::virtual_from(None);
        assert!(clock.set(Some(moment("2001-01-01T00:00:00Z")), None).is_err());
        assert!(clock.view().unwrap().running);
    }

    #[test]
    fn a_restart_takes_up_the_time_where_it_stood() {
        let clock = Clock::virtual_from(Some(moment("2031-01-01T00:00:00Z")));
        clock.set(None, Some(false)).unwrap();
        let other = Clock::virtual_from(None);
        other.restore(&clock.to_setting().unwrap());
        assert_eq!(other.view(), clock.view());
    }

    #[test]
    fn partners_are_ahead_by_what_they_were_moved_and_go_on_with_everybody() {
        let clock = Clock::virtual_from(Some(moment("2031-01-01T00:00:00Z")));
        clock.set(Some(moment("2031-01-01T00:00:01Z")), Some(false)).unwrap();
        let (one, other) = (PartnerId::from([1; 16]), PartnerId::from([2; 16]));
        assert_eq!(clock.rounds(), [(Whose::Everybody, clock.now())]);
        clock.set_of(one, moment("2031-01-04T00:00:01Z")).unwrap();
        assert_eq!((clock.now_of(one), clock.now_of(other)), (moment("2031-01-04T00:00:01Z"), clock.now()));
        assert!(clock.set_of(one, moment("2031-01-03T00:00:00Z")).is_err());
        clock.set(Some(moment("2031-01-02T00:00:01Z")), None).unwrap();
        assert_eq!(clock.now_of(one), moment("2031-01-05T00:00:01Z"));
        let rounds = [(Whose::AllBut([one].into()), clock.now()), (Whose::One(one), clock.now_of(one))];
        assert_eq!(clock.rounds(), rounds);
        let ahead = clock.ahead_at(moment("2031-01-05T00:00:01Z"));
        assert_eq!(clock.setting_with(one, ahead), clock.to_setting(), "where it is already");
        assert_eq!(clock.ahead_at(moment("2031-01-02T00:00:00Z")), SignedDuration::ZERO, "nobody is behind");
        let later = Clock::virtual_from(None);
        later.restore(&clock.setting_with(other, SignedDuration::from_secs(5)).unwrap());
        assert_eq!(later.now_of(other), moment("2031-01-02T00:00:06Z"));
        later.restore(&clock.to_setting().unwrap());
        assert_eq!(later.view_of(one), clock.view_of(one));
        let before = clock.to_setting().unwrap();
        clock.forget(one);
        assert_eq!(clock.rounds().len(), 1);
        clock.restore(&clock.setting_showing(clock.view().unwrap(), Some(&before)).unwrap());
        assert_eq!(clock.now_of(one), moment("2031-01-05T00:00:01Z"));
        clock.restart(moment("2030-01-01T00:00:00Z"));
        assert_eq!(clock.rounds().len(), 1);
    }

    #[test]
    fn a_real_clock_cannot_be_moved() {
        let clock = Clock::real();
        clock.set(Some(moment("2099-01-01T00:00:00Z")), Some(false)).unwrap();
        assert!(clock.now() < moment("2099-01-01T00:00:00Z"));
        assert_eq!(clock.view(), None);
    }
}
