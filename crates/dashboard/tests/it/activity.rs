//! What happened to the partner's customers, on a page and as a table.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT, SOUTHGATE_PRIMARY};
use qualify_testkit::{Browser, Response, TestServer};
use serde_json::json;

const ANA: &str = "ana@northlight.example";
const ACTIVITY: &str = "/dashboard/activity";

fn rows(shown: &Response) -> usize {
    shown.text().matches("<th scope=\"row\"").count()
}

/// Creates a customer of this name; `None` where no customer may be called so.
fn customer_of_name(server: &TestServer, number: usize, name: &str) -> Option<String> {
    let body = json!({ "companyProfile": { "domain": format!("activity{number}.onmicrosoft.com") },
        "billingProfile": { "companyName": name, "email": "a@b.example", "culture": "en-US", "language": "en",
            "defaultAddress": { "country": "US" } } });
    let created = server.user().post("/v1/customers").json(&body).send();
    (created.status == 201).then(|| created.json()["id"].as_str().expect("an id").to_owned())
}

/// The cells of a line, without the quotes around them.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut is_quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            other => cells.last_mut().expect("there is one").push(other),
        }
    }
    cells
}

fn export(browser: &Browser<'_>, query: &str) -> String {
    let table = browser.get(&format!("/dashboard/activity/export{query}")).expect(200);
    assert!(table.header("content-disposition").is_some_and(|it| it.starts_with("attachment")));
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    table.text().to_owned()
}

#[test]
fn nothing_that_happened_is_said_so_and_what_happened_reads_as_its_customer_shows_it() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let shown = ana.visit(ACTIVITY).expect(200);
    assert!(shown.text().contains("Nothing happened in this time"), "{}", shown.text());
    server.give(LAKESIDE, "E-");
    server.give(LAKESIDE, "S");
    let shown = ana.visit(ACTIVITY).expect(200);
    let text = shown.text();
    for known in [
        "Lakeside School",
        "None → Education: In review",
        "Education: Denied (Not an Academic Domain)",
        "Done",
    ] {
        assert!(text.contains(known), "{known}: {text}");
    }
    // The same as the API, the newest first.
    let trail = server.user().get("/v1/auditrecords?size=500").send().expect(200).json();
    assert_eq!(rows(&shown), trail["items"].as_array().unwrap().len());
    let other = server.browser_of("sue@southgate.example").visit(ACTIVITY).expect(200);
    assert!(!other.text().contains("Lakeside"), "{}", other.text());
}

#[test]
fn filters_stand_in_the_address() {
    let server = TestServer::start();
    server.give(LAKESIDE, "S");
    let other = server.new_customer_in("S");
    let ana = server.browser_of(ANA);
    for (query, expected) in [
        ("", 3),
        ("?name=lakeside", 1),
        ("?name=LAKESIDE+s", 1),
        ("?name=%3Cb%3E", 0),
        (&format!("?customer={LAKESIDE}"), 1),
        (&format!("?customer={other}"), 2),
        (&format!("?customer={SOUTHGATE_PRIMARY}"), 0),
        ("?after=garbage", 3),
    ] {
        let shown = ana.visit(&format!("{ACTIVITY}{query}")).expect(200);
        assert_eq!(rows(&shown), expected, "{query}: {}", shown.text());
        assert!(!shown.text().contains("<b>"), "{}", shown.text());
    }
    for (query, expected) in [
        ("?from=x", "This is not a day."),
        ("?until=2026-13-05", "This is not a day."),
        ("?from=1999-01-01", "Records go back 90 days."),
        ("?customer=%22%3E%3Cb%3E", "This is not an id."),
    ] {
        let shown = ana.visit(&format!("{ACTIVITY}{query}")).expect(400);
        assert!(
            shown.text().contains(expected) && !shown.text().contains("<b>"),
            "{query}: {}",
            shown.text()
        );
        ana.get(&format!("/dashboard/activity/export{query}")).expect(303);
    }
}

#[test]
fn a_long_list_is_read_page_by_page() {
    let server = TestServer::start();
    for _ in 0..60 {
        server.new_customer();
    }
    let ana = server.browser_of(ANA);
    let first = ana.visit(ACTIVITY).expect(200);
    let next = attribute_behind(first.text(), "rel=\"next\" href=\"").expect("there is more");
    let second = ana.get(&next).expect(200);
    assert_eq!((rows(&first), rows(&second)), (50, 10));
    let foreign = server.browser_of("sue@southgate.example").get(&next).expect(200);
    assert_eq!(rows(&foreign), 0, "a place of another's list is the beginning of one's own");
}

#[test]
fn no_cell_of_the_table_is_calculated_however_it_begins() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let beginnings = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "'=1",
        "''+1",
        "=\"a\",b",
        "=cmd|' /C calc'!A0",
        "a=b",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "a\"=1",
    ];
    let mut created = 0;
    for (number, name) in beginnings.iter().enumerate() {
        created += usize::from(customer_of_name(&server, number, name).is_some());
    }
    assert!(created >= 8, "{created}");
    let table = export(&ana, "");
    assert!(table.starts_with('\u{feff}'), "a spreadsheet knows that it is UTF-8");
    let lines: Vec<&str> = table.split("\r\n").filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), created + 1, "{table}");
    let active = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    for cell in lines.iter().flat_map(|line| cells(line.trim_start_matches('\u{feff}'))) {
        assert!(!cell.starts_with(active), "{cell:?} in {table}");
    }
    assert!(table.contains("'=1+1") && table.contains("a=b"), "{table}");
}

#[test]
fn the_table_holds_what_the_filters_say_in_the_form_of_the_language() {
    let server = TestServer::start();
    server.give(LAKESIDE, "S");
    server.new_customer_in("S");
    let ana = server.browser_of(ANA);
    let table = export(&ana, "?name=lakeside");
    assert_eq!(table.matches("\r\n").count(), 2, "{table}");
    assert!(table.contains("Lakeside School") && table.contains("Microsoft ID,"), "{table}");
    ana.set_cookie("qualify-language", "pl");
    let table = export(&ana, "?name=lakeside");
    assert!(table.contains("Identyfikator Microsoft;"), "{table}");
    assert!(!table.contains(NORTHLIGHT), "{table}");
}

#[test]
fn hostile_and_endless_names_are_text() {
    let server = TestServer::start();
    let long = "x".repeat(10_000);
    let names = ["<script>alert(1)</script>", "\u{202e}loohcs", "\"><img src=x onerror=alert(1)>", &long];
    for (number, name) in names.iter().enumerate() {
        customer_of_name(&server, number, name);
    }
    let ana = server.browser_of(ANA);
    for address in [ACTIVITY.to_owned(), format!("{ACTIVITY}?name={long}"), format!("{ACTIVITY}?from={long}")]
    {
        let shown = ana.visit(&address);
        assert!(
            !shown.text().contains("<script>alert") && !shown.text().contains("<img"),
            "{}",
            shown.text()
        );
    }
}
