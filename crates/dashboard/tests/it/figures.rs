//! Pictures: each number is that of the list to which it leads.

use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{Browser, TestServer, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::json;

const RITA: &str = "rita@qualify.example";

fn plain(text: &str) -> String {
    text.replace("&#38;", "&").replace("&amp;", "&")
}

/// The numbers of a page's tables, each with the list that it counts.
fn numbers(html: &str) -> Vec<(u64, String)> {
    let parts = html.split("data-number=\"").skip(1);
    let read = |part: &str| {
        let (number, rest) = part.split_once('"').expect("it ends");
        let list = rest.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a list");
        (number.parse().expect("a number"), plain(list))
    };
    parts.map(read).collect()
}

/// How many rows a list has, all its pages together.
fn count(browser: &Browser<'_>, list: &str) -> u64 {
    let (mut rows, mut next) = (0, Some(list.to_owned()));
    while let Some(address) = next {
        let shown = browser.get(&address).expect(200);
        let text = shown.text();
        rows += text.matches("data-case").count() + text.matches("data-decision").count();
        next = qualify_testkit::browser::attribute_behind(text, "rel=\"next\" href=\"").map(|it| plain(&it));
    }
    rows as u64
}

#[test]
fn dashboard_05_pictures_of_nothing_say_so() {
    let server = TestServer::start();
    let rita = server.browser_of(RITA);
    let shown = rita.visit("/dashboard/figures").expect(200);
    assert!(
        shown.text().contains("There is nothing to count.") && shown.text().contains("<svg"),
        "{}",
        shown.text()
    );
    for query in ["days=x&partner=y&until=z", "days=92", "partner=%3Cscript%3E"] {
        let shown = rita.get(&format!("/dashboard/figures?{query}")).expect(200);
        assert!(!shown.text().contains("<script>"), "{query}");
    }
}

#[test]
fn dashboard_05_every_number_adds_up_to_the_list_to_which_it_leads() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
    // More than a page of a list, of different days.
    for _ in 0..52 {
        server.new_customer_in("E?");
    }
    server.advance_clock(2 * 24 * 3600);
    for _ in 0..3 {
        server.new_customer_in("E?");
    }
    let staff = server.with_token_for(&json!({ "kind": "staff", "user": RITA }));
    let queue = server.staff().get("/operator/v1/reviews").send().expect(200).json();
    let ids: Vec<String> = queue["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["id"].as_str().expect("an id").to_owned())
        .collect();
    let act = |id: &str, action: &str, body: &serde_json::Value| {
        staff.post(format!("/operator/v1/reviews/{id}/{action}")).json(body).send().expect(200);
    };
    for (place, id) in ids.iter().take(4).enumerate() {
        act(id, "claim", &json!({}));
        let body = match place {
            0 | 1 => json!({ "decision": "approve", "explanation": "A school.", "evidence": ["charter"] }),
            2 => json!({ "decision": "deny", "reason": "Not an eligible Library", "reasonCode": "LIBRARY",
                "explanation": "A library.", "evidence": ["statutes"] }),
            _ => continue,
        };
        act(id, "decide", &body);
    }
    let rita = server.browser_of(RITA);
    wait_until("they are counted", || {
        numbers(rita.visit("/dashboard/figures?days=7").text()).iter().any(|(number, _)| *number == 52)
    });
    for query in ["days=7", "days=30", &format!("days=7&partner={NORTHLIGHT}")] {
        let shown = rita.get(&format!("/dashboard/figures?{query}")).expect(200);
        let numbers = numbers(shown.text());
        let counted: Vec<_> = numbers.iter().filter(|(_, list)| !list.contains("#codes")).collect();
        assert!(counted.len() > 10, "{query}: {counted:?}");
        for (number, list) in counted {
            assert_eq!(count(&rita, list), *number, "{query}: {list}");
        }
        let of = |what: &str| -> u64 {
            numbers.iter().filter(|(_, list)| list.contains(what)).map(|(number, _)| number).sum()
        };
        assert_eq!((of("of=day"), of("of=age"), of("of=holder")), (55, 52, 1), "{query}");
        assert!(shown.text().contains(RITA), "whoever decides is named: {query}");
        // What was drawn is what the table says.
        assert_eq!(shown.text().matches("<rect class=\"room\"").count(), numbers.len() + 4, "{query}");
    }
}

#[test]
fn dashboard_05_used_units_are_those_of_the_codes() {
    let server = TestServer::start();
    let rita = server.browser_of(RITA);
    let shown = rita.visit("/dashboard/figures").expect(200);
    let codes =
        server.staff().get(format!("/operator/v1/partners/{NORTHLIGHT}/codes")).send().expect(200).json();
    let used: u64 = codes
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|code| Some(code["maxCreates"].as_u64()? - code["remainingCreates"].as_u64()?))
        .sum();
    let list = format!("/dashboard/partners/{NORTHLIGHT}#codes");
    let numbers = numbers(shown.text());
    assert!(numbers.contains(&(used, list)), "{used}: {numbers:?}");
}
