//! What reviewers and partners are shown, and told.

use super::*;

fn seen(server: &TestServer, customer: &str, review: &str) -> Value {
    server.user().get(partner_path(customer, &format!("/{review}"))).send().expect(200).json()
}

fn shown(caller: &Caller<'_>, review: &str) -> Value {
    caller.get(format!("/operator/v1/reviews/{review}")).send().expect(200).json()
}

#[test]
fn a_reviewer_sees_who_asks_while_the_case_is_open() {
    let (server, customer, review) = manual_with_case();
    let rita = member(&server, RITA);
    let applicant = shown(&rita, &review)["applicant"].clone();
    assert_eq!(applicant["emailHost"], "customer.example");
    assert!(applicant["tenantDomain"].as_str().is_some_and(|domain| domain.ends_with(".onmicrosoft.com")));
    let address: Vec<_> = applicant["address"].as_array().expect("lines").iter().collect();
    assert_eq!((address[0].as_str(), address.last().unwrap().as_str()), (Some("15 Lake St"), Some("US")));
    assert!(!applicant.to_string().contains("it@"), "the host alone: {applicant}");
    act(&rita, &review, "claim", &json!({})).expect(200);
    act(&rita, &review, "decide", &denial()).expect(200);
    assert!(shown(&rita, &review).get("applicant").is_none(), "nobody needs it any more");
    assert_eq!(server.state_of(&customer), "E-");
}

#[test]
fn whoever_asked_is_preferred_for_a_day() {
    let (server, customer, review) = manual_with_case();
    let rita = member(&server, RITA);
    act(&rita, &review, "claim", &json!({})).expect(200);
    act(&rita, &review, "ask", &json!({ "items": ["a charter"] })).expect(200);
    let reply = partner_path(&customer, &format!("/{review}/reply"));
    server.user().post(reply).json(&json!({ "text": "Attached." })).send().expect(200);
    let case = shown(&rita, &review);
    assert_eq!(
        (case["preferredReviewer"].as_str(), case["preferredUntil"].as_str()),
        (Some(RITA), Some("2024-03-16T12:00:00.0000000Z"))
    );
}

#[test]
fn a_partner_reads_what_the_rules_found_while_a_person_decides() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules);
    let review = library_in_queue(&server);
    let found = shown(&member(&server, RITA), &review)["decision"]["texts"]["explanation"].clone();
    let explanation = seen(&server, BIBLIOTEKA, &review)["explanation"].clone();
    assert!(explanation.as_str().is_some_and(|text| !text.is_empty()));
    assert_eq!(explanation, found);
    let case = shown(&member(&server, RITA), &review);
    let checks = case["checks"].as_array().expect("a list");
    assert!(!checks.is_empty() && checks.iter().all(Value::is_string), "{case}");
    assert!(case["checks"].to_string().contains(case["companyName"].as_str().unwrap()), "{case}");
}

#[test]
fn a_queue_is_of_what_is_open_and_says_which_word_it_does_not_know() {
    let server = TestServer::start();
    for (query, value) in [("?state=approved", "approved"), ("?state=x", "x"), ("?kind=x", "x")] {
        let answer = server.staff().get(format!("/operator/v1/reviews{query}")).send();
        answer.assert_error(400, 900_126);
        assert_eq!(answer.json()["parameters"]["value"], value);
    }
    for query in ["?state=Claimed", "?kind=Request"] {
        assert!(queue(&server, query).is_empty());
    }
}

#[test]
fn a_deleted_customers_open_request_is_told_as_withdrawn() {
    let (server, customer, _) = manual_with_case();
    let other = server.new_customer();
    for customer in [&customer, &other] {
        server.user().delete(format!("/v1/customers/{customer}")).send().expect(204);
    }
    let events = server.user().get("/partner/v1/events").send().expect(200).json();
    let told: Vec<_> = events["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|event| (event["type"].as_str().unwrap(), event["data"]["customerId"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [("qualification.requested", customer.as_str()), ("qualification.withdrawn", customer.as_str())]
    );
}

