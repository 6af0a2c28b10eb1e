//! No answer grows without end: every list is read in pages, or what it lists is bounded.
//!
//! To add a route that reads something: its line in the table below, or the first test fails.

use std::collections::BTreeSet;

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Response, TestServer};
use qualify_vocabulary::VettingPolicy;
use qualify_wire::endpoints::{self, Door, Method};
use serde_json::Value;

/// What a route answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// One thing.
    One,
    /// A page, with a token for the next one.
    Pages,
    /// All of what there cannot be more of than this.
    AtMost(&'static str),
}

use Reads::{AtMost, One, Pages};

const ROUTES: &[(&str, Reads)] = &[
    ("C1", One),
    ("C3", AtMost("a customer has one record that excludes others, and a declaration")),
    ("C5", AtMost("1000 codes are issued to a partner, and the next one is refused")),
    ("C6", One),
    ("C7", One),
    ("S2", Pages),
    ("S3", One),
    ("S5", One),
    ("S6", One),
    ("S9", One),
    ("S11", Pages),
    ("S11b", One),
    ("S11Activity", Pages),
    ("S11bActivity", One),
    ("S12", One),
    ("S13", One),
    ("S14", One),
    ("S15", AtMost("the names that the service knows")),
    ("S17", AtMost("the attempts at one delivery, of which 32 are kept")),
    ("S19", One),
    ("Offers", AtMost("nothing")),
    ("OfferCategories", AtMost("nothing")),
    ("Q24", One),
    ("R16", Pages),
    ("R17", AtMost("a case has 100 notes and questions and 5 documents, and the next one is refused")),
    ("R22", One),
    ("W1", AtMost("a partner has a registration and 20 webhooks, and the next one is refused")),
    ("W3", One),
    ("W8", Pages),
    ("W10", Pages),
    ("O2", One),
    ("O3", AtMost("as C5")),
    ("O9", Pages),
    ("O10", One),
    ("O11", AtMost("the sources of the operator's own manifest")),
    ("O14", Pages),
    ("O15", Pages),
    ("R1", Pages),
    ("R2", AtMost("as R17, with 10 names that look alike")),
    ("R14", One),
    ("ShowHome", AtMost("30 people and 7 documents are named")),
    ("ShowDocument", One),
    ("ShowSeed", One),
    ("ShowClock", One),
    ("ShowFaults", AtMost("100 faults wait, and more are refused")),
    ("ShowRequests", AtMost("the last 500 exchanges are kept")),
    ("ShowCheckup", AtMost("20 exchanges are shown for each client and rule, of the last 500")),
    ("ListPartners", AtMost("1000 partners of their own, and the next one is refused")),
    ("ShowPartnerFaults", AtMost("as ShowFaults")),
    ("ShowPartnerClock", One),
    ("ShowPartnerRequests", AtMost("as ShowRequests")),
    ("ListSnapshots", AtMost("32 snapshots are kept, and the next one is refused")),
    ("ListPartnerSnapshots", AtMost("8 snapshots of a partner are kept, and the next one is refused")),
];

#[test]
fn trust_14_every_route_that_reads_says_how_much_it_can_answer() {
    let said: BTreeSet<&str> = ROUTES.iter().map(|(id, _)| *id).collect();
    assert_eq!(said.len(), ROUTES.len(), "each once");
    let is_ours = |door| !matches!(door, Door::Issuer | Door::Service);
    let routes: BTreeSet<&str> = endpoints::of_api()
        .filter(|row| row.method == Method::Get && is_ours(row.door()))
        .map(endpoints::Endpoint::id)
        .collect();
    assert_eq!(said, routes);
    let in_pages = ROUTES.iter().filter(|(_, reads)| *reads == Pages).map(|(id, _)| *id);
    for id in in_pages {
        let row = endpoints::of_api().find(|row| row.id() == id).expect("it was found above");
        let takes_tokens =
            row.errors.contains(&qualify_contract::errors::ErrorKind::InvalidContinuationToken);
        assert!(takes_tokens, "{id} refuses a token that is not its own");
    }
}

fn ids(page: &Response) -> Vec<String> {
    let items = page.json();
    let items = items.as_array().expect("a list").iter();
    items.map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn trust_14_the_cases_of_a_customer_are_read_in_pages() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
    let user = server.user();
    let path = format!("/partner/v1/customers/{LAKESIDE}/reviews");
    for _ in 0..5 {
        server.give(LAKESIDE, "E?");
        let newest = ids(&user.get(&path).send().expect(200)).remove(0);
        server.advance_clock(1);
        user.post(format!("{path}/{newest}/withdraw")).send().expect(200);
    }
    server.give(LAKESIDE, "E?");
    let all = user.get(&path).send().expect(200);
    assert_eq!((ids(&all).len(), all.header("MS-ContinuationToken")), (6, None), "all on one page");
    let (mut read, mut token) = (Vec::new(), None::<String>);
    for _ in 0..3 {
        let next = token.map(|token| format!("&continuationToken={token}")).unwrap_or_default();
        let page = user.get(format!("{path}?size=2{next}")).send().expect(200);
        assert_eq!(ids(&page).len(), 2);
        read.extend(ids(&page));
        token = page.header("MS-ContinuationToken").map(str::to_owned);
    }
    assert_eq!((read, token), (ids(&all), None), "each once, in their order");
    let page = user.get(format!("{path}?size=2")).send().expect(200);
    let token = page.header("MS-ContinuationToken").expect("there are more").to_owned();
    let other = format!("/partner/v1/customers/{}/reviews?continuationToken={token}", server.new_customer());
    let refused: Value = user.get(other).send().expect(400).json();
    assert_eq!(refused["errorName"], "InvalidContinuationToken", "it is for one customer's list: {refused}");
}
