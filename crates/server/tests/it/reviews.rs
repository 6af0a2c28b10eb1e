//! Reviews from outside: the queue, the reviewers, the partner's side, and what time does.

mod alike;
mod contested;
mod sight;
mod story;

use qualify_server::Looker;
use qualify_testkit::seed::{BIBLIOTEKA, LAKESIDE, NORTHLIGHT};
use qualify_testkit::{Caller, Receiver, Response, TestServer, in_parallel, wait_until};
use qualify_vocabulary::{ReviewId, VettingPolicy};
use serde_json::{Value, json};

const RITA: &str = "rita@qualify.example";
const RAJ: &str = "raj@qualify.example";
const LENA: &str = "lena@qualify.example";
const DAY_SECONDS: u64 = 24 * 3600;

pub(crate) const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

fn member<'server>(server: &'server TestServer, name: &str) -> Caller<'server> {
    server.with_token_for(&json!({ "kind": "staff", "user": name }))
}

pub(crate) fn partner_path(customer: &str, rest: &str) -> String {
    format!("/partner/v1/customers/{customer}/reviews{rest}")
}

fn act(caller: &Caller<'_>, review: &str, action: &str, body: &Value) -> Response {
    caller.post(format!("/operator/v1/reviews/{review}/{action}")).json(body).send()
}

fn approval() -> Value {
    json!({ "decision": "approve", "explanation": "The charter shows a school.", "evidence": ["charter"] })
}

fn denial() -> Value {
    json!({
        "decision": "deny", "reason": "Not an eligible Library", "reasonCode": "LIBRARY",
        "explanation": "A municipal library without a teaching mission.", "evidence": ["its statutes"]
    })
}

