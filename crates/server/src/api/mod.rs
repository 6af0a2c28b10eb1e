//! The wire: everything between the bytes of a request and a store operation.

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod call;
pub(crate) mod extract;
pub(crate) mod failure;
pub(crate) mod framing;
pub(crate) mod front;
mod last_token;
pub(crate) mod limits;
pub(crate) mod paging;
pub(crate) mod path;
pub(crate) mod present;
mod protection;
pub(crate) mod refusal;
pub(crate) mod replay;
pub(crate) mod request_log;
pub(crate) mod v1;
