//! JPEG: segments in their order, one picture, to the last byte (ITU-T T.81, annex B).

use super::{DocumentFault, check_size};

/// What every JPEG starts with: its mark, and the first byte of the next one.
pub(super) const START: &[u8] = b"\xFF\xD8\xFF";

/// Most scans: a progressive picture has about ten, and each costs a pass over all pixels.
const SCANS_MAX: u32 = 100;

/// The mark at the end.
const END: u8 = 0xD9;

const BAD_SEGMENT: DocumentFault =
    DocumentFault::Damaged("a part of the JPEG has not the form that its mark says");
const BAD_ORDER: DocumentFault = DocumentFault::Damaged("the parts of the JPEG are not in their order");

/// Refuses what breaks the rules.
pub(super) fn check(bytes: &[u8]) -> Result<(), DocumentFault> {
    let mut reader = Reader { bytes, at: 2 };
    let mut state = State::default();
    loop {
        match reader.mark()? {
            END => break,
            0x00..=0xBF | 0xC8 | 0xD0..=0xD8 | 0xDE | 0xDF | 0xF0..=0xFD | 0xFF => return Err(BAD_ORDER),
            0xC0..=0xC2 => state.add_frame(reader.segment()?)?,
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(DocumentFault::Damaged("it is of a kind of JPEG that browsers do not show"));
            }
            0xC4 => check_huffman_tables(reader.segment()?)?,
            0xDB => check_quantisation_tables(reader.segment()?)?,
            0xDA => {
                state.add_scan(reader.segment()?)?;
                reader.skip_scan()?;
            }
            0xDD if reader.segment()?.len() == 2 => {}
            0xDD => return Err(BAD_SEGMENT),
            0xCC | 0xDC | 0xE0..=0xEF | 0xFE => {
                reader.segment()?;
            }
        }
    }
    if state.scans == 0 {
        return Err(DocumentFault::Damaged("the JPEG holds no picture"));
    }
    if reader.at == bytes.len() { Ok(()) } else { Err(DocumentFault::TrailingData) }
}

struct Reader<'bytes> {
    bytes: &'bytes [u8],
    at: usize,
}

impl<'bytes> Reader<'bytes> {
    fn byte(&mut self) -> Result<u8, DocumentFault> {
        let byte = *self.bytes.get(self.at).ok_or(DocumentFault::Truncated)?;
        self.at += 1;
        Ok(byte)
    }

    /// The next mark; any number of 0xFF may stand before it.
    fn mark(&mut self) -> Result<u8, DocumentFault> {
        if self.byte()? != 0xFF {
            return Err(DocumentFault::Damaged("something stands between the parts of the JPEG"));
        }
        loop {
            match self.byte()? {
                0xFF => {}
                mark => return Ok(mark),
            }
        }
    }

    /// What stands in the segment of the mark that was read.
    fn segment(&mut self) -> Result<&'bytes [u8], DocumentFault> {
        let length = usize::from(u16::from_be_bytes([self.byte()?, self.byte()?]));
        let length = length.checked_sub(2).ok_or(BAD_SEGMENT)?;
        let segment = self.bytes.get(self.at..self.at + length).ok_or(DocumentFault::Truncated)?;
        self.at += length;
        Ok(segment)
    }

    /// Moves to the mark behind the coded data; stuffed zeros and restart marks belong to it.
    fn skip_scan(&mut self) -> Result<(), DocumentFault> {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += rest.iter().position(|byte| *byte == 0xFF).ok_or(DocumentFault::Truncated)?;
            match self.bytes.get(self.at + 1).ok_or(DocumentFault::Truncated)? {
                0x00 | 0xD0..=0xD7 => self.at += 2,
                _ => return Ok(()),
            }
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// The ids of the frame's components.
    components: Vec<u8>,
    scans: u32,
}

impl State {
    /// Precision, height, width, and for each component its id, sampling factors and table.
    fn add_frame(&mut self, segment: &[u8]) -> Result<(), DocumentFault> {
        if !self.components.is_empty() {
            return Err(DocumentFault::Damaged("the JPEG holds more than one picture"));
        }
        let Some((&[precision, a, b, c, d, number], components)) = segment.split_first_chunk::<6>() else {
            return Err(BAD_SEGMENT);
        };
        let is_component = |component: &[u8]| match *component {
            [_, factors, table] => {
                (1..=4).contains(&(factors >> 4)) && (1..=4).contains(&(factors & 15)) && table < 4
            }
            _ => false,
        };
        let has_form = matches!(precision, 8 | 12)
            && (1..=4).contains(&number)
            && components.len() == 3 * usize::from(number)
            && components.chunks(3).all(is_component);
        if !has_form {
            return Err(BAD_SEGMENT);
        }
        check_size(u16::from_be_bytes([c, d]).into(), u16::from_be_bytes([a, b]).into())?;
        self.components = components.iter().copied().step_by(3).collect();
        Ok(())
    }

    /// For each component its id and tables; then what part of the coefficients it is.
    fn add_scan(&mut self, segment: &[u8]) -> Result<(), DocumentFault> {
        if self.components.is_empty() {
            return Err(BAD_ORDER);
        }
        let Some((&number, rest)) = segment.split_first() else { return Err(BAD_SEGMENT) };
        let components = 2 * usize::from(number);
        if !(1..=4).contains(&number) || rest.len() != components + 3 {
            return Err(BAD_SEGMENT);
        }
        if !rest[..components].iter().step_by(2).all(|id| self.components.contains(id)) {
            return Err(BAD_SEGMENT);
        }
        self.scans += 1;
        if self.scans > SCANS_MAX { Err(DocumentFault::Bomb("the scans of the JPEG")) } else { Ok(()) }
    }
}

/// Tables of a precision and an id, and 64 values of one or two bytes.
fn check_quantisation_tables(mut segment: &[u8]) -> Result<(), DocumentFault> {
    while let Some((&head, rest)) = segment.split_first() {
        let value_bytes = match (head >> 4, head & 15) {
            (0, 0..=3) => 64,
            (1, 0..=3) => 128,
            _ => return Err(BAD_SEGMENT),
        };
        segment = rest.get(value_bytes..).ok_or(BAD_SEGMENT)?;
    }
    Ok(())
}

/// Tables of a class and an id, the numbers of codes of 16 lengths, and as many values.
fn check_huffman_tables(mut segment: &[u8]) -> Result<(), DocumentFault> {
    while let Some((&head, rest)) = segment.split_first() {
        let (numbers, rest) = rest.split_first_chunk::<16>().ok_or(BAD_SEGMENT)?;
        let values: usize = numbers.iter().copied().map(usize::from).sum();
        if head >> 4 > 1 || head & 15 > 3 || values > 256 {
            return Err(BAD_SEGMENT);
        }
        segment = rest.get(values..).ok_or(BAD_SEGMENT)?;
    }
    Ok(())
}
