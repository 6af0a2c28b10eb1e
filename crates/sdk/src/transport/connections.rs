//! Connections to the origin of a service, kept for the next request: HTTP/1.1 on each, one request at a time.
//!
//! A general client looks for the pool of an origin, for proxies, for redirects and for its own form of a URL at each
//! request. Here there is one origin, and nothing stands between: what is left is a connection that is free.
//!
//! Whoever asks holds its connection, and gives it back with its answer read to the end. A call that is dropped, at whatever
//! point, drops the connection along: nobody else ever reads what was meant for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use tokio::time::Instant;
use tokio_rustls::rustls::ClientConfig;

use super::line::{Line, Lines};
use super::{Failed, Received};
use crate::error::Result;
use crate::origin::Origin;

/// Connections that wait for the next request.
const IDLE_MAX: usize = 100;
/// How long one waits at most: services and what stands before them close it then, or soon.
const IDLE_LIMIT: Duration = Duration::from_secs(90);
/// How long one that was given back may take to be free. It is, but for a turn of its task, unless the service answered before
/// it had read the request: then it may never be.
const READY_LIMIT: Duration = Duration::from_millis(100);

/// The connections of a client to the origin of its service.
#[derive(Debug)]
pub(super) struct Connections {
    lines: Lines,
    /// The one that waited longest stands first.
    idle: Mutex<Vec<Idle>>,
}

#[derive(Debug)]
struct Idle {
    line: Line,
    since: Instant,
}

impl Idle {
    fn is_over(&self) -> bool {
        self.since.elapsed() >= IDLE_LIMIT
    }
}

impl Connections {
    pub(super) fn to(origin: &Origin, tls: &Arc<ClientConfig>, connect_timeout: Duration) -> Result<Self> {
        Ok(Self { lines: Lines::to(origin, tls, connect_timeout)?, idle: Mutex::default() })
    }

    /// One request, on a connection that is free, or a new one. `is_sent` is true from when a part of it may have left.
    pub(super) async fn exchange(
        &self,
        mut request: Request<Full<Bytes>>,
        is_sent: &AtomicBool,
    ) -> std::result::Result<Received, Failed> {
        loop {
            let (mut line, is_new) = match self.free().await {
                Some(line) => (line, false),
                None => (self.lines.open().await.map_err(Failed::NotSent)?, true),
            };
            is_sent.store(true, Ordering::Relaxed);
            match line.sender.try_send_request(request).await {
                Ok(response) => return self.read(line, response).await,
                Err(mut error) => match error.take_message() {
                    None => return Err(Failed::NoAnswer(error.into_error().into())),
                    // It ended before anything of the request was written.
                    Some(unsent) => {
                        is_sent.store(false, Ordering::Relaxed);
                        if is_new {
                            return Err(Failed::NotSent(error.into_error().into()));
                        }
                        request = unsent;
                    }
                },
            }
        }
    }

    async fn read(&self, line: Line, response: Response<Incoming>) -> std::result::Result<Received, Failed> {
        let (head, mut incoming) = response.into_parts();
        let mut received = Received::of(head.status, head.headers, incoming.size_hint().lower());
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| Failed::NoAnswer(error.into()))?;
            if let Ok(data) = frame.into_data()
                && !received.take(data)?
            {
                return Ok(received);
            }
        }
        self.keep(line);
        Ok(received)
    }

    /// A connection that waits, if there is one.
    async fn free(&self) -> Option<Line> {
        while let Some(mut line) = self.last() {
            if line.sender.is_ready() {
                return Some(line);
            }
            // One that the service closed meanwhile never is.
            if let Ok(Ok(())) = tokio::time::timeout(READY_LIMIT, line.sender.ready()).await {
                return Some(line);
            }
        }
        None
    }

    /// The one that was given back last.
    fn last(&self) -> Option<Line> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let last = idle.pop()?;
        if last.is_over() {
            // The others wait longer.
            idle.clear();
            return None;
        }
        Some(last.line)
    }

    /// Keeps a connection whose answer was read to its end.
    fn keep(&self, line: Line) {
        if line.sender.is_closed() {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.first().is_some_and(Idle::is_over) || idle.len() >= IDLE_MAX {
            idle.remove(0);
        }
        idle.push(Idle { line, since: Instant::now() });
    }
}
