//! The commands, each in the module of its name.

pub(crate) mod backup;
pub(crate) mod check_config;
pub(crate) mod command_line;
pub(crate) mod datasets;
pub(crate) mod db;
pub(crate) mod decisions;
pub(crate) mod demo;
pub(crate) mod exec;
pub(crate) mod listen;
mod partner;
pub(crate) mod print;
pub(crate) mod sandbox;
pub(crate) mod serve;
pub(crate) mod staff;
pub(crate) mod vetting;
pub(crate) mod webhooks;
