//! Request targets with raw double quotes.
//!
//! Clients may send the quotes of a filter's JSON as they are (contract 1.3 rule 5), which the HTTP library takes for
//! a malformed request. They are read as `%22`, in request lines and nowhere else.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use http::Request;
use tokio::io::{AsyncRead, ReadBuf};

use crate::watched_body::{BodyWatcher, WatchedBody};
use crate::watched_stream::StreamWatcher;

/// Whether the next byte of a connection begins a request line. Only while it surely does is anything rewritten: a
/// longer body would spill into the next request.
#[derive(Debug, Clone)]
pub(crate) struct LineExpected(Arc<AtomicBool>);

impl LineExpected {
    /// Takes note of a request whose head was read: what follows is its body, if it has one.
    pub(crate) fn watch<B>(&self, request: Request<B>) -> (Request<Body>, BodyEnd)
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        self.0.store(false, Ordering::Relaxed);
        if request.body().is_end_stream() {
            return (request.map(Body::new), BodyEnd(None));
        }
        let end = Arc::new(AtomicBool::new(false));
        let watched = BodyEnd(Some(Arc::clone(&end)));
        (request.map(|body| WatchedBody::around(Body::new(body), EndNoted(end))), watched)
    }

    /// Takes note of an answer. The next request begins behind it if nothing of the body is left.
    pub(crate) fn answered(&self, body: &BodyEnd) {
        let is_read = body.0.as_ref().is_none_or(|end| end.load(Ordering::Relaxed));
        self.0.store(is_read, Ordering::Relaxed);
    }
}

/// Whether the body of a request was read to its end; there is nothing to read where there is no body.
#[derive(Debug)]
pub(crate) struct BodyEnd(Option<Arc<AtomicBool>>);

/// Notes that a body was read to its end.
struct EndNoted(Arc<AtomicBool>);

impl BodyWatcher for EndNoted {
    fn ended(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Where in a request line the next byte stands. A read may end anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// So many bytes of the method are over.
    Method(usize),
    /// The target must begin.
    TargetBeginning,
    Inside,
    /// This is no request line.
    Elsewhere,
}

/// The longest method, in bytes.
const METHOD_BYTES_MAX: usize = 32;

impl Place {
    const BEGINNING: Self = Self::Method(0);

    /// A method and a path: the only beginning that is taken for a request line.
    fn after(self, byte: u8) -> Self {
        match self {
            Self::Method(0) if matches!(byte, b'\r' | b'\n') => Self::BEGINNING,
            Self::Method(bytes) if byte.is_ascii_uppercase() && bytes < METHOD_BYTES_MAX => {
                Self::Method(bytes + 1)
            }
            Self::Method(1..) if byte == b' ' => Self::TargetBeginning,
            Self::TargetBeginning if byte == b'/' => Self::Inside,
            Self::Inside => Self::Inside,
            Self::Method(_) | Self::TargetBeginning | Self::Elsewhere => Self::Elsewhere,
        }
    }
}

/// What makes request lines reach the HTTP library without raw quotes.
#[derive(Debug)]
pub(crate) struct RawTarget {
    is_line_expected: Arc<AtomicBool>,
    /// How far the reads so far have come in the line.
    place: Place,
    /// Rewritten bytes that have not been read yet.
    waiting: Vec<u8>,
}

impl RawTarget {
    pub(crate) fn new() -> (Self, LineExpected) {
        let is_line_expected = Arc::new(AtomicBool::new(true));
        let line_expected = LineExpected(Arc::clone(&is_line_expected));
        (Self { is_line_expected, place: Place::BEGINNING, waiting: Vec::new() }, line_expected)
    }

    /// Takes note of bytes that were read, and gives them back rewritten if they hold a quote in a request line.
    fn rewrite(&mut self, read: &[u8]) -> Option<Vec<u8>> {
        let begun_at = self.find_inside(read)?;
        let line_end = read[begun_at..].iter().position(|byte| *byte == b'\n').map(|at| begun_at + at);
        if line_end.is_some() {
            self.stop_expecting();
        }
        let (line, rest) = read.split_at(line_end.unwrap_or(read.len()));
        line.contains(&b'"').then(|| {
            let mut rewritten = Vec::with_capacity(read.len() + 64);
            for byte in line {
                match byte {
                    b'"' => rewritten.extend_from_slice(b"%22"),
                    other => rewritten.push(*other),
                }
            }
            rewritten.extend_from_slice(rest);
            rewritten
        })
    }

