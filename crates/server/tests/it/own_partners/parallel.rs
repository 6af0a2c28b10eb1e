//! Workers of a suite in parallel, each with a partner of its own.

use std::sync::atomic::{AtomicUsize, Ordering};

use qualify_testkit::TestServer;
use qualify_testkit::seed::NORTHLIGHT_CUSTOMERS;
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

use super::{Own, names_of_customers};
use crate::paths::qualification_with_code;

/// Workers that run at the same time.
const WORKERS: usize = 64;

/// Calls of each after its journey; all together make 10,000.
const CALLS: usize = 150;

/// The README's journey to its end, and then calls of which none tells of anybody else.
fn work(server: &TestServer, calls: &AtomicUsize) {
    let own = Own::new(server);
    let count = |number: usize| calls.fetch_add(number, Ordering::Relaxed);
    let school = own.customer("Lakeside School");
    let records = format!("/v1/customers/{school}/qualifications");
    let fault = json!([{ "match": "/v1/customers", "status": 503, "times": 1 }]);
    server.anonymous().put(own.power("/faults")).json(&fault).send().expect(200);
    own.user().get("/v1/customers").send().expect(503);
    assert_eq!(names_of_customers(&own.user()), NORTHLIGHT_CUSTOMERS);
    let wish = json!({ "qualification": "Education", "educationSegment": "K12" });
    own.user().post(&records).json(&wish).send().expect(201);
    let county = own.customer("Lakeside County IT");
    own.user().put(qualification_with_code(&county, "481516")).body("3").send().expect(200);
    let moved = server.anonymous().post(own.power("/clock/advance")).json(&json!({ "by": "3d" })).send();
    moved.expect(200);
    let is_approved = |found: &Value| found[0]["vettingStatus"] == "Approved";
    qualify_testkit::wait_until("the school is approved", || {
        count(1);
        is_approved(&own.user().get(&records).send().expect(200).json())
    });
    let codes = own.user().get("/v1/customers/all/validations").send().expect(200).json();
    let left: Vec<_> =
        codes.as_array().expect("a list").iter().map(|it| it["remainingCreates"].clone()).collect();
    assert!(left.contains(&json!(1)), "{codes}");
    count(9);
    for _ in 0..CALLS / 3 {
        assert!(is_approved(&own.user().get(&records).send().expect(200).json()));
        assert_eq!(names_of_customers(&own.user()), NORTHLIGHT_CUSTOMERS);
        let trail = own.user().get("/v1/auditrecords").send().expect(200).json();
        let mine = trail["items"].as_array().expect("a list");
        assert!(mine.iter().all(|it| it["partnerId"] == own.tenant()), "{trail}");
        count(3);
    }
    let kept = server.anonymous().get(own.power("/requests?limit=500")).send().expect(200).json();
    let is_mine = |it: &Value| it["principal"]["partner"] == own.tenant();
    assert!(kept["requests"].as_array().expect("a list").iter().all(is_mine), "{kept}");
}

#[test]
fn own_partners_let_64_workers_run_the_journey_at_once_and_none_sees_anothers_data() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules);
    let calls = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(|| work(&server, &calls))).collect();
        for worker in workers {
            worker.join().expect("no worker fails");
        }
    });
    let calls = calls.load(Ordering::Relaxed);
    assert!(calls >= 10_000, "{calls}");
    assert_eq!(names_of_customers(&server.user()), NORTHLIGHT_CUSTOMERS);
    assert_eq!(server.code_left("481516"), Some(2));
}
