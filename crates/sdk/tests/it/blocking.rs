//! The calls without `.await`.

use qualify_sdk::blocking::Client;
use qualify_sdk::vocabulary::Qualification;
use qualify_sdk::{Cloud, Credentials, ListQuery};
use qualify_testkit::{TestServer, seed};

#[test]
fn the_calls_wait_and_lists_are_iterators() {
    let server = TestServer::start();
    let client = Client::new(&Cloud::sandbox(server.url()), Credentials::static_token(server.user_token()))
        .expect("a client");
    let names: Vec<_> = client
        .customers()
        .list(ListQuery::all().page_size(2))
        .items()
        .map(|customer| customer.expect("a customer").company_profile.company_name)
        .collect();
    assert_eq!(names, seed::NORTHLIGHT_CUSTOMERS);
    let qualification = client.customers().by_id(seed::LAKESIDE.parse().expect("an id")).qualification();
    assert_eq!(qualification.get().expect("an answer").known(), Some(Qualification::None));
    qualification.update(Qualification::Education).expect_err("its vetting needs a person here");
    assert!(client.validation_codes().expect("codes").len() > 1);
}

#[test]
fn one_client_serves_many_threads() {
    let server = TestServer::start();
    let client = Client::new(&Cloud::sandbox(server.url()), Credentials::static_token(server.user_token()))
        .expect("a client");
    std::thread::scope(|scope| {
        let calls: Vec<_> =
            (0..8).map(|_| scope.spawn(|| client.validation_codes().map(|codes| codes.len()))).collect();
        for call in calls {
            assert!(call.join().expect("no panic").expect("an answer") > 1);
        }
    });
}