/// The ids of the queue, the most urgent first.
fn queue(server: &TestServer, query: &str) -> Vec<String> {
    let page = server.staff().get(format!("/operator/v1/reviews{query}")).send().expect(200).json();
    let items = page["items"].as_array().expect("a list").clone();
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// Has the seeded library ask for Education, and gives its case once it is in the queue.
fn library_in_queue(server: &TestServer) -> String {
    let path = format!("/v1/customers/{BIBLIOTEKA}/qualifications");
    server.user().post(path).json(&json!({ "qualification": "Education" })).send().expect(201);
    wait_until("the request is passed on to a person", || !queue(server, "").is_empty());
    queue(server, "").remove(0)
}

/// A server on which a person decides about everything, and a case there.
pub(crate) fn manual_with_case() -> (TestServer, String, String) {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
    let customer = server.new_customer_in("E?");
    let review = queue(&server, "").remove(0);
    (server, customer, review)
}

/// What the operators' trail says was done with cases, the oldest first.
fn acts_of(server: &TestServer) -> Vec<String> {
    let trail = server.staff().get("/operator/v1/audit?size=500").send().expect(200).json();
    let items = trail["items"].as_array().expect("a list").clone();
    let acts = items.iter().rev().filter(|item| item["operation"] == "act_on_review").map(|item| {
        let details = &item["details"];
        let action = details["Action"].as_str().unwrap_or_default();
        format!(
            "{} {action}: {}",
            item["actor"].as_str().unwrap_or_default(),
            details["State"].as_str().unwrap_or_default()
        )
    });
    acts.collect()
}

#[test]
fn a_revocation_takes_two_people_and_thirty_days() {
    let server = TestServer::start();
    server.give(LAKESIDE, "E+");
    let (rita, raj) = (member(&server, RITA), member(&server, RAJ));
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{LAKESIDE}/reviews");
    let opened =
        rita.post(&path).json(&json!({ "text": "The school was closed." })).send().expect(201).json();
    let review = opened["id"].as_str().unwrap();
    act(&rita, review, "claim", &json!({})).expect(200);
    let proposed = act(&rita, review, "decide", &denial()).expect(200).json();
    assert_eq!(proposed["state"], "pending-second");
    assert_eq!(proposed["proposal"]["reason"], "No longer an Education Customer");
    act(&rita, review, "confirm", &json!({})).assert_error(403, 1_900_022);
    let confirmed = act(&raj, review, "confirm", &json!({})).expect(200).json();
    assert!(confirmed["proposal"]["effectiveAt"].is_string(), "{confirmed}");
    server.advance_clock(29 * DAY_SECONDS);
    server.wait_for_looks(Looker::Reviews, 1);
    assert_eq!(server.state_of(LAKESIDE), "E+", "the notice still runs");
    server.advance_clock(DAY_SECONDS + 1);
    wait_until("the revocation takes effect", || server.state_of(LAKESIDE) == "E-");
    assert_eq!(server.records(LAKESIDE)[0]["vettingReason"], "No longer an Education Customer");
}

#[test]
fn one_who_disagrees_leaves_it_to_a_lead_who_is_neither() {
    let server = TestServer::start();
    server.give(LAKESIDE, "E+");
    let [rita, raj, lena] = [RITA, RAJ, LENA].map(|name| member(&server, name));
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{LAKESIDE}/reviews");
    let opened = rita.post(&path).json(&json!({ "text": "Closed?" })).send().expect(201).json();
    let review = opened["id"].as_str().unwrap();
    act(&rita, review, "claim", &json!({})).expect(200);
    act(&rita, review, "decide", &denial()).expect(200);
    act(&raj, review, "disagree", &json!({ "text": "It moved." })).expect(200);
    act(&raj, review, "decide", &approval()).assert_error(403, 1_900_022);
    let decided = act(&lena, review, "decide", &approval()).expect(200).json();
    assert_eq!(
        (decided["state"].as_str(), decided["secondReviewer"].as_str()),
        (Some("approved"), Some(LENA))
    );
    assert_eq!(server.state_of(LAKESIDE), "E+");
}

#[test]
fn silence_denies_and_time_passes_in_a_second() {
    let (server, customer, review) = manual_with_case();
    let rita = member(&server, RITA);
    act(&rita, &review, "claim", &json!({})).expect(200);
    act(&rita, &review, "ask", &json!({ "items": ["a charter"] })).expect(200);
    server.advance_clock(365 * DAY_SECONDS);
    wait_until("silence denies", || server.state_of(&customer) == "E-");
    let seen = server.user().get(partner_path(&customer, &format!("/{review}"))).send().expect(200).json();
    assert_eq!(
        (seen["state"].as_str(), seen["reasonCode"].as_str()),
        (Some("denied"), Some("INFO_NOT_PROVIDED"))
    );
    let reply = partner_path(&customer, &format!("/{review}/reply"));
    server.user().post(reply).json(&json!({ "text": "late" })).send().assert_error(409, 1_900_021);
}

#[test]
fn a_lease_that_ended_is_somebody_elses_and_a_closed_case_nobodys() {
    let (server, _, review) = manual_with_case();
    let (rita, raj) = (member(&server, RITA), member(&server, RAJ));
    act(&rita, &review, "claim", &json!({})).expect(200);
    server.advance_clock(31 * 60);
    act(&rita, &review, "decide", &approval()).assert_error(409, 1_900_021);
    act(&raj, &review, "claim", &json!({})).expect(200);
    act(&rita, &review, "decide", &approval()).assert_error(409, 1_900_020);
    act(&raj, &review, "decide", &approval()).expect(200);
    act(&raj, &review, "decide", &denial()).assert_error(409, 1_900_021);
    act(&raj, &review, "claim", &json!({})).assert_error(409, 1_900_021);
}

#[test]
fn a_request_that_is_withdrawn_leaves_the_wire() {
    let (server, customer, review) = manual_with_case();
    let withdraw = partner_path(&customer, &format!("/{review}/withdraw"));
    server.southgate().post(&withdraw).send().assert_error(404, 60_003);
    let withdrawn = server.user().post(&withdraw).send().expect(200).json();
    assert_eq!((withdrawn["state"].as_str(), server.state_of(&customer).as_str()), (Some("withdrawn"), "∅"));
    assert!(queue(&server, "").is_empty());
    server.user().post(&withdraw).send().assert_error(409, 1_900_021);
    server.give(&customer, "E?");
    assert_eq!(queue(&server, "").len(), 1, "a new request is a new case");
}

#[test]
fn what_is_decided_elsewhere_closes_the_case() {
    let (server, customer, review) = manual_with_case();
    server.decide(&customer, &json!({ "decision": "approve" }));
    let case = server.staff().get(format!("/operator/v1/reviews/{review}")).send().expect(200).json();
    assert_eq!(
        (case["state"].as_str(), case["ending"]["reasonCode"].as_str()),
        (Some("approved"), Some("OPERATOR_DECISION"))
    );
    assert!(queue(&server, "").is_empty());
}

#[test]
fn a_reviewer_reviews_an_auditor_reads_and_an_operator_does_all() {
    let (server, customer, review) = manual_with_case();
    let rita = member(&server, RITA);
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{customer}/education/decision");
    rita.post(path).json(&json!({ "decision": "approve" })).send().assert_error(403, 900_150);
    let auditor = server.with_token_for(&json!({ "kind": "staff", "roles": ["Auditor"] }));
    act(&auditor, &review, "claim", &json!({})).assert_error(403, 900_150);
    act(&server.staff(), &review, "claim", &json!({})).expect(200);
    act(&rita, &review, "withdraw", &json!({})).assert_error(403, 900_150);
    act(&server.staff(), &review, "withdraw", &json!({})).expect(200);
    assert_eq!(server.state_of(&customer), "∅");
}

#[test]
fn staff_of_a_partner_never_reviews_its_cases() {
    let server = TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Manual;
        let partner = NORTHLIGHT.parse().expect("a GUID");
        let (subject, name, domain) = (None, Some(RITA.to_owned()), None);
        config.reviews.partner_staff =
            vec![qualify_server::config::PartnerStaff { partner, subject, name, domain }];
    });
    server.new_customer_in("E?");
    let review = queue(&server, "").remove(0);
    act(&member(&server, RITA), &review, "claim", &json!({})).assert_error(403, 1_900_022);
    act(&member(&server, RAJ), &review, "claim", &json!({})).expect(200);
}

