//! What an operation is going to ask, said ahead.

use qualify_domain::caller::Call;
use qualify_domain::customer::CustomerKey;
use qualify_vocabulary::{PartnerId, UserId, ValidationCodeId};

/// A read that an operation is going to ask for.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "postgres"),
    expect(dead_code, reason = "the embedded store is not far: nothing is asked ahead there")
)]
pub(crate) enum Ahead<'a> {
    /// `find_replay`.
    Replay(&'a Call),
    /// `find_standing`.
    Standing(CustomerKey),
    /// `find_customer`.
    Customer(CustomerKey),
    /// `find_account_status`.
    AccountStatus(CustomerKey),
    /// `has_customers`.
    Customers(PartnerId, u32),
    /// `load_applicant_facts`.
    ApplicantFacts(CustomerKey),
    /// `list_directory_roles`.
    DirectoryRoles(CustomerKey, UserId),
    /// `find_code`.
    Code(PartnerId, &'a ValidationCodeId),
    /// `find_chain_end`.
    ChainEnd(PartnerId),
}

/// What an operation is going to ask, said ahead.
pub(crate) trait AheadRows {
    /// Says that an operation is going to ask this, if nothing ends it before: an engine to which each question is a journey
    /// takes it along with the next one. Between the two nothing is written that would change the answer.
    fn expect(&mut self, ahead: Ahead<'_>);
}
