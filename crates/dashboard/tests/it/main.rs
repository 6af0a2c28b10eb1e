//! The dashboard as a browser sees it.

mod access;
mod customers;
mod figures;
mod frame;
mod issuers;
mod kept_form;
mod operator;
mod panel;
mod reviews;
mod sign_in;