#[test]
fn of_many_who_claim_one_wins_and_each_case_is_decided_once() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
    let customers: Vec<String> = (0..6).map(|_| server.new_customer_in("E?")).collect();
    let cases = queue(&server, "");
    assert_eq!(cases.len(), customers.len());
    let tokens: Vec<String> =
        [RITA, RAJ].map(|name| server.token_for(&json!({ "kind": "staff", "user": name }))).into();
    let decided = in_parallel(8, |number| {
        let caller = server.with_token(&tokens[number % 2]);
        cases
            .iter()
            .filter(|case| {
                let is_claimed = act(&caller, case, "claim", &json!({})).status == 200;
                is_claimed && act(&caller, case, "decide", &approval()).status == 200
            })
            .count()
    });
    assert_eq!(decided.iter().sum::<usize>(), cases.len(), "{decided:?}");
    for customer in &customers {
        assert_eq!(server.state_of(customer), "E+");
    }
}

#[test]
fn the_queue_is_paged_and_filtered() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
    for _ in 0..5 {
        server.new_customer_in("E?");
        server.advance_clock(60);
    }
    let all = queue(&server, "");
    assert_eq!(all.len(), 5);
    let mut paged = Vec::new();
    let mut query = "?size=2".to_owned();
    loop {
        let page = server.staff().get(format!("/operator/v1/reviews{query}")).send().expect(200).json();
        let items = page["items"].as_array().unwrap();
        paged.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(token) = page["continuationToken"].as_str() else { break };
        query = format!("?size=2&continuationToken={token}");
        let other = format!("/operator/v1/reviews?size=2&country=US&continuationToken={token}");
        server.staff().get(other).send().assert_error(400, 1_900_010);
    }
    assert_eq!(paged, all);
    for (filter, expected) in [
        ("state=claimed", 0),
        ("kind=appeal", 0),
        ("kind=request", 5),
        ("reasonCode=POLICY_FIXED", 5),
        ("country=zz", 0),
    ] {
        assert_eq!(queue(&server, &format!("?{filter}")).len(), expected, "{filter}");
    }
    let partner = queue(&server, &format!("?partnerId={NORTHLIGHT}")).len();
    assert_eq!(partner, 5);
    server.staff().get("/operator/v1/reviews?state=lost").send().assert_error(400, 900_126);
    server.staff().get("/operator/v1/reviews?reasonCode=LOST").send().assert_error(400, 3000);
    let member = member(&server, RITA);
    act(&member, &all[0], "claim", &json!({})).expect(200);
    let mine = member.get("/operator/v1/reviews?state=claimed&holder=me").send().expect(200).json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
}

