//! JPEG: its segments up to the image, and nothing behind the end.

use super::{PaperFault, check_size};

const CUT_OFF: PaperFault = PaperFault::Damaged("the image is cut off");

pub(super) fn inspect(bytes: &[u8]) -> Result<(), PaperFault> {
    let mut rest = &bytes[2..];
    let mut has_frame = false;
    loop {
        let (marker, behind) = marker(rest)?;
        match marker {
            // The end of the image, and of the file.
            0xd9 if !has_frame => return Err(PaperFault::Damaged("the image has no data")),
            0xd9 if behind.is_empty() => return Ok(()),
            0xd9 => return Err(PaperFault::Polyglot("bytes behind the end of the image")),
            0xd8 => return Err(PaperFault::Polyglot("a second image")),
            // These stand alone.
            0x01 | 0xd0..=0xd7 => rest = behind,
            _ => {
                let (segment, after) = segment(behind)?;
                if is_frame(marker) {
                    check_frame(segment)?;
                    has_frame = true;
                }
                rest = if marker == 0xda { skip_scan(after)? } else { after };
            }
        }
    }
}

/// The next marker; any number of fill bytes may stand before it.
fn marker(bytes: &[u8]) -> Result<(u8, &[u8]), PaperFault> {
    let Some((0xff, mut rest)) = bytes.split_first() else {
        return Err(if bytes.is_empty() { CUT_OFF } else { PaperFault::Damaged("the image has a gap") });
    };
    loop {
        match rest.split_first() {
            Some((0xff, behind)) => rest = behind,
            Some((0, _)) => return Err(PaperFault::Damaged("the image has a gap")),
            Some((marker, behind)) => return Ok((*marker, behind)),
            None => return Err(CUT_OFF),
        }
    }
}

fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), PaperFault> {
    let (length, rest) = bytes.split_first_chunk::<2>().ok_or(CUT_OFF)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let length = length.checked_sub(2).ok_or(PaperFault::Damaged("a part of the image has no length"))?;
    rest.split_at_checked(length).ok_or(CUT_OFF)
}

/// The markers that begin a frame: all kinds of SOF.
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

fn check_frame(segment: &[u8]) -> Result<(), PaperFault> {
    let [_, height_high, height_low, width_high, width_low, ..] = segment else { return Err(CUT_OFF) };
    let number = |high: &u8, low: &u8| u32::from(u16::from_be_bytes([*high, *low]));
    check_size(number(width_high, width_low), number(height_high, height_low))
}

/// What is behind the data of a scan: the next marker that is neither data nor a restart.
fn skip_scan(bytes: &[u8]) -> Result<&[u8], PaperFault> {
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == 0xff) {
        at += found;
        match bytes.get(at + 1) {
            Some(0 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return Ok(&bytes[at..]),
            None => break,
        }
    }
    Err(CUT_OFF)
}
