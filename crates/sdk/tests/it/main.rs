//! The SDK against a real service in this process, and against scripted ones for what no service of ours answers.

mod against_service;
mod blocking;
mod connections;
mod contradictions;
mod credentials;
mod errors;
mod paging;
mod public_api;
mod retries;
mod scripted;
mod waiting;
mod writing_back;
