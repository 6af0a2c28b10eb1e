//! Malformed input on every endpoint: an answer of the catalogue below 500, and nothing changed.

use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT};
use qualify_testkit::{Request, TestServer};

use crate::endpoints::SAMPLES;

/// Sends it; the answer must be a refusal with the envelope.
#[track_caller]
fn assert_refused_below_500(request: &Request) {
    let answer = request.send();
    assert!((400..500).contains(&answer.status), "{request}: {}", answer.status);
    answer.assert_headers_of_every_answer();
    answer.assert_envelope();
}

/// Sends it; whatever the answer, it is no fault of the service.
#[track_caller]
fn assert_below_500(request: &Request) {
    let answer = request.send();
    assert!(answer.status < 500, "{request}: {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    answer.assert_headers_of_every_answer();
    if answer.status >= 400 && !answer.body.is_empty() {
        answer.assert_envelope();
    }
}

const BAD_CUSTOMERS: [&str; 11] = [
    "x1",
    "%00",
    "%FF%FE",
    "%C3%28",
    "..%2F..",
    "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d442",
    "{8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420%0d%0aX:1",
    "urn:uuid:8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "'%20OR%201=1--",
    "\"",
];

#[test]
fn malformed_customers_in_every_path_are_refused() {
    let server = TestServer::start();
    let user = server.user();
    let long = "a1".repeat(1500);
    for sample in SAMPLES.iter().filter(|sample| sample.has_customer()) {
        for customer in BAD_CUSTOMERS.into_iter().chain([long.as_str()]) {
            let request = user.request(sample.endpoint().method.name(), sample.target_for(customer));
            let request = match sample.body {
                Some(body) => request.body(body),
                None => request,
            };
            assert_refused_below_500(&request);
            request.send().assert_error(400, 900_118);
        }
    }
}

const BAD_BODIES: [&[u8]; 16] = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\"\"",
    b"true",
    b"[[[[[[[[",
    b"{\"a\":",
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf",
    b"{\"companyProfile\":7,\"billingProfile\":[]}",
    b"{\"companyProfile\":{\"domain\":{}},\"billingProfile\":\"x\"}",
    b"{\"qualification\":{\"qualification\":\"Education\"}}",
    b"{\"defaultAddress\":\"Redmond\",\"attributes\":{\"etag\":7}}",
    b"{\"attributes\":{\"etag\":[]},\"email\":{}}",
    b"\x00\x01\x02",
];

#[test]
fn malformed_bodies_on_every_write_are_refused() {
    let server = TestServer::start();
    let user = server.user();
    for sample in SAMPLES.iter().filter(|sample| sample.body.is_some()) {
        for body in BAD_BODIES {
            let request =
                user.request(sample.endpoint().method.name(), sample.target_for(LAKESIDE)).body(body);
            // An object without a member of an address is an address without members: see `addresses.rs`.
            if sample.id == "S8" && body.starts_with(b"{\"") && body.ends_with(b"}") {
                assert_below_500(&request);
            } else {
                assert_refused_below_500(&request);
            }
        }
        let oversized = vec![b' '; (1 << 20) + 1];
        let request =
            user.request(sample.endpoint().method.name(), sample.target_for(LAKESIDE)).body(oversized);
        request.send().assert_error(400, 800_002);
    }
    assert_eq!(server.state_of(LAKESIDE), "∅");
    assert!(server.audit_of(LAKESIDE).is_empty());
    assert_eq!(server.user().get("/v1/customers").send().expect(200).json()["totalCount"], 7);
}

#[test]
fn bodies_on_reads_are_ignored() {
    let server = TestServer::start();
    for sample in SAMPLES.iter().filter(|sample| matches!(sample.endpoint().method.name(), "GET" | "HEAD")) {
        let request = server.user().request(sample.endpoint().method.name(), sample.target_for(LAKESIDE));
        let answer = request.body("{ nonsense").send();
        assert_eq!(answer.status, sample.status, "{}", sample.id);
    }
}

#[test]
fn malformed_queries_on_every_endpoint_are_no_fault_of_the_service() {
    let server = TestServer::start();
    let user = server.user();
    let long = format!("?filter={}", "a".repeat(30_000));
    for sample in SAMPLES.iter().filter(|sample| !sample.ends_customer()) {
        let target = sample.target_for(LAKESIDE);
        let path = target.split('?').next().unwrap();
        for query in [
            "?",
            "?&&&=&=&",
            "?%",
            "?%zz=%zz&size=%",
            "?size=%00&filter=%00&code=%00&type=%00&startDate=%00&endDate=%00&seekOperation=%00",
            "?size=%FF&code=%C3%28&type=%FF&filter=%FF&startDate=%FF",
            "?code=481516&code=777000&type=account&type=x&size=1&size=-1",
            "?size=999999999999999999999999&startDate=9999-12-31&endDate=0000-00-00",
            "?size=1&seekOperation=99999999999999999999",
            "?startDate=-9999-01-01&endDate=%2B99999-01-01T00:00:00Z",
            "?filter=%7B%22Field%22:%22CompanyName%22,%22Value%22:%22'--%25_%5C%22,%22Operator%22:%22equals%22%7D",
            "?filter=%7B%22Field%22:%22CompanyName%22,%22Value%22:%22%00%22,%22Operator%22:%22equals%22%7D",
            "?MS-ContinuationToken=%FF",
            &long,
        ] {
            let request = user.request(sample.endpoint().method.name(), format!("{path}{query}"));
            assert_below_500(&match sample.body {
                Some(_) => request.body("{}"),
                None => request,
            });
        }
    }
}

