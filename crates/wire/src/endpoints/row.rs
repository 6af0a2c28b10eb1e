//! The columns of a row of the tables, and what proves their order.

use qualify_contract::errors::ErrorKind::{
    self, AppOnlyNotSupported, EducationSegmentRequired, EnumParse, InsufficientPrivileges,
    InvalidCustomerId, InvalidInput, InvalidProperty, NoRelationship, QualificationExists,
    QualificationNotCombinable, QualificationNotSettable, RoleNotSufficient, TenantNotFound,
    ValidationCodeExhausted, ValidationCodeMismatch, ValidationCodeRequired, ValidationCodeUnknown,
};
use qualify_vocabulary::StaffRole;

use super::ids::{Door, Route, WireRoute};
use super::query::QueryParameter;

/// Whose token a route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthMode {
    /// An application's own token, or one of a signed-in user.
    Both,
    /// A signed-in user's token only; an application's own one is 403/900329.
    User,
    /// A token of our own staff.
    Staff,
    /// The session of a browser in which a partner's user signed in.
    PartnerPage,
    /// The session of a browser in which a member of our own staff signed in.
    StaffPage,
    /// The session of a browser, whoever signed in there.
    Page,
    /// None: anybody may ask.
    None,
}

/// Which role a route asks for; without it the answer is 403/900150.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Every role, and callers without one.
    Any,
    /// One of a partner's that may write.
    Writer,
    /// One of these roles of staff.
    Staff(&'static [StaffRole]),
}

/// What a call leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing, so it may be asked again.
    Reads,
    /// Nothing but an audit record of who looked.
    Noted,
    /// Changes that are on disk when it is answered.
    Changes,
}

/// Which of the configurable rate limits of our own a call counts in. Those of contract 4.4, of everything below
/// `/v1/customers` and of tests of webhooks, are counted where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Does not count.
    Not,
    /// Searches: what is asked for may be looked for in more than is answered.
    Search,
    /// Previews: the rules are asked and nothing is kept.
    Preview,
}

/// A method of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names of RFC 9110")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method as a request spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One row: a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// By which handlers and metrics name it.
    pub route: Route,
    /// With the path, no other row's.
    pub method: Method,
    /// The path, with names in braces.
    pub path: &'static str,
    /// Whose token it takes.
    pub auth: AuthMode,
    /// Which role it asks for.
    pub role: Role,
    /// What it leaves behind.
    pub effect: Effect,
    /// Which rate limit it counts in.
    pub counted: Counted,
    /// The query parameters, of our own doors; those of the wire stand at their handlers.
    pub query: &'static [QueryParameter],
    /// The errors besides those of every route.
    pub errors: &'static [ErrorKind],
}

