//! Two nodes on one database of PostgreSQL: equal processes, of which neither knows the other but by what it reads and hears.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use qualify_server::Config;
use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::soak::http::Connection;
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestIssuer, TestServer, wait_until};
use qualify_throwaway::{Cluster, Database};
use serde_json::{Value, json};

const ANA: &str = "ana@northlight.example";

/// Two services with one issuer, and the database that they share. It goes behind them.
struct Nodes {
    one: TestServer,
    other: TestServer,
    issuer: TestIssuer,
    database: Database,
}

/// Settings of a node beside another one: the same database and the same secret.
fn beside<'a>(one: &'a TestServer, database: &'a str) -> impl Fn(&mut Config) + 'a {
    move |config| {
        config.store.database = Some(database.to_owned());
        config.store.secret_key_file = Some(one.data_dir().join("secret.key"));
    }
}

impl Nodes {
    fn start() -> Self {
        let database = Database::fresh().expect("a database of the test's own");
        let issuer = TestIssuer::start();
        let one = TestServer::start_production(|config| {
            issuer.trust_in(config);
            config.store.database = Some(database.url().to_owned());
        });
        let other = TestServer::start_production(|config| {
            issuer.trust_in(config);
            beside(&one, database.url())(config);
        });
        let nodes = Self { one, other, issuer, database };
        nodes.put_partner(&nodes.one, "active");
        nodes
    }

    fn put_partner(&self, node: &TestServer, status: &str) {
        let operator = node.with_token(self.issuer.sign(&self.issuer.staff_claims(&["Operator"])));
        let partner = json!({ "name": "Northlight", "sandboxAccount": true, "status": status });
        let answer = operator.put(format!("/operator/v1/partners/{NORTHLIGHT}")).json(&partner).send();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    }

    fn user(&self) -> String {
        self.issuer.sign(&self.issuer.user_claims(NORTHLIGHT))
    }
}

#[test]
fn what_one_node_does_the_other_answers_and_a_suspension_holds_everywhere_within_a_second() {
    let nodes = Nodes::start();
    let token = nodes.user();
    let (one, other) = (nodes.one.with_token(&token), nodes.other.with_token(&token));
    wait_until("the other node knows the partner", || other.get("/v1/customers").send().status == 200);
    let mut expected = Vec::new();
    for number in 0..6 {
        let caller = if number % 2 == 0 { &one } else { &other };
        let body = new_customer_body(&format!("of{number}.example"), "Of two nodes");
        let customer = caller.post("/v1/customers").json(&body).send().expect(201).json();
        let id = customer["id"].as_str().expect("an id").to_owned();
        let records = format!("/v1/customers/{id}/qualifications");
        let declared = json!({ "qualification": "StateOwnedEntity" });
        caller.post(&records).json(&declared).send().expect(201);
        for caller in [&one, &other] {
            assert_eq!(
                caller.get(&records).send().expect(200).json()[0]["qualification"],
                "StateOwnedEntity"
            );
        }
        expected.push(id);
    }
    for caller in [&one, &other] {
        wait_until("all events are there", || {
            let events = caller.get("/partner/v1/events").send().expect(200).json();
            customers_of(&events) == expected
        });
    }
    nodes.put_partner(&nodes.one, "suspended");
    let suspended = Instant::now();
    wait_until("the other node refuses", || other.get("/v1/customers").send().status == 403);
    assert!(suspended.elapsed() < Duration::from_secs(1), "{:?}", suspended.elapsed());
}

fn customers_of(events: &Value) -> Vec<String> {
    let items = events["items"].as_array().expect("a list");
    items.iter().filter_map(|it| it["data"]["customerId"].as_str().map(str::to_owned)).collect()
}

#[test]
fn who_signed_in_at_one_node_is_signed_in_at_the_other_until_the_end_at_both() {
    let database = Database::fresh().expect("a database of the test's own");
    let one = TestServer::start_with(|config| config.store.database = Some(database.url().to_owned()));
    let other = TestServer::start_with(beside(&one, database.url()));
    let here = one.browser_of(ANA);
    let there = other.browser();
    there.set_cookie("qualify-session", &here.cookie("qualify-session").expect("a session"));
    there.get("/dashboard/customers").expect(200);
    here.visit("/dashboard/customers").expect(200);
    here.post("/dashboard/sign-out", &[]);
    assert_ne!(there.get("/dashboard/customers").status, 200, "it ended at the other node");
    drop((here, there));
    drop((one, other));
}

#[test]
fn a_node_with_another_secret_is_told_which_file_to_name() {
    let nodes = Nodes::start();
    let mut config = Config::default();
    let folder = tempfile::tempdir().expect("a folder");
    folder.path().clone_into(&mut config.store.data_dir);
    config.server.listen = ([127, 0, 0, 1], 0).into();
    config.store.database = Some(nodes.database.url().to_owned());
    nodes.issuer.trust_in(&mut config);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let Err(refused) = runtime.block_on(qualify_sandbox::start(config)) else { panic!("it starts") };
    let said = refused.to_string();
    assert!(said.contains("secret"), "{said}");
}

/// What a balancer sends on: to a node that takes it, again with the same id where a node went before it answered.
struct Balancer {
    nodes: Mutex<Vec<String>>,
    token: String,
    is_over: AtomicBool,
    next: AtomicU32,
    answered: AtomicU32,
    sent_again: AtomicU32,
}

