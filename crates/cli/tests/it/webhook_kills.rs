//! The server is killed again and again in the middle of ten thousand deliveries, and none is lost.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use qualify_testkit::Receiver;
use qualify_testkit::soak::http::Connection;
use qualify_testkit::soak::{ServerProcess, customer_body};
use serde_json::{Value, json};

use crate::program::PROGRAM;

const RECEIVERS: usize = 20;
const EVENTS: usize = 500;
const KILLS: usize = 5;
/// Longer than all deliveries take, even of a debug build on a busy machine.
const DELIVERY_LIMIT: Duration = Duration::from_mins(3);

fn start(folder: &std::path::Path) -> ServerProcess {
    let (data_dir, log) = (folder.join("data"), folder.join("server.log"));
    ServerProcess::start_sandbox(PROGRAM.as_ref(), &data_dir, &log).expect("the server starts")
}

fn connect(server: &ServerProcess) -> Connection {
    server.connect_as(&json!({ "expiresInSeconds": 36_000 })).expect("it gives a token")
}

fn post(connection: &mut Connection, path: &str, body: &Value, status: u16) -> Value {
    let answer = connection.send("POST", path, &[], Some(body)).expect("it answers");
    answer.expect(status).expect("it does as it was asked")
}

/// Deliveries that came, by receiver and event.
fn told(receiver: &Receiver) -> HashMap<(String, String), usize> {
    let mut told = HashMap::new();
    for received in receiver.received() {
        let id = received.header("webhook-id").expect("it has an id").to_owned();
        assert_eq!(received.json()["id"], id.as_str());
        *told.entry((received.path, id)).or_default() += 1;
    }
    told
}

#[test]
fn ten_thousand_deliveries_outlive_kills_of_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::start();
    let mut server = start(folder.path());
    let mut connection = connect(&server);
    for number in 0..RECEIVERS {
        let url = format!("{}/{number}", receiver.url());
        let body = json!({ "url": url, "events": ["qualification.approved"] });
        post(&mut connection, "/partner/v1/webhooks", &body, 201);
    }
    for number in 0..EVENTS {
        let body = customer_body(&format!("killed-{number}.onmicrosoft.com"));
        let customer = post(&mut connection, "/v1/customers", &body, 201);
        let path = format!("/v1/customers/{}/qualifications", customer["id"].as_str().expect("an id"));
        post(&mut connection, &path, &json!({ "qualification": "StateOwnedEntity" }), 201);
        if number % (EVENTS / KILLS) == EVENTS / KILLS - 1 {
            // Deliveries are under way at this moment.
            server.kill().expect("it can be killed");
            server = start(folder.path());
            connection = connect(&server);
        }
    }
    let deadline = Instant::now() + DELIVERY_LIMIT;
    let wanted = RECEIVERS * EVENTS;
    while told(&receiver).len() < wanted {
        assert!(Instant::now() < deadline, "{} of {wanted} came", told(&receiver).len());
        std::thread::sleep(Duration::from_millis(100));
    }
    let told = told(&receiver);
    let twice: usize = told.values().map(|times| times - 1).sum();
    assert_eq!(told.len(), wanted, "each event once for each receiver, and no other");
    assert!(twice <= KILLS * 256, "{twice} were told twice: more than were under way");
    server.stop().expect("it stops");
}
