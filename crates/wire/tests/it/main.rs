//! The wire's objects through the server's reader.

mod customers;
mod objects;
mod operator;
