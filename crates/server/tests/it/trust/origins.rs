//! Contract 9.4.13: a page of any site could use a sandbox through the browser of whoever has one running.

use std::net::{SocketAddr, TcpStream};

use qualify_testkit::{Response, TestServer};

/// A door of the service, and what asks there: method and path.
const DOORS: [(&str, &str, bool); 15] = [
    ("POST", "/sandbox/token", true),
    ("GET", "/SANDBOX//requests/", true),
    ("PUT", "/sandbox/faults", true),
    ("GET", "/operator/v1/audit", true),
    ("GET", "/v1/customers", false),
    ("POST", "/webhooks/v1/registration", false),
    ("GET", "/partner/v1/reviews", false),
    ("POST", "/generatetoken", false),
    ("POST", "/northlight.example/oauth2/v2.0/token", false),
    ("GET", "/common/v2.0/.well-known/openid-configuration", false),
    ("GET", "/common/oauth2/authorize", false),
    ("GET", "/device", false),
    ("GET", "/healthz", false),
    ("GET", "/openapi.json", false),
    ("OPTIONS", "/v1/customers", false),
];

/// Sends exactly these heads, and reads what comes back.
fn ask(server: &TestServer, method: &str, target: &str, headers: &[(&str, &str)]) -> Response {
    use std::io::{Read as _, Write as _};
    let address = server.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(std::time::Duration::from_secs(30))).expect("a time limit");
    let lines: String = headers.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
    let head = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n{lines}\r\n");
    stream.write_all(head.as_bytes()).expect("a request is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    Response::read(&answer, method == "HEAD").expect("HTTP")
}

fn is_refused(answer: &Response) -> bool {
    let allowed =
        answer.headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with("access-control"));
    assert!(!allowed, "no page of another origin may read an answer: {:?}", answer.headers);
    let text = answer.text();
    answer.status == 403 && (text.contains("The Host of the request") || text.contains("comes from a page"))
}

#[test]
fn trust_05_a_sandbox_of_this_machine_is_asked_by_its_own_names_at_every_door() {
    let server = TestServer::start_with(|config| {
        config.server.public_url = Some("https://sandbox.example".to_owned());
    });
    let address: SocketAddr = server.url().trim_start_matches("http://").parse().expect("an address");
    let port = address.port();
    for (method, path, _) in DOORS {
        for (host, is_own) in [
            (address.to_string(), true),
            (format!("localhost:{port}"), true),
            (format!("LOCALHOST.:{port}"), true),
            (format!("[::1]:{port}"), true),
            ("sandbox.example".to_owned(), true),
            (format!("evil.example:{port}"), false),
            (format!("127.0.0.1.evil.example:{port}"), false),
            (format!("localhost@evil.example:{port}"), false),
            ("10.0.0.7".to_owned(), false),
            (String::new(), false),
        ] {
            let answer = ask(&server, method, path, &[("Host", &host)]);
            assert_eq!(is_refused(&answer), !is_own, "{method} {path} {host:?}: {}", answer.text());
        }
        for (target_host, is_own) in [(address.to_string(), true), ("evil.example".to_owned(), false)] {
            // The authority of an absolute target is the host that was asked for, whatever Host says.
            let target = format!("http://{target_host}{path}");
            let answer = ask(&server, method, &target, &[("Host", &address.to_string())]);
            assert_eq!(is_refused(&answer), !is_own, "{method} {target}: {}", answer.text());
        }
        let evil = ask(&server, method, &format!("http://{address}{path}"), &[("Host", "evil.example")]);
        assert!(is_refused(&evil), "{method} {path}: {}", evil.text());
    }
}

#[test]
fn trust_05_no_page_but_one_of_this_machine_asks_a_sandbox() {
    let server = TestServer::start();
    let own = server.url().to_owned();
    let host = own.trim_start_matches("http://").to_owned();
    for (method, path, is_for_own_pages) in DOORS {
        for (origin, is_own, is_near) in [
            (None, true, true),
            (Some(own.as_str()), true, true),
            (Some("http://localhost:3000"), false, true),
            (Some("https://127.0.0.1"), false, true),
            (Some("http://[::1]:3000"), false, true),
            (Some("http://evil.example"), false, false),
            (Some("http://localhost.evil.example"), false, false),
            (Some("null"), false, false),
            (Some(""), false, false),
            (Some("file://"), false, false),
        ] {
            let mut headers = vec![("Host", host.as_str())];
            headers.extend(origin.map(|origin| ("Origin", origin)));
            let answer = ask(&server, method, path, &headers);
            let is_taken = if is_for_own_pages { is_own } else { is_near };
            assert_eq!(is_refused(&answer), !is_taken, "{method} {path} {origin:?}: {}", answer.text());
        }
        let two = ask(
            &server,
            method,
            path,
            &[("Host", &host), ("Origin", &own), ("Origin", "http://evil.example")],
        );
        assert!(is_refused(&two), "{method} {path}: {}", two.text());
    }
}

#[test]
fn trust_05_what_is_refused_was_not_done() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let host = server.url().trim_start_matches("http://").to_owned();
    for headers in
        [[("Host", "evil.example"), ("Accept", "*/*")], [("Host", host.as_str()), ("Origin", "null")]]
    {
        let answer = ask(&server, "POST", "/sandbox/reset", &headers);
        assert!(is_refused(&answer), "{}", answer.text());
        answer.assert_error(403, 2032);
    }
    assert_eq!(server.state_of(&customer), "∅", "the customer is still there");
}
