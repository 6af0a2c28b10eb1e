//! Unpacking with an end in sight.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

/// Why bytes do not unpack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InflateFault {
    /// They come to more than they may.
    TooMuch,
    /// They are not packed as they say.
    Broken,
}

/// Unpacks zlib data to at most so many bytes, which are taken off.
pub(super) fn inflate(packed: &[u8], bytes_left: &mut usize) -> Result<Vec<u8>, InflateFault> {
    let unpacked =
        decompress_to_vec_zlib_with_limit(packed, *bytes_left).map_err(|fault| match fault.status {
            TINFLStatus::HasMoreOutput => InflateFault::TooMuch,
            _ => InflateFault::Broken,
        })?;
    *bytes_left = bytes_left.saturating_sub(unpacked.len());
    Ok(unpacked)
}