impl Balancer {
    fn between(one: &TestServer, other: &TestServer, token: &str) -> Self {
        Self {
            nodes: Mutex::new(vec![one.url().to_owned(), other.url().to_owned()]),
            token: token.to_owned(),
            is_over: AtomicBool::new(false),
            next: AtomicU32::new(0),
            answered: AtomicU32::new(0),
            sent_again: AtomicU32::new(0),
        }
    }

    fn put(&self, place: usize, node: &TestServer) {
        node.url().clone_into(&mut self.nodes.lock().expect("nobody panics with it")[place]);
    }

    fn wait_for_more(&self) {
        let before = self.answered.load(Ordering::SeqCst);
        wait_until("requests are answered", || self.answered.load(Ordering::SeqCst) >= before + 15);
    }

    /// No request was lost, and none done twice.
    fn check(&self, database: &Database) {
        let count = "SELECT 1 / (count(*) = NUMBER)::int FROM customers";
        let sent = self.next.load(Ordering::SeqCst).to_string();
        database.execute(&count.replace("NUMBER", &sent)).expect("as many customers as requests");
    }

    fn send_on(&self) {
        while !self.is_over.load(Ordering::SeqCst) {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            let body = new_customer_body(&format!("rolled{number}.example"), "Rolled");
            let id = format!("00000000-0000-4000-8000-{number:012}");
            let deadline = Instant::now() + Duration::from_secs(30);
            for turn in number as usize.. {
                assert!(Instant::now() < deadline, "request {number} is lost");
                let nodes = self.nodes.lock().expect("nobody panics with it").clone();
                let sent = Connection::open(&nodes[turn % nodes.len()]).and_then(|connection| {
                    let headers = [("MS-RequestId", id.as_str()), ("Connection", "close")];
                    connection.with_token(&self.token).send("POST", "/v1/customers", &headers, Some(&body))
                });
                match sent {
                    Ok(answer) if answer.status == 201 => break,
                    Ok(answer) => assert_eq!(answer.status, 503, "{}", String::from_utf8_lossy(&answer.body)),
                    Err(_) => {}
                }
                self.sent_again.fetch_add(1, Ordering::SeqCst);
            }
            self.answered.fetch_add(1, Ordering::SeqCst);
        }
    }
}

#[test]
fn a_rolling_restart_loses_no_request_and_doubles_none() {
    let Nodes { mut one, mut other, issuer, database } = Nodes::start();
    let token = issuer.sign(&issuer.user_claims(NORTHLIGHT));
    wait_until("the other node knows the partner", || {
        other.with_token(&token).get("/v1/customers").send().status == 200
    });
    let balancer = Balancer::between(&one, &other, &token);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| balancer.send_on());
        }
        balancer.wait_for_more();
        for place in [0, 1, 0, 1] {
            let node = if place == 0 { &mut one } else { &mut other };
            node.restart();
            balancer.put(place, node);
            balancer.wait_for_more();
        }
        balancer.is_over.store(true, Ordering::SeqCst);
    });
    balancer.check(&database);
    drop((one, other));
}

/// A newer program brings the schema on under load: who serves goes on where that one says so, until it is replaced.
#[test]
fn a_schema_that_serves_this_program_too_is_rolled_out_without_a_lost_request() {
    let Nodes { mut one, mut other, issuer, database } = Nodes::start();
    let token = issuer.sign(&issuer.user_claims(NORTHLIGHT));
    wait_until("the other node knows the partner", || {
        other.with_token(&token).get("/v1/customers").send().status == 200
    });
    let ready = |node: &TestServer| node.anonymous().get("/readyz").send().status == 200;
    let balancer = Balancer::between(&one, &other, &token);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| balancer.send_on());
        }
        balancer.wait_for_more();
        let newer = "ALTER TABLE customers ADD COLUMN of_a_newer_program TEXT;
            UPDATE schema_version SET version = version + 1, serves_from = version";
        database.execute(newer).expect("a newer program migrates");
        for place in [0, 1] {
            assert!(ready(&one) && ready(&other), "both go on");
            balancer.wait_for_more();
            let node = if place == 0 { &mut one } else { &mut other };
            node.restart();
            balancer.put(place, node);
        }
        balancer.wait_for_more();
        balancer.is_over.store(true, Ordering::SeqCst);
    });
    balancer.check(&database);
    database
        .execute("UPDATE schema_version SET serves_from = version")
        .expect("a program that serves no other");
    assert!(!ready(&one) && !ready(&other), "nobody is sent here");
    drop((one, other));
}

/// The database goes and comes back: readiness is false meanwhile, requests are told to come back, and nothing has to be
/// restarted.
#[test]
fn while_the_database_is_away_requests_are_told_to_come_back_and_then_it_goes_on() {
    let mut cluster = Cluster::start().expect("a server of the test's own");
    let server = TestServer::start_with(|config| config.store.database = Some(cluster.url()));
    let user = server.user();
    user.get("/v1/customers").send().expect(200);
    for end in [Cluster::stop, Cluster::kill] {
        end(&mut cluster).expect("it ends");
        wait_until("readiness is false", || server.anonymous().get("/readyz").send().status == 503);
        let body = new_customer_body("away.example", "Away");
        for answer in [user.get("/v1/customers").send(), user.post("/v1/customers").json(&body).send()] {
            assert_eq!(answer.status, 503, "{}", answer.text());
            assert!(answer.header("Retry-After").is_some(), "{}", answer.text());
        }
        cluster.start_again().expect("it starts");
        wait_until("it is ready", || server.anonymous().get("/readyz").send().status == 200);
        user.get("/v1/customers").send().expect(200);
    }
    user.post("/v1/customers").json(&new_customer_body("back.example", "Back")).send().expect(201);
}
