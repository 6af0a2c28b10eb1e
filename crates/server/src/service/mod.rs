//! Use cases: what handlers, jobs and pages do with the service, in the domain's words. No type of HTTP comes in or goes out.

pub(crate) mod staff;
pub(crate) mod vetting;
