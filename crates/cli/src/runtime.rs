//! The runtime of the commands that wait for something, and the signals that end them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::exit::{Exit, Failure};

/// A runtime with a thread per core.
pub(crate) fn start() -> Result<Runtime, Failure> {
    Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::Failed(format!("the system gives no threads: {error}; raise the limit of this user"))
    })
}

/// A runtime on this thread, for a command with a request or two.
pub(crate) fn start_small() -> Result<Runtime, Failure> {
    Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::Failed(format!("the system gives no event queue: {error}; raise the limit of open files"))
    })
}

/// Ctrl-C, and the signal by which service managers stop a service. From the moment this exists, neither ends the
/// process by itself.
#[derive(Debug)]
pub(crate) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    pub(crate) fn install() -> Result<Self, Failure> {
        let install = |kind| {
            signal(kind).map_err(|error| Failure::Failed(format!("signals cannot be handled: {error}")))
        };
        Ok(Self {
            interrupt: install(SignalKind::interrupt())?,
            terminate: install(SignalKind::terminate())?,
        })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        self.next_kind().await;
    }

    /// Waits for the next one, and says which it was.
    pub(crate) async fn next_kind(&mut self) -> SignalKind {
        tokio::select! {
            _ = self.interrupt.recv() => SignalKind::interrupt(),
            _ = self.terminate.recv() => SignalKind::terminate(),
        }
    }
}

/// For a command that goes on without waiting: a question whether it has been asked to stop, for between two steps. From
/// the moment this returns, the first signal ends the process no more; the second one does, wherever it stands.
pub(crate) fn watch_for_stop() -> Result<impl Fn() -> bool, Failure> {
    let runtime = start_small()?;
    let mut signals = runtime.block_on(async { StopSignals::install() })?;
    let is_stopped = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_stopped);
    std::thread::spawn(move || {
        runtime.block_on(async {
            signals.next().await;
            seen.store(true, Ordering::Relaxed);
            signals.next().await;
            std::process::exit(i32::from(Exit::Interrupted.code()));
        });
    });
    Ok(move || is_stopped.load(Ordering::Relaxed))
}
