//! What only a sandbox has: its powers, its issuer. And what the service says about itself.

use super::ids::{Door, IssuerRoute, Route, SandboxRoute, ServiceRoute};
use super::query::{CHECKUP, EXCHANGES, SCRIPT};
use super::row::Method::{Delete, Get, Post, Put};
use super::row::{AuthMode, Endpoint, Method, endpoint, prove_order};
use qualify_contract::errors::ErrorKind::{
    self, AccessDenied, InvalidInput, InvalidProperty, NotFound, SnapshotNotUsable,
};

/// The errors of a power that reads.
const READ: &[ErrorKind] = &[AccessDenied];

/// The errors of a power with a body.
const ACT: &[ErrorKind] = &[AccessDenied, InvalidInput, InvalidProperty];

/// The errors of a power over one snapshot, one partner or one customer, in its path or its query.
const NAMED: &[ErrorKind] = &[AccessDenied, InvalidProperty, NotFound];

/// The errors of a power over one partner or one customer with a body.
const NAMED_ACT: &[ErrorKind] = &[AccessDenied, InvalidInput, InvalidProperty, NotFound];

/// The errors of putting one back.
const RESTORE: &[ErrorKind] = &[AccessDenied, InvalidProperty, NotFound, SnapshotNotUsable];

const fn power(
    id: SandboxRoute,
    method: Method,
    path: &'static str,
    errors: &'static [ErrorKind],
) -> Endpoint {
    endpoint(Route::Sandbox(id), method, path, AuthMode::None, errors)
}

/// The sandbox's own powers. A row more is a power more.
pub const SANDBOX: &[Endpoint] = &[
    power(SandboxRoute::ShowHome, Get, "/", READ),
    power(SandboxRoute::ShowDocument, Get, "/docs/{name}", &[AccessDenied, NotFound]),
    power(SandboxRoute::MintToken, Post, "/sandbox/token", ACT),
    power(SandboxRoute::ShowClock, Get, "/sandbox/clock", READ),
    power(SandboxRoute::SetClock, Put, "/sandbox/clock", ACT).changes(),
    power(SandboxRoute::AdvanceClock, Post, "/sandbox/clock/advance", ACT).changes(),
    power(SandboxRoute::Settle, Post, "/sandbox/settle", READ).changes(),
    power(SandboxRoute::ScriptCustomer, Put, "/sandbox/customers/{customer_id}/script", NAMED_ACT)
        .queried(SCRIPT)
        .changes(),
    power(SandboxRoute::ClearScript, Delete, "/sandbox/customers/{customer_id}/script", NAMED)
        .queried(SCRIPT)
        .changes(),
    power(SandboxRoute::Reset, Post, "/sandbox/reset", READ).changes(),
    power(SandboxRoute::ShowSeed, Get, "/sandbox/seed", READ),
    power(SandboxRoute::ApproveDevice, Post, "/sandbox/device/approve", ACT).changes(),
    power(SandboxRoute::RevokeSignIns, Post, "/sandbox/users/{upn}/revoke", &[AccessDenied, NotFound])
        .changes(),
    power(SandboxRoute::ShowFaults, Get, "/sandbox/faults", READ),
    power(SandboxRoute::SetFaults, Put, "/sandbox/faults", ACT).changes(),
    power(SandboxRoute::ShowRequests, Get, "/sandbox/requests", &[AccessDenied, InvalidProperty])
        .queried(EXCHANGES),
    power(SandboxRoute::ShowCheckup, Get, "/sandbox/checkup", NAMED).queried(CHECKUP),
    power(SandboxRoute::ListSnapshots, Get, "/sandbox/snapshots", READ),
    power(SandboxRoute::TakeSnapshot, Post, "/sandbox/snapshots/{name}", &[AccessDenied, InvalidProperty])
        .changes(),
    power(SandboxRoute::DeleteSnapshot, Delete, "/sandbox/snapshots/{name}", NAMED).changes(),
    power(SandboxRoute::RestoreSnapshot, Post, "/sandbox/snapshots/{name}/restore", RESTORE).changes(),
    power(SandboxRoute::ListPartners, Get, "/sandbox/partners", READ),
    power(SandboxRoute::CreatePartner, Post, "/sandbox/partners", ACT).changes(),
    power(
        SandboxRoute::DeletePartner,
        Delete,
        "/sandbox/partners/{partner}",
        &[AccessDenied, InvalidProperty],
    )
    .changes(),
    power(SandboxRoute::ShowPartnerFaults, Get, "/sandbox/partners/{partner}/faults", NAMED),
    power(SandboxRoute::SetPartnerFaults, Put, "/sandbox/partners/{partner}/faults", NAMED_ACT).changes(),
    power(SandboxRoute::ShowPartnerRequests, Get, "/sandbox/partners/{partner}/requests", NAMED)
        .queried(EXCHANGES),
    power(SandboxRoute::ShowPartnerClock, Get, "/sandbox/partners/{partner}/clock", NAMED),
    power(SandboxRoute::SetPartnerClock, Put, "/sandbox/partners/{partner}/clock", NAMED_ACT).changes(),
    power(SandboxRoute::AdvancePartnerClock, Post, "/sandbox/partners/{partner}/clock/advance", NAMED_ACT)
        .changes(),
    power(SandboxRoute::ResetPartner, Post, "/sandbox/partners/{partner}/reset", NAMED).changes(),
    power(SandboxRoute::ListPartnerSnapshots, Get, "/sandbox/partners/{partner}/snapshots", NAMED),
    power(SandboxRoute::TakePartnerSnapshot, Post, "/sandbox/partners/{partner}/snapshots/{name}", NAMED)
        .changes(),
    power(SandboxRoute::DeletePartnerSnapshot, Delete, "/sandbox/partners/{partner}/snapshots/{name}", NAMED)
        .changes(),
    power(
        SandboxRoute::RestorePartnerSnapshot,
        Post,
        "/sandbox/partners/{partner}/snapshots/{name}/restore",
        RESTORE,
    )
    .changes(),
];