#[test]
fn malformed_headers_on_every_endpoint_are_no_fault_of_the_service() {
    let server = TestServer::start();
    let user = server.user();
    let long = "x".repeat(20_000);
    for sample in SAMPLES.iter().filter(|sample| !sample.ends_customer()) {
        for name in [
            "MS-RequestId",
            "MS-CorrelationId",
            "MS-CV",
            "X-Locale",
            "MS-PartnerCenter-Client",
            "MS-SdkVersion",
            "MS-ContinuationToken",
            "If-Match",
            "ValidateMfa",
            "Accept",
            "Content-Type",
            "Authorization",
            "Expect",
        ] {
            for value in [&b""[..], b"\xff\xfe", b"\"", b"{}", b"\t,;=", long.as_bytes()] {
                assert_below_500(&sample.by(&user).header(name, value));
            }
        }
    }
}

#[test]
fn malformed_paths_are_no_fault_of_the_service() {
    let server = TestServer::start();
    for caller in [server.anonymous(), server.user()] {
        for path in [
            "/%",
            "/%zz",
            "/v1/%",
            "/v1/customers/%",
            "/v1/customers/../../etc/passwd",
            "/v1/customers/./x",
            "/v1/domains/",
            "/v1/domains/%",
            "/v1/domains/a%2Fb",
            "/v1/auditrecords/%",
            "/v1/auditrecords/a/b",
            "/v1/countryvalidationrules/",
            "/v1/countryvalidationrules/%",
            "/v1/countryvalidationrules/%FF%FE",
            "/v1/countryvalidationrules/US%00",
            "/v1/countryvalidationrules/US/..",
            "/v1/validations/checkdomainavailability/",
            "/v1/validations/checkdomainavailability/%",
            "/v1/validations/checkdomainavailability/%FF",
            "/v1/validations/checkdomainavailability/a/b",
            "/v1/profiles/",
            "/v1/profiles/organization/x",
            "/v3/",
            "/v3/generatetoken/x",
            "/v1/customers;x=1",
            "/v1/customers/all",
            "/v1/customers/all/qualification",
            "/v1/customers/%61ll/validations",
            "/operator/v1/partners/x/codes",
            "/sandbox/%ff",
            "/{}|^\"",
        ] {
            assert_below_500(&caller.get(path));
        }
        assert_below_500(&caller.get(format!("/v1/{}", "a/".repeat(5000))));
        assert_below_500(&caller.get(format!("/v1/{}", "a".repeat(60_000))));
    }
}

#[test]
fn malformed_input_on_the_operators_routes_is_refused() {
    let server = TestServer::start();
    let staff = server.staff();
    let partner = format!("/operator/v1/partners/{NORTHLIGHT}");
    let customer = format!("{partner}/customers/{LAKESIDE}");
    let routes = [
        ("PUT", partner.clone()),
        ("POST", format!("{partner}/codes")),
        ("PUT", format!("{customer}/account-status")),
        ("PUT", format!("{customer}/directory-roles")),
        ("POST", format!("{customer}/education/decision")),
    ];
    for (method, path) in &routes {
        for body in BAD_BODIES {
            assert_refused_below_500(&staff.request(method, path).body(body));
        }
        for id in ["x", "%FF", "%00"] {
            let path = path.replace(NORTHLIGHT, id);
            assert_refused_below_500(&staff.request(method, path).body("{}"));
        }
    }
    for id in ["x", "%FF", "%00"] {
        assert_refused_below_500(&staff.post(format!("{partner}/customers/{id}/nonprofit")));
    }
    assert_eq!(server.state_of(LAKESIDE), "∅");
}

#[test]
fn malformed_input_on_the_sandbox_routes_is_refused() {
    let server = TestServer::start();
    let anonymous = server.anonymous();
    for (method, path) in
        [("POST", "/sandbox/token"), ("PUT", "/sandbox/clock"), ("POST", "/sandbox/clock/advance")]
    {
        for body in [
            &b"{"[..],
            b"[]",
            b"\"x\"",
            b"\xff",
            b"{\"kind\":7}",
            b"{\"now\":\"noon\"}",
            b"{\"seconds\":\"x\"}",
        ] {
            assert_below_500(&anonymous.request(method, path).body(body));
        }
    }
    server.user().get("/v1/customers").send().expect(200);
}
