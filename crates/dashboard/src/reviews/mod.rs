//! The reviewers' pages: the queue, a case on one screen, what is done with it, and cases that are decided alike.

pub(crate) mod acts;
pub(crate) mod alike;
pub(crate) mod case;
mod case_in_path;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod evidence;
mod facts;
mod form;
mod meanwhile;
mod names;
pub(crate) mod queue;
mod refusals;
mod talk;
pub(crate) mod words;

use qualify_vocabulary::StaffRole;

/// Who reviews; others of the staff read.
const REVIEWERS: &[StaffRole] = &[StaffRole::Operator, StaffRole::Reviewer, StaffRole::Lead];
