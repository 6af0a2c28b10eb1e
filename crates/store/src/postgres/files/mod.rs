//! What a store in a database does with files.

mod backup;
