//! Pictures of the work: what comes in, what waits, how long decisions take, what they say, how codes are used, who decides.
//! Each is drawn on the server, beside a table of the same numbers, and each number leads to the list that it counts.

pub(crate) mod cases;
mod chart;
mod codes;
pub(crate) mod page;
mod people;
pub(crate) mod scope;
mod shapes;
