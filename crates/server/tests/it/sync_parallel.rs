//! `PUT /qualification` more than once: vectors T29 and T30.

use qualify_testkit::seed::CODE;
use qualify_testkit::{TestServer, in_parallel};

use crate::paths::qualification_with_code;

#[test]
fn t29_the_same_request_id_is_answered_again_and_takes_one_unit() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let put = server
        .user()
        .put(qualification_with_code(&customer, CODE))
        .header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01")
        .body("3");
    let first = put.send().expect(200);
    assert_eq!(first.header("MS-Replayed"), None);
    let second = put.send().expect(200);
    assert_eq!(second.header("MS-Replayed"), Some("true"));
    assert_eq!(second.body, first.body);
    assert_eq!(server.code_left(CODE), Some(1));
    assert_eq!(server.audit_count(&customer, "succeeded"), 2);
}

#[test]
fn t30_twenty_parallel_calls_for_one_customer_take_one_unit() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let user = server.user();
    let answers = in_parallel(20, |_| user.put(qualification_with_code(&customer, CODE)).body("3").send());
    for answer in answers {
        assert_eq!(answer.expect(200).text(), "\"governmentcommunitycloud\"");
    }
    assert_eq!(server.state_of(&customer), "G");
    assert_eq!(server.code_left(CODE), Some(1));
    assert_eq!(server.audit_count(&customer, "succeeded"), 2);
}
