//! What HTTP itself does not allow, and bodies that nobody unpacks (contract 9.2.5).

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Response, TestServer};

use crate::paths::qualifications;

/// Sends exactly this, and reads what comes back until the connection ends.
#[track_caller]
fn exchange(server: &TestServer, bytes: &str) -> Response {
    let mut stream =
        TcpStream::connect(server.url().trim_start_matches("http://")).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
    stream.write_all(bytes.as_bytes()).expect("the request is taken");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    Response::read(&answer, false).unwrap_or_else(|problem| panic!("{bytes}: {problem}"))
}

#[test]
fn edge_08_a_request_of_http_1_1_has_one_host() {
    let server = TestServer::start();
    let token = server.user_token();
    let ask = |version: &str, hosts: &str, path: &str| {
        let head =
            format!("GET {path} HTTP/{version}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n");
        exchange(&server, &format!("{head}{hosts}\r\n"))
    };
    for path in
        ["/v1/customers", "/healthz", "/operator/v1/audit", "/common/v2.0/.well-known/openid-configuration"]
    {
        for hosts in ["", "Host: localhost\r\nHost: localhost\r\n", "host: localhost\r\nHOST: 127.0.0.1\r\n"]
        {
            ask("1.1", hosts, path).assert_error(400, 800_002);
        }
    }
    ask("1.1", "Host: localhost\r\n", "/v1/customers").expect(200);
    // HTTP/1.0 has none.
    ask("1.0", "", "/v1/customers").expect(200);
    let absolute = format!("{}/v1/customers", server.url());
    ask("1.1", "", &absolute).assert_error(400, 800_002);
    ask("1.1", "Host: localhost\r\n", &absolute).expect(200);
}

#[test]
fn edge_08_no_transfer_coding_but_chunked_is_taken() {
    let server = TestServer::start();
    let token = server.user_token();
    let send = |coding: &str| {
        let path = qualifications(LAKESIDE);
        let body = "1d\r\n{\"qualification\":\"Education\"}\r\n0\r\n\r\n";
        exchange(
            &server,
            &format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n{coding}\r\n{body}"
            ),
        )
    };
    for coding in
        ["gzip, chunked", "identity, chunked", "chunked, chunked", "x\r\nTransfer-Encoding: chunked"]
    {
        let answer = send(&format!("Transfer-Encoding: {coding}\r\n"));
        assert_eq!(answer.status, 400, "{coding}");
    }
    // These the HTTP library refuses by itself.
    for coding in ["gzip", "identity", "chunked, gzip"] {
        assert_eq!(send(&format!("Transfer-Encoding: {coding}\r\n")).status, 400, "{coding}");
    }
    assert_eq!(server.state_of(LAKESIDE), "∅");
    send("Transfer-Encoding: CHUNKED\r\n").expect(201);
}

#[test]
fn edge_08_a_body_in_another_coding_is_refused_with_its_name() {
    let server = TestServer::start();
    let body = r#"{"qualification":"Education"}"#;
    let post = || server.user().post(qualifications(LAKESIDE)).body(body);
    for (coding, name) in
        [("gzip", "gzip"), ("GZIP", "GZIP"), ("br", "br"), ("identity, deflate", "deflate"), ("x\"y<", "xy")]
    {
        let error = post().header("Content-Encoding", coding).send().assert_error(400, 800_002);
        assert!(
            error["message"].as_str().is_some_and(|text| text.contains(&format!("Content-Encoding {name},"))),
            "{error}"
        );
    }
    let wide: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = server.user().post(qualifications(LAKESIDE)).body(wide).send().assert_error(400, 800_002);
    assert!(error["message"].as_str().is_some_and(|text| text.contains("UTF-16")), "{error}");
    // A document is a body, and so is a form of the issuer.
    let waiting = server.new_customer_in("E?");
    let cases = server.staff().get("/operator/v1/reviews").send().expect(200).json();
    let mut cases = cases["items"].as_array().expect("a list").iter();
    let case = cases.find(|case| case["customerId"] == waiting.as_str()).expect("a case");
    let review = case["id"].as_str().expect("an id").to_owned();
    let documents = format!("/partner/v1/customers/{waiting}/reviews/{review}/documents");
    let packed = server.user().post(documents).header("Content-Encoding", "gzip").body("%PDF-1.4");
    packed.send().assert_error(400, 800_002);
    let token =
        server.anonymous().post("/northlight.example/oauth2/v2.0/token").header("Content-Encoding", "gzip");
    assert_eq!(token.body("grant_type=client_credentials").send().status, 400);
    assert_eq!(server.state_of(LAKESIDE), "∅");
    post().header("Content-Encoding", "identity").send().expect(201);
}
