//! Many callers at one moment, and waiting without guessing how long.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// How long a condition may take to become true.
const PATIENCE: Duration = Duration::from_secs(20);
/// The pause between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Runs the call `count` times at once, each in a thread of its own, and gives what they return, in order.
pub fn in_parallel<T: Send>(count: usize, call: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(count);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                let (start, call) = (&start, &call);
                scope.spawn(move || {
                    start.wait();
                    call(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a parallel call failed")).collect()
    })
}

/// Looks until the condition holds.
///
/// # Panics
/// It does not hold within 20 seconds.
#[track_caller]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain until {what}");
        thread::sleep(LOOK_EVERY);
    }
}
