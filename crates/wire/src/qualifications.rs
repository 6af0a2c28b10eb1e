//! What a caller asks for with C2 and C4, in every spelling (contract 2.2, 2.4).

use qualify_contract::errors::ErrorKind;
use qualify_vocabulary::{EducationSegment, Qualification, ValidationCodeId};
use serde_json::Number;

use crate::errors::ApiError;
use crate::json::{Node, read_node};
use crate::query::echo;

/// What reading a qualification body fails with: the answer itself, since step 7 of contract 2.5 decides it.
pub type InputError = ApiError;

/// What the body of C2 says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetQualificationBody {
    /// The qualification to set; whether it may be set here is the next step's question.
    pub qualification: Qualification,
    /// The code of an object body, with GovernmentCommunityCloud only.
    pub validation_code: Option<ValidationCodeId>,
}

/// What the body of C4 says. Inputs that do not belong to the qualification are absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateQualificationBody {
    /// The qualification to create.
    pub qualification: Qualification,
    /// The school segment.
    pub education_segment: SegmentInput,
    /// The website as it was sent, without blanks around it; its length is not checked yet.
    pub website: Option<String>,
    /// The code, for Government Community Cloud.
    pub validation_code: Option<ValidationCodeId>,
}

/// The segment of an Education request. An unknown one is an error of a later step than the body's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SegmentInput {
    /// None was sent, or the qualification has none.
    Absent,
    /// A documented one.
    Known(EducationSegment),
    /// Another text; the beginning of it, for `parameters.value`.
    Unknown(String),
}

/// How a caller wrote a qualification (contract 2.2). The three forms mean the same.
#[derive(Debug, Clone, PartialEq)]
pub enum QualificationInput<'a> {
    /// A number of the enumeration.
    Number(&'a Number),
    /// A text: a name, or digits.
    Text(&'a str),
}

impl<'a> QualificationInput<'a> {
    /// The input that a JSON value is, if it is one; blank text is none.
    pub fn of(node: &'a Node) -> Option<Self> {
        match node {
            Node::Number(number) => Some(Self::Number(number)),
            Node::Text(text) if !text.trim().is_empty() => Some(Self::Text(text)),
            Node::Text(_) | Node::Null | Node::Bool(_) | Node::List(_) | Node::Object(_) => None,
        }
    }

    /// The qualification that is meant.
    ///
    /// # Errors
    /// 400/900126: another number, or an unknown text.
    pub fn read(&self) -> Result<Qualification, InputError> {
        let (found, sent) = match self {
            Self::Number(number) => {
                (number.as_u64().and_then(Qualification::from_integer), number.to_string())
            }
            Self::Text(text) => (Qualification::parse(text).ok(), echo(text)),
        };
        found.ok_or_else(|| {
            let text = "The qualification is unknown. Send Education, GovernmentCommunityCloud or StateOwnedEntity, \
                        or its integer 1, 3 or 4.";
            ApiError::new(ErrorKind::EnumParse, text).with_parameter("value", sent)
        })
    }
}

/// Reads the body of C2: an integer, a text, or an object with `qualification` and perhaps `validationCode`.
///
/// ```
/// use qualify_wire::qualifications::read_set_body;
/// use qualify_vocabulary::Qualification;
/// assert_eq!(read_set_body(b"3")?.qualification, Qualification::GovernmentCommunityCloud);
/// assert_eq!(read_set_body(b"\"education\"")?.qualification, Qualification::Education);
/// # Ok::<(), qualify_wire::ApiError>(())
/// ```
///
/// # Errors
/// - 400/800002: the body is empty, no JSON, or says no qualification.
/// - 400/900126: the qualification is unknown.
pub fn read_set_body(body: &[u8]) -> Result<SetQualificationBody, InputError> {
    let node = read_node(body)?;
    let qualification = match &node {
        Node::Object(_) => qualification_member(&node)?,
        Node::Number(_) | Node::Text(_) | Node::Null | Node::Bool(_) | Node::List(_) => {
            QualificationInput::of(&node).ok_or_else(no_qualification)?.read()?
        }
    };
    Ok(SetQualificationBody { qualification, validation_code: code_member(&node, qualification)? })
}

/// Reads the body of C4: an object. Members that do not belong to the qualification are ignored unread.
///
/// # Errors
/// - 400/800002: the body is no JSON object, says no qualification, or a member that counts has the wrong type.
/// - 400/900126: the qualification is unknown.
pub fn read_create_body(body: &[u8]) -> Result<CreateQualificationBody, InputError> {
    let node = read_node(body)?;
    let qualification = qualification_member(&node)?;
    let validation_code = code_member(&node, qualification)?;
    let (education_segment, website) = match qualification {
        Qualification::Education => (segment_member(&node)?, website_member(&node)?),
        Qualification::None
        | Qualification::Nonprofit
        | Qualification::GovernmentCommunityCloud
        | Qualification::StateOwnedEntity => (SegmentInput::Absent, None),
    };
    Ok(CreateQualificationBody { qualification, education_segment, website, validation_code })
}

fn qualification_member(body: &Node) -> Result<Qualification, InputError> {
    let member = body.get("qualification").and_then(QualificationInput::of);
    member.ok_or_else(no_qualification)?.read()
}

fn code_member(body: &Node, qualification: Qualification) -> Result<Option<ValidationCodeId>, InputError> {
    if qualification != Qualification::GovernmentCommunityCloud {
        return Ok(None);
    }
    let Some(member) = body.get("validationCode") else { return Ok(None) };
    let text = member.to_text().ok_or_else(|| wrong_type("validationCode", "a text or a number", member))?;
    Ok(ValidationCodeId::from_input(&text))
}

fn segment_member(body: &Node) -> Result<SegmentInput, InputError> {
    let Some(member) = body.get("educationSegment") else { return Ok(SegmentInput::Absent) };
    let text = member.to_text().ok_or_else(|| wrong_type("educationSegment", "a text", member))?;
    if text.trim().is_empty() {
        return Ok(SegmentInput::Absent);
    }
    let known = EducationSegment::parse(text.trim());
    Ok(known.map_or_else(|_| SegmentInput::Unknown(echo(&text)), SegmentInput::Known))
}

fn website_member(body: &Node) -> Result<Option<String>, InputError> {
    let Some(member) = body.get("website") else { return Ok(None) };
    let text = member.as_text().ok_or_else(|| wrong_type("website", "a text", member))?.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn no_qualification() -> InputError {
    let text = "The request says no qualification: it is missing, null, empty or of another type. Send its name or \
                its integer, for example {\"qualification\":\"Education\"}.";
    ApiError::new(ErrorKind::InvalidInput, text)
}

fn wrong_type(member: &str, expected: &str, found: &Node) -> InputError {
    let found = found.kind();
    let text = format!(
        "The member {member} must be {expected}, but {found} was found. Correct it and send it again."
    );
    ApiError::new(ErrorKind::InvalidInput, text)
}

#[cfg(test)]
mod tests;
