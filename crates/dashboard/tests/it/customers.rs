//! The partner's customers.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT_CUSTOMERS, SOUTHGATE_PRIMARY};
use qualify_testkit::{Browser, TestServer};
use serde_json::{Value, json};

const ANA: &str = "ana@northlight.example";
const EDIT: &str = "/dashboard/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/billing";

/// The fields of the form that was shown, as it would be sent.
fn fields(html: &str) -> Vec<(String, String)> {
    let form = &html[html.find("class=\"fields\"").expect("the form")..];
    let inputs = form.split("<input ").skip(1).filter_map(|input| {
        let name = attribute_behind(input, "name=\"")?;
        (name != "form_token").then(|| (name, attribute_behind(input, "value=\"").unwrap_or_default()))
    });
    let selects = form.split("<select ").skip(1).filter_map(|select| {
        let select = select.split("</select>").next()?;
        if select.contains("choice-") {
            return None;
        }
        let chosen = select.split("<option ").find(|option| option.contains(" selected"));
        let value = chosen.and_then(|option| attribute_behind(option, "value=\"")).unwrap_or_default();
        Some((attribute_behind(select, "name=\"")?, value))
    });
    inputs.chain(selects).collect()
}

fn with(fields: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let other = |(known, old): &(String, String)| {
        let value = if known == name { value.to_owned() } else { old.clone() };
        (known.clone(), value)
    };
    fields.iter().map(other).collect()
}

fn send(browser: &Browser<'_>, path: &str, fields: &[(String, String)]) -> qualify_testkit::Response {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &fields)
}

fn billing(server: &TestServer) -> Value {
    server.user().get(format!("/v1/customers/{LAKESIDE}/profiles/billing")).send().expect(200).json()
}

#[test]
fn a_partner_sees_its_own_customers_and_finds_them_by_name() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let all = ana.visit("/dashboard/customers").expect(200);
    for name in NORTHLIGHT_CUSTOMERS {
        assert!(all.text().contains(name), "{name}: {}", all.text());
    }
    assert!(!all.text().contains("Southgate Primary"));
    let found = ana.get("/dashboard/customers?search=lakeside+s").expect(200);
    assert!(
        found.text().contains("Lakeside School") && !found.text().contains("Harbor Books"),
        "{}",
        found.text()
    );
    for (search, name) in [
        ("school", "Lakeside School"),
        ("harborbooks.on", "Harbor Books Ltd"),
        ("8d2b6c31", "Lakeside School"),
    ] {
        let found = ana.get(&format!("/dashboard/customers?search={search}")).expect(200);
        assert!(
            found.text().contains(name) && !found.text().contains("Grid State"),
            "{search}: {}",
            found.text()
        );
    }
    let none = ana.get("/dashboard/customers?search=%3Cb%3Ezz").expect(200);
    assert!(none.text().contains("No customer") && !none.text().contains("<b>zz"), "{}", none.text());
}

#[test]
fn customers_are_found_by_what_they_qualify_for() {
    let server = TestServer::start();
    server.give(LAKESIDE, "E+");
    let ana = server.browser_of(ANA);
    let found = ana.get("/dashboard/customers?qualification=Education&status=Approved").expect(200);
    assert!(
        found.text().contains("Lakeside School") && !found.text().contains("Harbor Books"),
        "{}",
        found.text()
    );
    assert!(found.text().contains("Education: Approved"), "{}", found.text());
    let none = ana.get("/dashboard/customers?qualification=Education&status=Denied").expect(200);
    assert!(none.text().contains("No customer"), "{}", none.text());
}

#[test]
fn the_microsoft_id_stands_where_the_documents_say() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let list = ana.visit("/dashboard").expect(200);
    let link = format!("/dashboard/customers/{LAKESIDE}");
    assert!(list.text().contains(&format!("href=\"{link}\"")), "{}", list.text());
    let shown = ana.get(&link).expect(200);
    let text = shown.text();
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
    assert!(place("Account<") < place("Customer Account Info"), "{text}");
    assert!(place("Customer Account Info") < place("Microsoft ID"), "{text}");
    assert!(text[place("Microsoft ID")..].contains(LAKESIDE), "{text}");
    ana.get(&format!("/dashboard/customers/{SOUTHGATE_PRIMARY}")).expect(404);
}

#[test]
fn a_billing_profile_is_edited_as_by_the_api() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let form = fields(ana.visit(EDIT).expect(200).text());
    send(&ana, EDIT, &with(&form, "defaultAddress.city", "Port Lakeside")).expect(303);
    assert_eq!(billing(&server)["defaultAddress"]["city"], "Port Lakeside");
    let trail = server.user().get("/v1/auditrecords?size=500").send().expect(200).json();
    let newest = &trail["items"][0];
    assert_eq!(newest["userPrincipalName"], ANA, "{newest}");
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_nothing_is_lost() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let before = billing(&server);
    let form = fields(ana.visit(EDIT).expect(200).text());
    let wrong = with(&with(&form, "email", "no address"), "companyName", "");
    let wrong = with(&wrong, "defaultAddress.city", "<i>Kept</i>");
    let shown = send(&ana, EDIT, &wrong).expect(400);
    let text = shown.text();
    assert!(text.contains("id=\"companyName-hint\"") && text.contains("aria-invalid=\"true\""), "{text}");
    assert!(text.contains("&#60;i&#62;Kept&#60;/i&#62;"), "{text}");
    assert_eq!(billing(&server), before);
}