const fn issuer(id: IssuerRoute, method: Method, path: &'static str) -> Endpoint {
    // Its refusals have the form of OAuth.
    endpoint(Route::Issuer(id), method, path, AuthMode::None, &[])
}

/// The issuer. What lies below a tenant comes after every other route.
pub const ISSUER: &[Endpoint] = &[
    issuer(IssuerRoute::ShowDevicePage, Get, "/device"),
    issuer(IssuerRoute::SubmitDevicePage, Post, "/device").changes(),
    issuer(IssuerRoute::ConfigurationV2, Get, "/{tenant}/v2.0/.well-known/openid-configuration"),
    issuer(IssuerRoute::ConfigurationV1, Get, "/{tenant}/.well-known/openid-configuration"),
    issuer(IssuerRoute::KeysV2, Get, "/{tenant}/discovery/v2.0/keys"),
    issuer(IssuerRoute::KeysV1, Get, "/{tenant}/discovery/keys"),
    issuer(IssuerRoute::Instance, Get, "/{tenant}/discovery/instance"),
    issuer(IssuerRoute::UserRealm, Get, "/{tenant}/userrealm/{upn}"),
    issuer(IssuerRoute::TokenV2, Post, "/{tenant}/oauth2/v2.0/token").changes(),
    issuer(IssuerRoute::TokenV1, Post, "/{tenant}/oauth2/token").changes(),
    issuer(IssuerRoute::DeviceCodeV2, Post, "/{tenant}/oauth2/v2.0/devicecode").changes(),
    issuer(IssuerRoute::DeviceCodeV1, Post, "/{tenant}/oauth2/devicecode").changes(),
    issuer(IssuerRoute::ShowSignInV2, Get, "/{tenant}/oauth2/v2.0/authorize"),
    issuer(IssuerRoute::SubmitSignInV2, Post, "/{tenant}/oauth2/v2.0/authorize").changes(),
    issuer(IssuerRoute::ShowSignInV1, Get, "/{tenant}/oauth2/authorize"),
    issuer(IssuerRoute::SubmitSignInV1, Post, "/{tenant}/oauth2/authorize").changes(),
    issuer(IssuerRoute::SignOutV2, Get, "/{tenant}/oauth2/v2.0/logout"),
    issuer(IssuerRoute::SignOutV1, Get, "/{tenant}/oauth2/logout"),
];

const fn service(id: ServiceRoute, path: &'static str) -> Endpoint {
    endpoint(Route::Service(id), Get, path, AuthMode::None, &[InvalidInput])
}

/// The service about itself.
pub const SERVICE: &[Endpoint] = &[
    service(ServiceRoute::Health, "/healthz"),
    service(ServiceRoute::Readiness, "/readyz"),
    service(ServiceRoute::Metrics, "/metrics"),
    service(ServiceRoute::Description, "/openapi.json"),
];

/// Whether no fault that a sandbox was asked for hits this path, and no list of exchanges shows it: so it is with the
/// sandbox's own, its page included, so that faults can be taken back, with the dashboard, and with health.
pub fn always_answers(path: &str) -> bool {
    let first = path[1..].split('/').next().unwrap_or_default();
    matches!(first, "" | "dashboard" | "sandbox" | "docs" | "healthz" | "readyz" | "metrics")
}

const _: () = {
    prove_order(SANDBOX, Door::Sandbox, SandboxRoute::ALL.len());
    prove_order(ISSUER, Door::Issuer, IssuerRoute::ALL.len());
    prove_order(SERVICE, Door::Service, ServiceRoute::ALL.len());
};
