//! The window of `GET /auditrecords`: vectors T96 and T97.

use qualify_testkit::TestServer;
use serde_json::Value;

/// The clock of these tests in the end.
const END: &str = "2024-03-15T12:00:00Z";

/// A server whose audit has one record at each moment, the name of its customer being `At 0`, `At 1`, ...
fn with_records_at(moments: &[&str]) -> TestServer {
    let server = TestServer::start_at(moments[0]);
    for (index, moment) in moments.iter().enumerate() {
        if index > 0 {
            server.set_clock(moment);
        }
        let body =
            qualify_testkit::state::new_customer_body(&format!("at{index}.example"), &format!("At {index}"));
        server.user().post("/v1/customers").json(&body).send().expect(201);
    }
    server.set_clock(END);
    server
}

#[track_caller]
fn names_in(server: &TestServer, query: &str) -> Vec<String> {
    let page = server.user().get(format!("/v1/auditrecords{query}")).send();
    assert_eq!(page.status, 200, "{query}: {}", page.text());
    let page = page.json();
    let items = page["items"].as_array().expect("items is a list");
    items.iter().map(|item: &Value| item["customerName"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn t96_three_spellings_of_the_first_of_march_read_alike() {
    let server =
        with_records_at(&["2024-02-29T23:59:59.999999Z", "2024-03-01T00:00:00Z", "2024-03-01T18:00:00Z"]);
    for start in ["03%2F01%2F2024%2000%3A00%3A00", "2024-03-01", "2024-03-61"] {
        assert_eq!(names_in(&server, &format!("?startDate={start}")), ["At 2", "At 1"], "{start}");
    }
    for start in [
        "03/01/2024+00:00:00",
        "3/1/2024%2012:00:00%20AM",
        "2024-03-01T00:00:00Z",
        "2024-03-01T01:00:00%2B01:00",
        "2024-12-61",
    ] {
        assert_eq!(names_in(&server, &format!("?STARTDATE={start}")), ["At 2", "At 1"], "{start}");
    }
}

#[test]
fn an_end_date_without_a_time_takes_the_whole_day_in() {
    let server = with_records_at(&["2024-03-01T00:00:00Z", "2024-03-01T23:59:59Z", "2024-03-02T00:00:00Z"]);
    for end in ["2024-03-01", "2024-03-61"] {
        assert_eq!(
            names_in(&server, &format!("?startDate=2024-02-01&endDate={end}")),
            ["At 1", "At 0"],
            "{end}"
        );
    }
    let end = "03/01/2024%2012:00:00";
    assert_eq!(names_in(&server, &format!("?startDate=2024-03-01&endDate={end}")), ["At 0"]);
}

#[test]
fn the_default_window_is_the_last_30_days() {
    let server =
        with_records_at(&["2024-01-10T00:00:00Z", "2024-02-05T00:00:00Z", "2024-02-20T00:00:00Z", END]);
    assert_eq!(names_in(&server, ""), ["At 3", "At 2"]);
    assert_eq!(names_in(&server, "?startDate=2024-01-10"), ["At 1", "At 0"]);
    assert_eq!(names_in(&server, "?startDate=2024-03-01"), ["At 3"]);
}

#[test]
fn t97_a_start_more_than_90_days_back_is_refused() {
    let server = TestServer::start();
    for start in ["2023-12-15", "12/15/2023%2011:59:59", "2001-01-01"] {
        server.user().get(format!("/v1/auditrecords?startDate={start}")).send().assert_error(400, 3000);
    }
    for start in ["2023-12-16", "12/16/2023%2012:00:00"] {
        assert!(names_in(&server, &format!("?startDate={start}")).is_empty(), "{start}");
    }
}

#[test]
fn impossible_dates_are_refused() {
    let server = TestServer::start();
    for date in
        ["2024-02-30", "2024-13-01", "2023-01-366", "today", "02/30/2024", "%FF", "2024-03-01T25:00:00Z", "0"]
    {
        for name in ["startDate", "endDate"] {
            let answer = server.user().get(format!("/v1/auditrecords?{name}={date}")).send();
            assert_eq!(answer.status, 400, "{name}={date}");
            answer.assert_error(400, 3000);
        }
    }
}
