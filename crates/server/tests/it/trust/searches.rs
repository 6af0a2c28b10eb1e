//! What one caller's searches do to others, and when they end.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{TestServer, encoded};
use qualify_vocabulary::{PartnerId, Timestamp};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// More audit records than a build of any kind looks at in a few hundred milliseconds.
const MANY_RECORDS: u32 = 300_000;

/// More customers than stand on the largest page.
const CUSTOMERS: u32 = 1200;

fn partner() -> [u8; 16] {
    *PartnerId::parse(NORTHLIGHT).expect("a GUID").as_bytes()
}

fn database(server: &TestServer) -> rusqlite::Connection {
    let connection =
        rusqlite::Connection::open(server.data_dir().join("qualify.db")).expect("the database is there");
    connection.busy_timeout(PATIENCE).expect("a time limit");
    connection
}

/// A trail in which nobody of the name that is searched for occurs.
fn bury(server: &TestServer) {
    let at: Timestamp = "2024-03-14T00:00:00Z".parse().expect("a moment");
    let first = qualify_domain::audit::AuditPosition::at(at).ticks();
    database(server)
        .execute(
            "WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < ?1 - 1)
             INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, application, operation, status,
                 details, correlation_id, created_at)
             SELECT ?2 + x, ?3, zeroblob(16), 'Hay ' || x, 'app', 'add_customer', 'succeeded', '[]', zeroblob(16), ?4
             FROM n",
            (MANY_RECORDS, first, partner(), at.as_microsecond()),
        )
        .expect("rows like those of the service");
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
    until("the search begins", || metric(&server, "qualify_store_list_steps_total") > 0);
    drop(stream);
    until("the search ends", || metric(&server, "qualify_store_lists_given_up_total") == 1);
    until("the connection is free", || metric(&server, "qualify_store_list_steps_under_way") == 0);
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
        until("the searches begin", || {
            begun.load(Ordering::SeqCst) == 8 && metric(&server, "qualify_store_list_steps_under_way") > 0
        });
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
    database(&server)
        .execute(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?1)
             INSERT INTO customers (partner_id, id, name_key, company_name, domain, has_ended, created_at, reseller_key,
                 domain_key)
             SELECT ?2, randomblob(16), printf('bulk %05d', x), printf('Bulk %05d', x), printf('bulk%d.example', x), 0, 0,
                 CASE x % 2 WHEN 0 THEN 'mpn-7' ELSE 'mpn-' || x END, printf('bulk%d.example', x) FROM n",
            (CUSTOMERS, partner()),
        )
        .expect("rows like those of the service");
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
