//! What one caller's searches do to others, and when they end.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{Beside, TestServer, encoded};
use qualify_vocabulary::{PartnerId, Timestamp};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// More audit records than a build of any kind looks at in a few hundred milliseconds.
const MANY_RECORDS: u32 = 300_000;

/// More customers than stand on the largest page.
const CUSTOMERS: u32 = 1200;

fn partner(beside: &Beside) -> String {
    beside.bytes(PartnerId::parse(NORTHLIGHT).expect("a GUID").as_bytes())
}

/// A trail in which nobody of the name that is searched for occurs.
fn bury(server: &TestServer) {
    let at: Timestamp = "2024-03-14T00:00:00Z".parse().expect("a moment");
    let first = qualify_domain::audit::AuditPosition::at(at).ticks();
    let beside = server.beside();
    let (partner, nothing) = (partner(&beside), beside.bytes(&[0; 16]));
    beside.execute(&format!(
        "WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < {MANY_RECORDS} - 1)
         INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, application, operation, status,
             details, correlation_id, created_at)
         SELECT {first} + x, {partner}, {nothing}, 'Hay ' || x, 'app', 'add_customer', 'succeeded', '[]', {nothing}, {}
         FROM n",
        at.as_microsecond()
    ));
}

fn search() -> String {
    let filter = r#"{"Field":"CompanyName","Operator":"substring","Value":"needle"}"#;
    format!("/v1/auditrecords?filter={}", encoded(filter))
}

/// A number of the metrics page.
fn metric(server: &TestServer, name: &str) -> u64 {
    let page = server.anonymous().get("/metrics").send().expect(200);
    let line =
        page.text().lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned));
    line.and_then(|value| value.trim().parse().ok()).unwrap_or_default()
}

/// What a database says of connections that look into a trail; whoever asks does not count.
const LOOKING: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND state <> 'idle' AND query LIKE '%audit_records%'";

/// Whether a search is being read.
fn has_begun(server: &TestServer) -> bool {
    if server.database().is_some() {
        return server.beside().number(LOOKING) > 0;
    }
    metric(server, "qualify_store_list_steps_total") > 0
}

/// Whether a search ended because nobody waits for it, and holds no connection any more.
fn is_given_up(server: &TestServer) -> bool {
    if server.database().is_some() {
        return server.beside().number(LOOKING) == 0;
    }
    metric(server, "qualify_store_lists_given_up_total") == 1
        && metric(server, "qualify_store_list_steps_under_way") == 0
}

#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn trust_06_a_search_ends_when_its_caller_hangs_up() {
    let server = TestServer::start();
    bury(&server);
    let token = server.user_token();
    let host = server.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("the server listens");
    let target = search();
    write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n")
        .expect("the request is taken");
    until("the search begins", || has_begun(&server));
    drop(stream);
    until("the search ends, and its connection is free", || is_given_up(&server));
    server.southgate().get("/v1/customers").send().expect(200);
}

#[test]
fn trust_06_another_partners_lists_do_not_wait_for_searches() {
    let server = TestServer::start();
    bury(&server);
    let user = server.user();
    let southgate = server.southgate();
    let (begun, over) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                begun.fetch_add(1, Ordering::SeqCst);
                let answer = user.get(search()).send().expect(200).json();
                over.fetch_add(1, Ordering::SeqCst);
                assert_eq!(answer["totalCount"], 0);
            });
        }
        until("the searches begin", || begun.load(Ordering::SeqCst) == 8 && has_begun(&server));
        for _ in 0..5 {
            southgate.get("/v1/customers?size=5").send().expect(200);
            southgate.get("/v1/auditrecords").send().expect(200);
        }
        assert_eq!(over.load(Ordering::SeqCst), 0, "a list waited for a search");
    });
}

#[test]
fn trust_06_an_answer_about_one_reseller_is_whole_in_one_answer() {
    let server = TestServer::start();
    let beside = server.beside();
    let (partner, id) = (partner(&beside), beside.id());
    // Numbers of five digits are in order as texts, too.
    beside.execute(&format!(
        "WITH RECURSIVE n(x) AS (SELECT 10001 UNION ALL SELECT x + 1 FROM n WHERE x < 10000 + {CUSTOMERS})
         INSERT INTO customers (partner_id, id, name_key, company_name, domain, has_ended, created_at, reseller_key,
             domain_key)
         SELECT {partner}, {id}, 'bulk ' || x, 'Bulk ' || x, 'bulk' || x || '.example', FALSE, 0,
             CASE x % 2 WHEN 0 THEN 'mpn-7' ELSE 'mpn-' || (x - 10000) END, 'bulk' || x || '.example' FROM n"
    ));
    for (operator, value, expected) in [
        ("equals", "MPN-7", 601),
        ("starts_with", "mpn", CUSTOMERS),
        ("starts_with", "mpn-7", 656),
        ("equals", "mpn", 0),
    ] {
        let filter = format!(r#"{{"Field":"IndirectReseller","Operator":"{operator}","Value":"{value}"}}"#);
        for size in ["", "size=0&"] {
            let target = format!("/v1/customers?{size}filter={}", encoded(&filter));
            let answer = server.user().get(target).send().expect(200).json();
            let items = answer["items"].as_array().expect("a list");
            assert_eq!(
                (answer["totalCount"].as_u64(), items.len()),
                (Some(expected.into()), expected as usize)
            );
            assert!(answer["links"].get("next").is_none(), "{filter}");
            let names = items.iter().map(|item| item["companyProfile"]["companyName"].as_str());
            assert!(names.is_sorted(), "{filter}");
        }
    }
}
