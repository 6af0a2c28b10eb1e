//! `qualify db`: the database as a file.

use qualify_store::Store;

use super::backup::note_in_trail;
use crate::args::BackupArgs;
use crate::exit::Failure;
use crate::{client, config, output};

/// Copies what is committed; a service may go on writing meanwhile.
pub(crate) fn backup(args: BackupArgs) -> Result<(), Failure> {
    let source = config::database_file(&args.database)?;
    Store::copy_file(&source, &args.target).map_err(|error| {
        Failure::Failed(format!(
            "{} was not copied to {}: {}. --data-dir or --database says where the database is",
            source.display(),
            args.target.display(),
            client::causes(&error)
        ))
    })?;
    output::note(&format!(
        "{} is copied to {}. The copy is the database alone: the documents that partners handed in and the secret key are \
         not in it; `qualify backup` takes all of it",
        source.display(),
        args.target.display()
    ));
    note_in_trail(&source, "database");
    Ok(())
}
