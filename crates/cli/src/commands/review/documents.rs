//! `qualify review documents`.

use std::io::{self, IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use qualify_sdk::Document;
use qualify_vocabulary::{CustomerId, counted};

use super::{case, rows};
use crate::args::DocumentsAction;
use crate::exit::Failure;
use crate::output;
use crate::session::Session;

/// Whether it is an act of the partner, and of staff.
pub(super) fn sides(action: &DocumentsAction) -> (bool, bool) {
    match action {
        DocumentsAction::Add { .. } => (true, false),
        DocumentsAction::Get { .. } => (true, true),
    }
}

pub(super) async fn as_partner(
    session: &Session,
    customer: CustomerId,
    action: &DocumentsAction,
) -> Result<(), Failure> {
    match action {
        DocumentsAction::Add { id, files } => {
            // All are read before any is sent.
            let mut bytes = Vec::with_capacity(files.len());
            for file in files {
                bytes.push(std::fs::read(file).map_err(|error| {
                    Failure::WrongSettings(format!("nothing was handed in: {}: {error}", file.display()))
                })?);
            }
            session.before_change();
            let mut review = None;
            for (index, bytes) in bytes.into_iter().enumerate() {
                match case(session, customer, *id).add_document(bytes).await {
                    Ok(added) => review = Some(added),
                    Err(error) if index == 0 => return Err(error.into()),
                    Err(error) => {
                        return Err(Failure::PartlyDone(format!(
                            "{} handed in, and {} was not: {error}",
                            counted(index, "document"),
                            files[index].display()
                        )));
                    }
                }
            }
            review.map_or(Ok(()), |review| session.one(&rows::PartnerCase(review)))
        }
        DocumentsAction::Get { id, document, file } => {
            write(file.as_deref(), case(session, customer, *id).document(*document).await?)
        }
    }
}

pub(super) async fn as_staff(session: &Session, action: &DocumentsAction) -> Result<(), Failure> {
    match action {
        DocumentsAction::Add { .. } => Ok(()),
        DocumentsAction::Get { id, document, file } => {
            let document = session.client.operator().reviews().by_id(*id).document(*document).await?;
            write(file.as_deref(), document)
        }
    }
}

/// Nothing is overwritten, and no terminal gets the bytes of a stranger's file.
fn write(file: Option<&Path>, document: Document) -> Result<(), Failure> {
    let Some(file) = file else {
        if io::stdout().is_terminal() {
            return Err(Failure::WrongSettings(
                "a document is not for a terminal: name a file with --file, or send the output somewhere"
                    .to_owned(),
            ));
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(&document.bytes)?;
        return Ok(stdout.flush()?);
    };
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    opened
        .and_then(|mut opened| opened.write_all(&document.bytes))
        .map_err(|error| Failure::Failed(format!("--file: {}: {error}", file.display())))?;
    output::note(&format!(
        "{}: {}, {}",
        file.display(),
        document.media_type,
        counted(document.bytes.len(), "byte")
    ));
    Ok(())
}
