//! Whether the caller of a connection is gone while its answer is being made.
//!
//! The HTTP library does not read while it waits for an answer, or it would take a caller that only said all it wanted
//! to say for one that is gone. So a second descriptor of the socket is looked at, and only by what takes long.

use std::io::ErrorKind;
use std::os::fd::AsFd as _;
use std::time::Duration;

use tokio::io::Interest;
use tokio::net::TcpStream;

/// What takes no longer is answered, to whoever may still be there: the end of what somebody sends does not say
/// whether it still reads.
const PATIENCE: Duration = Duration::from_millis(100);

/// Another descriptor of a connection's socket.
#[derive(Debug)]
pub(crate) struct HangUp(std::net::TcpStream);

impl HangUp {
    /// None where the system has no descriptor left; then nobody notices.
    pub(super) fn of(stream: &TcpStream) -> Option<Self> {
        Some(Self(stream.as_fd().try_clone_to_owned().ok()?.into()))
    }

    /// Waits until the caller has closed its side, but for a moment at least.
    pub(crate) async fn noticed(&self) {
        tokio::time::sleep(PATIENCE).await;
        let Ok(stream) = self.0.try_clone().and_then(TcpStream::from_std) else {
            return std::future::pending().await;
        };
        loop {
            match stream.ready(Interest::READABLE).await {
                Ok(ready) if ready.is_read_closed() => return,
                // The next request is there already; what comes behind it is news.
                Ok(_) => {
                    let _ = stream.try_io(Interest::READABLE, || Err::<(), _>(ErrorKind::WouldBlock.into()));
                }
                Err(_) => return,
            }
        }
    }
}
