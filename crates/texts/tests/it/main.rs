//! The languages as they are, the checks that guard them, and our reading of Fluent beside that of Project Fluent.

#[path = "../../build/check.rs"]
mod check;
mod checks;
mod fluent;
mod glossary;
#[path = "../../build/read.rs"]
mod read;
mod uses;
mod written;
