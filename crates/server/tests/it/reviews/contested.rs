//! A denied case invites to an appeal exactly where one is accepted, whatever has become of its request since.

use super::*;

/// What happens to a denied request of a customer; its case is the third value.
type Happening = fn(&TestServer, &str, &str);

/// Each denied case of the customer, the newest first: its kind, and what its next step begins with. One that invites is
/// marked by a `*`.
type Expected = &'static [&'static str];

const ROWS: &[(&str, Happening, Expected)] = &[
    ("nothing", |_, _, _| (), &["*request: Appeal before 2024-04-14T12:00:00Z"]),
    (
        "appealed",
        |server, customer, case| drop(appeal(server, customer, case)),
        &["request: Wait: the appeal "],
    ),
    (
        "the appeal is taken back",
        |server, customer, case| {
            let appealed = appeal(server, customer, case);
            server.user().post(partner_path(customer, &format!("/{appealed}/withdraw"))).send().expect(200);
        },
        &["request: Send a corrected request"],
    ),
    (
        "the appeal is granted",
        |server, customer, case| {
            let appealed = appeal(server, customer, case);
            decide(server, RAJ, &appealed, &approval());
        },
        &["request: Nothing: the appeal "],
    ),
    (
        "the appeal is not granted",
        |server, customer, case| {
            let appealed = appeal(server, customer, case);
            decide(server, RAJ, &appealed, &denial());
        },
        &["appeal: Send a corrected request", "request: Send a corrected request"],
    ),
    (
        "the window is over",
        |server, _, _| server.advance_clock(31 * DAY_SECONDS),
        &["request: Send a corrected request"],
    ),
    (
        "another request",
        |server, customer, _| ask_again(server, customer),
        &["request: Nothing: another request"],
    ),
    (
        "another request, approved",
        |server, customer, _| {
            ask_again(server, customer);
            server.decide(customer, &json!({ "decision": "approve" }));
        },
        &["request: Nothing: another request"],
    ),
    (
        "another request, denied",
        |server, customer, _| {
            ask_again(server, customer);
            let case = queue(server, "").remove(0);
            decide(server, RITA, &case, &denial());
        },
        &["*request: Appeal before ", "request: Nothing: another request"],
    ),
    (
        "another request while the appeal is open",
        |server, customer, case| {
            appeal(server, customer, case);
            ask_again(server, customer);
        },
        &["request: Nothing: another request"],
    ),
    (
        "an operator approves",
        |server, customer, _| {
            server.decide(customer, &json!({ "decision": "approve" }));
        },
        &["request: Nothing: the qualification was approved"],
    ),
    (
        "granted, then revoked",
        |server, customer, case| {
            let appealed = appeal(server, customer, case);
            decide(server, RAJ, &appealed, &approval());
            revoke(server, customer);
        },
        &["*reverification: Appeal before ", "*request: The appeal "],
    ),
    (
        "granted, then denied by an operator",
        |server, customer, case| {
            let appealed = appeal(server, customer, case);
            decide(server, RAJ, &appealed, &approval());
            server.decide(customer, &json!({ "decision": "deny", "reason": "Not an eligible Library" }));
        },
        &["*request: The appeal "],
    ),
    (
        "approved and denied again by an operator, a day later",
        |server, customer, _| {
            server.advance_clock(DAY_SECONDS);
            server.decide(customer, &json!({ "decision": "approve" }));
            server.decide(customer, &json!({ "decision": "deny", "reason": "Not an eligible Library" }));
        },
        &["*request: Appeal before 2024-04-15T12:00:00Z"],
    ),
    (
        "not granted, approved by an operator, then revoked",
        |server, customer, case| {
            let appealed = appeal(server, customer, case);
            decide(server, RAJ, &appealed, &denial());
            server.decide(customer, &json!({ "decision": "approve" }));
            revoke(server, customer);
        },
        &[
            "reverification: Send a corrected request",
            "appeal: Send a corrected request",
            "request: Send a corrected request",
        ],
    ),
];

fn appeal(server: &TestServer, customer: &str, case: &str) -> String {
    let path = partner_path(customer, &format!("/{case}/appeal"));
    let appealed =
        server.user().post(path).json(&json!({ "text": "It is a school." })).send().expect(201).json();
    appealed["id"].as_str().expect("an id").to_owned()
}

fn decide(server: &TestServer, name: &str, case: &str, decision: &Value) {
    let reviewer = member(server, name);
    act(&reviewer, case, "claim", &json!({})).expect(200);
    act(&reviewer, case, "decide", decision).expect(200);
}

fn ask_again(server: &TestServer, customer: &str) {
    // Where the clock stands, a request of the same moment would be the same.
    server.advance_clock(60);
    server.give(customer, "E?");
}

fn revoke(server: &TestServer, customer: &str) {
    server.advance_clock(60);
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{customer}/reviews");
    let opened =
        member(server, RITA).post(&path).json(&json!({ "text": "Closed?" })).send().expect(201).json();
    decide(server, RITA, opened["id"].as_str().expect("an id"), &denial());
}

/// Whether it does: what it says, and until when.
fn invites(case: &Value) -> bool {
    case["nextStep"].as_str().is_some_and(|next| next.contains("Appeal before"))
        && case["appealUntil"].is_string()
}

/// How a case is shown: its kind and next step, marked if it invites.
fn shown(case: &Value) -> String {
    let mark = if invites(case) { "*" } else { "" };
    let [kind, next] = ["kind", "nextStep"].map(|name| case[name].as_str().expect("a text"));
    format!("{mark}{kind}: {next}")
}

#[test]
fn a_denied_case_invites_to_an_appeal_exactly_where_one_is_accepted() {
    for (name, happen, expected) in ROWS {
        let server = TestServer::start_with(|config| {
            config.vetting.policy = VettingPolicy::Manual;
            config.reviews.revocation_notice_days = 0;
            config.reviews.four_eyes_revocations = false;
        });
        let customer = server.new_customer_in("E?");
        let case = queue(&server, "").remove(0);
        decide(&server, RITA, &case, &denial());
        happen(&server, &customer, &case);
        let cases = server.user().get(partner_path(&customer, "")).send().expect(200).json();
        let mut denied: Vec<Value> = cases.as_array().expect("a list").clone();
        denied.retain(|case| case["state"] == "denied");
        let views: Vec<String> = denied.iter().map(shown).collect();
        assert_eq!(views.len(), expected.len(), "{name}: {views:?}");
        for (view, begin) in views.iter().zip(*expected) {
            assert!(view.starts_with(begin), "{name}: {view} is not {begin}");
        }
        // Those that do not invite first: an appeal that is accepted changes what the others say.
        denied.sort_by_key(invites);
        let mut is_contested = false;
        for case in denied {
            let id = case["id"].as_str().expect("an id");
            let one = server.user().get(partner_path(&customer, &format!("/{id}"))).send().expect(200).json();
            if !is_contested {
                assert_eq!(one, case, "{name}: the list says what the case says");
            }
            let path = partner_path(&customer, &format!("/{id}/appeal"));
            let sent = server.user().post(path).json(&json!({ "text": "It is a school." })).send();
            // One appeal for all that say it.
            let is_taken = invites(&case) && !is_contested;
            assert_eq!(sent.status, if is_taken { 201 } else { 409 }, "{name}: {}", shown(&case));
            is_contested |= is_taken;
        }
    }
}
