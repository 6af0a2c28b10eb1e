//! Lists in pages (contract 6.3 rule 7).

use futures_util::TryStreamExt as _;
use qualify_sdk::{Error, ListQuery};
use qualify_testkit::{TestServer, seed};

use crate::against_service::user_of;
use crate::scripted::{Scripted, answer};

const ITEM: &str = r#"{"id":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","companyProfile":
    {"tenantId":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","domain":"a.example","companyName":"A"}}"#;

fn page(rest: &str) -> crate::scripted::Step {
    answer(200, &[], &format!(r#"{{"totalCount":1,"items":[{ITEM}]{rest}}}"#))
}

#[tokio::test]
async fn all_items_come_page_after_page() {
    let server = TestServer::start();
    let client = user_of(&server);
    let names: Vec<_> = client
        .customers()
        .list(ListQuery::all().page_size(2))
        .items()
        .map_ok(|customer| customer.company_profile.company_name)
        .try_collect()
        .await
        .expect("all pages");
    assert_eq!(names, seed::NORTHLIGHT_CUSTOMERS);
}

#[tokio::test]
async fn a_list_goes_on_in_another_client_from_a_kept_position() {
    let server = TestServer::start();
    let first =
        user_of(&server).customers().list(ListQuery::all().page_size(3)).page().await.expect("a page");
    let kept = serde_json::to_string(&first.next.expect("there is more")).expect("text");
    let position = serde_json::from_str(&kept).expect("a position");
    let rest = user_of(&server).customers().list(ListQuery::all().page_size(3)).from(position).all().await;
    assert_eq!(first.items.len() + rest.expect("the rest").len(), seed::NORTHLIGHT_CUSTOMERS.len());
}

#[tokio::test]
async fn the_token_at_the_root_comes_before_the_link() {
    let link = r#","continuationToken":"abc","links":{"next":{"uri":"/customers?size=1","method":"GET","headers":[]}}"#;
    let service = Scripted::new(vec![page(link), page("")]);
    service.client().customers().list(ListQuery::all()).all().await.expect("both pages");
    let sent = &service.sent()[1];
    assert_eq!(sent.target, "/v1/customers?seekOperation=Next");
    assert_eq!(sent.header("ms-continuationtoken"), Some("abc"));
}

#[tokio::test]
async fn a_link_is_followed_with_all_of_its_headers() {
    let link = r#","links":{"next":{"uri":"/customers?size=1&seekOperation=Next","method":"GET","headers":
        [{"key":"MS-ContinuationToken","value":"abc"},{"key":"X-Else","value":"1"}]}}"#;
    let service = Scripted::new(vec![page(link), page("")]);
    assert_eq!(service.client().customers().list(ListQuery::all()).all().await.expect("both pages").len(), 2);
    let sent = &service.sent()[1];
    assert_eq!(sent.target, "/v1/customers?size=1&seekOperation=Next");
    assert_eq!((sent.header("ms-continuationtoken"), sent.header("x-else")), (Some("abc"), Some("1")));
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed_and_gets_no_token() {
    let other = Scripted::answering(200, r#"{"items":[]}"#);
    for uri in [format!("{}/v1/customers", other.url()), other.url().replace("http:", "")] {
        let link = format!(r#","links":{{"next":{{"uri":"{uri}","method":"GET","headers":[]}}}}"#);
        let service = Scripted::new(vec![page(&link), page("")]);
        let error = service.client().customers().list(ListQuery::all()).all().await.expect_err("refused");
        assert!(
            matches!(&error, Error::NotUnderstood { text, .. } if text.contains("another host")),
            "{error}"
        );
        assert_eq!(service.sent().len(), 1);
    }
    assert!(other.sent().is_empty());
}

#[tokio::test]
async fn a_page_that_failed_is_asked_for_again_when_the_pages_are_asked_again() {
    use futures_util::StreamExt as _;
    let more = r#","continuationToken":"abc""#;
    let service = Scripted::new(vec![page(more), answer(404, &[], ""), page("")]);
    let mut pages = Box::pin(service.client().customers().list(ListQuery::all()).pages());
    assert!(pages.next().await.expect("a page").is_ok());
    assert!(pages.next().await.expect("an answer").is_err());
    assert!(pages.next().await.expect("the page once more").is_ok());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn the_size_of_a_page_is_held_to_the_bounds() {
    let service = Scripted::answering(200, r#"{"items":[]}"#);
    for (asked, sent) in [(0, "size=1"), (7, "size=7"), (501, "size=500")] {
        service.client().customers().list(ListQuery::all().page_size(asked)).page().await.expect("a page");
        assert!(service.sent().last().expect("a request").target.contains(sent));
    }
}
