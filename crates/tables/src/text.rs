//! Text on its way to the parser: decoded, and watched.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::DecoderResult;

use super::encoding::Encoding;
use super::fault::TableFault;
use super::guard::{Guard, Stopped};
use super::place::Follower;

/// Bytes that are read at once, and by which the separator is found.
pub(crate) const CHUNK_BYTES: usize = 1 << 16;

/// Bytes behind the first that is no UTF-8 by which an encoding is guessed.
const SAMPLE_BYTES: u64 = 1 << 20;

/// Decodes a text, and gives it on as UTF-8 that a [`Guard`] has seen.
#[derive(Debug)]
pub(crate) struct TextSource<R> {
    source: R,
    encoding: Encoding,
    decoding: Decoding,
    raw: Vec<u8>,
    raw_length: usize,
    /// The byte at which decoding stopped.
    rejected: u8,
    /// Decoded bytes, and how many of them were given on.
    decoded: Vec<u8>,
    given: usize,
    /// What stands behind them: it is given when they are.
    fault: Option<TableFault>,
    is_at_end: bool,
    bytes_left: u64,
    bytes_max: u64,
    /// The place of what is decoded next, for faults of the encoding.
    follower: Follower,
    guard: Option<Guard>,
}

enum Decoding {
    /// UTF-8: the bytes of a character that began in the chunk before.
    Checked(Vec<u8>),
    Decoded(Box<encoding_rs::Decoder>),
}

impl std::fmt::Debug for Decoding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Checked(_) => "Checked",
            Self::Decoded(_) => "Decoded",
        })
    }
}

impl<R: Read> TextSource<R> {
    /// Reads a source from where it stands, by so many bytes at once.
    pub(crate) fn new(source: R, encoding: Encoding, bytes_max: u64, chunk_bytes: usize) -> Self {
        let decoding = if encoding == Encoding::UTF_8 {
            Decoding::Checked(Vec::with_capacity(4))
        } else {
            Decoding::Decoded(Box::new(encoding.decoder()))
        };
        Self {
            source,
            encoding,
            decoding,
            raw: vec![0; chunk_bytes],
            raw_length: 0,
            rejected: 0,
            decoded: Vec::new(),
            given: 0,
            fault: None,
            is_at_end: false,
            bytes_left: bytes_max,
            bytes_max,
            follower: Follower::new(1),
            guard: None,
        }
    }

    /// The beginning of the text, and whether that is all; once, before anything is read.
    pub(crate) fn head(&mut self) -> (&str, bool) {
        self.refill();
        let text = std::str::from_utf8(&self.decoded).expect("what was decoded is UTF-8");
        (text, self.is_at_end && self.fault.is_none())
    }

    /// Begins to give on, behind so many bytes of the beginning.
    pub(crate) fn begin(&mut self, skipped: usize, guard: Guard) {
        self.given = skipped;
        self.guard = Some(guard);
        self.watch();
    }

    /// The line on which the next of the rows begins that were given on whole.
    pub(crate) fn take_line(&mut self) -> Option<u64> {
        self.guard.as_mut().and_then(Guard::take_line)
    }

    /// Shows the guard what was decoded and not given yet. Behind a fault nothing is kept.
    fn watch(&mut self) {
        let Some(guard) = &mut self.guard else { return };
        let bytes = self.decoded.get(self.given..).unwrap_or_default();
        match guard.watch(bytes) {
            // It stands before any fault of the bytes themselves.
            Err(Stopped { fault, good_bytes }) => {
                self.decoded.truncate(self.given + good_bytes);
                self.fault = Some(fault);
            }
            Ok(()) if self.is_at_end && self.fault.is_none() => self.fault = guard.finish().err(),
            Ok(()) => {}
        }
    }

    /// What the text looks like from the last chunk on.
    fn guess_from_here(&mut self) -> Result<Encoding, TableFault> {
        let mut sample = self.raw.clone();
        sample.truncate(self.raw_length);
        (&mut self.source).take(SAMPLE_BYTES).read_to_end(&mut sample)?;
        Ok(Encoding::guess(&sample))
    }

