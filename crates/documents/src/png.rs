//! PNG: chunks in their order, each with its sum, to the last byte (ISO/IEC 15948).

use super::inflate::{InflateFault, inflate};
use super::{DocumentFault, check_size, find};

/// What every PNG starts with.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Most bytes that compressed texts and profiles come to, all together.
const COMPRESSED_BYTES_MAX: usize = 1024 * 1024;

/// Most chunks with compressed texts and profiles.
const COMPRESSED_CHUNKS_MAX: u32 = 256;

const BAD_ORDER: DocumentFault = DocumentFault::Damaged("the parts of the PNG are not in their order");
const BAD_HEADER: DocumentFault = DocumentFault::Damaged("the header of the PNG says what cannot be");

/// Refuses what breaks the rules.
pub(super) fn check(bytes: &[u8]) -> Result<(), DocumentFault> {
    let mut rest = &bytes[SIGNATURE.len()..];
    let mut state = State::default();
    while !state.is_at_end {
        let chunk = Chunk::split_off(&mut rest)?;
        state.add(&chunk)?;
    }
    if rest.is_empty() { Ok(()) } else { Err(DocumentFault::TrailingData) }
}

struct Chunk<'bytes> {
    name: [u8; 4],
    data: &'bytes [u8],
}

impl<'bytes> Chunk<'bytes> {
    /// Takes the next chunk off.
    fn split_off(rest: &mut &'bytes [u8]) -> Result<Self, DocumentFault> {
        let (length, behind_length) = rest.split_first_chunk::<4>().ok_or(DocumentFault::Truncated)?;
        let (name, behind_name) = behind_length.split_first_chunk::<4>().ok_or(DocumentFault::Truncated)?;
        // The third letter is upper case in every chunk that there is.
        if !name.iter().all(u8::is_ascii_alphabetic) || name[2].is_ascii_lowercase() {
            return Err(DocumentFault::Damaged("a part of the PNG has no name"));
        }
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| DocumentFault::Truncated)?;
        let (data, behind_data) = behind_name.split_at_checked(length).ok_or(DocumentFault::Truncated)?;
        let (sum, behind_sum) = behind_data.split_first_chunk::<4>().ok_or(DocumentFault::Truncated)?;
        if u32::from_be_bytes(*sum) != checksum(&behind_length[..4 + length]) {
            return Err(DocumentFault::Damaged("the sum of a part of the PNG is wrong"));
        }
        *rest = behind_sum;
        Ok(Self { name: *name, data })
    }

    /// Programs that do not know a critical chunk cannot show the picture.
    const fn is_critical(&self) -> bool {
        self.name[0].is_ascii_uppercase()
    }
}

/// How far the data of the picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Picture {
    #[default]
    Ahead,
    Here,
    Behind,
}

#[derive(Debug, Default)]
struct State {
    /// As the header says; none before it.
    colour_type: Option<u8>,
    has_palette: bool,
    picture: Picture,
    compressed_chunks: u32,
    compressed_bytes: usize,
    is_at_end: bool,
}

impl State {
    fn add(&mut self, chunk: &Chunk<'_>) -> Result<(), DocumentFault> {
        if self.colour_type.is_none() != (&chunk.name == b"IHDR") {
            return Err(BAD_ORDER);
        }
        if self.picture == Picture::Here && &chunk.name != b"IDAT" {
            self.picture = Picture::Behind;
        }
        match &chunk.name {
            b"IHDR" => self.colour_type = Some(read_header(chunk.data)?),
            b"PLTE" => self.add_palette(chunk.data)?,
            b"IDAT" => self.add_picture()?,
            b"IEND" if self.picture == Picture::Behind && chunk.data.is_empty() => self.is_at_end = true,
            b"IEND" => return Err(BAD_ORDER),
            b"acTL" | b"fcTL" | b"fdAT" => return Err(DocumentFault::Bomb("it is an animation")),
            b"zTXt" | b"iCCP" => self.add_compressed(keyword_and_packed(chunk.data))?,
            b"iTXt" => self.add_text(chunk.data)?,
            _ if chunk.is_critical() => return Err(DocumentFault::Damaged("a part of the PNG is unknown")),
            _ => {}
        }
        Ok(())
    }

