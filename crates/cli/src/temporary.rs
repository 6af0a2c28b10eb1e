//! Folders that go with the command that made them.

use tempfile::TempDir;

use crate::exit::Failure;

/// A new folder whose name begins so, for its owner alone. It is removed when this value goes.
pub(crate) fn folder(prefix: &str) -> Result<TempDir, Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let for_its_owner = std::fs::Permissions::from_mode(0o700);
    tempfile::Builder::new().prefix(prefix).permissions(for_its_owner).tempdir().map_err(|error| {
        Failure::Failed(format!(
            "no temporary folder can be made: {error}; set TMPDIR to one that can be written"
        ))
    })
}
