//! What a partner's customer qualifies for: the records that there are, the cases that led to them, a new request with what it
//! would come to, and the partner's part in a case.

pub(crate) mod acts;
pub(crate) mod case;
mod case_in_path;
pub(crate) mod documents;
mod form;
pub(crate) mod overview;
mod refusals;
pub(crate) mod request;
mod words;
