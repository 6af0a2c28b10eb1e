//! Why a body could not be read. No text here ever holds a caller's value.

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use super::node::DEPTH_MAX;
use crate::errors::ApiError;
use qualify_contract::errors::ErrorKind;

/// Longest member name that an error repeats, in characters.
const NAME_CHARS_MAX: usize = 64;

/// Why a request body could not be read. Its text is plain English and names places, never values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// There is no body, or nothing but blanks.
    #[error("the request body is empty; a JSON value is expected")]
    Empty,
    /// The bytes are no JSON text in UTF-8.
    #[error("the request body is not valid JSON at line {line}, column {column}")]
    NotJson {
        /// The line of the first error, from 1.
        line: usize,
        /// The column of the first error, in bytes from 1 (0 at the start of a line that ended too early).
        column: usize,
    },
    /// The bytes are text in another encoding than UTF-8.
    #[error("the request body is in UTF-16 or UTF-32, and only UTF-8 is read")]
    WideText,
    /// Lists and objects are nested too deep.
    #[error("the request body is nested deeper than {DEPTH_MAX} levels")]
    TooDeep,
    /// The JSON is fine, but a member is missing or of another type.
    #[error("{}{problem}", place(.path))]
    Shape {
        /// Where, like `billingProfile.defaultAddress.country`; empty for the whole body.
        path: String,
        /// What is wrong there, as a phrase that follows the place.
        problem: String,
    },
}

fn place(path: &str) -> String {
    if path.is_empty() { "the request body ".to_owned() } else { format!("the member {path} ") }
}

impl From<BodyError> for ApiError {
    /// Every unreadable body is 400/800002.
    fn from(error: BodyError) -> Self {
        let text = format!("The request cannot be read: {error}. Correct the body and send it again.");
        Self::new(ErrorKind::InvalidInput, text)
    }
}

/// The error while a value is read from a tree; it collects the path on its way out.
#[derive(Debug)]
pub(super) struct ShapeError {
    /// The innermost step first.
    steps: Vec<Step>,
    problem: String,
}

#[derive(Debug)]
enum Step {
    Member(String),
    Item(usize),
}

impl ShapeError {
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self { steps: Vec::new(), problem: problem.into() }
    }

    pub(super) fn expected(what: &str, found: &str) -> Self {
        Self::new(format!("must be {what}, but {found} was found"))
    }

    pub(super) fn in_member(mut self, name: &str) -> Self {
        self.steps.push(Step::Member(printable_name(name)));
        self
    }

    pub(super) fn in_item(mut self, index: usize) -> Self {
        self.steps.push(Step::Item(index));
        self
    }

    pub(super) fn into_body_error(self) -> BodyError {
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            match step {
                Step::Member(name) if path.is_empty() => path.push_str(name),
                Step::Member(name) => path.extend([".", name]),
                Step::Item(index) => path.extend(["[", &index.to_string(), "]"]),
            }
        }
        BodyError::Shape { path, problem: self.problem }
    }
}

/// A member's name as an error may repeat it: short and without control characters.
fn printable_name(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(NAME_CHARS_MAX).collect()
}

impl Display for ShapeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.problem)
    }
}

impl std::error::Error for ShapeError {}

/// What a type is called in a text for people: readers of JSON know no Rust.
fn name_of(expected: &dyn Expected) -> Cow<'static, str> {
    let name = expected.to_string();
    let name = name.strip_prefix("a nonzero ").unwrap_or(&name);
    let bits = |letter: char| name.strip_prefix(letter).and_then(|bits| bits.parse::<u32>().ok());
    if let Some(bits @ 1..=64) = bits('u') {
        return whole_number(0, u64::MAX >> (64 - bits));
    }
    if let Some(bits @ 1..=64) = bits('i') {
        return whole_number(i64::MIN >> (64 - bits), i64::MAX.unsigned_abs() >> (64 - bits));
    }
    let is_one_of = |kinds: &[&str]| kinds.iter().any(|kind| name.starts_with(kind));
    let plain = match name {
        "usize" => return whole_number(0, u64::MAX),
        "isize" => return whole_number(i64::MIN, i64::MAX.unsigned_abs()),
        "f32" | "f64" => "a number",
        "i128" | "u128" => "a whole number",
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "a formatted string" | "a character" | "string or map" => "a text",
        "a map" | "map" => "an object",
        "unit" => "null",
        "option" => "a value or null",
        _ if is_one_of(&[
            "a sequence",
            "a borrowed byte array",
            "byte array",
            "an array",
            "a tuple",
            "tuple",
        ]) =>
        {
            "a list"
        }
        _ if is_one_of(&["struct ", "enum ", "internally tagged enum ", "adjacently tagged enum "]) => {
            "an object"
        }
        _ if is_one_of(&["newtype ", "unit "]) => "another value",
        _ => return Cow::Owned(name.to_owned()),
    };
    Cow::Borrowed(plain)
}

fn whole_number(lowest: i64, highest: u64) -> Cow<'static, str> {
    Cow::Owned(format!("a whole number from {lowest} to {highest}"))
}

fn kind_of(unexpected: &Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
        Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::Bytes(_) => "a text",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        _ => "another value",
    }
}

impl de::Error for ShapeError {
    fn custom<T: Display>(message: T) -> Self {
        // The vocabulary's errors name their type and rule, never the text.
        Self::new(format!("is unusable: {message}"))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(&name_of(expected), kind_of(&unexpected))
    }

    fn invalid_value(_unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("has an unusable value; {} is expected", name_of(expected)))
    }

    fn invalid_length(_length: usize, expected: &dyn Expected) -> Self {
        Self::new(format!("has the wrong length; {} is expected", name_of(expected)))
    }

    fn unknown_variant(_variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("has an unknown value; {} is expected", expected.join(" or ")))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("is unknown here; known members are {}", expected.join(", "))).in_member(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("is missing").in_member(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("appears twice").in_member(field)
    }
}
