//! The engine from outside, over a small snapshot of its own.

mod adversarial;
mod belongs_elsewhere;
mod beside_teaching;
mod governments;
mod hosts_together;
mod invariants;
mod odd_names;
mod on_paper;
mod other_peoples_hosts;
mod properties;
mod registers;
mod sample;
mod texts;
