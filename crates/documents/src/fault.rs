//! Why a document is not taken.

use super::{DOCUMENT_BYTES_MAX, PIXELS_MAX, SIDE_PIXELS_MAX};

/// Why a document is not taken: what is wrong with it, and what to do. It shows nothing of what the document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DocumentFault {
    /// It has no byte.
    #[error("The file is empty. Choose it again, and see that it opens before you send it.")]
    Empty,
    /// It has more than [`DOCUMENT_BYTES_MAX`] bytes.
    #[error(
        "The file has more than {} MiB. Scan it in a lower resolution, or send its pages as several files.",
        DOCUMENT_BYTES_MAX / (1024 * 1024)
    )]
    TooLarge,
    /// It starts like none of the kinds.
    #[error("The file is no PDF, PNG or JPEG, whatever its name says. Save or scan it as one of these.")]
    UnknownType,
    /// It stops before its end.
    #[error("The file stops before its end. Save it anew and send all of it.")]
    Truncated,
    /// Something stands behind its end.
    #[error("Something stands behind the end of the file. Save it anew, without attachments, and send that.")]
    TrailingData,
    /// It can be read as something else, too.
    #[error("The file can also be read as {0}. Print it to a PDF, or save it as a new image, and send that.")]
    Polyglot(&'static str),
    /// It breaks the rules of its kind.
    #[error("The file is damaged: {0}. Save it anew from the program that made it, or scan the paper again.")]
    Damaged(&'static str),
    /// Its picture is too large to be shown.
    #[error(
        "The picture is larger than {SIDE_PIXELS_MAX} pixels a side or {} megapixels. Save it in a smaller size.",
        PIXELS_MAX / 1_000_000
    )]
    TooManyPixels,
    /// A part of it unpacks to far more than a document needs.
    #[error(
        "The file unpacks to more than a paper needs: {0}. Print it to a PDF, or save it as a plain image."
    )]
    Bomb(&'static str),
    /// It does more than show pages.
    #[error(
        "The PDF does more than show pages: it holds /{0}. Remove scripts, attachments and actions by printing it \
         to a new PDF."
    )]
    ActiveContent(&'static str),
    /// A part of it is in another file.
    #[error(
        "The PDF shows something that is not in it but in another file. Print it to a new PDF, which holds all of it, and \
         send that."
    )]
    External,
    /// It is protected.
    #[error("The PDF is encrypted. Remove its password and protection, and send it again.")]
    Encrypted,
}
