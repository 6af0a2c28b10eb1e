//! Lists in pages (contract 6.3 rule 7): items one by one, or pages, from the beginning or from where one stopped.

use std::fmt;

use futures_util::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use qualify_contract::headers::MS_CONTINUATION_TOKEN;
use qualify_contract::v1::Links;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::{Answer, Call, escaped};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::reading::shape::{self, member_of};
use crate::reading::{json_of, read_value};

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<Position>,
}

/// Where a list goes on. It may be kept as text, and used by another process; it ends after a time of the service's (24
/// hours at Qualify).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    target: String,
    headers: Vec<(String, String)>,
}

impl fmt::Debug for Position {
    // A token may hold a filter, and so a name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Position").finish_non_exhaustive()
    }
}

impl Position {
    fn call(self, name: &'static str) -> Call {
        let call = Call::get(name, self.target);
        self.headers.into_iter().fold(call, |call, (name, value)| call.header(name, value))
    }
}

/// How the token of a page asks for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paging {
    /// As Partner Center's lists do: in a header, beside `seekOperation=Next`.
    Seek,
    /// As the lists of Qualify's own doors do: in the query.
    Query,
}

/// What a list is asked for.
#[derive(Debug, Clone)]
pub(crate) struct ListCall {
    pub(crate) first: Call,
    pub(crate) paging: Paging,
}

impl ListCall {
    pub(crate) fn new(first: Call, paging: Paging) -> Self {
        Self { first, paging }
    }

    /// Where a token leads to.
    fn position(&self, token: &str) -> Position {
        let target = &self.first.target;
        match self.paging {
            Paging::Seek => {
                let path = target.split('?').next().unwrap_or_default();
                let headers = vec![(MS_CONTINUATION_TOKEN.to_owned(), token.to_owned())];
                Position { target: format!("{path}?seekOperation=Next"), headers }
            }
            Paging::Query => {
                let separator = if target.contains('?') { '&' } else { '?' };
                let target = format!("{target}{separator}continuationToken={}", escaped(token));
                Position { target, headers: Vec::new() }
            }
        }
    }
}

/// A list, which nothing was asked of yet.
#[derive(Debug, Clone)]
pub struct List<T> {
    client: Client,
    call: ListCall,
    from: Option<Position>,
    items: std::marker::PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> List<T> {
    pub(crate) fn new(client: Client, call: ListCall) -> Self {
        Self { client, call, from: None, items: std::marker::PhantomData }
    }

    /// Goes on where a page said that the next one begins.
    #[must_use]
    pub fn from(mut self, position: Position) -> Self {
        self.from = Some(position);
        self
    }

    /// One page.
    ///
    /// # Errors
    /// The call fails, or the answer leads to another host.
    pub async fn page(&self) -> Result<Page<T>> {
        self.page_at(self.from.clone()).await
    }

    /// All pages, each when it is asked for. A page that failed is asked for again when the stream is asked again.
    pub fn pages(self) -> impl Stream<Item = Result<Page<T>>> + Send {
        let from = self.from.clone();
        stream::unfold((self, Next::Page(from)), |(list, next)| async move {
            let Next::Page(position) = next else { return None };
            let page = list.page_at(position.clone()).await;
            let next = match &page {
                Ok(page) => page.next.clone().map_or(Next::End, |position| Next::Page(Some(position))),
                Err(_) => Next::Page(position),
            };
            Some((page, (list, next)))
        })
    }

    /// All items, page after page. After an error the stream ends.
    pub fn items(self) -> impl Stream<Item = Result<T>> + Send {
        let pages = self.pages().scan(false, |has_failed, page| {
            let goes_on = !std::mem::replace(has_failed, page.is_err());
            std::future::ready(goes_on.then_some(page))
        });
        pages.map_ok(|page| stream::iter(page.items.into_iter().map(Ok))).try_flatten()
    }

    /// All items at once.
    ///
    /// # Errors
    /// A page cannot be got.
    pub async fn all(self) -> Result<Vec<T>> {
        self.items().try_collect().await
    }

    async fn page_at(&self, position: Option<Position>) -> Result<Page<T>> {
        let name = self.call.first.name;
        let call = position.map_or_else(|| self.call.first.clone(), |position| position.call(name));
        let answer = self.client.send(call).await?;
        let read = answer.understood(json_of(&answer.body))?;
        let next = next_position(&read, &self.call, &answer)?;
        let items = answer.understood(shape::list_in(read, WRAPPERS))?;
        Ok(Page { items, next })
    }
}

/// What the items of a page stand under.
const WRAPPERS: &[&str] = &["items"];

enum Next {
    Page(Option<Position>),
    End,
}

/// Where the next page is: by the token at the root or in the header, else by the link with all of its headers.
fn next_position(page: &Value, call: &ListCall, answer: &Answer) -> Result<Option<Position>> {
    let at_root = member_of(page, "continuationToken").and_then(Value::as_str);
    let in_header = answer.header(MS_CONTINUATION_TOKEN).filter(|_| call.paging == Paging::Query);
    if let Some(token) = at_root.or(in_header).filter(|token| !token.is_empty()) {
        return Ok(Some(call.position(token)));
    }
    let Some(links) = member_of(page, "links").filter(|links| links.is_object()) else { return Ok(None) };
    let links: Links = answer.understood(read_value(links.clone()))?;
    let Some(link) = links.next else { return Ok(None) };
    let target = linked_target(&link.uri).ok_or_else(|| Error::NotUnderstood {
        request_id: answer.request_id,
        status: answer.status,
        text: "the link to the next page leads to another host; it is not followed".to_owned(),
    })?;
    let headers = link.headers.into_iter().map(|header| (header.key, header.value)).collect();
    Ok(Some(Position { target, headers }))
}

/// A link relative to the root of the API: `/v1` is added unless it is there.
fn linked_target(uri: &str) -> Option<String> {
    let uri = uri.trim();
    let is_elsewhere = uri.starts_with("//") || uri.contains('\\') || has_scheme(uri);
    if uri.is_empty() || is_elsewhere || uri.contains(char::is_control) {
        return None;
    }
    let path = uri.trim_start_matches('/');
    let is_versioned = path == "v1" || path.starts_with("v1/") || path.starts_with("v1?");
    Some(if is_versioned { format!("/{path}") } else { format!("/v1/{path}") })
}

/// Whether a text begins as `scheme:` does (RFC 3986 3.1).
fn has_scheme(uri: &str) -> bool {
    let end = uri.find(['/', '?', '#']).unwrap_or(uri.len());
    uri[..end].contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_to_the_root_of_the_api() {
        for (uri, target) in [
            ("/customers?size=1&seekOperation=Next", "/v1/customers?size=1&seekOperation=Next"),
            ("customers?size=1", "/v1/customers?size=1"),
            ("/v1/customers", "/v1/customers"),
            ("v1/customers", "/v1/customers"),
            ("/v10/customers", "/v1/v10/customers"),
            ("customers?filter=a:b", "/v1/customers?filter=a:b"),
        ] {
            assert_eq!(linked_target(uri).as_deref(), Some(target), "{uri}");
        }
    }

    #[test]
    fn links_to_elsewhere_are_refused() {
        for uri in [
            "",
            "https://other.example/v1/customers",
            "HTTP://other.example",
            "//other.example/v1",
            "///other.example/v1",
            r"\\other.example\v1",
            r"/\other.example",
            "javascript:alert(1)",
            "/v1/customers\r\nHost: other.example",
        ] {
            assert_eq!(linked_target(uri), None, "{uri:?}");
        }
    }
}
