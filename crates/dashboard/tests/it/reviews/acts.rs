//! What a reviewer does with a case.

use super::*;

#[test]
fn a_case_is_claimed_asked_about_and_decided_as_by_the_api() {
    let (server, customer, review) = manual_with_case();
    let rita = server.browser_of(RITA);
    let answer = rita.visit("/dashboard/reviews").expect(200);
    assert!(answer.text().contains("Claim the next case"), "{}", answer.text());
    let answer = rita.post("/dashboard/reviews/claim-next", &[]).expect(303);
    let shown = rita.follow(answer).expect(200);
    assert!(
        shown.text().contains("The case is yours.") && shown.text().contains("You hold this case until"),
        "{}",
        shown.text()
    );
    let fields = [("seen", seen(&shown)), ("ask-items", "a charter\r\n\r\n  a list of teachers ".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    rita.post(&path(&review, "/ask"), &fields).expect(303);
    // The same form once more asks nothing a second time.
    rita.post(&path(&review, "/ask"), &fields).expect(303);
    let case = case_of(&server, &review);
    assert_eq!(case["questions"].as_array().unwrap().len(), 1, "{case}");
    assert_eq!(case["questions"][0]["items"], json!(["a charter", "a list of teachers"]));
    let reply = format!("/partner/v1/customers/{customer}/reviews/{review}/reply");
    server.user().post(reply).json(&json!({ "text": "Here it is." })).send().expect(200);
    // For a day the case is left to whoever asked.
    let raj = server.browser_of(RAJ);
    raj.visit("/dashboard/reviews").expect(200);
    let answer = raj.post("/dashboard/reviews/claim-next", &[]).expect(303);
    assert!(raj.follow(answer).text().contains("There is no case here"));
    assert!(raj.visit(&path(&review, "")).text().contains(&format!("is left to {RITA}")));
    let shown = claim(&rita, &review);
    assert!(shown.text().contains("Here it is."), "{}", shown.text());
    let seen = seen(&shown);
    let answer = rita.post(&path(&review, "/decide"), &approval(&seen)).expect(303);
    assert!(rita.follow(answer).text().contains("Until then you can take it back."));
    wait_for_state(&server, &review, "approved");
    let answer = rita.post(&path(&review, "/decide"), &approval(&seen)).expect(303);
    assert_eq!(answer.header("Location"), Some(path(&review, "?done=decided").as_str()), "a second click");
    assert_eq!(server.state_of(&customer), "E+");
    let case = case_of(&server, &review);
    assert_eq!(case["firstReviewer"], RITA);
    assert_eq!(case["ending"]["explanation"], "The charter shows a school.");
}

#[test]
fn a_case_that_somebody_holds_says_who_and_offers_nothing_to_others() {
    let (server, _, review) = manual_with_case();
    let (rita, raj) = (server.browser_of(RITA), server.browser_of(RAJ));
    claim(&rita, &review);
    let shown = raj.visit(&path(&review, "")).expect(200);
    assert!(shown.text().contains(&format!("{RITA} holds this case until")), "{}", shown.text());
    assert!(!shown.text().contains("/decide\"") && !shown.text().contains("/claim\""), "{}", shown.text());
    let refused = raj.post(&path(&review, "/claim"), &[]).expect(409);
    assert!(refused.text().contains(&format!("{RITA} holds the case until")), "{}", refused.text());
    rita.post(&path(&review, "/release"), &[]).expect(303);
    claim(&raj, &review);
}

#[test]
fn a_form_that_was_overtaken_says_who_did_what_and_overwrites_nothing() {
    let (server, customer, review) = manual_with_case();
    let (rita, raj) = (server.browser_of(RITA), server.browser_of(RAJ));
    let stale = seen(&claim(&rita, &review));
    server.advance_clock(31 * 60);
    let fresh = seen(&claim(&raj, &review));
    let shown = rita.post(&path(&review, "/decide"), &denial(&stale)).expect(409);
    assert!(shown.text().contains(&format!("{RAJ} holds the case now.")), "{}", shown.text());
    raj.post(&path(&review, "/decide"), &approval(&fresh)).expect(303);
    wait_for_state(&server, &review, "approved");
    let shown = rita.post(&path(&review, "/decide"), &denial(&stale)).expect(409);
    assert!(shown.text().contains(&format!("{RAJ} decided meanwhile: Approved.")), "{}", shown.text());
    assert_eq!(server.state_of(&customer), "E+");
}

#[test]
fn what_was_typed_is_kept_where_something_was_added_meanwhile() {
    let (server, customer, review) = manual_with_case();
    let rita = server.browser_of(RITA);
    let stale = seen(&claim(&rita, &review));
    let documents = format!("/partner/v1/customers/{customer}/reviews/{review}/documents");
    server.user().post(&documents).body(PDF).send().expect(201);
    let shown = rita.post(&path(&review, "/decide"), &denial(&stale));
    if shown.status == 409 {
        let text = shown.text();
        assert!(text.contains("A municipal library without a teaching mission."), "{text}");
        assert!(text.contains("value=\"Not an eligible Library\" selected"), "{text}");
        assert_eq!(server.state_of(&customer), "E?");
        rita.post(&path(&review, "/decide"), &denial(&seen(&shown))).expect(303);
    }
    wait_for_state(&server, &review, "denied");
    assert_eq!(server.state_of(&customer), "E-");
}

/// Where a form goes, what it says, and what stands on the page then.
type FormCase<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

#[test]
fn what_is_wrong_stands_beside_its_field() {
    let (server, customer, review) = manual_with_case();
    let rita = server.browser_of(RITA);
    let seen = seen(&claim(&rita, &review));
    let long = "x".repeat(4001);
    let cases: [FormCase<'_>; 8] = [
        ("/decide", &[], "Choose whether to approve or to deny."),
        ("/decide", &[("verdict", "deny")], "A denial needs one of the documented reasons."),
        (
            "/decide",
            &[("verdict", "deny"), ("reason", "Because")],
            "A denial needs one of the documented reasons.",
        ),
        (
            "/decide",
            &[("verdict", "approve"), ("reason", "Not an Academic Domain")],
            "An approval has no reason",
        ),
        ("/decide", &[("verdict", "approve"), ("explanation", "<i>Kept</i>")], "Write 1 to 10 lines"),
        (
            "/decide",
            &[("verdict", "approve"), ("evidence", "a"), ("explanation", long.as_str())],
            "Write 1 to 4000 characters.",
        ),
        ("/ask", &[("ask-items", "  ")], "Write 1 to 10 lines"),
        ("/escalate", &[("escalate-text", "")], "Write 1 to 4000 characters."),
    ];
    for (act, fields, expected) in cases {
        let fields = [&[("seen", seen.as_str())][..], fields].concat();
        let shown = rita.post(&path(&review, act), &fields).expect(400);
        assert!(shown.text().contains(expected), "{act} {fields:?}: {}", shown.text());
        assert!(!shown.text().contains("<i>Kept"), "{}", shown.text());
    }
    assert_eq!(server.state_of(&customer), "E?");
}

#[test]
fn two_people_decide_where_two_have_to() {
    let server = TestServer::start();
    let lakeside = qualify_testkit::seed::LAKESIDE;
    server.give(lakeside, "E+");
    let open = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{lakeside}/reviews");
    let opened = server.staff().post(&open).json(&json!({ "text": "Closed?" })).send().expect(201).json();
    let review = opened["id"].as_str().unwrap();
    let [rita, raj, lena] = [RITA, RAJ, LENA].map(|name| server.browser_of(name));
    let form = seen(&claim(&rita, review));
    rita.post(&path(review, "/decide"), &denial(&form)).expect(303);
    wait_for_state(&server, review, "pending-second");
    let answer = rita.post(&path(review, "/decide"), &denial(&form)).expect(303);
    let shown = rita.follow(answer).expect(200);
    assert!(shown.text().contains("waits for a second person"), "{}", shown.text());
    assert!(!shown.text().contains("/confirm\""), "nobody confirms alone: {}", shown.text());
    assert_eq!(
        rita.post(
            &path(review, "/confirm"),
            &[("seen", case_of(&server, review)["revision"].to_string().as_str())]
        )
        .status,
        403
    );
    let shown = raj.visit(&path(review, "")).expect(200);
    assert!(shown.text().contains(&format!("{RITA} proposes:")), "{}", shown.text());
    let form = seen(&shown);
    raj.post(&path(review, "/disagree"), &[("seen", form.as_str()), ("disagree-text", "It moved.")])
        .expect(303);
    // Who has had a part in it is no lead for it, and a form from before is overtaken.
    raj.post(&path(review, "/confirm"), &[("seen", form.as_str())]).expect(409);
    let shown = lena.visit(&path(review, "")).expect(200);
    assert!(shown.text().contains("It moved."), "{}", shown.text());
    lena.post(&path(review, "/decide"), &approval(&seen(&shown))).expect(303);
    wait_for_state(&server, review, "approved");
    assert_eq!(server.state_of(lakeside), "E+");
}

#[test]
fn a_second_person_confirms_what_was_proposed() {
    let server = TestServer::start();
    let lakeside = qualify_testkit::seed::LAKESIDE;
    server.give(lakeside, "E+");
    let open = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{lakeside}/reviews");
    let opened = server.staff().post(&open).json(&json!({ "text": "Closed?" })).send().expect(201).json();
    let review = opened["id"].as_str().unwrap();
    let (rita, raj) = (server.browser_of(RITA), server.browser_of(RAJ));
    let form = seen(&claim(&rita, review));
    rita.post(&path(review, "/decide"), &denial(&form)).expect(303);
    wait_for_state(&server, review, "pending-second");
    let form = seen(&raj.visit(&path(review, "")).expect(200));
    let confirm = || raj.post(&path(review, "/confirm"), &[("seen", form.as_str())]).expect(303);
    let places = [confirm(), confirm()].map(|answer| answer.header("Location").map(str::to_owned));
    assert_eq!(places[0], places[1], "a second click sends nothing more");
    let done = path(review, "?done=confirmed");
    wait_until("it is confirmed", || confirm().header("Location") == Some(done.as_str()));
    let shown = raj.visit(&path(review, "")).expect(200);
    assert!(shown.text().contains("Confirmed; the approval ends at"), "{}", shown.text());
}

#[test]
fn a_note_is_written_once_and_a_case_is_left_to_a_lead() {
    let (server, _, review) = manual_with_case();
    let rita = server.browser_of(RITA);
    let form = seen(&claim(&rita, &review));
    for _ in 0..2 {
        rita.post(
            &path(&review, "/notes"),
            &[("seen", form.as_str()), ("note-text", "Ask the headmistress.")],
        )
        .expect(303);
    }
    let case = case_of(&server, &review);
    assert_eq!(case["notes"].as_array().unwrap().len(), 1, "{case}");
    let shown = rita.visit(&path(&review, "")).expect(200);
    assert!(shown.text().contains("Ask the headmistress."), "{}", shown.text());
    rita.post(&path(&review, "/renew"), &[]).expect(303);
    let form = seen(&rita.visit(&path(&review, "")).expect(200));
    rita.post(&path(&review, "/escalate"), &[("seen", form.as_str()), ("escalate-text", "Too hard.")])
        .expect(303);
    assert_eq!(case_of(&server, &review)["state"], "escalated");
    let refused = rita
        .post(&path(&review, "/decide"), &approval(&case_of(&server, &review)["revision"].to_string()))
        .expect(403);
    assert!(refused.text().contains("A lead is needed"), "{}", refused.text());
}
