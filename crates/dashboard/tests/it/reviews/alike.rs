//! Several cases that are decided alike.

use super::*;

fn address(cases: &[String]) -> String {
    let pairs: Vec<String> = cases.iter().map(|id| format!("review={id}")).collect();
    format!("/dashboard/reviews/alike?{}", pairs.join("&"))
}

/// The cases of a page, as its form sends them.
fn chosen(shown: &Response) -> Vec<String> {
    let parts = shown.text().split("name=\"case\" value=\"").skip(1);
    parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
}

fn send(browser: &Browser<'_>, cases: &[String], action: &str, decision: &[(&str, &str)]) -> Response {
    let cases = cases.iter().map(|case| ("case", case.as_str()));
    let fields: Vec<(&str, &str)> = cases
        .chain([("action", action)])
        .chain(decision.iter().copied().filter(|(name, _)| *name != "seen"))
        .collect();
    browser.post("/dashboard/reviews/alike", &fields)
}

#[test]
fn nothing_or_too_much_or_what_is_not_there_is_no_choice() {
    let (server, _, review) = manual_with_case();
    let rita = server.browser_of(RITA);
    rita.visit("/dashboard/reviews");
    let many: Vec<String> = (0..101).map(|number| format!("00000000-0000-4000-8000-{number:012}")).collect();
    for (address, expected) in [
        ("/dashboard/reviews/alike".to_owned(), "No case is chosen."),
        ("/dashboard/reviews/alike?review=x".to_owned(), "No case is chosen."),
        (address(&many), "At most 100 cases"),
        (address(&many[..1]), "The case is not here"),
    ] {
        let shown = rita.get(&address).expect(400);
        assert!(shown.text().contains(expected), "{address}: {}", shown.text());
    }
    let shown = rita.visit(&address(std::slice::from_ref(&review))).expect(200);
    let wrong = send(&rita, &chosen(&shown), "preview", &[("verdict", "deny")]).expect(400);
    assert!(wrong.text().contains("A denial needs one of the documented reasons."), "{}", wrong.text());
    let wrong =
        send(&rita, &chosen(&shown), "preview", &[("verdict", "approve"), ("explanation", "x")]).expect(400);
    assert!(wrong.text().contains("Write 1 to 10 lines"), "{}", wrong.text());
}

#[test]
fn cases_are_seen_beforehand_and_decided_each_for_itself() {
    let server = by_rules();
    let cases = cases_of_one_domain(&server, 3);
    let (rita, raj) = (server.browser_of(RITA), server.browser_of(RAJ));
    let shown = rita.visit(&address(&cases)).expect(200);
    let asked = chosen(&shown);
    assert_eq!(asked.len(), 3, "{}", shown.text());
    let preview = send(&rita, &asked, "preview", &denial("")).expect(200);
    assert!(
        preview.text().contains("Nothing is decided yet.") && preview.text().contains("Decide 3 cases"),
        "{}",
        preview.text()
    );
    assert!(cases.iter().all(|case| case_of(&server, case)["state"] == "queued"));
    let changed = send(&rita, &chosen(&preview), "change", &denial("")).expect(200);
    assert!(
        changed.text().contains("A municipal library without a teaching mission.</textarea>"),
        "{}",
        changed.text()
    );
    // One is taken by somebody else after the preview: it stays as it is, and the page says so.
    claim(&raj, &cases[1]);
    let done = send(&rita, &chosen(&preview), "carry-out", &denial("")).expect(200);
    assert!(done.text().contains("2 of 3 were sent."), "{}", done.text());
    assert!(done.text().contains("Take all back (2)"), "{}", done.text());
    assert!(done.text().contains(&format!("{RAJ} holds the case now.")), "{}", done.text());
    // A second click sends nothing more.
    let again = send(&rita, &chosen(&preview), "carry-out", &denial("")).expect(200);
    assert!(again.text().contains("2 of 3 were sent."), "{}", again.text());
    wait_for_state(&server, &cases[0], "denied");
    wait_for_state(&server, &cases[2], "denied");
    let states: Vec<Value> = cases.iter().map(|case| case_of(&server, case)["state"].clone()).collect();
    assert_eq!(states, [json!("denied"), json!("claimed"), json!("denied")]);
    // The same once more changes nothing.
    let again = send(&rita, &chosen(&preview), "carry-out", &approval("")).expect(200);
    assert!(again.text().contains("0 of 3 were sent."), "{}", again.text());
    let preview = send(&rita, &chosen(&shown), "preview", &denial("")).expect(200);
    assert!(preview.text().contains(&format!("{RAJ} holds the case until")), "{}", preview.text());
}

#[test]
fn cases_that_differ_are_not_decided_alike() {
    let server = manual();
    for _ in 0..2 {
        server.new_customer_in("E?");
    }
    let cases = queue(&server, "");
    let rita = server.browser_of(RITA);
    let shown = rita.visit(&address(&cases)).expect(200);
    assert!(shown.text().contains("The cases differ"), "{}", shown.text());
    for action in ["preview", "carry-out"] {
        send(&rita, &chosen(&shown), action, &denial("")).expect(409);
    }
    assert!(cases.iter().all(|case| case_of(&server, case)["state"] == "queued"));
}
