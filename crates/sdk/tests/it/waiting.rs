//! Waiting for a decision (contract 6.3 rule 9).

use std::time::Duration;

use qualify_sdk::vocabulary::{EducationSegment, VettingStatus};
use qualify_sdk::{Error, QualificationRequest, Wait};
use qualify_testkit::TestServer;
use serde_json::json;

use crate::against_service::user_of;
use crate::scripted::{Scripted, answer};

const IN_REVIEW: &str = r#"[{"qualification":"Education","vettingStatus":"InReview"}]"#;
const APPROVED: &str = r#"[{"qualification":"Education","vettingStatus":"Approved"}]"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_known_as_soon_as_it_is_made() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let qualification = user_of(&server).customers().by_id(customer.parse().expect("an id")).qualification();
    let request = QualificationRequest::education(EducationSegment::K12);
    qualification.create_qualifications(&request).await.expect("in review");
    let wait = Wait::default().at_most(Duration::from_mins(1));
    let decided = json!({ "decision": "deny", "reason": "Not an Academic Domain" });
    let decide = async { tokio::task::block_in_place(|| server.decide(&customer, &decided)) };
    let (record, ()) = futures_util::future::join(qualification.wait_until_decided(&wait), decide).await;
    let record = record.expect("no error").expect("a record");
    assert_eq!(record.vetting_status.and_then(|status| status.known()), Some(VettingStatus::Denied));
}

#[tokio::test]
async fn what_is_decided_already_is_not_waited_for() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E+");
    let qualification = user_of(&server).customers().by_id(customer.parse().expect("an id")).qualification();
    let record =
        qualification.wait_until_decided(&Wait::default()).await.expect("an answer").expect("a record");
    assert_eq!(record.vetting_status.and_then(|status| status.known()), Some(VettingStatus::Approved));
}

#[tokio::test]
async fn nothing_that_was_asked_for_is_nothing_to_wait_for() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let qualification = user_of(&server).customers().by_id(customer.parse().expect("an id")).qualification();
    assert_eq!(qualification.wait_until_decided(&Wait::default()).await.expect("an answer"), None);
}

#[tokio::test]
async fn a_service_without_a_feed_is_polled() {
    for status in [400, 403, 404, 405] {
        let steps = [
            answer(status, &[], ""),
            answer(200, &[], IN_REVIEW),
            answer(200, &[], IN_REVIEW),
            answer(200, &[], APPROVED),
        ];
        let service = Scripted::new(steps.to_vec());
        let wait = Wait::default().first_poll(Duration::from_millis(5));
        let record = service.qualification().wait_until_decided(&wait).await.expect("an answer");
        assert!(record.is_some() && service.sent().len() == 4, "{status}");
    }
}

#[tokio::test]
async fn when_the_time_is_over_it_says_so_and_waiting_goes_on_from_there() {
    let steps =
        [answer(404, &[], ""), answer(200, &[], IN_REVIEW), answer(404, &[], ""), answer(200, &[], APPROVED)];
    let service = Scripted::new(steps.to_vec());
    let wait = Wait::default().at_most(Duration::from_millis(300));
    let error = service.qualification().wait_until_decided(&wait).await.expect_err("the time is over");
    assert!(matches!(error, Error::OutOfTime { .. }) && error.is_retryable(), "{error:?}");
    assert!(service.qualification().wait_until_decided(&wait).await.expect("decided").is_some());
}

#[tokio::test]
async fn a_status_that_nobody_knows_is_no_decision() {
    let pending = r#"[{"qualification":"Education","vettingStatus":"Pending"}]"#;
    let steps = [answer(404, &[], ""), answer(200, &[], pending), answer(200, &[], APPROVED)];
    let service = Scripted::new(steps.to_vec());
    let wait = Wait::default().first_poll(Duration::from_millis(5));
    service.qualification().wait_until_decided(&wait).await.expect("an answer").expect("a record");
    assert_eq!(service.sent().len(), 3);
}
