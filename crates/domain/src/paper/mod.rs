//! Papers: what a customer hands in to prove who it is, looked at by its bytes alone.
//!
//! Whoever sends a paper is a stranger, and whoever opens it is a reviewer of ours. So a paper is a PDF, PNG or JPEG to
//! the last byte, and nothing else besides: no second format inside, no scripts, no attachments, nothing that unpacks
//! without end. The name and the media type that it was sent under count for nothing.
//!
//! To add a kind: a variant of [`PaperKind`], a module with its checks, its line in [`inspect`].

mod fault;
mod foreign;
mod inflate;
mod jpeg;
mod pdf;
mod png;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use fault::PaperFault;

/// Largest paper, in bytes.
pub const PAPER_BYTES_MAX: usize = 10 * 1024 * 1024;

/// Most papers of one case.
pub const PAPERS_MAX: usize = 5;

/// Longest side of a picture, in pixels.
pub const SIDE_PIXELS_MAX: u32 = 20_000;

/// Largest picture, in pixels.
pub const PIXELS_MAX: u64 = 100_000_000;

/// What a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperKind {
    /// Portable Document Format.
    Pdf,
    /// Portable Network Graphics.
    Png,
    /// JPEG in its interchange form.
    Jpeg,
}

impl PaperKind {
    /// The media type under which it is handed out.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// What the bytes are, if they are a paper that can be kept and shown. The cost grows with the number of bytes.
///
/// # Errors
/// The paper is none of the kinds, breaks the rules of its kind, or does more than show something.
pub fn inspect(bytes: &[u8]) -> Result<PaperKind, PaperFault> {
    if bytes.is_empty() {
        return Err(PaperFault::Empty);
    }
    if bytes.len() > PAPER_BYTES_MAX {
        return Err(PaperFault::TooLarge);
    }
    let kind = if bytes.starts_with(pdf::HEADER) {
        PaperKind::Pdf
    } else if bytes.starts_with(png::SIGNATURE) {
        PaperKind::Png
    } else if bytes.starts_with(jpeg::START) {
        PaperKind::Jpeg
    } else if foreign::has_late_pdf_header(bytes) {
        return Err(PaperFault::Polyglot("a PDF that starts behind other bytes"));
    } else {
        return Err(PaperFault::UnknownType);
    };
    foreign::check(bytes)?;
    match kind {
        PaperKind::Pdf => pdf::check(bytes)?,
        PaperKind::Png => png::check(bytes)?,
        PaperKind::Jpeg => jpeg::check(bytes)?,
    }
    Ok(kind)
}

/// Whether a picture of this size can be shown.
fn check_size(width: u32, height: u32) -> Result<(), PaperFault> {
    if width == 0 || height == 0 {
        return Err(PaperFault::Damaged("its picture has no size"));
    }
    let is_too_large =
        width.max(height) > SIDE_PIXELS_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX;
    if is_too_large { Err(PaperFault::TooManyPixels) } else { Ok(()) }
}

/// Where `needle` stands first, from `from` on.
fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == first)?;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}
