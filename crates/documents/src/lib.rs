//! Documents: what a customer hands in to prove who it is, looked at by its bytes alone.
//!
//! Whoever sends a document is a stranger, and whoever opens it is a reviewer of ours. So a document is a PDF, PNG or JPEG to
//! the last byte, and nothing else besides: no second format inside, no scripts, no attachments, nothing that unpacks
//! without end. The name and the media type that it was sent under count for nothing.
//!
//! A parser of hostile bytes: it stands by itself, knows nothing of reviews, and is fuzzed (`fuzz`, target `document`).
//!
//! To add a kind: a variant of [`DocumentKind`], a module with its checks, its line in [`inspect`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

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

pub use fault::DocumentFault;

/// Largest document, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 10 * 1024 * 1024;

/// Longest side of a picture, in pixels.
pub const SIDE_PIXELS_MAX: u32 = 20_000;

/// Largest picture, in pixels.
pub const PIXELS_MAX: u64 = 100_000_000;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Portable Document Format.
    Pdf,
    /// Portable Network Graphics.
    Png,
    /// JPEG in its interchange form.
    Jpeg,
}

impl DocumentKind {
    /// The media type under which it is handed out.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// What the bytes are, if they are a document that can be kept and shown. The cost grows with the number of bytes.
///
/// # Errors
/// The document is none of the kinds, breaks the rules of its kind, or does more than show something.
pub fn inspect(bytes: &[u8]) -> Result<DocumentKind, DocumentFault> {
    if bytes.is_empty() {
        return Err(DocumentFault::Empty);
    }
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(DocumentFault::TooLarge);
    }
    let kind = if bytes.starts_with(pdf::HEADER) {
        DocumentKind::Pdf
    } else if bytes.starts_with(png::SIGNATURE) {
        DocumentKind::Png
    } else if bytes.starts_with(jpeg::START) {
        DocumentKind::Jpeg
    } else if foreign::has_late_pdf_header(bytes) {
        return Err(DocumentFault::Polyglot("a PDF that starts behind other bytes"));
    } else {
        return Err(DocumentFault::UnknownType);
    };
    foreign::check(bytes)?;
    match kind {
        DocumentKind::Pdf => pdf::check(bytes)?,
        DocumentKind::Png => png::check(bytes)?,
        DocumentKind::Jpeg => jpeg::check(bytes)?,
    }
    Ok(kind)
}

/// Whether a picture of this size can be shown.
fn check_size(width: u32, height: u32) -> Result<(), DocumentFault> {
    if width == 0 || height == 0 {
        return Err(DocumentFault::Damaged("its picture has no size"));
    }
    let is_too_large =
        width.max(height) > SIDE_PIXELS_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX;
    if is_too_large { Err(DocumentFault::TooManyPixels) } else { Ok(()) }
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
