//! How many connections there are, and who goes when there is no place left: whoever has been idle the longest.
//!
//! A place is taken and left under a lock, once a connection; requests never come here.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::watch::ConnectionWatch;
use crate::config::ServerSection;

/// Nobody is told to go for somebody from elsewhere sooner: a new connection has the time to say what it wants.
const IDLE_MIN: Duration = Duration::from_millis(250);

/// Between two looks for somebody who has become idle, while a new connection waits.
const LOOK_INTERVAL: Duration = Duration::from_millis(50);

/// The part of all places that one address may take, unless the configuration says otherwise.
const ADDRESS_PART: usize = 4;

/// What counts as one address: one of version 4, or the network of version 6 that one customer gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Network {
    V4(Ipv4Addr),
    V6(u64),
}

impl Network {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

/// The places of a listener.
#[derive(Debug)]
pub(super) struct Room {
    places_max: usize,
    /// The places of one address; none for a quarter of them, and no bound for this machine.
    address_max: Option<usize>,
    opened: Instant,
    taken: Mutex<Taken>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    connections: HashMap<u64, Arc<Connection>>,
    by_network: HashMap<Network, usize>,
}

#[derive(Debug)]
struct Connection {
    network: Network,
    watch: Arc<ConnectionWatch>,
    is_told: AtomicBool,
    go: Notify,
}

/// A connection's place, which is free again when this value goes.
#[derive(Debug)]
pub(super) struct Place {
    room: Arc<Room>,
    number: u64,
    connection: Arc<Connection>,
}

/// Why there is no place at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Full {
    Everywhere,
    Address { can_wait: bool },
}

impl Room {
    pub(super) fn new(settings: &ServerSection) -> Arc<Self> {
        Arc::new(Self {
            places_max: settings.connections_max,
            address_max: settings.connections_per_address_max,
            opened: Instant::now(),
            taken: Mutex::default(),
            freed: Notify::new(),
        })
    }

