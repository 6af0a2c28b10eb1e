//! The samples as they are started, against a sandbox.

mod program;
mod samples;
mod starting;
