//! Streams that pass as they are, while somebody is told what passes, or reads otherwise.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Who is told.
pub(crate) trait StreamWatcher: Unpin {
    /// Reads on; whoever has nothing to say about it reads what the stream reads.
    fn poll_read(
        &mut self,
        stream: Pin<&mut impl AsyncRead>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        stream.poll_read(context, buffer)
    }

    /// Bytes were to be written: whether the stream took some, or failed, rather than letting us wait.
    fn written(&self, _is_taken: bool) {}
}

/// A stream with its watcher.
#[derive(Debug)]
pub(crate) struct WatchedStream<S, W> {
    stream: S,
    watcher: W,
}

impl<S, W: StreamWatcher> WatchedStream<S, W> {
    pub(crate) fn around(stream: S, watcher: W) -> Self {
        Self { stream, watcher }
    }

    fn told(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.watcher.written(written.is_ready());
        written
    }
}

impl<S: AsyncRead + Unpin, W: StreamWatcher> AsyncRead for WatchedStream<S, W> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { stream, watcher } = &mut *self;
        watcher.poll_read(Pin::new(stream), context, buffer)
    }
}

impl<S: AsyncWrite + Unpin, W: StreamWatcher> AsyncWrite for WatchedStream<S, W> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.told(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.told(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
