//! Keys of pairs in audit records that code goes by.

/// The pair that holds a reason code.
pub(crate) const REASON_CODE: &str = "ReasonCode";
/// The pair that holds the rule that gave the reason.
pub(crate) const RULE: &str = "Rule";
/// The pair that holds the same partner's other customer, where that is behind the reason.
pub(crate) const OWN_CLAIMANT: &str = "OwnCustomer";
