//! The partner's webhooks: the receivers of its events, what each was told, and how to tell it again. A secret is shown once,
//! when it is made.

pub(crate) mod acts;
pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod receiver;
mod receiver_in_path;
mod words;