impl Endpoint {
    /// The contract's name for it, such as C1, or ours.
    pub const fn id(&self) -> &'static str {
        self.route.name()
    }

    /// What it is part of.
    pub const fn door(&self) -> Door {
        self.route.door()
    }

    /// Whether a service that is no sandbox has no such route, and says nothing of it.
    pub fn is_of_sandbox_only(&self) -> bool {
        match self.route {
            Route::Sandbox(_) | Route::Issuer(_) => true,
            Route::Wire(route) => matches!(route, WireRoute::Offers | WireRoute::OfferCategories),
            // The panel, whose handlers are the sandbox's.
            Route::Dashboard(_) => self.path.starts_with("/dashboard/sandbox"),
            Route::Partner(_) | Route::Operator(_) | Route::Service(_) => false,
        }
    }

    /// Every error that the endpoint can give, those of every route first.
    pub fn all_errors(&self) -> impl Iterator<Item = ErrorKind> {
        let everywhere = if self.auth == AuthMode::None { ALWAYS } else { EVERYWHERE };
        let of_door = if self.refuses_unknown_queries() { OWN_DOORS } else { &[] };
        everywhere.iter().chain(of_door).chain(self.errors).copied()
    }

    /// Whether query parameters that it does not name are refused, instead of ignored: so it is below `/partner`, `/operator` and
    /// `/sandbox`. Pages for people are led back to with whatever an issuer adds.
    pub fn refuses_unknown_queries(&self) -> bool {
        match self.door() {
            Door::Partner | Door::Operator => true,
            Door::Sandbox => self.path.starts_with("/sandbox/"),
            Door::Wire | Door::Issuer | Door::Service | Door::Dashboard => false,
        }
    }

    /// Whether it lies below a tenant of the issuer: behind every other route.
    pub fn is_below_tenant(&self) -> bool {
        self.path.starts_with("/{tenant}/")
    }

    /// Whether it is a page that only somebody sees who signed in with a browser.
    pub const fn is_of_a_session(&self) -> bool {
        match self.auth {
            AuthMode::PartnerPage | AuthMode::StaffPage | AuthMode::Page => true,
            AuthMode::Both | AuthMode::User | AuthMode::Staff | AuthMode::None => false,
        }
    }

    /// The names in its path.
    pub fn path_names(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }

    pub(super) const fn changes(self) -> Self {
        Self { effect: Effect::Changes, ..self }
    }

    pub(super) const fn noted(self) -> Self {
        Self { effect: Effect::Noted, ..self }
    }

    pub(super) const fn searches(self) -> Self {
        Self { counted: Counted::Search, ..self }
    }

    pub(super) const fn previews(self) -> Self {
        Self { counted: Counted::Preview, ..self }
    }

    pub(super) const fn queried(self, query: &'static [QueryParameter]) -> Self {
        Self { query, ..self }
    }

    pub(super) const fn by_writers(self) -> Self {
        Self { role: Role::Writer, ..self }
    }
}

/// The errors of every route that takes a token (contract 4.7). Beside them there is 429, which has its own body; and "MFA
/// required" has none, unless `auth.mfa_error` says so.
const EVERYWHERE: &[ErrorKind] = &[
    ErrorKind::TokenMissing,
    ErrorKind::InvalidToken,
    ErrorKind::InvalidAudience,
    ErrorKind::MfaRequired,
    ErrorKind::AccessDenied,
    ErrorKind::ProgramNotActive,
    ErrorKind::UnexpectedError,
    ErrorKind::Busy,
];

/// The errors of every route that takes none.
const ALWAYS: &[ErrorKind] = &[ErrorKind::UnexpectedError, ErrorKind::Busy];

/// The error of every route of a door of our own.
const OWN_DOORS: &[ErrorKind] = &[ErrorKind::QueryParameterUnknown];

/// The errors of every endpoint with a customer id in its path.
pub(super) const CUSTOMER: &[ErrorKind] = &[InvalidCustomerId, TenantNotFound, NoRelationship];

/// The errors of a request for a qualification, and of its preview.
pub(super) const REQUEST: &[ErrorKind] = &[
    InvalidCustomerId,
    TenantNotFound,
    NoRelationship,
    AppOnlyNotSupported,
    RoleNotSufficient,
    InsufficientPrivileges,
    InvalidInput,
    EnumParse,
    InvalidProperty,
    ValidationCodeRequired,
    ValidationCodeUnknown,
    ValidationCodeExhausted,
    ValidationCodeMismatch,
    QualificationNotSettable,
    QualificationNotCombinable,
    EducationSegmentRequired,
    QualificationExists,
];

pub(super) const fn endpoint(
    route: Route,
    method: Method,
    path: &'static str,
    auth: AuthMode,
    errors: &'static [ErrorKind],
) -> Endpoint {
    let (role, effect, counted) = (Role::Any, Effect::Reads, Counted::Not);
    Endpoint { route, method, path, auth, role, effect, counted, query: &[], errors }
}

/// Does not compile for a table where a row stands out of order, or a name has none.
pub(super) const fn prove_order(rows: &[Endpoint], door: Door, names: usize) {
    assert!(rows.len() == names, "a name has no row, or a row no name");
    let mut index = 0;
    while index < rows.len() {
        let route = rows[index].route;
        assert!(route.door() as usize == door as usize, "a row stands in the table of another door");
        assert!(route.index() == index, "the table is not in the order of the names");
        index += 1;
    }
}
