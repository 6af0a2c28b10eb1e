//! Connections: accepted, given a place, served until they end, are told to go, or do nothing for too long.
//!
//! - [`hang_up`]: whether the caller is gone while its answer is being made.
//! - [`room`]: how many there are, of one address too, and who goes when there is no place left.
//! - [`watch`]: what a connection owes or is owed, and the limits that this sets it.
//! - [`leftover`]: takes in what is left of a body that was refused, so that the caller gets to see the answer.

pub(crate) mod hang_up;
pub(crate) mod leftover;
mod room;
mod serve;
mod watch;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch as channel;
use tokio::task::JoinSet;

use self::hang_up::HangUp;
use self::room::{Place, Room};
use crate::api::front::Front;
use crate::app::App;
use crate::routes::{self, Listener};
use crate::watched_stream::WatchedStream;

/// Wait after a failed accept (out of file descriptors), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What the system may hold of the answers of one connection. Its own default grows to megabytes, which an unread
/// answer would take, and behind which nobody sees whether a slow reader still reads.
const SEND_BUFFER_BYTES: u32 = 256 << 10;

/// Connections that the system holds until they are accepted.
const BACKLOG: u32 = 1024;

/// Listens on an address.
pub(crate) fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    // Accepted connections inherit it.
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Accepts connections until the stop, then waits for those that are busy.
pub(crate) async fn listen(
    app: Arc<App>,
    listener: TcpListener,
    role: Listener,
    mut stopping: channel::Receiver<bool>,
) {
    let front = Front::new(Arc::clone(&app), routes::router(&app, role));
    let front = if role == Listener::Admin { front } else { front.with_pages() };
    let grace = Duration::from_secs(app.config.server.shutdown_grace_seconds);
    let room = Room::new(&app.config.server);
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.changed() => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let place = tokio::select! {
            place = room.enter(peer.ip()) => place,
            _ = stopping.changed() => break,
        };
        let Some(place) = place else {
            tracing::debug!(%peer, "a connection was closed: its address has as many as one address may");
            continue;
        };
        connections.spawn(connect(Arc::clone(&app), front.for_connection(), stream, place, stopping.clone()));
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(grace, ended).await.is_err() {
        tracing::warn!("requests were still under way at the end of the grace time");
    }
    connections.shutdown().await;
}

/// One connection, with the handshake before it if there is TLS.
async fn connect(
    app: Arc<App>,
    front: Front,
    stream: TcpStream,
    place: Place,
    stopping: channel::Receiver<bool>,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection has no TCP_NODELAY");
    }
    let front = front.watching(HangUp::of(&stream));
    // Below TLS, so that what is counted are bytes on their way to the caller.
    let stream = WatchedStream::around(stream, Arc::clone(place.watch()));
    let Some(tls) = &app.tls else {
        return serve::serve(&app, front, stream, place, stopping).await;
    };
    let shaken = tokio::select! {
        shaken = tls.accept(stream, stopping.clone()) => shaken,
        () = place.told_to_go() => None,
    };
    if let Some(stream) = shaken {
        serve::serve(&app, front, stream, place, stopping).await;
    }
}
