//! What is done with whole databases as files: copies, snapshots, the decisions of one that a service may be using.

pub(super) mod archive;
pub(super) mod backup;
pub(super) mod copied;
mod copied_rows;
pub(super) mod filling;
pub(super) mod moved;
pub(super) mod note;
mod partner_snapshots;
pub(super) mod snapshots;
pub(super) mod standing;
mod still;
