//! What happened to the partner's customers: the records of the trail that partners read, on a page and as a table.

pub(crate) mod export;
mod filters;
pub(crate) mod list;
mod words;
