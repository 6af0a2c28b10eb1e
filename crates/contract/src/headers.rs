//! Names of headers as text (contract 3.1): what clients send, and read in answers.

/// Names one call; the idempotency key (contract 3.2).
pub const MS_REQUEST_ID: &str = "ms-requestid";
/// Ties calls together, in logs, audit records and webhooks.
pub const MS_CORRELATION_ID: &str = "ms-correlationid";
/// The correlation vector; echoed where it can be.
pub const MS_CV: &str = "ms-cv";
/// The paging token (contract 1.14, 1.19).
pub const MS_CONTINUATION_TOKEN: &str = "ms-continuationtoken";
/// The name of the calling SDK; drives the dialect.
pub const MS_PARTNER_CENTER_CLIENT: &str = "ms-partnercenter-client";
/// The name of the calling application, for logs.
pub const MS_PARTNER_CENTER_APPLICATION: &str = "ms-partnercenter-application";
/// The version of the calling SDK; its presence drives the dialect.
pub const MS_SDK_VERSION: &str = "ms-sdkversion";
/// Sent by some clients, never required and never checked.
pub const MS_CONTRACT_VERSION: &str = "ms-contract-version";
/// The language of error texts; echoed in its effective value.
pub const X_LOCALE: &str = "x-locale";
/// `true` on an answer that was stored under the same request id (contract 3.2 rule 6).
pub const MS_REPLAYED: &str = "ms-replayed";
/// The configured name of the answering server.
pub const MS_SERVER_ID: &str = "ms-serverid";
/// A caller's question whether its token carries MFA.
pub const VALIDATE_MFA: &str = "validatemfa";
/// The answer to [`VALIDATE_MFA`]: `true` or `false`.
pub const IS_MFA_COMPLIANT: &str = "ismfacompliant";
