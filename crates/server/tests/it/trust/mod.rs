//! What is promised to partners, staff and operators about trust (docs/SECURITY.md), from outside. The number in a
//! name is that of the promise.

mod access;
mod answers;
mod bearers;
mod bodies;
mod conflicts;
mod connections;
mod counted;
mod devices;
mod listeners;
mod lists;
mod names;
mod origins;
mod others;
mod people;
mod raw;
mod rights;
mod searches;
mod trail;
mod trail_jobs;
