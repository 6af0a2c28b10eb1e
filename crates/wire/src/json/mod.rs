//! The reader of request bodies (contract 1.4, Accept rules 2 to 6).
//!
//! Clients differ in casing, send explicit nulls, and copy documented examples with their comments and trailing
//! commas. So a body becomes a [`Node`] tree first, members in the order they came, and types are read from the tree:
//! names match without regard to case, the last of several counts, null is absent, unknown members are nothing.
//!
//! A type that is read this way names its fields by `rename_all` or `rename`, uses no `alias` (two members would
//! share one field) and no `flatten` (serde hides the field names then).

mod error;
mod node;
mod parse;
mod reader;
mod relaxed;

use serde::de::DeserializeOwned;

pub use error::BodyError;
pub use node::{DEPTH_MAX, Node};
pub use parse::read_node;

use reader::{Mode, NodeReader};

/// Reads a value from a request body of `/v1`.
///
/// ```
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Body { company_name: String, email: Option<String> }
///
/// let body: Body = qualify_wire::json::read(br#"{ "CompanyName": "Lakeside", "Email": null, } // as printed"#)?;
/// assert_eq!(body.company_name, "Lakeside");
/// assert_eq!(body.email, None);
/// # Ok::<(), qualify_wire::json::BodyError>(())
/// ```
///
/// # Errors
/// - [`BodyError::Empty`]: there is nothing but blanks.
/// - [`BodyError::WideText`]: the bytes are text in another encoding.
/// - [`BodyError::NotJson`]: the bytes are no JSON text in UTF-8.
/// - [`BodyError::TooDeep`]: lists and objects are nested deeper than [`DEPTH_MAX`].
/// - [`BodyError::Shape`]: a member is missing or of another type.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, BodyError> {
    read_as(read_node(body)?, Mode::Lenient)
}

/// Reads a value from a body of our own operator API: plain JSON, exact names, and unknown members reach the type,
/// which refuses them by `deny_unknown_fields`.
///
/// # Errors
/// As for [`read`]; comments and trailing commas are [`BodyError::NotJson`] here.
pub fn read_strict<T: DeserializeOwned>(body: &[u8]) -> Result<T, BodyError> {
    read_as(parse::read_plain_node(body)?, Mode::Strict)
}

fn read_as<T: DeserializeOwned>(node: Node, mode: Mode) -> Result<T, BodyError> {
    T::deserialize(NodeReader::new(node, mode)).map_err(error::ShapeError::into_body_error)
}

#[cfg(test)]
mod tests;
