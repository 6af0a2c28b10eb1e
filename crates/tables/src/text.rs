//! Text on its way to the parser: decoded, and watched.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::DecoderResult;

use super::encoding::Encoding;
use super::fault::TableFault;
use super::guard::Guard;
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
    /// Reads a source from where it stands.
    pub(crate) fn new(source: R, encoding: Encoding, bytes_max: u64) -> Self {
        let decoding = if encoding == Encoding::UTF_8 {
            Decoding::Checked(Vec::with_capacity(4))
        } else {
            Decoding::Decoded(Box::new(encoding.decoder()))
        };
        Self {
            source,
            encoding,
            decoding,
            raw: vec![0; CHUNK_BYTES],
            raw_length: 0,
            rejected: 0,
            decoded: Vec::new(),
            given: 0,
            is_at_end: false,
            bytes_left: bytes_max,
            bytes_max,
            follower: Follower::new(1),
            guard: None,
        }
    }

    /// The beginning of the text, and whether that is all; once, before anything is read.
    pub(crate) fn head(&mut self) -> Result<(&str, bool), TableFault> {
        self.refill()?;
        let text = std::str::from_utf8(&self.decoded).expect("what was decoded is UTF-8");
        Ok((text, self.is_at_end))
    }

    /// Begins to give on, behind so many bytes of the beginning.
    pub(crate) fn begin(&mut self, skipped: usize, guard: Guard) -> Result<(), TableFault> {
        self.given = skipped;
        self.guard.insert(guard).watch(self.decoded.get(skipped..).unwrap_or_default())?;
        self.finish_at_end()
    }

    fn finish_at_end(&self) -> Result<(), TableFault> {
        match &self.guard {
            Some(guard) if self.is_at_end => guard.finish(),
            _ => Ok(()),
        }
    }

    /// What the text looks like from the last chunk on.
    fn guess_from_here(&mut self) -> Result<Encoding, TableFault> {
        let mut sample = self.raw.clone();
        sample.truncate(self.raw_length);
        (&mut self.source).take(SAMPLE_BYTES).read_to_end(&mut sample)?;
        Ok(Encoding::guess(&sample))
    }

    /// Decodes the next chunk in the place of the one before.
    fn refill(&mut self) -> Result<(), TableFault> {
        self.decoded.clear();
        self.given = 0;
        let length = read_full(&mut self.source, &mut self.raw)?;
        self.raw_length = length;
        self.is_at_end = length < self.raw.len();
        self.bytes_left = self
            .bytes_left
            .checked_sub(length as u64)
            .ok_or(TableFault::TooLong { bytes_max: self.bytes_max })?;
        let Self { decoding, raw, decoded, is_at_end, .. } = self;
        let bytes = raw.get(..length).unwrap_or_default();
        let rejected = match decoding {
            Decoding::Checked(carried) => check(bytes, carried, decoded, *is_at_end),
            Decoding::Decoded(decoder) => decode(bytes, decoder, decoded, *is_at_end),
        };
        if let Some(byte) = rejected {
            self.rejected = byte;
            self.follower.pass(&self.decoded);
            return Err(TableFault::NotInEncoding { place: self.follower.place(), encoding: self.encoding });
        }
        self.follower.pass(&self.decoded);
        match &mut self.guard {
            Some(guard) => guard.watch(&self.decoded)?,
            None => return Ok(()),
        }
        self.finish_at_end()
    }
}

impl<R: Read> Read for TextSource<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.given == self.decoded.len() {
            if self.is_at_end {
                return Ok(0);
            }
            self.refill()?;
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

/// Reads until the target is full, or nothing comes any more.
pub(crate) fn read_full(source: &mut impl Read, target: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(rest) = target.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Where a source stops being UTF-8, with what it looks like. Reads it whole, and goes back to the start.
pub(crate) fn find_other_encoding(
    source: &mut (impl Read + Seek),
    bytes_max: u64,
) -> Result<Option<TableFault>, TableFault> {
    let mut text = TextSource::new(&mut *source, Encoding::UTF_8, bytes_max);
    let fault = loop {
        match text.refill() {
            Ok(()) if text.is_at_end => break None,
            Ok(()) => {}
            Err(TableFault::NotInEncoding { place, .. }) => {
                let byte = text.rejected;
                break Some(TableFault::NotUnicode { place, byte, guess: Some(text.guess_from_here()?) });
            }
            Err(fault) => return Err(fault),
        }
    };
    source.seek(SeekFrom::Start(0))?;
    Ok(fault)
}
