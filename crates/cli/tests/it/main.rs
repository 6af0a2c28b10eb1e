//! The built program, as people and scripts meet it.

mod archive;
mod backup;
mod checkup;
mod ci_snippets;
mod client;
mod config;
mod datasets;
mod db;
mod decisions;
mod demo;
mod documents;
mod drill;
mod example_config;
mod exec;
mod exec_ends;
mod exits;
#[cfg(feature = "postgres")]
mod fleet;
mod home;
mod listen;
mod monitoring;
mod operators;
mod packaging;
mod pasted;
mod ports;
#[cfg(feature = "postgres")]
mod postgres;
mod print;
mod private;
mod program;
mod restore_kills;
mod sandbox;
mod sandbox_powers;
mod sandbox_states;
mod secret;
mod seeds;
mod serve;
mod soak;
mod tables;
mod tls;
mod vetting;
mod webhook_kills;
mod words;
mod wrong_files;
mod wrong_settings;
