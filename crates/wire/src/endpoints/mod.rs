//! Every route of the service: its name, who may call it, what it changes, the errors that it can give (contract 1.1,
//! 1.2, 4.7).
//!
//! The server builds its router and the API's description from these tables and from nothing else; a test calls every
//! row with the tokens that it does not take. To add one: its name in `ids.rs`, its row at the same place of its door's
//! table, its handler in the server. What is missing does not compile; what tests want besides stands in
//! `docs/ARCHITECTURE.md`.

mod dashboard;
mod ids;
mod operator;
mod partner;
mod query;
mod row;
mod sandbox;
#[cfg(test)]
mod tests;
mod wire;

pub use dashboard::DASHBOARD;
pub use ids::{
    DashboardRoute, Door, IssuerRoute, OperatorRoute, PartnerRoute, Route, SandboxRoute, ServiceRoute,
    WireRoute,
};
pub use operator::OPERATOR;
pub use partner::PARTNER;
pub use query::{QueryForm, QueryParameter};
pub use row::{AuthMode, Counted, Effect, Endpoint, Method, Role};
pub use sandbox::{ISSUER, SANDBOX, SERVICE, always_answers};
pub use wire::{CERTIFICATE_PATH, WIRE};

/// Every route of programs: all but the pages of the dashboard, which nobody calls with a token and no description names.
pub fn of_api() -> impl Iterator<Item = &'static Endpoint> + Clone {
    all().filter(|row| row.door() != Door::Dashboard)
}

/// Every route.
pub fn all() -> impl Iterator<Item = &'static Endpoint> + Clone {
    [WIRE, PARTNER, OPERATOR, SANDBOX, ISSUER, SERVICE, DASHBOARD].into_iter().flatten()
}
