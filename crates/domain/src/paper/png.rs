//! PNG: its chunks, one after the other, from the header to the end and nothing behind.

use super::{PaperFault, check_size};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Longest chunk that is no image data: a text or a profile beyond this is there to grow.
const SIDE_CHUNK_BYTES_MAX: usize = 1 << 20;

const CUT_OFF: PaperFault = PaperFault::Damaged("the image is cut off");

pub(super) fn inspect(bytes: &[u8]) -> Result<(), PaperFault> {
    let mut rest = &bytes[SIGNATURE.len()..];
    let (mut is_first, mut has_data) = (true, false);
    loop {
        let (chunk, behind) = Chunk::split(rest)?;
        rest = behind;
        if is_first != (chunk.kind == b"IHDR") {
            return Err(PaperFault::Damaged(
                "the header is not the first thing in the image, or not the only one",
            ));
        }
        is_first = false;
        match chunk.kind {
            b"IHDR" => check_header(chunk.data)?,
            b"IDAT" => has_data = true,
            b"IEND" if !has_data => return Err(PaperFault::Damaged("the image has no data")),
            b"IEND" if rest.is_empty() && chunk.data.is_empty() => return Ok(()),
            b"IEND" => return Err(PaperFault::Polyglot("bytes behind the end of the image")),
            b"PLTE" if chunk.data.len() <= 768 => {}
            b"acTL" | b"fcTL" | b"fdAT" => return Err(PaperFault::Polyglot("an animation")),
            // A lower-case first letter: a viewer may leave it out.
            kind if kind[0].is_ascii_lowercase() => {
                if chunk.data.len() > SIDE_CHUNK_BYTES_MAX {
                    return Err(PaperFault::Bomb);
                }
            }
            _ => return Err(PaperFault::Damaged("a part of the image is unknown")),
        }
    }
}

fn check_header(data: &[u8]) -> Result<(), PaperFault> {
    let number = |at: usize| Some(u32::from_be_bytes(*data.get(at..)?.first_chunk::<4>()?));
    match (number(0), number(4), data.get(8..)) {
        (Some(width), Some(height), Some([depth, colour, 0, 0, 0 | 1])) => {
            let is_known = match colour {
                0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
                3 => matches!(depth, 1 | 2 | 4 | 8),
                2 | 4 | 6 => matches!(depth, 8 | 16),
                _ => false,
            };
            if !is_known {
                return Err(PaperFault::Damaged("the header of the image is unknown"));
            }
            check_size(width, height)
        }
        _ => Err(PaperFault::Damaged("the header of the image is unknown")),
    }
}

struct Chunk<'bytes> {
    kind: &'bytes [u8; 4],
    data: &'bytes [u8],
}

impl<'bytes> Chunk<'bytes> {
    /// The first chunk, whose checksum must be right, and what is behind it.
    fn split(bytes: &'bytes [u8]) -> Result<(Self, &'bytes [u8]), PaperFault> {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or(CUT_OFF)?;
        let length = u32::from_be_bytes(*length) as usize;
        let (kind, after_kind) = rest.split_first_chunk::<4>().ok_or(CUT_OFF)?;
        let (data, after_data) = after_kind.split_at_checked(length).ok_or(CUT_OFF)?;
        let (checksum, behind) = after_data.split_first_chunk::<4>().ok_or(CUT_OFF)?;
        if crc32fast::hash(&rest[..4 + length]) != u32::from_be_bytes(*checksum) {
            return Err(PaperFault::Damaged("a checksum in the image is wrong"));
        }
        Ok((Self { kind, data }, behind))
    }
}
