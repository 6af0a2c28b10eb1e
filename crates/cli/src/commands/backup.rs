//! `qualify backup` and `qualify restore`: database, documents and secret key as one archive, and back.

use qualify_server::backup::{self, Choices, Destination, Manifest};
use qualify_store::{DatabaseLocation, DocumentPlace};

use crate::args::{DocumentsIn, RestoreArgs, TakeBackupArgs};
use crate::exit::Failure;
use crate::{client, config, output};

/// What stands beside the data and has its own way back.
const NOT_HELD: &str =
    "Not in it: the configuration, datasets, certificates and their keys, snapshots of a sandbox.";

/// Takes the archive; a service may go on meanwhile.
pub(crate) fn take(args: TakeBackupArgs) -> Result<(), Failure> {
    let source = config::backup_source(&args)?;
    let choices = Choices { with_secret_key: !args.without_key, skips_lost: args.skip_lost };
    let manifest = backup::take(&source, &args.target, choices)
        .map_err(|error| Failure::Failed(format!("no backup was taken: {error}")))?;
    output::note(&format!("{} is whole and was read back from the disk. {NOT_HELD}", args.target.display()));
    if !manifest.has_secret_key {
        output::note(&format!(
            "Keep {} as well: without it a restored service does not start",
            source.secret_key.display()
        ));
    }
    note_lost(&manifest);
    note_in_trail(&source.database, "database, documents");
    Ok(output::data(&manifest.to_text())?)
}

/// Leaves a note of a copy for the operators' trail. The copy is whole without it.
pub(crate) fn note_in_trail(database: &DatabaseLocation, what: &'static str) {
    if let Err(error) = backup::note(database, what) {
        output::note(&format!("That is not noted in the operators' audit trail: {}", client::causes(&error)));
    }
}

/// Fills a data folder from an archive.
pub(crate) fn restore(args: RestoreArgs) -> Result<(), Failure> {
    let server = args.database.as_deref().map(|url| config::parse_server("--database", url)).transpose()?;
    let documents = match args.documents {
        DocumentsIn::Folder => DocumentPlace::Folder,
        DocumentsIn::Database => DocumentPlace::Database,
    };
    let destination = match &server {
        Some(database) => Destination::Server { database, documents },
        None => Destination::Folder,
    };
    let manifest = backup::restore(&args.archive, &args.data_dir, destination)
        .map_err(|error| Failure::Failed(format!("nothing was restored: {error}")))?;
    let folder = args.data_dir.display();
    if server.is_some() {
        output::note("The rows are on the server; the data folder has what is not in the database");
    }
    output::note(&format!("{folder} holds what was acknowledged before {}", manifest.taken_at));
    if !manifest.has_secret_key {
        output::note(&format!(
            "The archive holds no secret key: put the service's own at {folder}/secret.key before the start"
        ));
    }
    note_lost(&manifest);
    Ok(output::data(&manifest.to_text())?)
}

fn note_lost(manifest: &Manifest) {
    for document in &manifest.lost_documents {
        output::note(&format!("document {document} is not in the archive: its file was gone or damaged"));
    }
}
