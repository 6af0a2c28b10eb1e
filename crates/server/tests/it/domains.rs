//! `HEAD /domains/{domain}`: vector T95. The availability of a tenant's name: contract S19.

use qualify_testkit::TestServer;

#[track_caller]
fn assert_answers(server: &TestServer, domain: &str, status: u16) {
    let answer = server.user().head(format!("/v1/domains/{domain}")).send();
    assert_eq!(answer.status, status, "{domain}");
    assert_eq!(answer.body, b"", "{domain}");
    answer.assert_headers_of_every_answer();
}

#[test]
fn t95_a_taken_domain_is_200_and_a_free_one_404_both_without_a_body() {
    let server = TestServer::start();
    for taken in ["lakeside.onmicrosoft.com", "LAKESIDE.OnMicrosoft.Com", "southgateprimary.onmicrosoft.com"]
    {
        assert_answers(&server, taken, 200);
    }
    for free in ["free.onmicrosoft.com", "onmicrosoft.com", "lakeside.k12.wa.us"] {
        assert_answers(&server, free, 404);
    }
    let app = server.app().head("/v1/domains/lakeside.onmicrosoft.com").send().expect(200);
    assert_eq!(app.header("Content-Length"), Some("0"));
}

#[test]
fn a_malformed_domain_is_400_because_404_would_mean_free() {
    let server = TestServer::start();
    for malformed in [
        "no%20domain",
        "-x.example",
        "x..example",
        "%ff.example",
        "ex_ample!",
        &"a".repeat(300),
        "%00",
        "1.2.3.4",
        "a/b",
        "",
    ] {
        assert_answers(&server, malformed, 400);
    }
}

#[test]
fn a_bad_token_is_401_because_404_would_mean_free() {
    let server = TestServer::start();
    for caller in [server.anonymous(), server.with_token("garbage")] {
        let answer = caller.head("/v1/domains/free.onmicrosoft.com").send().expect(401);
        assert_eq!(answer.headers_named("WWW-Authenticate").len(), 2);
        answer.assert_headers_of_every_answer();
    }
}

#[test]
fn a_domain_is_taken_from_the_creation_of_its_customer_to_its_deletion() {
    let server = TestServer::start();
    assert_answers(&server, "customer0.onmicrosoft.com", 404);
    let customer = server.new_customer();
    assert_answers(&server, "customer0.onmicrosoft.com", 200);
    server.user().delete(format!("/v1/customers/{customer}")).send().expect(204);
    assert_answers(&server, "customer0.onmicrosoft.com", 404);
}

fn availability(server: &TestServer, prefix: &str) -> qualify_testkit::Response {
    server.user().get(format!("/v1/validations/checkdomainavailability/{prefix}")).send()
}

#[test]
fn a_tenants_name_is_available_until_a_customer_has_it() {
    let server = TestServer::start();
    for (prefix, is_available) in [
        ("lakeside", "false"),
        ("LakeSide", "false"),
        ("southgateprimary", "false"),
        ("nobody", "true"),
        ("no-body1", "true"),
        ("%6cakeside", "false"),
        ("customer0", "true"),
    ] {
        assert_eq!(availability(&server, prefix).expect(200).text(), is_available, "{prefix}");
    }
    server.new_customer();
    assert_eq!(availability(&server, "customer0").expect(200).text(), "false");
    let path = "/V1/Validations/CheckDomainAvailability/lakeside";
    assert_eq!(server.app().get(path).send().expect(200).text(), "false");
}

#[test]
fn what_cannot_be_a_tenants_name_is_400() {
    let server = TestServer::start();
    for malformed in
        ["-", "-x", "x-", "a.b", "lakeside.onmicrosoft.com", "a_b", "a%20b", "%C3%A9", "%FF", "%00", "a%2Fb"]
    {
        availability(&server, malformed).assert_error(400, 3000);
    }
    availability(&server, &"a".repeat(64)).assert_error(400, 3000);
    assert_eq!(availability(&server, &"a".repeat(63)).expect(200).text(), "true");
}
