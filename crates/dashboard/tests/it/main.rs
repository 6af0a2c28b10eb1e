//! The dashboard as a browser sees it.

mod access;
mod activity;
mod customers;
mod figures;
mod frame;
mod issuers;
mod kept_form;
mod operator;
mod operator_acts;
mod own_cases;
mod panel;
mod panel_worlds;
mod qualifications;
mod reviews;
mod sign_in;
mod templates;
mod webhooks;
