//! The engine from outside, over a small snapshot of its own.

mod adversarial;
mod hosts_together;
mod invariants;
mod sample;
mod second_edition;
