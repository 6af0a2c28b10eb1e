//! What a caller asks for a customer's relationship (contract 9.2.3).

use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::customers::{EndOfRelationship, NO_RELATIONSHIP};

use crate::errors::ApiError;
use crate::json::{Node, read_node};

/// Reads the body of Q35: that the relationship ends is the only change of a customer that there is.
///
/// # Errors
/// - 400/800002: the body is empty or no JSON.
/// - 400/900141: it wants another change.
pub fn read_end_of_relationship(body: &[u8]) -> Result<EndOfRelationship, ApiError> {
    let node = read_node(body)?;
    let wanted = node.get("relationshipToPartner").and_then(Node::as_text);
    if wanted.is_some_and(|wanted| wanted.trim().eq_ignore_ascii_case(NO_RELATIONSHIP)) {
        return Ok(EndOfRelationship::default());
    }
    let text = "A customer cannot be changed so. Send {\"relationshipToPartner\":\"none\"} to end the relationship; PUT \
                the billing profile to change that.";
    Err(ApiError::new(ErrorKind::OperationNotSupported, text))
}