#[test]
fn a_revocation_is_contested_once_more_and_before_others() {
    let server = TestServer::start_with(|config| {
        config.reviews.revocation_notice_days = 0;
        config.reviews.four_eyes_revocations = false;
    });
    server.give(LAKESIDE, "E+");
    let (rita, raj) = (member(&server, RITA), member(&server, RAJ));
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{LAKESIDE}/reviews");
    let opened = rita.post(&path).json(&json!({ "text": "Closed?" })).send().expect(201).json();
    let revocation = opened["id"].as_str().unwrap();
    act(&rita, revocation, "claim", &json!({})).expect(200);
    act(&rita, revocation, "decide", &denial()).expect(200);
    assert_eq!(server.state_of(LAKESIDE), "E-");
    let case = seen(&server, LAKESIDE, revocation);
    assert!(
        case["appealUntil"].is_string() && case["nextStep"].as_str().unwrap().contains("Appeal"),
        "{case}"
    );
    let appeal = partner_path(LAKESIDE, &format!("/{revocation}/appeal"));
    let text = json!({ "text": "It moved to the next street." });
    let appealed = server.user().post(&appeal).json(&text).send().expect(201).json();
    server.user().post(&appeal).json(&text).send().assert_error(409, 1_900_021);
    let appealed = appealed["id"].as_str().unwrap();
    act(&rita, appealed, "claim", &json!({})).assert_error(403, 1_900_022);
    act(&raj, appealed, "claim", &json!({})).expect(200);
    act(&raj, appealed, "decide", &approval()).expect(200);
    assert_eq!(server.state_of(LAKESIDE), "E+");
}

#[test]
fn documents_of_a_contested_request_stay_until_the_appeal_is_decided() {
    let (server, customer, review) = manual_with_case();
    let (rita, raj) = (member(&server, RITA), member(&server, RAJ));
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    server.user().post(&documents).body(PDF).send().expect(201);
    act(&rita, &review, "claim", &json!({})).expect(200);
    act(&rita, &review, "decide", &denial()).expect(200);
    server.advance_clock(20 * DAY_SECONDS);
    let appeal = partner_path(&customer, &format!("/{review}/appeal"));
    let text = json!({ "text": "The charter was overlooked." });
    let appealed = server.user().post(&appeal).json(&text).send().expect(201).json();
    server.advance_clock(80 * DAY_SECONDS);
    server.wait_for_looks(Looker::Documents, 1);
    assert_eq!(server.documents_kept(), 1, "a hundred days after the denial");
    let appealed = appealed["id"].as_str().unwrap();
    act(&raj, appealed, "claim", &json!({})).expect(200);
    act(&raj, appealed, "decide", &denial()).expect(200);
    server.advance_clock(91 * DAY_SECONDS);
    wait_until("the documents go", || server.documents_kept() == 0);
    let document = || seen(&server, &customer, &review)["documents"][0].clone();
    wait_until("that is noted", || document()["deletedAt"].is_string());
    assert!(document()["sha256"].is_string(), "what it was stays: {}", document());
}

#[test]
fn who_asks_again_and_again_comes_to_a_lead() {
    let server = TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Manual;
        config.reviews.max_attempts = 1;
    });
    let customer = server.new_customer_in("E-");
    server.give(&customer, "E?");
    let review = queue(&server, "?state=escalated").remove(0);
    let (rita, lena) = (member(&server, RITA), member(&server, LENA));
    act(&rita, &review, "claim", &json!({})).assert_error(409, 1_900_021);
    act(&rita, &review, "decide", &denial()).assert_error(403, 1_900_022);
    act(&lena, &review, "decide", &denial()).expect(200);
    assert_eq!(server.state_of(&customer), "E-");
}