    /// Takes a place, for which somebody idle may have to go. None where the address has all that it may have, and all
    /// of them are busy.
    pub(super) async fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        loop {
            // Asked for before the look, so that a place that becomes free in between is noticed.
            let freed = self.freed.notified();
            match self.try_enter(address) {
                Ok(place) => return Some(place),
                Err(Full::Address { can_wait: false }) => return None,
                Err(Full::Everywhere | Full::Address { can_wait: true }) => {}
            }
            tokio::select! {
                () = freed => {}
                () = tokio::time::sleep(LOOK_INTERVAL) => {}
            }
        }
    }

    fn try_enter(self: &Arc<Self>, address: IpAddr) -> Result<Place, Full> {
        let network = Network::of(address);
        let mut taken = self.lock();
        let of_network = taken.by_network.get(&network).copied().unwrap_or_default();
        if self.bound_of(address).is_some_and(|bound| of_network >= bound) {
            return Err(Full::Address { can_wait: self.tell_idlest(&taken, Some(network)) });
        }
        if taken.connections.len() >= self.places_max {
            self.tell_idlest(&taken, None);
            return Err(Full::Everywhere);
        }
        let number = taken.next;
        taken.next += 1;
        let watch = Arc::new(ConnectionWatch::new(self.opened));
        let connection =
            Arc::new(Connection { network, watch, is_told: AtomicBool::new(false), go: Notify::new() });
        taken.connections.insert(number, Arc::clone(&connection));
        *taken.by_network.entry(network).or_default() += 1;
        Ok(Place { room: Arc::clone(self), number, connection })
    }

    fn bound_of(&self, address: IpAddr) -> Option<usize> {
        match self.address_max {
            Some(bound) => Some(bound),
            // A proxy beside us, a sandbox: they are everybody.
            None if address.to_canonical().is_loopback() => None,
            None => Some((self.places_max / ADDRESS_PART).max(1)),
        }
    }

    /// Tells whoever has been idle the longest to go, unless somebody is going already; of one network, or of all.
    /// Whether a place becomes free.
    fn tell_idlest(&self, taken: &Taken, network: Option<Network>) -> bool {
        let idle_min = if network.is_none() { IDLE_MIN } else { Duration::ZERO };
        let latest = self.opened.elapsed().saturating_sub(idle_min);
        let mut idlest: Option<(Duration, &Connection)> = None;
        for connection in taken.connections.values() {
            let is_meant = network.is_none_or(|network| connection.network == network);
            let Some(since) = connection.watch.idle_since().filter(|_| is_meant) else { continue };
            if connection.is_told.load(Ordering::Relaxed) {
                return true;
            }
            if since <= latest && idlest.is_none_or(|(known, _)| since < known) {
                idlest = Some((since, connection));
            }
        }
        let Some((_, idlest)) = idlest else { return false };
        idlest.is_told.store(true, Ordering::Relaxed);
        idlest.go.notify_one();
        true
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    pub(super) fn watch(&self) -> &Arc<ConnectionWatch> {
        &self.connection.watch
    }

    /// Waits until somebody else needs the place.
    pub(super) async fn told_to_go(&self) {
        self.connection.go.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.room.lock();
        taken.connections.remove(&self.number);
        if let Some(count) = taken.by_network.get_mut(&self.connection.network) {
            *count -= 1;
            if *count == 0 {
                taken.by_network.remove(&self.connection.network);
            }
        }
        drop(taken);
        self.room.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(places_max: usize, address_max: Option<usize>) -> Arc<Room> {
        Room::new(&ServerSection {
            connections_max: places_max,
            connections_per_address_max: address_max,
            ..ServerSection::default()
        })
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// Enters somebody who is in the middle of a request.
    fn enter_busy(room: &Arc<Room>, from: &str) -> Place {
        let place = room.try_enter(address(from)).unwrap();
        place.watch().head_read();
        place
    }

    #[test]
    fn one_address_has_a_quarter_and_this_machine_all() {
        for (from, bound) in [
            ("192.0.2.1", Some(2)),
            ("::ffff:192.0.2.1", Some(2)),
            ("2001:db8::1", Some(2)),
            ("127.0.0.1", None),
            ("::1", None),
            ("::ffff:127.0.0.1", None),
        ] {
            assert_eq!(room(8, None).bound_of(address(from)), bound, "{from}");
            assert_eq!(room(8, Some(5)).bound_of(address(from)), Some(5), "{from}, as it is set");
        }
        assert_eq!(room(1, None).bound_of(address("192.0.2.1")), Some(1), "at least one");
    }

    #[test]
    fn a_network_of_version_6_is_one_address() {
        let room = room(8, None);
        let _first = enter_busy(&room, "2001:db8:0:1::1");
        let _second = enter_busy(&room, "2001:db8:0:1:ffff::2");
        let full = room.try_enter(address("2001:db8:0:1::3")).unwrap_err();
        assert_eq!(full, Full::Address { can_wait: false }, "nobody of them is idle");
        assert!(room.try_enter(address("2001:db8:0:2::1")).is_ok(), "another network");
    }

    #[tokio::test]
    async fn of_several_the_idlest_goes_and_no_busy_one_ever() {
        let room = room(3, None);
        let busy = enter_busy(&room, "127.0.0.1");
        let older = room.try_enter(address("127.0.0.1")).unwrap();
        let since = older.watch().idle_since().expect("it says nothing");
        // Time is counted in microseconds: the younger one comes in another.
        while room.opened.elapsed() <= since + Duration::from_micros(1) {
            std::hint::spin_loop();
        }
        let younger = room.try_enter(address("127.0.0.1")).unwrap();
        let goes = async {
            older.told_to_go().await;
            assert!(!younger.connection.is_told.load(Ordering::Relaxed), "it was there later");
            assert!(!busy.connection.is_told.load(Ordering::Relaxed));
            drop(older);
        };
        let (newcomer, ()) = tokio::join!(room.enter(address("127.0.0.1")), goes);
        assert!(newcomer.is_some());
    }

    #[tokio::test]
    async fn a_place_that_is_left_is_free_for_the_address_too() {
        let room = room(8, Some(1));
        let first = enter_busy(&room, "192.0.2.1");
        assert!(room.enter(address("192.0.2.1")).await.is_none());
        drop(first);
        assert!(room.enter(address("192.0.2.1")).await.is_some());
        assert!(room.lock().by_network.is_empty() && room.lock().connections.is_empty(), "nothing is kept");
    }
}
