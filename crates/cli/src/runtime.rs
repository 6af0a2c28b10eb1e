//! The runtime of the commands that wait for something, and the signals that end them.

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::exit::Failure;

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