    fn add_palette(&mut self, data: &[u8]) -> Result<(), DocumentFault> {
        let is_greyscale = matches!(self.colour_type, Some(0 | 4));
        if self.has_palette || self.picture != Picture::Ahead || is_greyscale {
            return Err(BAD_ORDER);
        }
        if data.is_empty() || !data.len().is_multiple_of(3) || data.len() > 3 * 256 {
            return Err(DocumentFault::Damaged("the palette of the PNG has no such size"));
        }
        self.has_palette = true;
        Ok(())
    }

    fn add_picture(&mut self) -> Result<(), DocumentFault> {
        let lacks_palette = self.colour_type == Some(3) && !self.has_palette;
        if self.picture == Picture::Behind || lacks_palette {
            return Err(BAD_ORDER);
        }
        self.picture = Picture::Here;
        Ok(())
    }

    /// A text in any language: keyword, whether it is packed, how, language, keyword there, text.
    fn add_text(&mut self, data: &[u8]) -> Result<(), DocumentFault> {
        const BAD_TEXT: DocumentFault = DocumentFault::Damaged("a text of the PNG has not the form of one");
        let (_, rest) = split_at_zero(data).ok_or(BAD_TEXT)?;
        let ([is_packed, method], rest) = rest.split_first_chunk::<2>().ok_or(BAD_TEXT)?;
        let (_, rest) = split_at_zero(rest).ok_or(BAD_TEXT)?;
        let (_, text) = split_at_zero(rest).ok_or(BAD_TEXT)?;
        match (is_packed, method) {
            (0, _) => Ok(()),
            (1, 0) => self.add_compressed(Some(text)),
            _ => Err(BAD_TEXT),
        }
    }

    fn add_compressed(&mut self, packed: Option<&[u8]>) -> Result<(), DocumentFault> {
        const BROKEN: DocumentFault = DocumentFault::Damaged("a text or profile of the PNG does not unpack");
        const TOO_MUCH: DocumentFault = DocumentFault::Bomb("the texts and profiles of the PNG");
        self.compressed_chunks += 1;
        if self.compressed_chunks > COMPRESSED_CHUNKS_MAX {
            return Err(TOO_MUCH);
        }
        let mut bytes_left = COMPRESSED_BYTES_MAX - self.compressed_bytes;
        inflate(packed.ok_or(BROKEN)?, &mut bytes_left).map_err(|fault| match fault {
            InflateFault::TooMuch => TOO_MUCH,
            InflateFault::Broken => BROKEN,
        })?;
        self.compressed_bytes = COMPRESSED_BYTES_MAX - bytes_left;
        Ok(())
    }
}

/// The colour type of a header whose members go together.
fn read_header(data: &[u8]) -> Result<u8, DocumentFault> {
    let (width, data) = data.split_first_chunk::<4>().ok_or(BAD_HEADER)?;
    let (height, data) = data.split_first_chunk::<4>().ok_or(BAD_HEADER)?;
    let &[depth, colour_type, compression, filter, interlace] = data else { return Err(BAD_HEADER) };
    let is_possible = match colour_type {
        0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
        3 => matches!(depth, 1 | 2 | 4 | 8),
        2 | 4 | 6 => matches!(depth, 8 | 16),
        _ => false,
    };
    if !is_possible || compression != 0 || filter != 0 || interlace > 1 {
        return Err(BAD_HEADER);
    }
    check_size(u32::from_be_bytes(*width), u32::from_be_bytes(*height))?;
    Ok(colour_type)
}

/// What is packed in a chunk of a keyword, a zero, the method zero, and packed bytes.
fn keyword_and_packed(data: &[u8]) -> Option<&[u8]> {
    split_at_zero(data)?.1.strip_prefix(&[0])
}

fn split_at_zero(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let zero = find(data, &[0], 0)?;
    Some((&data[..zero], &data[zero + 1..]))
}

/// CRC-32 of ISO 3309, as PNG wants it.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| CHECKSUM_TABLE[usize::from(sum.to_le_bytes()[0] ^ byte)] ^ (sum >> 8);
    !bytes.iter().fold(u32::MAX, step)
}

const CHECKSUM_TABLE: [u32; 256] = checksum_table();

const fn checksum_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut value: u32 = 0;
    while value < 256 {
        let mut sum = value;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 };
            bit += 1;
        }
        table[value as usize] = sum;
        value += 1;
    }
    table
}
