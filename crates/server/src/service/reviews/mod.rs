//! Cases: what a partner and what staff do with them, and by which rules.

pub(crate) mod of_partner;
pub(crate) mod of_staff;
pub(crate) mod rules;
