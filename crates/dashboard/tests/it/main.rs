//! The dashboard as a browser sees it.

mod access;
mod customers;
mod frame;
mod sign_in;
