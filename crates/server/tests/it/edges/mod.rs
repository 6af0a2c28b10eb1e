//! The edges of the wire that real clients were seen to meet (contract 9), from outside. The number in a name is that of
//! the point.

mod addresses;
mod assertions;
mod countries;
mod discovery;
mod domains;
mod emails;
mod faults;
mod framing;
mod grants;
mod on_behalf_of;
mod paths;
mod queries;
mod relationships;
mod sign_in;
mod webhooks;
