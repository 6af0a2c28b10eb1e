//! What a command is given by `--input`.

use std::io::Read as _;
use std::path::Path;

use crate::exit::Failure;

/// Longest body that is sent, in bytes: the longest that the service takes, and one more, so that it can say so.
const BYTES_MAX: u64 = (16 << 20) + 1;

/// A file, or standard input.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().take(BYTES_MAX).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(BYTES_MAX).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::WrongSettings(format!("--input: {}: {error}", file.display())))?;
    Ok(bytes)
}
