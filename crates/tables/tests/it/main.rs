//! What people hand in: texts in the dialects of the world, workbooks, and what is neither.

mod dialects;
mod faults;
mod workbooks;
