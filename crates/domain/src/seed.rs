//! What a fresh store may start with.

use std::sync::Arc;

use qualify_vocabulary::{PartnerId, Timestamp};

use crate::customer::{AccountStatusRecord, Customer};
use crate::partner::Partner;
use crate::qualification::QualificationSet;
use crate::review::ReviewRules;
use crate::validation_code::ValidationCode;

/// Partners with their codes and customers, written at once, without audit records or events.
#[derive(Debug, Clone, Default)]
pub struct Seed {
    /// Written first: all else belongs to one.
    pub partners: Vec<Partner>,
    /// Validation codes, each with its partner.
    pub codes: Vec<(PartnerId, ValidationCode)>,
    /// Customers, each of one of these partners.
    pub customers: Vec<SeedCustomer>,
    /// The times and limits of the cases that its records open.
    pub review_rules: Arc<ReviewRules>,
    /// The moment that the rows carry as their creation.
    pub created_at: Timestamp,
}

/// A customer of the seed.
#[derive(Debug, Clone)]
pub struct SeedCustomer {
    /// Whose customer it is.
    pub partner: PartnerId,
    /// As it is when nothing has happened to it yet.
    pub customer: Customer,
    /// Its records.
    pub qualifications: QualificationSet,
    /// Its account status, if one is recorded.
    pub account_status: Option<AccountStatusRecord>,
}
