//! How commands end, and that nothing of what they say is coloured.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::thread;

use crate::program::{Desk, PROGRAM, kill};

const SIGINT: i32 = 2;

#[test]
fn each_kind_of_end_has_its_code() {
    let (desk, service) = crate::sandbox_powers::start();
    let code = |words: &[&str]| desk.run(words).code;
    assert_eq!(code(&["sandbox", "checkup"]), Some(0));
    assert_eq!(code(&["sandbox", "snapshot", "restore", "nowhere"]), Some(1));
    assert_eq!(code(&["sandbox", "checkup", "--output", "yaml"]), Some(2));
    assert_eq!(code(&["sandbox", "checkup", "--url", "http://127.0.0.1:1"]), Some(3));
    assert_eq!(code(&["webhooks", "list", "--token", "garbage"]), Some(4));
    let fault = ["sandbox", "faults", "add", "--match", "/partner/v1", "--status", "503", "--times", "1"];
    assert_eq!(code(&fault), Some(0));
    assert_eq!(code(&["webhooks", "list"]), Some(5));
    assert_eq!(code(&["webhooks", "list"]), Some(0), "{}", service.stderr());
}

/// What somebody else answers to every request, until the test ends.
fn stranger(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection: TcpStream = connection.expect("a connection");
            read_request(&mut connection);
            // It may have gone.
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    url
}

/// All of it: what is closed with something unread is reset.
fn read_request(connection: &mut TcpStream) {
    let mut reader = BufReader::new(connection);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).is_ok_and(|bytes| bytes > 2) {
        let value = line.to_ascii_lowercase();
        if let Some(value) = value.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        line.clear();
    }
    let _ = reader.read_exact(&mut vec![0; length]);
}

#[test]
fn who_has_no_token_for_a_service_is_told_to_sign_in_and_who_lacks_a_second_factor_too() {
    let desk = Desk::new();
    let not_found =
        "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n{\"code\":1000,\"description\":\"There\"}";
    let service = stranger(not_found);
    for words in [&["webhooks", "list"][..], &["partners", "list"]] {
        let ended = desk.run(&[words, &["--url", &service]].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(4), ""), "{}", ended.stderr);
        assert!(
            ended.stderr.contains("wants a token") && ended.stderr.contains("--token"),
            "{}",
            ended.stderr
        );
    }
    let ended = desk.run(&["sandbox", "token", "--url", &service]);
    assert_eq!(ended.code, Some(1), "a sandbox was meant: {}", ended.stderr);
    let empty = "HTTP/1.1 401 Unauthorized - MFA required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let ended = desk.run(&["webhooks", "list", "--token", "t", "--url", &stranger(empty)]);
    assert_eq!(ended.code, Some(4), "{}", ended.stderr);
    assert!(ended.stderr.contains("second factor"), "{}", ended.stderr);
}

#[test]
fn an_interrupt_ends_a_command_as_shells_expect_it() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let desk = Desk::new();
    let mut command = desk.command(&["sandbox", "clock", "--url", &url]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let (_connection, _) = listener.accept().expect("it asks, and waits for the answer");
    kill("INT", &child.id().to_string());
    let status = child.wait().expect("a child can be waited for");
    assert_eq!(status.signal(), Some(SIGINT), "which is 130 for a shell: {status}");
}

#[test]
fn nothing_is_coloured_with_or_without_no_color() {
    let desk = Desk::new();
    for line in ["--help", "sandbox checkup --url http://127.0.0.1:1", "nonsense", "sandbox magic"] {
        for variable in [("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")] {
            let shown = Command::new("script")
                .args(["-qec", &format!("{PROGRAM} {line}"), "/dev/null"])
                .current_dir(desk.path("."))
                .env("TERM", "xterm-256color")
                .env_remove("NO_COLOR")
                .env(variable.0, variable.1)
                .stdin(Stdio::null())
                .output()
                .expect("a terminal");
            let text = String::from_utf8_lossy(&shown.stdout);
            assert!(text.len() > 20 && !text.contains('\x1b'), "{line}, {variable:?}: {text:?}");
        }
    }
}
