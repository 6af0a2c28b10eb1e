//! Walking through the pages of customers while customers come and go, and the largest page.

use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestServer, in_parallel};
use serde_json::Value;

use crate::customer_list::names;

/// The page behind a token, or the first one.
#[track_caller]
fn page(server: &TestServer, query: &str, token: Option<&str>) -> Value {
    let request = server.user().get(format!("/v1/customers{query}"));
    let request = match token {
        Some(token) => request.header("MS-ContinuationToken", token),
        None => request,
    };
    request.send().expect(200).json()
}

/// All pages in order, as the names on each; `between` runs after each page.
fn walk(server: &TestServer, query: &str, mut between: impl FnMut(usize)) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut current = page(server, query, None);
    loop {
        pages.push(names(&current).into_iter().map(str::to_owned).collect());
        between(pages.len());
        let Some(token) = current["continuationToken"].as_str() else { return pages };
        current = page(server, "?seekOperation=Next", Some(token));
    }
}

#[test]
fn pages_partition_the_list_in_its_order() {
    let server = TestServer::start();
    let all = names(&page(&server, "", None)).iter().map(ToString::to_string).collect::<Vec<_>>();
    for size in 1..=8 {
        let pages = walk(&server, &format!("?size={size}"), |_| {});
        assert!(pages.iter().rev().skip(1).all(|page| page.len() == size), "{size}: {pages:?}");
        assert_eq!(pages.concat(), all, "{size}");
    }
}

#[test]
fn equal_names_are_told_apart_by_their_ids() {
    let server = TestServer::start();
    for number in 0..5 {
        let body = new_customer_body(
            &format!("same{number}.example"),
            if number % 2 == 0 { "Same" } else { "SAME" },
        );
        server.user().post("/v1/customers").json(&body).send().expect(201);
    }
    let filter =
        "filter=%7B%22Field%22:%22CompanyName%22,%22Value%22:%22same%22,%22Operator%22:%22equals%22%7D";
    let all = page(&server, &format!("?{filter}"), None);
    let ids: Vec<_> =
        all["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 5);
    assert!(ids.is_sorted(), "{ids:?}");
    assert_eq!(walk(&server, &format!("?size=2&{filter}"), |_| {}).concat().len(), 5);
}

#[test]
fn a_filtered_page_carries_its_filter_in_the_link_and_in_the_token() {
    let server = TestServer::start();
    let filter = "filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22lake%22%2C%22Operator%22%3A%22starts_with%22%7D";
    let first = page(&server, &format!("?size=1&{filter}"), None);
    assert_eq!(names(&first), ["Lakeside County IT"]);
    let next = first["links"]["next"]["uri"].as_str().unwrap();
    assert!(next.starts_with("/customers?") && next.contains("filter="), "{next}");
    let token = first["continuationToken"].as_str().unwrap();
    for query in ["?seekOperation=Next", next.trim_start_matches("/customers")] {
        let second = page(&server, query, Some(token));
        assert_eq!(names(&second), ["Lakeside School"], "{query}");
        assert!(second.get("continuationToken").is_none());
    }
}

#[test]
fn customers_that_come_and_go_between_pages_move_nobody_else() {
    let server = TestServer::start();
    let gone = server.new_customer();
    let before: Vec<_> = names(&page(&server, "", None)).iter().map(ToString::to_string).collect();
    let pages = walk(&server, "?size=2", |number| {
        if number == 1 {
            server.user().delete(format!("/v1/customers/{gone}")).send().expect(204);
        }
        let name = format!("Aardvark {number}");
        let body = new_customer_body(&format!("aardvark{number}.example"), &name);
        server.user().post("/v1/customers").json(&body).send().expect(201);
    });
    let stayed: Vec<_> = before.into_iter().filter(|name| !name.starts_with("Customer")).collect();
    let seen: Vec<_> = pages.concat().into_iter().filter(|name| !name.starts_with("Customer")).collect();
    assert_eq!(seen, stayed);
}

#[test]
fn a_page_holds_500_customers_at_most_and_the_whole_list_all() {
    const THREADS: usize = 16;
    const EACH: usize = 31;
    let server = TestServer::start();
    let user = server.user();
    in_parallel(THREADS, |thread| {
        for number in 0..EACH {
            let name = format!("bulk{thread}x{number}");
            let body = new_customer_body(&format!("{name}.example"), &name);
            user.post("/v1/customers").json(&body).send().expect(201);
        }
    });
    let total = THREADS * EACH + 7;
    assert!(total > 500);
    assert_eq!(names(&page(&server, "", None)).len(), total);
    for size in ["500", "501", "99999999999999999999"] {
        let pages = walk(&server, &format!("?size={size}"), |_| {});
        let sizes: Vec<_> = pages.iter().map(Vec::len).collect();
        assert_eq!(sizes, [500, total - 500], "{size}");
    }
}
