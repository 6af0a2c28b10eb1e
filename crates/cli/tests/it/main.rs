//! The built program, as people and scripts meet it.

mod archive;
mod backup;
mod config;
mod decisions;
mod demo;
mod documents;
mod drill;
mod example_config;
mod exec;
mod exec_ends;
mod home;
mod listen;
mod print;
mod private;
mod program;
mod restore_kills;
mod sandbox;
mod sandbox_powers;
mod sandbox_states;
mod secret;
mod serve;
mod soak;
mod tls;
mod vetting;
mod webhook_kills;
mod wrong_settings;
