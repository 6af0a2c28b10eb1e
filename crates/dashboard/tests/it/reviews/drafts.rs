//! Decisions that were sent from a page: each can be taken back for ten seconds, and the pages say what became of it.

use super::*;

/// The draft that an answer leads to.
fn draft_of(answer: &Response) -> String {
    let place = answer.header("Location").expect("it leads on");
    place.split_once("?draft=").unwrap_or_else(|| panic!("{place} names no draft")).1.to_owned()
}

#[test]
fn dashboard_03_a_decision_of_a_page_is_taken_back_in_time_and_then_nothing_was_decided() {
    let (server, customer, review) = manual_with_case();
    let (rita, raj) = (server.browser_of(RITA), server.browser_of(RAJ));
    let form = seen(&claim(&rita, &review));
    let answer = rita.post(&path(&review, "/decide"), &denial(&form)).expect(303);
    let draft = draft_of(&answer);
    let again = rita.post(&path(&review, "/decide"), &denial(&form)).expect(303);
    assert_eq!(draft_of(&again), draft, "a second click is the same decision");
    let other = rita.post(&path(&review, "/decide"), &approval(&form)).expect(409);
    assert!(other.text().contains("You have sent another decision about this case."), "{}", other.text());
    assert_eq!(
        (server.state_of(&customer).as_str(), &case_of(&server, &review)["state"]),
        ("E?", &json!("claimed"))
    );
    let shown = rita.follow(answer).expect(200);
    assert!(
        shown.text().contains("You sent this decision: Deny: Not an eligible Library. It takes effect at")
            && !shown.text().contains("/decide\""),
        "{}",
        shown.text()
    );
    let of_raj = raj.visit(&path(&review, "")).expect(200);
    assert!(
        of_raj.text().contains(&format!("{RITA} has sent a decision about this case."))
            && !of_raj.text().contains("/take-back\""),
        "{}",
        of_raj.text()
    );
    raj.post("/dashboard/reviews/take-back", &[("draft", draft.as_str())]).expect(404);
    let queue = rita.visit("/dashboard/reviews").expect(200);
    assert!(
        queue.text().contains("Decisions that you sent") && queue.text().contains("/take-back\""),
        "{}",
        queue.text()
    );
    for click in 0..2 {
        let answer = rita.post("/dashboard/reviews/take-back", &[("draft", draft.as_str())]).expect(303);
        let shown = rita.follow(answer).expect(200);
        assert!(shown.text().contains("You took the decision back."), "{click}: {}", shown.text());
    }
    // What was taken back never comes to pass: the next decision does.
    let form = seen(&rita.visit(&path(&review, "")).expect(200));
    let answer = rita.post(&path(&review, "/decide"), &approval(&form)).expect(303);
    wait_for_state(&server, &review, "approved");
    let shown = rita.follow(answer).expect(200);
    assert!(shown.text().contains("The decision was carried out."), "{}", shown.text());
    assert_eq!(server.state_of(&customer), "E+");
    let queue = rita.visit("/dashboard/reviews").expect(200);
    let last = attribute_behind(queue.text(), "<th scope=\"row\"><a href=\"").expect("it was sent");
    let (_, last) = last.split_once("?draft=").expect("a draft");
    let late = rita.post("/dashboard/reviews/take-back", &[("draft", last)]).expect(303);
    assert!(rita.follow(late).text().contains("The decision was carried out."));
    assert_eq!(server.state_of(&customer), "E+", "what was carried out stays");
}

#[test]
fn dashboard_03_a_decision_that_was_overtaken_says_by_whom() {
    let (server, customer, review) = manual_with_case();
    let rita = server.browser_of(RITA);
    let form = seen(&claim(&rita, &review));
    let answer = rita.post(&path(&review, "/decide"), &denial(&form)).expect(303);
    // Meanwhile her lease ends, and somebody decides by the API, which takes effect at once.
    server.advance_clock(31 * 60);
    let raj = server.with_token_for(&json!({ "kind": "staff", "user": RAJ }));
    raj.post(format!("/operator/v1/reviews/{review}/claim")).json(&json!({})).send().expect(200);
    let decision =
        json!({ "decision": "approve", "explanation": "It is a school.", "evidence": ["its charter"] });
    raj.post(format!("/operator/v1/reviews/{review}/decide")).json(&decision).send().expect(200);
    wait_until("the page says so", || {
        let queue = rita.visit("/dashboard/reviews").expect(200);
        queue.text().contains(&format!("{RAJ} acted on the case meanwhile."))
    });
    let shown = rita.follow(answer).expect(200);
    assert!(shown.text().contains(&format!("{RAJ} acted on the case meanwhile.")), "{}", shown.text());
    assert_eq!(server.state_of(&customer), "E+");
}

#[test]
fn dashboard_03_all_that_was_sent_alike_is_taken_back_at_once() {
    let server = by_rules();
    let cases = cases_of_one_domain(&server, 2);
    let rita = server.browser_of(RITA);
    let pairs: Vec<String> = cases.iter().map(|id| format!("review={id}")).collect();
    let shown = rita.visit(&format!("/dashboard/reviews/alike?{}", pairs.join("&"))).expect(200);
    let parts = shown.text().split("name=\"case\" value=\"").skip(1);
    let chosen: Vec<String> = parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect();
    let fields = chosen.iter().map(|case| ("case", case.as_str()));
    let fields: Vec<_> = fields.chain([("action", "carry-out")]).chain(denial("")).collect();
    let done = rita.post("/dashboard/reviews/alike", &fields).expect(200);
    let parts = done.text().split("name=\"draft\" value=\"").skip(1);
    let drafts: Vec<&str> = parts.filter_map(|part| part.split('"').next()).collect();
    assert_eq!(drafts.len(), 2, "{}", done.text());
    let fields: Vec<_> = drafts.iter().map(|draft| ("draft", *draft)).collect();
    let answer = rita.post("/dashboard/reviews/take-back", &fields).expect(303);
    let queue = rita.follow(answer).expect(200);
    assert_eq!(queue.text().matches("You took the decision back.").count(), 2, "{}", queue.text());
    assert!(cases.iter().all(|case| case_of(&server, case)["state"] == "queued"));
}
