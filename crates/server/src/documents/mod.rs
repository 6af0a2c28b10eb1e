//! Documents as they come: how much room they may take, and what is looked at before one is kept. Their bytes are the
//! store's (`DocumentStore`); what a document is, `qualify-documents` says.

mod incoming;
mod room;

pub(crate) use incoming::{DocumentError, IncomingDocument, Inspected};
pub(crate) use room::{Documents, OpenedDocument};
