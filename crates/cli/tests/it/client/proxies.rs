//! A proxy of the environment stands between this machine and a service, unless it is excepted, or the service is here.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::Room;

/// A proxy that leads nowhere: its URL, and what it was asked for.
fn proxy() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).expect("a line");
            kept.lock().expect("nobody failed").push(line.trim_end().to_owned());
            // It may have gone.
            let _ =
                stream.write_all(b"HTTP/1.1 502 Nowhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    (url, asked)
}

#[test]
fn a_proxy_is_asked_for_services_elsewhere_that_are_not_excepted() {
    let (url, asked) = proxy();
    let Room { server, desk } = Room::with_contexts();
    let desk = desk.with_variable("HTTPS_PROXY", &url).with_variable("HTTP_PROXY", &url);
    let room = Room { desk: desk.with_variable("QUALIFY_TOKEN", "t"), server };
    room.good("context add live --root https://qualify.invalid");
    let ended = room.run("customers list --no-retry");
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("https://qualify.invalid did not answer"), "{}", ended.stderr);
    let lines_of_proxy = || std::mem::take(&mut *asked.lock().expect("nobody failed"));
    assert_eq!(lines_of_proxy(), ["CONNECT qualify.invalid:443 HTTP/1.1"]);
    let token = room.good(&format!("sandbox token --url {}", room.server.url()));
    room.good(&format!("customers list --url {} --token {}", room.server.url(), token.trim()));
    assert!(lines_of_proxy().is_empty(), "a service of this machine is asked without one");
    let Room { server, desk } = room;
    let room = Room { desk: desk.with_variable("NO_PROXY", "qualify.invalid"), server };
    assert_eq!(room.run("customers list --no-retry").code, Some(3));
    assert!(lines_of_proxy().is_empty(), "it is excepted");
}