    /// Where the bytes of the target begin in what was read, if they do.
    fn find_inside(&mut self, read: &[u8]) -> Option<usize> {
        for (at, byte) in read.iter().enumerate() {
            match self.place {
                Place::Inside => return Some(at),
                Place::Elsewhere => break,
                Place::Method(_) | Place::TargetBeginning => self.place = self.place.after(*byte),
            }
        }
        if self.place == Place::Elsewhere {
            self.stop_expecting();
        }
        None
    }

    fn stop_expecting(&mut self) {
        self.place = Place::BEGINNING;
        self.is_line_expected.store(false, Ordering::Relaxed);
    }

    fn hand_out(&mut self, buffer: &mut ReadBuf<'_>) {
        let bytes = self.waiting.len().min(buffer.remaining());
        buffer.put_slice(&self.waiting[..bytes]);
        self.waiting.drain(..bytes);
    }
}

impl StreamWatcher for RawTarget {
    fn poll_read(
        &mut self,
        mut stream: Pin<&mut impl AsyncRead>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.waiting.is_empty() {
            self.hand_out(buffer);
            return Poll::Ready(Ok(()));
        }
        if !self.is_line_expected.load(Ordering::Relaxed) {
            return stream.poll_read(context, buffer);
        }
        let already_bytes = buffer.filled().len();
        std::task::ready!(stream.as_mut().poll_read(context, buffer))?;
        if let Some(rewritten) = self.rewrite(&buffer.filled()[already_bytes..]) {
            buffer.set_filled(already_bytes);
            self.waiting = rewritten;
            self.hand_out(buffer);
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(target: &mut RawTarget, read: &str) -> Option<String> {
        target.rewrite(read.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn quotes_of_the_request_line_are_encoded_and_those_behind_it_stay() {
        let (mut target, line_expected) = RawTarget::new();
        let request = "GET /v1/customers?filter={\"Field\":1} HTTP/1.1\r\nX: \"kept\"\r\n\r\n\"body\"";
        assert_eq!(
            rewritten(&mut target, request).unwrap(),
            "GET /v1/customers?filter={%22Field%22:1} HTTP/1.1\r\nX: \"kept\"\r\n\r\n\"body\""
        );
        assert!(!target.is_line_expected.load(Ordering::Relaxed), "the line is over");
        line_expected.answered(&BodyEnd(None));
        assert!(target.is_line_expected.load(Ordering::Relaxed), "the next request begins");
        assert_eq!(rewritten(&mut target, "GET / HTTP/1.1\r\n\r\n"), None);
    }

    #[test]
    fn what_does_not_begin_like_a_request_line_stays_as_it_is() {
        let (mut target, line_expected) = RawTarget::new();
        for read in ["\"body\"\n", "If-Match: \"1\"\r\n", "{\"qualification\":1}", "get /\"", ""] {
            line_expected.answered(&BodyEnd(None));
            assert_eq!(rewritten(&mut target, read), None, "{read}");
        }
    }

    #[test]
    fn a_line_that_comes_byte_by_byte_reads_like_a_whole_one() {
        let line = "\r\nPROPFIND /?a=\"b\" HTTP/1.1\r\n";
        for width in 1..line.len() {
            let (mut target, _) = RawTarget::new();
            let parts = line.as_bytes().chunks(width).map(|part| std::str::from_utf8(part).unwrap());
            let whole: String =
                parts.map(|part| rewritten(&mut target, part).unwrap_or_else(|| part.to_owned())).collect();
            assert_eq!(whole, line.replace('"', "%22"), "in parts of {width} bytes");
        }
    }

    #[test]
    fn behind_a_body_that_nobody_read_no_line_is_expected() {
        let (target, line_expected) = RawTarget::new();
        line_expected.answered(&BodyEnd(Some(Arc::new(AtomicBool::new(false)))));
        assert!(!target.is_line_expected.load(Ordering::Relaxed));
        line_expected.answered(&BodyEnd(Some(Arc::new(AtomicBool::new(true)))));
        assert!(target.is_line_expected.load(Ordering::Relaxed));
    }

    #[test]
    fn a_line_in_two_parts_is_rewritten_in_both() {
        let (mut target, _) = RawTarget::new();
        assert_eq!(rewritten(&mut target, "GET /?a=\"b").unwrap(), "GET /?a=%22b");
        assert!(target.is_line_expected.load(Ordering::Relaxed), "the line goes on");
        assert_eq!(rewritten(&mut target, "\" HTTP/1.1\r\n").unwrap(), "%22 HTTP/1.1\r\n");
    }
}
