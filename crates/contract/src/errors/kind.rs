//! The kinds of errors: one variant for each row of contract 4.5.

use super::codes::{CODES, CodeRow};

/// What went wrong, by the name that the wire gives it (contract 4.5).
///
/// Status and code belong to the kind and are looked up in [`CODES`]; nothing else decides them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// 400/2000: a filter is not usable.
    InvalidFilter,
    /// 400/2007: an address is invalid, in the older generation of address validation.
    InvalidAddress,
    /// 400/2055: the etag is not the current one.
    EtagMismatch,
    /// 400/3000: a property or a parameter has an unusable value.
    InvalidProperty,
    /// 400/600002: a registration number in a country without one.
    RegistrationNumberNotSupported,
    /// 400/600049: the country asks for a registration number.
    RegistrationNumberMissing,
    /// 400/600050: the registration number has not the country's form.
    RegistrationNumberInvalid,
    /// 400/600051: the country asks for a phone number.
    PhoneNumberMissing,
    /// 400/800002: the body, or a member of it, is missing or unreadable.
    InvalidInput,
    /// 400/800018: the sandbox account holds as many customers as it may.
    SandboxLimit,
    /// 400/900118: the customer id is no GUID.
    InvalidCustomerId,
    /// 400/900126: a text is not a value of its enumeration.
    EnumParse,
    /// 400/900127: not possible in this environment.
    NotSupportedInEnvironment,
    /// 400/900141: the operation is not supported.
    OperationNotSupported,
    /// 405/900141: the path exists, the method does not.
    MethodNotAllowed,
    /// 401/400: the token is invalid.
    InvalidToken,
    /// 401/800001: there is no token.
    TokenMissing,
    /// 401/900420: the token was issued for another audience.
    InvalidAudience,
    /// 401/900421: the user signed in without a second factor.
    MfaRequired,
    /// 403/2032: refused.
    AccessDenied,
    /// 403/20002: the partner's relationship with the customer was ended.
    NoRelationship,
    /// 403/600006: the partner may not do this.
    ActionNotAllowed,
    /// 403/900149: the partner is suspended.
    ProgramNotActive,
    /// 403/900150: the user's role does not allow this.
    RoleNotSufficient,
    /// 403/900308: the delegated role for the customer is missing.
    InsufficientPrivileges,
    /// 403/900309: blocked by conditional access.
    ConditionalAccess,
    /// 403/900329: the endpoint needs a signed-in user.
    AppOnlyNotSupported,
    /// 404/1000: no such resource or route.
    NotFound,
    /// 404/60003: no such customer for this partner.
    TenantNotFound,
    /// 404/600074: the customer has no account status.
    AccountStatusNotFound,
    /// 500/800003: our fault.
    UnexpectedError,
    /// 503/800003: overloaded, or shutting down.
    Busy,
    /// 400/1900001: the Government Community Cloud needs a validation code.
    ValidationCodeRequired,
    /// 400/1900002: the code is not among the partner's codes.
    ValidationCodeUnknown,
    /// 400/1900003: the code has no unit left.
    ValidationCodeExhausted,
    /// 400/1900004: the query and the body name different codes.
    ValidationCodeMismatch,
    /// 400/1900005: this qualification cannot be set by this endpoint.
    QualificationNotSettable,
    /// 400/1900006: this qualification excludes the one that the customer has.
    QualificationNotCombinable,
    /// 409/1900007: the customer has this qualification, or it is in review.
    QualificationExists,
    /// 400/1900008: Education needs its segment here.
    EducationSegmentRequired,
    /// 400/1900009: Education cannot be decided at once.
    VettingRequired,
    /// 400/1900010: the paging token is not usable.
    InvalidContinuationToken,
    /// 409/1900011: the domain belongs to a customer already.
    DomainExists,
    /// 409/1900012: the partner has a webhook registration already.
    WebhookExists,
    /// 400/1900013: Education was decided at once, negatively.
    VettingDenied,
    /// 409/1900014: an operator's decision does not lead from the record's state.
    DecisionNotPossible,
    /// 409/1900015: the partner has this validation code already (operators).
    ValidationCodeExists,
    /// 409/1900020: the review is somebody else's.
    ReviewHeld,
    /// 409/1900021: the review does not do that from where it stands.
    ReviewNotPossible,
    /// 403/1900022: this reviewer may not do that in this review.
    ReviewerNotEligible,
    /// 400/1900023: the document is not taken.
    DocumentNotUsable,
    /// A webhook that is disabled, or one more than a partner may have (OURS).
    WebhookNotPossible,
    /// 409/1900025: a snapshot of another version of the program (sandbox).
    SnapshotNotUsable,
    /// 400/1900026: a door of our own does not know the query parameter.
    QueryParameterUnknown,
}

impl ErrorKind {
    /// The row of codes that belongs to this kind.
    ///
    /// ```
    /// use qualify_contract::errors::ErrorKind;
    /// let row = ErrorKind::TenantNotFound.row();
    /// assert_eq!((row.status, row.code), (404, 60003));
    /// ```
    pub const fn row(self) -> &'static CodeRow {
        // The rows stand in the order of the variants; `codes.rs` proves it when it is compiled.
        &CODES[self as usize]
    }
}