#[test]
fn a_profile_that_somebody_changed_meanwhile_is_not_overwritten() {
    let server = TestServer::start();
    let (ana, sam) = (server.browser_of(ANA), server.browser_of("sam@northlight.example"));
    let form = fields(ana.visit(EDIT).expect(200).text());
    let others = fields(sam.visit(EDIT).expect(200).text());
    send(&sam, EDIT, &with(&others, "defaultAddress.city", "Samtown")).expect(303);
    let shown = send(&ana, EDIT, &with(&form, "defaultAddress.city", "Anaville")).expect(409);
    let text = shown.text();
    assert!(text.contains("sam@northlight.example has changed this meanwhile"), "{text}");
    assert!(text.contains("There now: Samtown") && text.contains("value=\"Anaville\""), "{text}");
    assert_eq!(billing(&server)["defaultAddress"]["city"], "Samtown");
    // Sent again, it is about what is there now.
    send(&ana, EDIT, &fields(text)).expect(303);
    assert_eq!(billing(&server)["defaultAddress"]["city"], "Anaville");
}

#[test]
fn a_second_click_does_nothing_a_second_time() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let form = fields(ana.visit(EDIT).expect(200).text());
    let changed = with(&form, "defaultAddress.city", "Twice");
    send(&ana, EDIT, &changed).expect(303);
    send(&ana, EDIT, &changed).expect(303);
    let trail = server.user().get("/v1/auditrecords?size=500").send().expect(200).json();
    assert_eq!(trail["items"].as_array().unwrap().len(), 1, "{trail}");
}

#[test]
fn an_address_is_checked_before_it_is_saved() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let before = billing(&server);
    let form = fields(ana.visit(EDIT).expect(200).text());
    let mut wrong = with(&form, "defaultAddress.postalCode", "no code");
    wrong.push(("action".to_owned(), "check-address".to_owned()));
    let shown = send(&ana, EDIT, &wrong).expect(200);
    assert!(shown.text().contains("id=\"defaultAddress.postalCode-hint\""), "{}", shown.text());
    let mut good = form.clone();
    good.push(("action".to_owned(), "check-address".to_owned()));
    assert!(send(&ana, EDIT, &good).expect(200).text().contains("The address can be one of its country."));
    assert_eq!(billing(&server), before);
}

#[test]
fn a_customer_is_created_once_however_often_the_form_comes() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let form = fields(ana.visit("/dashboard/customers/new").expect(200).text());
    let filled = [
        ("companyProfile.domain", "newschool.onmicrosoft.com"),
        ("companyName", "New School"),
        ("email", "it@newschool.example"),
        ("culture", "en-US"),
        ("language", "en"),
        ("defaultAddress.country", "US"),
    ];
    let filled = filled.iter().fold(form.clone(), |form, (name, value)| with(&form, name, value));
    let empty = send(&ana, "/dashboard/customers", &form).expect(400);
    assert!(empty.text().contains("id=\"companyProfile.domain-hint\""), "{}", empty.text());
    let first = send(&ana, "/dashboard/customers", &filled).expect(201);
    let id = attribute_behind(first.text(), "data-copy=\"").unwrap();
    assert!(first.text().contains("First password"), "{}", first.text());
    let customer = server.user().get(format!("/v1/customers/{id}")).send().expect(200).json();
    assert_eq!(customer["companyProfile"]["companyName"], "New School");
}

#[test]
fn who_may_only_read_is_offered_nothing_to_change() {
    let server = TestServer::start();
    let rob = server.browser_of("rob@northlight.example");
    assert!(!rob.visit("/dashboard/customers").expect(200).text().contains("/dashboard/customers/new"));
    assert!(!rob.get(&format!("/dashboard/customers/{LAKESIDE}")).expect(200).text().contains("/billing"));
}

#[test]
fn hostile_names_are_text() {
    let server = TestServer::start();
    let names = ["<script>alert(1)</script>", "\u{202e}loohcs", "=1+1", "\"><img src=x onerror=alert(1)>"];
    for (number, name) in names.iter().enumerate() {
        let body = json!({ "companyProfile": { "domain": format!("hostile{number}.onmicrosoft.com") },
            "billingProfile": { "companyName": name, "email": "a@b.example", "culture": "en-US", "language": "en",
                "defaultAddress": { "country": "US" } } });
        let created = server.user().post("/v1/customers").json(&body).send();
        if created.status != 201 {
            continue;
        }
        let id = created.json()["id"].as_str().unwrap().to_owned();
        let ana = server.browser_of(ANA);
        for page in [
            "/dashboard/customers".to_owned(),
            format!("/dashboard/customers/{id}"),
            format!("/dashboard/customers/{id}/billing"),
        ] {
            let shown = ana.visit(&page).expect(200);
            assert!(
                !shown.text().contains("<script>alert") && !shown.text().contains("<img"),
                "{}",
                shown.text()
            );
        }
    }
}

#[test]
fn a_long_list_is_read_page_by_page_and_no_place_of_anothers_list_is_taken() {
    let server = TestServer::start();
    for _ in 0..60 {
        server.new_customer();
    }
    let ana = server.browser_of(ANA);
    let first = ana.visit("/dashboard/customers").expect(200);
    let next = attribute_behind(first.text(), "rel=\"next\" href=\"").expect("there is more");
    let second = ana.get(&next).expect(200);
    let count = |shown: &qualify_testkit::Response| shown.text().matches("<th scope=\"row\">").count();
    assert_eq!((count(&first), count(&second)), (50, NORTHLIGHT_CUSTOMERS.len() + 10));
    assert!(!second.text().contains("rel=\"next\""));
    let foreign = server.browser_of("sue@southgate.example").get(&next).expect(200);
    assert!(foreign.text().contains("Southgate Primary"), "the beginning of its own list");
}
