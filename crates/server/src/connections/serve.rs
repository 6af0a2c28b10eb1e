//! One connection of HTTP/1.1, from its first request to its end.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch as channel;

use super::leftover::Leftover;
use super::room::Place;
use crate::api::front::Front;
use crate::app::App;
use crate::raw_target::RawTarget;
use crate::watched_stream::WatchedStream;

/// The most bytes of a head, and what is read or written of a body at once: a connection holds as much of either.
const BUFFER_BYTES_MAX: usize = 128 << 10;

/// Serves it until it ends, is told to go, or does nothing for too long.
pub(super) async fn serve<S>(
    app: &App,
    front: Front,
    stream: S,
    place: Place,
    mut stopping: channel::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (raw_target, line_expected) = RawTarget::new();
    let stream = WatchedStream::around(stream, raw_target);
    let watch = place.watch();
    let leftover = Leftover::default();
    let shared = Arc::new((front, line_expected, Arc::clone(watch), leftover.clone()));
    let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let shared = Arc::clone(&shared);
        async move {
            let (front, line_expected, watch, leftover) = shared.as_ref();
            watch.head_read();
            let (mut request, body_end) = line_expected.watch(request);
            if Leftover::is_for(request.body()) {
                request.extensions_mut().insert(leftover.clone());
            }
            // An error closes the connection without an answer: an extension wants that.
            let answered = front.answer_watched(request).await;
            line_expected.answered(&body_end);
            answered.map(|response| Arc::clone(watch).answered(response))
        }
    });
    let connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_buf_size(BUFFER_BYTES_MAX)
        // A caller that has said all it wanted to say still gets its answer.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let mut out_of_time = std::pin::pin!(async {
        let server = &app.config.server;
        tokio::select! {
            () = watch.head_overdue(Duration::from_secs(server.header_timeout_seconds)) => "sent no request in time",
            () = watch.write_stalled(Duration::from_secs(server.answer_stall_seconds)) => "did not read its answer",
        }
    });
    let mut take_in = std::pin::pin!(leftover.take_in());
    let mut is_ending = false;
    loop {
        tokio::select! {
            biased;
            // A connection that breaks is the caller's affair.
            _ = connection.as_mut() => return,
            why = &mut out_of_time => return tracing::debug!("a connection was closed: it {why}"),
            never = &mut take_in => match never {},
            () = place.told_to_go(), if !is_ending => {
                if watch.idle_since().is_some() {
                    return tracing::debug!("an idle connection was closed: another one needs its place");
                }
                is_ending = true;
            }
            _ = stopping.changed(), if !is_ending => is_ending = true,
        }
        // The request under way is the last one.
        connection.as_mut().graceful_shutdown();
    }
}
