//! What is done with whole databases, and what a store in one does with files.

pub(super) mod backup;
pub(super) mod copied_documents;
pub(super) mod documents;
pub(super) mod filling;
pub(super) mod moved;
pub(super) mod note;
pub(super) mod standing;
mod talk;
