//! Names and websites as people type and paste them, and as somebody would who wants to deceive (contract 9.1.8).

use qualify_testkit::TestServer;
use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::state::new_customer_body;
use serde_json::{Value, json};

const MEMBERS: [&str; 9] = [
    "/billingProfile/companyName",
    "/billingProfile/firstName",
    "/billingProfile/lastName",
    "/billingProfile/defaultAddress/addressLine1",
    "/billingProfile/defaultAddress/addressLine2",
    "/billingProfile/defaultAddress/city",
    "/billingProfile/defaultAddress/firstName",
    "/billingProfile/defaultAddress/lastName",
    "/billingProfile/defaultAddress/region",
];

fn body(place: usize, pointer: &str, text: &str) -> Value {
    let mut body = new_customer_body(&format!("names{place}.example"), "Lakeside");
    let (parent, member) = pointer.rsplit_once('/').expect("a member of something");
    body.pointer_mut(parent).expect("it is there")[member] = json!(text);
    body
}

#[test]
fn trust_09_names_lose_what_pasting_brought_and_are_refused_for_what_deceives() {
    let server = TestServer::start();
    for (place, member) in MEMBERS.into_iter().enumerate() {
        for bad in
            ["Lake\u{202e}side", "Lake\u{200e}side", "Lake\u{7}side", "Lake\u{2066}side", "Lakeside\u{200d}"]
        {
            let answer = server.user().post("/v1/customers").json(&body(place, member, bad)).send();
            answer.assert_error(400, 3000);
        }
        let pasted = body(place, member, "\u{feff}Lake\u{ad}side\u{200b}");
        let created = server.user().post("/v1/customers").json(&pasted).send().expect(201).json();
        assert_eq!(created.pointer(member), Some(&json!("Lakeside")), "{member}");
        let id = created["id"].as_str().expect("an id");
        let mut profile =
            server.user().get(format!("/v1/customers/{id}/profiles/billing")).send().expect(200).json();
        profile["companyName"] = json!("Lake\u{202e}side");
        let path = format!("/v1/customers/{id}/profiles/billing");
        server.user().put(path).json(&profile).send().assert_error(400, 3000);
    }
}

#[test]
fn trust_09_what_is_no_website_is_refused_wherever_one_is_given() {
    let server = TestServer::start();
    let olga = server.staff();
    for bad in [
        "ftp://school.example",
        "https://school.example@elsewhere.example",
        "javascript:alert(1)",
        "a b",
        "//x.example",
    ] {
        let request = json!({ "qualification": "Education", "website": bad });
        for path in [
            format!("/v1/customers/{LAKESIDE}/qualifications"),
            format!("/partner/v1/customers/{LAKESIDE}/qualifications/preview"),
        ] {
            server.user().post(path).json(&request).send().assert_error(400, 3000);
        }
        let preview = json!({ "legalName": "Lakeside School", "website": bad });
        olga.post("/operator/v1/vetting/preview").json(&preview).send().assert_error(400, 3000);
    }
    let good = json!({ "legalName": "Lakeside School", "website": " https://www.school.example:443/about " });
    olga.post("/operator/v1/vetting/preview").json(&good).send().expect(200);
}
