//! How pages look.

/// The style of every page, for the frame. Policies name it by its hash.
pub const STYLE: &str = include_str!("../../templates/style.css");
