//! The sandbox's own issuer (contract 5.4, 5.8): what Entra offers a client, on the paths and in the shapes of Entra.
//!
//! One file a flow. To add a grant: a variant in [`token`], its file beside the others, which ends in
//! [`issued::UserGrant`] or an application's token; its refusals are rows of [`refusal`].
//!
//! Everything here goes by real time. Authorization codes, device codes and the assertions that came are kept in memory,
//! bounded, and go with the process. Refresh tokens say everything themselves; the grant that they rest on is a row of the store, so that they
//! outlive a restart.

mod answer;
mod applications;
pub(crate) mod asked;
mod assertion;
mod authorize;
mod client;
mod codes;
mod desk;
pub(crate) mod device;
pub(crate) mod device_codes;
mod device_page;
mod discovery;
mod exchange;
mod form;
mod grant_key;
mod granted;
pub(crate) mod grants;
mod id_token;
mod instances;
mod issued;
mod logout;
mod on_behalf_of;
pub(crate) mod on_demand;
mod page;
mod password;
mod people;
mod pkce;
mod realm;
mod redeem;
pub(crate) mod redirect;
mod refresh;
mod refresh_token;
pub(crate) mod refusal;
mod resource;
pub(crate) mod respond;
pub(crate) mod revoke;
pub(crate) mod routes;
mod sign_in_link;
mod sign_in_page;
pub(crate) mod state;
pub(crate) mod tenant;
pub(crate) mod token;
mod uncached;
mod used_assertions;

pub(crate) use self::sign_in_link::sign_in_link;
