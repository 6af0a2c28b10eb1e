//! Point 1: an address for e-mail is one mailbox, wherever it is taken (contract 9.1.1).

use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestServer, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

use crate::paths::{qualification, qualifications};

/// What was taken for one address, and what hides in one.
const NO_ADDRESSES: [&str; 22] = [
    "a@gmail.com,it@school.k12.wa.us",
    "a@gmail.com;it@school.k12.wa.us",
    "a@gmail.com|it@school.k12.wa.us",
    "a@gmail.com it@school.k12.wa.us",
    "a@gmail.com@school.k12.wa.us",
    "mailto:it@school.k12.wa.us",
    "It <it@school.k12.wa.us>",
    " it@school.k12.wa.us",
    "it@school.k12.wa.us ",
    "it@school.k12.wa.us\n",
    "it\u{200b}@school.k12.wa.us",
    "it@school\u{200b}.k12.wa.us",
    "\u{feff}it@school.k12.wa.us",
    "it@school.k12.wa.us\u{202e}",
    "it\u{ff20}school.k12.wa.us",
    "a@gmail.com\u{ff20}school.k12.wa.us",
    "it@[192.0.2.1]",
    "it@192.0.2.1",
    "it@school.k12.wa.us.",
    "it@school",
    "it..x@school.k12.wa.us",
    "it@ｓchool.k12.wa.us",
];

/// Odd, but legal.
const ADDRESSES: [&str; 8] = [
    "a%x@school.example",
    "\"a b\"@school.example",
    "\"a@gmail.com,b\"@school.example",
    "o'neil+tag@school.example",
    "somebody@example.com",
    "it@k12.wa.us",
    "żółw@szkoła.pl",
    "it@xn--szkoa-n7a.pl",
];

fn customer_with(email: &str, number: usize) -> Value {
    let mut body = new_customer_body(&format!("mailbox{number}.onmicrosoft.com"), "Mailbox School");
    body["billingProfile"]["email"] = json!(email);
    body
}

#[test]
fn edge_01_a_customer_has_one_mailbox() {
    let server = TestServer::start();
    for (number, email) in NO_ADDRESSES.iter().enumerate() {
        let refused = server.user().post("/v1/customers").json(&customer_with(email, number)).send();
        let envelope = refused.assert_error(400, 3000);
        assert!(
            envelope["data"].to_string().contains("billingProfile.email: one e-mail address"),
            "{envelope}"
        );
        assert!(!envelope.to_string().contains("gmail"), "what was sent is not repeated: {envelope}");
    }
    for (number, email) in ADDRESSES.iter().enumerate() {
        let body = customer_with(email, number);
        let created = server.user().post("/v1/customers").json(&body).send().expect(201).json();
        assert_eq!(created["billingProfile"]["email"], *email);
        assert_eq!(created["companyProfile"]["email"], *email);
    }
    let missing = server.user().post("/v1/customers").json(&customer_with(" ", 99)).send();
    missing.assert_error(400, 800_002);
}

#[test]
fn edge_01_a_changed_profile_has_one_mailbox() {
    let server = TestServer::start();
    let path = format!("/v1/customers/{}/profiles/billing", server.new_customer());
    let before = server.user().get(&path).send().expect(200).json();
    for email in NO_ADDRESSES {
        let mut profile = before.clone();
        profile["email"] = json!(email);
        server.user().put(&path).json(&profile).send().assert_error(400, 3000);
    }
    assert_eq!(server.user().get(&path).send().expect(200).json(), before);
    for email in ADDRESSES {
        let mut profile = server.user().get(&path).send().expect(200).json();
        profile["email"] = json!(email);
        assert_eq!(server.user().put(&path).json(&profile).send().expect(200).json()["email"], email);
    }
}

#[test]
fn edge_01_a_preview_asks_about_one_mailbox_or_its_host() {
    let server = TestServer::start();
    let preview = |email: &str| {
        let body = json!({ "legalName": "Mailbox School", "country": "US", "email": email });
        server.staff().post("/operator/v1/vetting/preview").json(&body).send()
    };
    for email in NO_ADDRESSES {
        preview(email).assert_error(400, 3000);
    }
    for email in ADDRESSES.into_iter().chain(["school.k12.wa.us", ""]) {
        preview(email).expect(200);
    }
    // The host is the mailbox's, whatever its local part looks like.
    for email in [
        "stanford.edu/x@gmail.com",
        "\"it@school.k12.wa.us\"@gmail.com",
        "\"https://stanford.edu/\"@gmail.com",
    ] {
        let answer = preview(email).expect(200).json();
        assert_eq!(
            (&answer["host"], &answer["reasonCode"]),
            (&json!("gmail.com"), &json!("FREE_MAIL")),
            "{email}"
        );
    }
}

#[test]
fn edge_01_education_is_decided_by_the_mailboxs_own_host() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules);
    let created =
        server.user().post("/v1/customers").json(&customer_with("stanford.edu/x@gmail.com", 0)).send();
    let created = created.expect(201).json();
    let customer = created["id"].as_str().unwrap();
    server.user().put(qualification(customer)).body("1").send().assert_error(400, 1_900_013);
    let body = json!({ "qualification": "Education" });
    server.user().post(qualifications(customer)).json(&body).send().expect(201);
    wait_until("the mailbox is one of the public", || server.state_of(customer) == "E-");
}
