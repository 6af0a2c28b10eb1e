//! The service from outside: a real server on a free port, raw HTTP, raw JSON.
//!
//! The vectors of the wire contract carry their number in the name. To add an endpoint: a row in `endpoints.rs`, or
//! the credential tests fail.
#![forbid(unsafe_code)]

mod addresses;
mod async_create;
mod async_states;
mod audit;
mod audit_dates;
mod auth;
mod billing;
mod bodies;
mod check_order;
mod clients;
mod clients_forms;
mod clients_qualifications;
mod clients_table;
mod codes_and_status;
mod connections;
mod countries;
mod credentials;
mod customer_list;
mod customer_pages;
mod customer_scripts;
mod customers;
mod datasets;
mod decisions;
mod domains;
mod edges;
mod endpoints;
mod events;
mod examples;
mod examples_customers;
mod exchange;
mod faults;
mod headers;
mod home;
mod issuer;
mod issuers;
mod languages;
mod lifecycle;
mod limits;
mod malformed;
#[cfg(feature = "postgres")]
mod nodes;
mod openapi;
mod operator;
mod operator_rights;
mod own;
mod own_partners;
mod parallel;
mod partner_profiles;
mod paths;
mod production;
mod reference;
mod replay;
mod reviews;
mod routes;
mod sandbox;
mod sandbox_checkup;
mod sandbox_faults;
mod sandbox_requests;
mod sandbox_settled;
mod sandbox_snapshots;
mod scripted;
mod seeded;
mod standard_webhooks;
mod sync_parallel;
mod sync_read;
mod sync_refused;
mod sync_set;
mod tls;
mod tokens;
mod trust;
mod vetting_rules;
mod webhooks;