    /// Decodes the next chunk in the place of the one before, up to a fault, which is kept.
    fn refill(&mut self) {
        self.decoded.clear();
        self.given = 0;
        let (read, problem) = read_up_to(&mut self.source, &mut self.raw);
        self.fault = problem.map(TableFault::Io);
        let most = usize::try_from(self.bytes_left).unwrap_or(usize::MAX);
        let length = read.min(most);
        if length < read {
            self.fault = Some(TableFault::TooLong { bytes_max: self.bytes_max });
        }
        self.raw_length = length;
        self.bytes_left -= length as u64;
        self.is_at_end = read < self.raw.len() && self.fault.is_none();
        let Self { decoding, raw, decoded, is_at_end, .. } = self;
        let bytes = raw.get(..length).unwrap_or_default();
        let rejected = match decoding {
            Decoding::Checked(carried) => check(bytes, carried, decoded, *is_at_end),
            Decoding::Decoded(decoder) => decode(bytes, decoder, decoded, *is_at_end),
        };
        self.follower.pass(&self.decoded);
        if let Some(byte) = rejected {
            self.rejected = byte;
            let place = self.follower.place();
            self.fault = Some(TableFault::NotInEncoding { place, encoding: self.encoding });
        }
        self.watch();
    }
}

impl<R: Read> Read for TextSource<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.given == self.decoded.len() {
            if let Some(fault) = self.fault.take() {
                return Err(fault.into());
            }
            if self.is_at_end {
                return Ok(0);
            }
            self.refill();
        }
        let rest = self.decoded.get(self.given..).unwrap_or_default();
        let length = rest.len().min(target.len());
        if let (Some(from), Some(to)) = (rest.get(..length), target.get_mut(..length)) {
            to.copy_from_slice(from);
        }
        self.given += length;
        Ok(length)
    }
}

/// Takes over UTF-8, and tells the first byte that is none; what is taken over ends before it.
fn check(bytes: &[u8], carried: &mut Vec<u8>, decoded: &mut Vec<u8>, is_at_end: bool) -> Option<u8> {
    decoded.append(carried);
    decoded.extend_from_slice(bytes);
    let error = std::str::from_utf8(decoded).err()?;
    let rest = decoded.split_off(error.valid_up_to());
    if error.error_len().is_none() && !is_at_end {
        *carried = rest;
        return None;
    }
    rest.first().copied()
}

/// The same for another encoding.
fn decode(bytes: &[u8], by: &mut encoding_rs::Decoder, decoded: &mut Vec<u8>, is_at_end: bool) -> Option<u8> {
    let most = by.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0);
    decoded.resize(most, 0);
    let (result, taken, length) = by.decode_to_utf8_without_replacement(bytes, decoded, is_at_end);
    decoded.truncate(length);
    match result {
        DecoderResult::InputEmpty => None,
        DecoderResult::Malformed(..) | DecoderResult::OutputFull => {
            Some(bytes.get(taken.saturating_sub(1)).copied().unwrap_or_default())
        }
    }
}

/// Reads until the target is full, or nothing comes any more: how many bytes came, and what stopped them.
pub(crate) fn read_up_to(source: &mut impl Read, target: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut length = 0;
    while let Some(rest) = target.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (length, Some(error)),
        }
    }
    (length, None)
}

/// Where a source stops being UTF-8, with what it looks like. Reads it whole, and goes back to the start.
pub(crate) fn find_other_encoding(
    source: &mut (impl Read + Seek),
    bytes_max: u64,
) -> Result<Option<TableFault>, TableFault> {
    let mut text = TextSource::new(&mut *source, Encoding::UTF_8, bytes_max, CHUNK_BYTES);
    let fault = loop {
        text.refill();
        match text.fault.take() {
            None if text.is_at_end => break None,
            None => {}
            Some(TableFault::NotInEncoding { place, .. }) => {
                let byte = text.rejected;
                break Some(TableFault::NotUnicode { place, byte, guess: Some(text.guess_from_here()?) });
            }
            Some(fault) => return Err(fault),
        }
    };
    source.seek(SeekFrom::Start(0))?;
    Ok(fault)
}
