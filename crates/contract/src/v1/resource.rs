//! What every resource has: links, attributes, and the collection that pages of them come in.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Members of an object that this version does not know, by their names. Whoever only reads the object has no use for them;
/// whoever writes it back would take them away without it.
pub type OtherMembers = serde_json::Map<String, serde_json::Value>;

/// A name and its value, as in the headers of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KeyValuePair {
    /// The name.
    pub key: String,
    /// The value.
    pub value: String,
}

/// Where a resource or a page is. The URI is relative, begins with `/` and does not contain `/v1` (contract 1.14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Link {
    /// The relative URI.
    pub uri: String,
    /// The method.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "GET"))]
    pub method: Cow<'static, str>,
    /// Headers to send along; always there, since one client fails on null.
    #[serde(default)]
    pub headers: Vec<KeyValuePair>,
}

impl Link {
    /// A GET without further headers.
    pub fn get(uri: impl Into<String>) -> Self {
        Self { uri: uri.into(), method: Cow::Borrowed("GET"), headers: Vec::new() }
    }

    /// The link to a next page: a GET with the token in `MS-ContinuationToken`.
    fn next_page(uri: impl Into<String>, token: impl Into<String>) -> Self {
        let header = KeyValuePair { key: "MS-ContinuationToken".to_owned(), value: token.into() };
        Self { headers: vec![header], ..Self::get(uri) }
    }
}

/// The links of a resource or a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Links {
    /// Where this is.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub self_link: Option<Link>,
    /// Where the next page is; absent on the last page, which is how clients detect it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Link>,
}

impl Links {
    /// A link to itself only.
    pub fn to_self(uri: impl Into<String>) -> Self {
        Self { self_link: Some(Link::get(uri)), next: None }
    }
}

/// What a resource says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceAttributes {
    /// The state of the resource, as an opaque text; only where it can be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The type's name.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "Collection"))]
    pub object_type: Cow<'static, str>,
}

impl ResourceAttributes {
    /// Attributes of a type without an etag.
    pub const fn of(object_type: &'static str) -> Self {
        Self { etag: None, object_type: Cow::Borrowed(object_type) }
    }

    /// Attributes of a type in a state.
    pub fn with_etag(object_type: &'static str, etag: impl Into<String>) -> Self {
        Self { etag: Some(etag.into()), ..Self::of(object_type) }
    }
}

/// One page of a list. In the OpenAPI document a page of `X` is called `XCollection`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Collection<T> {
    /// The number of items on this page.
    #[serde(default)]
    pub total_count: usize,
    /// The items.
    pub items: Vec<T>,
    /// Where this page and the next one are.
    #[serde(default)]
    pub links: Links,
    /// The attributes of a collection.
    #[serde(default)]
    pub attributes: ResourceAttributes,
    /// The token of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

impl<T> Collection<T> {
    /// The last or only page, found at this URI.
    pub fn last_page(items: Vec<T>, self_uri: impl Into<String>) -> Self {
        Self {
            total_count: items.len(),
            items,
            links: Links::to_self(self_uri),
            attributes: ResourceAttributes::of("Collection"),
            continuation_token: None,
        }
    }

    /// Adds the next page: its URI, and the token that leads there, both as a link's header and at the root.
    #[must_use]
    pub fn with_next(mut self, next_uri: impl Into<String>, token: String) -> Self {
        self.links.next = Some(Link::next_page(next_uri, token.clone()));
        self.continuation_token = Some(token);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_a_next_one_is_that_of_the_contract() {
        let page = Collection::last_page(vec![1], "/customers?size=1")
            .with_next("/customers?size=1&seekOperation=Next", "eyJwIjoxfQ".to_owned());
        let expected = concat!(
            r#"{"totalCount":1,"items":[1],"links":{"self":{"uri":"/customers?size=1","method":"GET","headers":[]},"#,
            r#""next":{"uri":"/customers?size=1&seekOperation=Next","method":"GET","#,
            r#""headers":[{"key":"MS-ContinuationToken","value":"eyJwIjoxfQ"}]}},"#,
            r#""attributes":{"objectType":"Collection"},"continuationToken":"eyJwIjoxfQ"}"#,
        );
        assert_eq!(serde_json::to_string(&page).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Collection<u8>>(expected).unwrap(), page);
    }

    #[test]
    fn the_last_page_has_neither_next_nor_token() {
        let json = serde_json::to_string(&Collection::<u8>::last_page(vec![], "/customers")).unwrap();
        assert!(!json.contains("next") && !json.contains("continuationToken"), "{json}");
    }
}