#[test]
fn documents_are_judged_by_content_and_only_ever_downloaded() {
    let (server, customer, review) = manual_with_case();
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    for (body, expected) in [
        (b"<html><script>alert(1)</script>".to_vec(), "no PDF, PNG or JPEG"),
        ([PDF, b"PK\x03\x04"].concat(), "behind the end"),
        (Vec::new(), "empty"),
    ] {
        let refused = server.user().post(&documents).body(&body).send().assert_error(400, 1_900_023);
        assert!(refused["description"].as_str().unwrap().contains(expected), "{refused}");
    }
    let too_large = [PDF, &vec![b' '; 10 << 20]].concat();
    server.user().post(&documents).body(&too_large).send().assert_error(400, 800_002);
    let reader = server.with_token_for(&json!({ "kind": "app+user", "user": "rob@northlight.example" }));
    reader.post(&documents).body(PDF).send().assert_error(403, 900_150);
    let mut shown = Value::Null;
    for _ in 0..5 {
        shown = server.user().post(&documents).body(PDF).send().expect(201).json();
    }
    server.user().post(&documents).body(PDF).send().assert_error(409, 1_900_021);
    let document = shown["documents"][0]["id"].as_str().unwrap();
    for answer in [
        server.user().get(format!("{documents}/{document}")).send(),
        member(&server, RITA).get(format!("/operator/v1/reviews/{review}/documents/{document}")).send(),
    ] {
        let answer = answer.expect(200);
        assert_eq!(answer.header("content-type"), Some("application/pdf"));
        assert!(answer.header("content-disposition").is_some_and(|it| it.starts_with("attachment")));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.text().as_bytes(), PDF);
    }
    server.southgate().get(format!("{documents}/{document}")).send().assert_error(404, 60_003);
    // Ninety days after the decision the bytes are gone, and what they were stays.
    let rita = member(&server, RITA);
    act(&rita, &review, "claim", &json!({})).expect(200);
    act(&rita, &review, "decide", &approval()).expect(200);
    server.advance_clock(91 * DAY_SECONDS);
    wait_until("documents are deleted", || server.documents_kept() == 0);
    wait_until("that is noted", || server.user().get(format!("{documents}/{document}")).send().status == 404);
}

#[test]
fn deleting_a_customer_takes_its_cases_texts_and_documents() {
    let (server, customer, review) = manual_with_case();
    let rita = member(&server, RITA);
    act(&rita, &review, "claim", &json!({})).expect(200);
    act(&rita, &review, "notes", &json!({ "text": "Ask the headmistress." })).expect(200);
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    server.user().post(&documents).body(PDF).send().expect(201);
    server.user().delete(format!("/v1/customers/{customer}")).send().expect(204);
    let case = server.staff().get(format!("/operator/v1/reviews/{review}")).send().expect(200);
    assert!(!case.text().contains("headmistress"), "{}", case.text());
    assert_eq!(case.json()["state"], "withdrawn");
    wait_until("documents are deleted", || server.documents_kept() == 0);
}

#[test]
fn a_case_that_nobody_looked_at_is_there_for_its_partner() {
    let server = TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::DenyAll;
        config.vetting.decision_delay_seconds = 60;
    });
    let customer = server.new_customer_in("E?");
    let listed = || server.user().get(partner_path(&customer, "")).send().expect(200).json();
    let case = listed()[0].clone();
    assert_eq!((case["kind"].as_str(), case["state"].as_str()), (Some("request"), Some("in-review")));
    server.advance_clock(61);
    wait_until("the policy has decided", || server.state_of(&customer) == "E-");
    let denied = listed()[0].clone();
    assert_eq!(
        (&denied["id"], denied["explanation"].as_str()),
        (&case["id"], Some("Every request is denied."))
    );
    assert!(denied["appealUntil"].is_string() && denied["nextStep"].as_str().unwrap().contains("Appeal"));
    server.advance_clock(31 * DAY_SECONDS);
    let appeal = partner_path(&customer, &format!("/{}/appeal", case["id"].as_str().unwrap()));
    let text = json!({ "text": "It is a school." });
    server.user().post(&appeal).json(&text).send().assert_error(409, 1_900_021);
}
