//! Bodies that pass as they are, while somebody is told what passes.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};

/// Who is told. Whoever wants to know when a body is given up is dropped with it, before its bytes are.
pub trait BodyWatcher: Send + Unpin + 'static {
    /// These bytes pass.
    fn passes(&mut self, _bytes: &Bytes) {}

    /// The body has come to its end, which is told before its last bytes are on their way, and maybe once more.
    fn ended(&mut self) {}
}

/// A body with its watcher.
#[derive(Debug)]
pub struct WatchedBody<W> {
    watcher: W,
    body: Body,
}

impl<W: BodyWatcher> WatchedBody<W> {
    /// The body, about which the watcher is told.
    pub fn around(body: Body, mut watcher: W) -> Body {
        if body.is_end_stream() {
            watcher.ended();
        }
        Body::new(Self { watcher, body })
    }
}

impl<W: BodyWatcher> HttpBody for WatchedBody<W> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(Ok(frame)) = &frame
            && let Some(bytes) = frame.data_ref()
        {
            self.watcher.passes(bytes);
        }
        if frame.is_none() || self.body.is_end_stream() {
            self.watcher.ended();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
