//! The two ways out: stdout for data, stderr for everything else.

use std::io::{self, Write as _};

/// Writes data to stdout, all of it at once.
pub(crate) fn data(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Writes a line for people to stderr.
pub(crate) fn note(line: &str) {
    // Nobody can be told that stderr is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
