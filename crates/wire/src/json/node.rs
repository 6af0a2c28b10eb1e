//! A JSON value as it came: the members of an object in their order, duplicates included.

use std::fmt;

use serde_json::Number;

/// Deepest nesting of lists and objects that is read. No request of the contract needs more than five.
pub const DEPTH_MAX: usize = 64;

/// A JSON value whose objects keep every member in order. `Debug` shows kinds and names, no values.
#[derive(Clone, PartialEq)]
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, whole or not.
    Number(Number),
    /// A string with its escapes read.
    Text(String),
    /// A list in its order.
    List(Vec<Node>),
    /// An object: its members, in order.
    Object(Vec<(String, Node)>),
}

impl Node {
    /// The member of an object that counts: names compare without regard to case, the last of several wins, and null
    /// is absent. `None` also for everything that is no object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        let (_, node) = members.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        (*node != Self::Null).then_some(node)
    }

    /// The string, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The text of a string, or the decimal text of a number: some members may be either (contract 2.4). A number without
    /// a fraction is its integer, however it was written (contract 9.2.8).
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(whole(number).unwrap_or_else(|| number.clone()).to_string()),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// What the value is, with its article: "a text".
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// The integer that a number is, also where it was written with a point or an exponent: `424242.0`, `4.24242e5`. Beyond
/// 2^53 a point has lost digits, and nobody knows which integer was meant.
pub(super) fn whole(number: &Number) -> Option<Number> {
    /// 2^53: every smaller integer is a double of its own.
    const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;
    if !number.is_f64() {
        return Some(number.clone());
    }
    let value = number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < EXACT_BELOW)?;
    #[expect(clippy::cast_possible_truncation, reason = "it is an integer, and small enough")]
    let integer = value as i64;
    Some(u64::try_from(integer).map_or_else(|_| Number::from(integer), Number::from))
}

impl fmt::Debug for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(items) => formatter.debug_list().entries(items).finish(),
            Self::Object(members) => {
                formatter.debug_map().entries(members.iter().map(|(name, node)| (name, node))).finish()
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => formatter.write_str(self.kind()),
        }
    }
}
