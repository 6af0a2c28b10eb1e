//! `qualify serve`: its start, its end, and what it says on the way.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use qualify_testkit::soak::http::Connection;
use qualify_testkit::wait_until;
use serde_json::{Value, json};

use crate::program::{Desk, SCHOOL};

#[test]
fn a_ready_service_prints_one_line_and_writes_the_ready_files() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&["--ready-file", "ready-too"]);
    let url = service.url().to_owned();
    assert_eq!(service.first_line, format!("listening on {url}\n"));
    assert!(url.starts_with("http://127.0.0.1:") && !url.ends_with(":0"), "{url}");
    for file in ["qualify-data/ready", "ready-too"] {
        assert_eq!(desk.read(file), format!("{url}\n"), "{file}");
    }
    assert_eq!(service.connect().get("/readyz").unwrap(), json!({ "status": "ready" }));
    let ended = service.stop();
    assert_eq!(ended.stdout, "", "more than one line");
    for file in ["qualify-data/ready", "ready-too"] {
        assert!(!desk.path(file).exists(), "{file} says that a stopped service is ready");
    }
}

#[test]
fn the_curl_line_works_as_pasted() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let stderr = service.stderr();
    let line = stderr.lines().find(|line| line.starts_with("curl ")).expect("a curl line");
    let customers = answer_of_curl(line);
    assert_eq!(customers["totalCount"], 7);
    assert!(customers.to_string().contains("Lakeside School"), "{customers}");
}

/// What a shell gets by the line. Where there is no curl, its two requests are sent by hand.
pub(crate) fn answer_of_curl(line: &str) -> Value {
    let shell =
        |text: &str| Command::new("sh").args(["-c", text]).env("no_proxy", "*").output().expect("a shell");
    if shell("command -v curl").status.success() {
        let output = shell(line);
        assert!(output.status.success(), "{line}");
        return serde_json::from_slice(&output.stdout).expect("curl shows JSON");
    }
    let urls: Vec<&str> = line.split('"').filter(|word| word.starts_with("http://")).collect();
    let [token_url, url] = urls[..] else { panic!("{line} names no two URLs") };
    let origin = url.strip_suffix("/v1/customers").expect("the second URL is the API's");
    let token_path = token_url.strip_prefix(origin).expect("both URLs are of one server");
    let mut connection = Connection::open(origin).expect("the service listens");
    let answer = connection.send("POST", token_path, &[], None).and_then(|answer| answer.expect(200));
    let token = answer.expect("the sandbox gives tokens")["access_token"].clone();
    let mut connection = connection.with_token(token.as_str().expect("a token is text"));
    connection.get("/v1/customers").expect("the token is good")
}

#[test]
fn either_signal_stops_it_and_what_was_acknowledged_stays() {
    let desk = Desk::new();
    let body = json!({ "qualification": "Education", "educationSegment": "K12" });
    let first = desk.start_sandbox(&[]);
    let created =
        first.connect_as_user().send("POST", SCHOOL, &[], Some(&body)).unwrap().expect(201).unwrap();
    first.signal("TERM");
    assert_eq!(first.wait().code, Some(0));

    let second = desk.start_sandbox(&[]);
    assert_eq!(second.connect_as_user().get(SCHOOL).unwrap(), json!([created]));
    second.signal("INT");
    assert_eq!(second.wait().code, Some(0));
}

#[test]
fn a_token_outlives_a_restart_of_the_sandbox() {
    let desk = Desk::new();
    let first = desk.start_sandbox(&[]);
    let mut connection = first.connect();
    let answer = connection.send("POST", "/sandbox/token", &[], None).unwrap().expect(200).unwrap();
    first.stop();
    let second = desk.start_sandbox(&[]);
    let mut again = second.connect().with_token(answer["access_token"].as_str().unwrap());
    assert_eq!(again.get("/v1/customers").unwrap()["totalCount"], 7);
}

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let mut request = request_under_way(service.url());
    service.signal("TERM");
    wait_until("nobody listens", || connect(service.url()).is_err());
    request.get_mut().write_all(b"{}").unwrap();
    let mut answer = String::new();
    request.read_to_string(&mut answer).unwrap();
    assert!(answer.trim_start().starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(service.wait().code, Some(0));
}

#[test]
fn a_second_signal_does_not_wait_for_requests_under_way() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let request = request_under_way(service.url());
    service.signal("TERM");
    wait_until("nobody listens", || connect(service.url()).is_err());
    service.signal("TERM");
    let ended = service.wait();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("stopped by a second signal"), "{}", ended.stderr);
    drop(request);
}

/// A request whose body the service waits for: it has asked for it.
fn request_under_way(url: &str) -> BufReader<TcpStream> {
    let mut stream = BufReader::new(connect(url).expect("the service listens"));
    let head = "POST /sandbox/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    stream.get_mut().write_all(head.as_bytes()).expect("the connection is open");
    let mut line = String::new();
    stream.read_line(&mut line).expect("an answer");
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    stream
}

fn connect(url: &str) -> io::Result<TcpStream> {
    TcpStream::connect(url.strip_prefix("http://").expect("the program speaks plain HTTP"))
}

#[test]
fn a_port_in_use_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = Desk::new().start(&["serve", "--sandbox", "--listen", &address]).unwrap_err();
    assert_eq!(ended.code, Some(1));
    for part in ["cannot listen on", &address, "--listen"] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
}

#[test]
fn a_second_service_on_the_same_data_is_refused_and_harms_nothing() {
    let desk = Desk::new();
    let first = desk.start_sandbox(&[]);
    let ended = desk.start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]).unwrap_err();
    assert_eq!(ended.code, Some(1));
    for part in ["another qualify process", "--data-dir"] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
    assert_eq!(desk.read("qualify-data/ready"), format!("{}\n", first.url()));
    assert_eq!(first.connect_as_user().get(SCHOOL).unwrap(), json!([]));
}

#[test]
fn an_own_seed_takes_the_place_of_the_built_in_one() {
    let seed =
        Desk::new().run(&["sandbox", "seed", "--print"]).stdout.replace("Lakeside School", "Hill School");
    let desk = Desk::new().with_file("seed.json", &seed);
    let service = desk.start_sandbox(&["--seed", "seed.json"]);
    let customers = service.connect_as_user().get("/v1/customers").unwrap().to_string();
    assert!(customers.contains("Hill School") && !customers.contains("Lakeside School"), "{customers}");
}

#[test]
fn operators_and_metrics_answer_at_their_own_address_only() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&["--admin-listen", "127.0.0.1:0"]);
    let stderr = service.stderr();
    let (_, said) = stderr.split_once("/operator and /metrics answer at ").expect("the address is said");
    let admin_url = said.split(' ').next().expect("a split gives one part at least");
    let status = |connection: &mut Connection| connection.send("GET", "/metrics", &[], None).unwrap().status;
    assert_eq!(status(&mut service.connect()), 404);
    assert_eq!(status(&mut Connection::open(admin_url).unwrap()), 200);
}
