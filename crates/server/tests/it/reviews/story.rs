//! The story of docs/reviews.md, over HTTP.

use super::*;

#[test]
fn a_library_asks_is_denied_appeals_and_is_approved_by_another() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules);
    let (rita, raj) = (member(&server, RITA), member(&server, RAJ));
    let told = listening(&server);
    let review = library_in_queue(&server);
    let claimed = act(&rita, &review, "claim", &json!({})).expect(200).json();
    assert_eq!((claimed["holder"].as_str(), claimed["country"].as_str()), (Some(RITA), Some("PL")));
    let held = act(&raj, &review, "claim", &json!({})).assert_error(409, 1_900_020);
    assert!(held["description"].as_str().unwrap().contains(RITA), "{held}");
    let shown = rita.get(format!("/operator/v1/reviews/{review}")).send().expect(200).json();
    assert_eq!(shown["decision"]["reasonCode"], shown["reasonCode"]);
    assert!(shown["decision"]["texts"]["rules"].as_array().is_some_and(|rules| !rules.is_empty()), "{shown}");

    act(&rita, &review, "ask", &json!({ "items": ["the library's statutes"] })).expect(200);
    let asked = server.user().get(partner_path(BIBLIOTEKA, &format!("/{review}"))).send().expect(200).json();
    assert_eq!((asked["state"].as_str(), asked["kind"].as_str()), (Some("needs-info"), Some("request")));
    assert!(asked["explanation"].as_str().unwrap().contains("the library's statutes"));
    assert!(asked["questions"][0].get("askedBy").is_none(), "the partner is not told who asks");
    let documents = partner_path(BIBLIOTEKA, &format!("/{review}/documents"));
    let added = server.user().post(&documents).body(PDF).send().expect(201).json();
    assert_eq!(added["documents"][0]["mediaType"], "application/pdf");
    let reply = partner_path(BIBLIOTEKA, &format!("/{review}/reply"));
    server.user().post(&reply).json(&json!({ "text": "The statutes are attached." })).send().expect(200);

    act(&rita, &review, "claim", &json!({})).expect(200);
    let decided = act(&rita, &review, "decide", &denial()).expect(200).json();
    assert_eq!((decided["state"].as_str(), decided["firstReviewer"].as_str()), (Some("denied"), Some(RITA)));
    assert_eq!(server.records(BIBLIOTEKA)[0]["vettingReason"], "Not an eligible Library");

    let started = std::time::Instant::now();
    server.advance_clock(3 * DAY_SECONDS);
    assert!(started.elapsed() < std::time::Duration::from_secs(1), "three days: {:?}", started.elapsed());
    let appeal = partner_path(BIBLIOTEKA, &format!("/{review}/appeal"));
    for unusable in [String::new(), "x".repeat(4001)] {
        server.user().post(&appeal).json(&json!({ "text": unusable })).send().assert_error(400, 3000);
    }
    let text = json!({ "text": "The library runs the school of librarianship." });
    let appealed = server.user().post(&appeal).json(&text).send().expect(201).json();
    assert_eq!((appealed["kind"].as_str(), appealed["state"].as_str()), (Some("appeal"), Some("in-review")));
    server.user().post(&appeal).json(&text).send().assert_error(409, 1_900_021);
    assert_eq!(server.state_of(BIBLIOTEKA), "E-", "it stays denied until the appeal is decided");
    let appeal = appealed["id"].as_str().unwrap();
    assert_linked(&server, &rita, &review, appeal, "Wait: the appeal");
    assert!(appealed["explanation"].as_str().unwrap().contains("no part in the denial"), "{appealed}");
    act(&rita, appeal, "claim", &json!({})).assert_error(403, 1_900_022);
    act(&raj, appeal, "claim", &json!({})).expect(200);
    let approved = act(&raj, appeal, "decide", &approval()).expect(200).json();
    assert_eq!((approved["state"].as_str(), server.state_of(BIBLIOTEKA).as_str()), (Some("approved"), "E+"));
    assert_linked(&server, &rita, &review, appeal, "Nothing: the appeal");

    let expected = [
        "rita@qualify.example claiming: claimed",
        "rita@qualify.example asking: needs-info",
        "ana@northlight.example add document: needs-info",
        "ana@northlight.example replying: queued",
        "rita@qualify.example claiming: claimed",
        "rita@qualify.example deciding: denied",
        "ana@northlight.example appeal: queued",
        "raj@qualify.example claiming: claimed",
        "raj@qualify.example deciding: approved",
    ];
    assert_eq!(acts_of(&server), expected);
    assert_told_the_same_story(&server, &told, &review);
}

