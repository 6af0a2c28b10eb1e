//! The one reader of the clock, and the one maker of ids.
//!
//! Two times run side by side (design 4). *Service time* is what records, decisions, due times and paging tokens
//! carry; in the sandbox it is virtual and can be set, stopped and advanced. *Real time* is what tokens, TLS, rate
//! limits and logs go by; nobody can move it.

use std::sync::{Arc, RwLock};

use qualify_vocabulary::{Date, SignedDuration, Timestamp, day_of};
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock as AsyncRwLock, RwLockReadGuard};

/// The clock of a running service.
#[derive(Debug)]
pub struct Clock {
    virtual_time: Option<RwLock<VirtualTime>>,
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
        Self { virtual_time: None, held: Arc::default() }
    }

    /// A virtual clock that starts at `start` (real time if none) and runs.
    pub fn virtual_from(start: Option<Timestamp>) -> Self {
        let set_at = real_now();
        let time = VirtualTime { base: start.unwrap_or(set_at), set_at, is_running: true };
        Self { virtual_time: Some(RwLock::new(time)), held: Arc::default() }
    }

    /// Service time, in whole microseconds, as every store keeps it.
    pub fn now(&self) -> Timestamp {
        self.virtual_time.as_ref().map_or_else(real_now, |time| read(time).now(real_now()))
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

    /// Puts the virtual clock back to `start`, running: the state of a fresh sandbox.
    pub fn restart(&self, start: Timestamp) {
        if let Some(time) = &self.virtual_time {
            let set_at = real_now();
            *time.write().unwrap_or_else(std::sync::PoisonError::into_inner) =
                VirtualTime { base: start, set_at, is_running: true };
        }
    }

    /// The virtual clock as the store keeps it, so that a restart does not turn time back.
    pub fn to_setting(&self) -> Option<Vec<u8>> {
        let time = *read(self.virtual_time.as_ref()?);
        serde_json::to_vec(&time).ok()
    }

    /// What the store keeps of a virtual clock that shows this from now on.
    pub fn setting_showing(&self, view: ClockView) -> Option<Vec<u8>> {
        self.virtual_time.as_ref()?;
        let time = VirtualTime { base: view.now, set_at: real_now(), is_running: view.running };
        serde_json::to_vec(&time).ok()
    }

    /// Takes up the virtual clock where an earlier process left it.
    pub fn restore(&self, setting: &[u8]) {
        if let (Some(time), Ok(kept)) = (&self.virtual_time, serde_json::from_slice::<VirtualTime>(setting)) {
            *time.write().unwrap_or_else(std::sync::PoisonError::into_inner) = kept;
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
    fn a_real_clock_cannot_be_moved() {
        let clock = Clock::real();
        clock.set(Some(moment("2099-01-01T00:00:00Z")), Some(false)).unwrap();
        assert!(clock.now() < moment("2099-01-01T00:00:00Z"));
        assert_eq!(clock.view(), None);
    }
}
