//! What a fresh sandbox holds, and a customer whose relationship has ended.

use qualify_testkit::TestServer;
use qualify_testkit::seed::{LAKESIDE, SOUTHGATE_PRIMARY};

use crate::endpoints::SAMPLES;

/// Id, name, domain, e-mail and country of each customer.
const CUSTOMERS: [(&str, &str, &str, &str, &str); 8] = [
    (LAKESIDE, "Lakeside School", "lakeside.onmicrosoft.com", "it@lakeside.k12.wa.us", "US"),
    (
        "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c01",
        "Riverbend University",
        "riverbend.onmicrosoft.com",
        "it@riverbend.edu",
        "US",
    ),
    (
        "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c02",
        "Lakeside County IT",
        "lakesidecounty.onmicrosoft.com",
        "it@lakesidecounty.gov",
        "US",
    ),
    (
        "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c03",
        "Harbor Books Ltd",
        "harborbooks.onmicrosoft.com",
        "harborbooks@gmail.com",
        "GB",
    ),
    (
        "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04",
        "Biblioteka Miejska",
        "biblioteka.onmicrosoft.com",
        "biuro@biblioteka.example",
        "PL",
    ),
    (
        "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c05",
        "Szkoła Zielona",
        "zielona.onmicrosoft.com",
        "szkola@zielona.edu.pl",
        "PL",
    ),
    (
        "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c06",
        "Grid State Energy",
        "gridstate.onmicrosoft.com",
        "info@gridstate.example",
        "HU",
    ),
    (
        SOUTHGATE_PRIMARY,
        "Southgate Primary",
        "southgateprimary.onmicrosoft.com",
        "office@southgateprimary.example",
        "GB",
    ),
];

#[test]
fn every_documented_customer_is_there_without_a_qualification() {
    let server = TestServer::start();
    for (id, name, domain, email, country) in CUSTOMERS {
        let caller = if id == SOUTHGATE_PRIMARY { server.southgate() } else { server.user() };
        let customer = caller.get(format!("/v1/customers/{id}")).send().expect(200).json();
        let (company, billing) = (&customer["companyProfile"], &customer["billingProfile"]);
        assert_eq!((&company["companyName"], &company["domain"]), (&name.into(), &domain.into()));
        assert_eq!(
            (&billing["email"], &billing["defaultAddress"]["country"]),
            (&email.into(), &country.into())
        );
        let records = caller.get(format!("/v1/customers/{id}/qualifications")).send().expect(200);
        assert_eq!(records.text(), "[]", "{name}");
    }
}

#[test]
fn every_seed_customer_has_a_complete_billing_profile() {
    let server = TestServer::start();
    for (id, ..) in CUSTOMERS.into_iter().filter(|customer| customer.0 != SOUTHGATE_PRIMARY) {
        let profile =
            server.user().get(format!("/v1/customers/{id}/profiles/billing")).send().expect(200).json();
        for member in ["firstName", "lastName", "email", "culture", "language", "companyName"] {
            assert!(profile[member].is_string(), "{member}: {profile}");
        }
        for member in ["country", "city", "addressLine1", "postalCode", "phoneNumber"] {
            assert!(profile["defaultAddress"][member].is_string(), "{member}: {profile}");
        }
    }
}

#[test]
fn a_customer_of_the_past_is_forbidden_at_every_endpoint() {
    let mut server = TestServer::start();
    server.stop();
    let changed = server
        .beside()
        .execute("UPDATE customers SET has_ended = TRUE WHERE domain = 'lakeside.onmicrosoft.com'");
    assert_eq!(changed, 1);
    server.restart();
    for sample in SAMPLES.iter().filter(|sample| sample.has_customer()) {
        let answer = sample.by(&server.user()).send();
        assert_eq!(answer.status, 403, "{}", sample.id);
        answer.assert_error(403, 20_002);
    }
    server.southgate().get(format!("/v1/customers/{LAKESIDE}")).send().assert_error(404, 60_003);
}
