//! The wire: everything between the bytes of a request and a use case, or one look at the store.

pub mod answer;
pub mod body;
pub mod call;
pub mod extract;
pub mod failure;
pub(crate) mod framing;
pub(crate) mod front;
pub(crate) mod known_query;
mod last_token;
pub(crate) mod limits;
pub(crate) mod paging;
pub mod path;
pub mod present;
pub mod protection;
pub(crate) mod refusal;
pub(crate) mod replay;
pub(crate) mod request_log;
pub(crate) mod v1;
