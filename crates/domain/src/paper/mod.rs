//! Papers that are handed in with a case, judged by their content: what they say they are is not asked (vetting
//! specification 10 and 11).
//!
//! What passes is one PDF, PNG or JPEG from its first byte to its last, whole, of a size that a viewer can bear, and
//! without anything that acts. Nothing is decoded beyond what that needs, and nothing is kept but the bytes.

mod jpeg;
mod pdf;
mod png;

/// Most bytes of a paper.
pub const PAPER_BYTES_MAX: usize = 10 << 20;

/// Most pixels on a side.
const SIDE_PIXELS_MAX: u32 = 20_000;

/// Most pixels in all.
const PIXELS_MAX: u64 = 100_000_000;

/// What a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperKind {
    /// PDF.
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl PaperKind {
    /// The media type under which it is served.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// Why a paper is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperFault {
    /// There is nothing.
    #[error("The document is empty. Send the file as the body of the request.")]
    Empty,
    /// There is too much.
    #[error("The document is larger than 10 MiB. Send a smaller one, or a part of it.")]
    TooLarge,
    /// It is something else.
    #[error("The document is no PDF, PNG or JPEG by its content. Send one of these.")]
    UnknownType,
    /// It ends too early, or contradicts itself.
    #[error("The document is damaged: {0}. Open it and save it anew.")]
    Damaged(&'static str),
    /// It is two things at once.
    #[error("The document holds something beside itself: {0}. Save it anew, and send nothing else in it.")]
    Polyglot(&'static str),
    /// An image that no viewer can bear.
    #[error("The image is larger than 20,000 pixels on a side or 100 megapixels in all. Send a smaller one.")]
    TooManyPixels,
    /// It grows beyond measure when it is opened.
    #[error("The document grows beyond measure when it is opened. Print it to a file, and send that.")]
    Bomb,
    /// It does something.
    #[error("The PDF holds active content ({0}). Print it to a PDF file, and send that.")]
    Active(&'static str),
    /// It cannot be looked into.
    #[error("The PDF is encrypted. Remove its password, and send it again.")]
    Encrypted,
}

/// Judges a paper by its content.
///
/// # Errors
/// It is not one whole harmless PDF, PNG or JPEG.
pub fn inspect(bytes: &[u8]) -> Result<PaperKind, PaperFault> {
    if bytes.is_empty() {
        return Err(PaperFault::Empty);
    }
    if bytes.len() > PAPER_BYTES_MAX {
        return Err(PaperFault::TooLarge);
    }
    if bytes.starts_with(png::SIGNATURE) {
        return png::inspect(bytes).map(|()| PaperKind::Png);
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return jpeg::inspect(bytes).map(|()| PaperKind::Jpeg);
    }
    if bytes.starts_with(b"%PDF-") {
        return pdf::inspect(bytes).map(|()| PaperKind::Pdf);
    }
    // A viewer would open it all the same.
    let head = &bytes[..bytes.len().min(1024)];
    if find(head, b"%PDF-").is_some() {
        return Err(PaperFault::Polyglot("a PDF that begins behind something else"));
    }
    Err(PaperFault::UnknownType)
}

fn check_size(width: u32, height: u32) -> Result<(), PaperFault> {
    if width == 0 || height == 0 {
        return Err(PaperFault::Damaged("an image without pixels"));
    }
    let is_too_large = width > SIDE_PIXELS_MAX
        || height > SIDE_PIXELS_MAX
        || u64::from(width) * u64::from(height) > PIXELS_MAX;
    if is_too_large { Err(PaperFault::TooManyPixels) } else { Ok(()) }
}

/// The place of a text.
fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}

#[cfg(test)]
mod tests;
