//! `qualify db`: the database, as a file or on a server.

use std::path::Path;
use std::time::{Duration, Instant};

use qualify_store::{
    DatabaseLocation, DocumentCopies, DocumentFiles, DocumentsToMove, Moved, MovedDocuments, Progress,
    SCHEMA_VERSION, Store,
};
use qualify_vocabulary::counted;

use super::backup::note_in_trail;
use crate::args::{BackupArgs, DatabaseArgs, DbCommand, MoveArgs};
use crate::exit::Failure;
use crate::{client, config, output, runtime, table};

/// The longest that a move says nothing.
const SILENCE_MAX: Duration = Duration::from_secs(5);

pub(crate) fn run(command: DbCommand) -> Result<(), Failure> {
    match command {
        DbCommand::Backup(args) => backup(&args),
        DbCommand::Status(args) => status(&args),
        DbCommand::Migrate(args) => migrate(&args),
        DbCommand::Move(args) => move_rows(&args),
    }
}

/// Copies what is committed; a service may go on writing meanwhile.
fn backup(args: &BackupArgs) -> Result<(), Failure> {
    let source = config::database_location(&args.database)?;
    let shown = config::shown_database(&source);
    Store::copy_database(&source, &args.target).map_err(|error| {
        Failure::Failed(format!(
            "{} was not copied to {}: {}. --data-dir or --database says where the database is",
            shown,
            args.target.display(),
            client::causes(&error)
        ))
    })?;
    output::note(&format!(
        "{} is copied to {}. The copy is the database alone: the documents that partners handed in and the secret key are \
         not in it; `qualify backup` takes all of it",
        shown,
        args.target.display()
    ));
    note_in_trail(&source, "database");
    Ok(())
}

/// Shows how a database stands. It fails where no service of this program would start.
fn status(args: &DatabaseArgs) -> Result<(), Failure> {
    let location = config::database_location(args)?;
    let standing = qualify_store::standing(&location).map_err(|error| unread(&error))?;
    let schema = standing.schema.map_or_else(|| "none".to_owned(), |schema| schema.to_string());
    let mut lines =
        vec![format!("schema here: {schema}"), format!("schema of this program: {SCHEMA_VERSION}")];
    lines.extend(standing.rows.iter().map(|(table, rows)| format!("{table}: {rows}")));
    lines.push(format!("bytes: {}\n", standing.bytes));
    output::data(&lines.join("\n"))?;
    let fault = match standing.schema {
        _ if standing.is_being_filled => {
            "rows are moved into it, or were and did not all arrive: do the same `qualify db move` again"
        }
        Some(SCHEMA_VERSION) => return Ok(()),
        Some(SCHEMA_VERSION..) => "a newer program wrote it: start that one",
        Some(_) => "it is older than this program: back up, stop its services, and `qualify db migrate`",
        None => {
            "it is empty: `qualify db migrate` makes the schema, and so does the first service that starts"
        }
    };
    Err(Failure::Failed(fault.to_owned()))
}

/// Brings a database to this program's schema.
fn migrate(args: &DatabaseArgs) -> Result<(), Failure> {
    let location = config::database_location(args)?;
    let before = qualify_store::bring_to_schema(&location)
        .map_err(|error| Failure::Failed(format!("nothing was changed: {}", client::causes(&error))))?;
    let before = before.map_or_else(|| "none".to_owned(), |schema| schema.to_string());
    Ok(output::data(&format!("schema before: {before}\nschema now: {SCHEMA_VERSION}\n"))?)
}

/// Moves all rows, and says of each table how many arrived and their sum.
fn move_rows(args: &MoveArgs) -> Result<(), Failure> {
    let from = config::parse_database("--from", &args.from)?;
    let to = config::parse_database("--to", &args.to)?;
    if from == to {
        return Err(Failure::WrongSettings("--from and --to name the same database".to_owned()));
    }
    let documents = documents_of(args, &from, &to)?;
    let is_stopped = runtime::watch_for_stop()?;
    let began = Instant::now();
    let mut told = began;
    let moved = qualify_store::move_all(&from, &to, documents.as_ref(), &mut |progress: Progress| {
        if told.elapsed() >= SILENCE_MAX {
            told = Instant::now();
            output::note(&format!("{}: {}", progress.table, counted(progress.rows, "row")));
        }
        !is_stopped()
    });
    let (moved, carried) = moved.map_err(|error| {
        let text = format!("the rows were not all moved: {}", client::causes(&error));
        if is_stopped() { Failure::Interrupted(text) } else { Failure::Failed(text) }
    })?;
    note_moved(&moved, began.elapsed());
    note_documents(carried.as_ref());
    let rows = moved
        .tables
        .iter()
        .map(|table| [table.name.to_owned(), table.sum.rows().to_string(), table.sum.to_string()]);
    Ok(output::data(&table::lines(["TABLE", "ROWS", "SUM"], rows))?)
}

/// Where the bytes of documents are and where they go, as far as the command line tells.
fn documents_of(
    args: &MoveArgs,
    from: &DatabaseLocation,
    to: &DatabaseLocation,
) -> Result<Option<DocumentsToMove>, Failure> {
    let (from, to) =
        (place_of(from, args.from_data_dir.as_deref())?, place_of(to, args.to_data_dir.as_deref())?);
    Ok(from.zip(to).map(|(from, to)| DocumentsToMove { from, to, skips_lost: args.skip_lost }))
}

/// The documents of a database: in the folder that was named, in the data folder that the file is of, or in the database of a
/// server; none where that is not known.
fn place_of(location: &DatabaseLocation, data_dir: Option<&Path>) -> Result<Option<DocumentCopies>, Failure> {
    let file = location.file();
    let own_folder =
        file.and_then(Path::parent).filter(|folder| file == Some(&DatabaseLocation::file_in_folder(folder)));
    match (data_dir.or(own_folder), file) {
        (Some(data_dir), _) => Ok(Some(DocumentCopies::Files(DocumentFiles::in_folder(data_dir)))),
        (None, Some(_)) => Ok(None),
        (None, None) if location.is_private() => Ok(None),
        (None, None) => DocumentCopies::in_database(location).map(Some).map_err(|error| unread(&error)),
    }
}

fn note_documents(carried: Option<&MovedDocuments>) {
    let Some(carried) = carried else {
        return output::note(
            "Not moved: the documents that partners handed in, whose data folder --from-data-dir and --to-data-dir would name",
        );
    };
    output::note(&format!(
        "{} of {} are there, each with the SHA-256 that it was handed in with",
        counted(carried.documents, "document"),
        counted(carried.bytes, "byte")
    ));
    for document in &carried.lost {
        output::note(&format!("document {document} was left out: its bytes were gone or damaged"));
    }
}

fn note_moved(moved: &Moved, took: Duration) {
    let rows: u64 = moved.tables.iter().map(|table| table.sum.rows()).sum();
    if moved.rows_before > 0 {
        output::note(&format!(
            "{} of a move that was stopped, there already",
            counted(moved.rows_before, "row")
        ));
    }
    output::note(&format!(
        "{} arrived in {:.1} s, and each table has the same number and sum of them on both sides. Not moved: secret.key, \
         which has to be in the data folder of the service that uses the target, and snapshots of a sandbox. The source is as \
         it was",
        counted(rows, "row"),
        took.as_secs_f64()
    ));
}

fn unread(error: &dyn std::error::Error) -> Failure {
    Failure::Failed(format!("the database cannot be looked at: {}", client::causes(error)))
}
