//! A document of a case, as it was handed in.

use std::fmt;

use crate::call::Answer;

/// The bytes of a document with their type.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// `application/pdf`, `image/png` or `image/jpeg`.
    pub media_type: String,
    /// What was handed in.
    pub bytes: Vec<u8>,
}

impl Document {
    pub(crate) fn of(answer: Answer) -> Self {
        let media_type = answer.header("content-type").unwrap_or("application/octet-stream").to_owned();
        Self { media_type, bytes: answer.body.into() }
    }
}

impl fmt::Debug for Document {
    // What stands in it is somebody's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Document")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}