/// A case and its appeal name each other, to both sides; the case invites to no second appeal.
fn assert_linked(server: &TestServer, staff: &Caller<'_>, case: &str, appeal: &str, next_step: &str) {
    let list = server.user().get(partner_path(BIBLIOTEKA, "")).send().expect(200).json();
    let shown = |id: &str| {
        let one = server.user().get(partner_path(BIBLIOTEKA, &format!("/{id}"))).send().expect(200).json();
        let listed = list.as_array().expect("a list").iter().find(|it| it["id"] == id).expect("in the list");
        assert_eq!(listed, &one, "the list says what the case says");
        (one, staff.get(format!("/operator/v1/reviews/{id}")).send().expect(200).json())
    };
    let (of_partner, of_staff) = shown(case);
    assert_eq!(
        (of_partner["appealId"].as_str(), of_staff["appealId"].as_str()),
        (Some(appeal), Some(appeal))
    );
    assert!(of_partner["nextStep"].as_str().expect("a text").starts_with(next_step), "{of_partner}");
    assert!(of_partner.get("appealUntil").is_none(), "{of_partner}");
    let (of_partner, of_staff) = shown(appeal);
    assert_eq!((of_partner["linkedId"].as_str(), of_staff["linkedId"].as_str()), (Some(case), Some(case)));
    assert!(of_partner.get("appealId").is_none() && of_staff.get("appealId").is_none(), "{of_partner}");
}

/// A receiver of each form, told of everything.
fn listening(server: &TestServer) -> [Receiver; 2] {
    let receivers = [Receiver::start(), Receiver::start()];
    let in_microsofts = json!({
        "WebhookUrl": receivers[0].url(), "WebhookEvents": ["customer-qualification-updated"]
    });
    server.user().post("/webhooks/v1/registration").json(&in_microsofts).send().expect(200);
    let in_ours = json!({ "url": receivers[1].url() });
    server.user().post("/partner/v1/webhooks").json(&in_ours).send().expect(201);
    receivers
}

/// Feed, audit trail and both receivers know of the same four events.
fn assert_told_the_same_story(server: &TestServer, told: &[Receiver; 2], review: &str) {
    let feed = server.user().get("/partner/v1/events").send().expect(200).json();
    let items = feed["items"].as_array().expect("a list");
    let types: Vec<_> = items.iter().map(|it| it["type"].as_str().unwrap_or_default()).collect();
    let story = [
        "qualification.requested",
        "review.info_requested",
        "qualification.denied",
        "qualification.approved",
    ];
    assert_eq!(types, story);
    assert!(items.iter().all(|it| it["data"]["customerId"] == BIBLIOTEKA), "{feed}");
    assert_eq!(items[1]["data"]["reviewId"], review);
    assert_eq!(items[2]["data"]["vettingReason"], "Not an eligible Library");
    let [microsofts, ours] = told;
    wait_until("both receivers were told", || microsofts.count() == 3 && ours.count() == 4);
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    let ids = items.iter().map(|it| it["id"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(sorted(ours.members("id")), sorted(ids), "the same events under the same ids");
    let audited: Vec<String> = server
        .audit_of(BIBLIOTEKA)
        .iter()
        .map(|it| format!("{}/v1/auditrecords/{}", server.url(), it["id"].as_str().unwrap_or_default()))
        .collect();
    let mut named = sorted(microsofts.members("AuditUri"));
    assert!(named.iter().all(|uri| audited.contains(uri)), "{named:?}");
    named.dedup();
    assert_eq!(named.len(), 3, "each change once");
}
