//! Logs: one readable line or one JSON object each, to stderr or into a file.
//!
//! Lines gather in memory and go out every few milliseconds, so that a request never waits for a terminal or a pipe.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{LogFormat, LogSection};

/// Longest time that a line waits.
const FLUSH_INTERVAL: Duration = Duration::from_millis(20);

/// Bytes that may wait; beyond them the oldest way is taken and the line goes out at once.
const BUFFER_BYTES_MAX: usize = 1 << 20;

/// Where request lines go: past the formatting of other events, which would take a third of the time of a request.
static REQUEST_LINES: OnceLock<RequestLines> = OnceLock::new();

struct RequestLines {
    buffer: Arc<Buffer>,
    format: LogFormat,
}

/// A line that writes itself in either format, without the machinery of other events.
pub(crate) trait LogLine {
    /// As `tracing` writes its events.
    fn write_text(&self, text: &mut String);
    /// As one JSON object.
    fn write_json(&self, text: &mut String);
}

/// Writes one request line, if logging was started and lets `info` through.
pub(crate) fn request_line(line: &impl LogLine) {
    thread_local! {
        static LINE: RefCell<String> = const { RefCell::new(String::new()) };
    }
    let Some(lines) = REQUEST_LINES.get() else { return };
    if !tracing::enabled!(tracing::Level::INFO) {
        return;
    }
    LINE.with_borrow_mut(|text| {
        text.clear();
        match lines.format {
            LogFormat::Text => line.write_text(text),
            LogFormat::Json => line.write_json(text),
        }
        lines.buffer.append(text.as_bytes());
    });
}

/// Writes logs until it is dropped; dropping writes what waits.
#[derive(Debug)]
pub struct LogGuard {
    buffer: Arc<Buffer>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// Starts logging to stderr for the whole process. Does nothing if logging was started before (tests in one process).
pub fn start_logging(section: &LogSection) -> LogGuard {
    start(section, Buffer::default())
}

/// Starts logging into this file instead, where stderr belongs to somebody else.
pub fn start_logging_into(section: &LogSection, file: File) -> LogGuard {
    start(section, Buffer { file: Some(file), ..Buffer::default() })
}

fn start(section: &LogSection, buffer: Buffer) -> LogGuard {
    let buffer = Arc::new(buffer);
    let filter = EnvFilter::try_new(&section.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(LineWriter(Arc::clone(&buffer)))
        .with_ansi(false)
        .with_target(false);
    let started = match section.format {
        LogFormat::Text => tracing::subscriber::set_global_default(builder.finish()),
        LogFormat::Json => tracing::subscriber::set_global_default(
            builder.json().flatten_event(true).with_current_span(false).with_span_list(false).finish(),
        ),
    };
    if started.is_err() {
        return LogGuard { buffer, thread: None };
    }
    // Set once: the first logging that was started is the one that stays.
    let _ = REQUEST_LINES.set(RequestLines { buffer: Arc::clone(&buffer), format: section.format });
    let flusher = Arc::clone(&buffer);
    let thread = std::thread::Builder::new().name("log-writer".to_owned()).spawn(move || flusher.run()).ok();
    LogGuard { buffer, thread }
}

impl Drop for LogGuard {
    fn drop(&mut self) {
        self.buffer.close();
        if let Some(thread) = self.thread.take() {
            // A log writer that panicked cannot be told about anywhere.
            let _ = thread.join();
        }
    }
}

/// The lines that wait.
#[derive(Debug, Default)]
struct Buffer {
    waiting: Mutex<Waiting>,
    closed: Condvar,
    /// Where the lines go; None is stderr.
    file: Option<File>,
}

#[derive(Debug, Default)]
struct Waiting {
    bytes: Vec<u8>,
    is_closed: bool,
}

impl Buffer {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append(&self, line: &[u8]) {
        let mut waiting = self.lock();
        waiting.bytes.extend_from_slice(line);
        if waiting.bytes.len() > BUFFER_BYTES_MAX || waiting.is_closed {
            self.write_out(&std::mem::take(&mut waiting.bytes));
        }
    }

    fn close(&self) {
        let mut waiting = self.lock();
        waiting.is_closed = true;
        self.write_out(&std::mem::take(&mut waiting.bytes));
        self.closed.notify_all();
    }

    fn run(&self) {
        let mut spare = Vec::new();
        let mut waiting = self.lock();
        while !waiting.is_closed {
            let (next, _) =
                self.closed.wait_timeout(waiting, FLUSH_INTERVAL).unwrap_or_else(PoisonError::into_inner);
            waiting = next;
            if !waiting.bytes.is_empty() {
                std::mem::swap(&mut waiting.bytes, &mut spare);
                drop(waiting);
                self.write_out(&spare);
                spare.clear();
                waiting = self.lock();
            }
        }
    }

    fn write_out(&self, bytes: &[u8]) {
        // Nobody can be told that stderr is closed, or the disk full.
        let _ = match &self.file {
            None => io::stderr().lock().write_all(bytes),
            Some(file) => (&*file).write_all(bytes),
        };
    }
}

/// Hands each formatted line to the buffer.
struct LineWriter(Arc<Buffer>);

struct Line<'buffer>(&'buffer Buffer);

impl<'line> MakeWriter<'line> for LineWriter {
    type Writer = Line<'line>;

    fn make_writer(&'line self) -> Self::Writer {
        Line(&self.0)
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.append(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
