//! Who is there from the start in a sandbox, by the documented ids.

/// The partner Northlight Cloud, a sandbox account.
pub const NORTHLIGHT: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
/// The partner Southgate IT, a production account.
pub const SOUTHGATE: &str = "b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10";
/// A GUID that belongs to nobody.
pub const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";
/// The application of every sandbox token.
pub const APPLICATION: &str = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50";
/// The tenant of our own staff.
pub const STAFF_TENANT: &str = "2f6d3b18-5c0a-4e7b-8f21-6a9d0c4e7b10";

/// Northlight's customer Lakeside School.
pub const LAKESIDE: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";
/// Southgate's only customer.
/// A public library in Poland: nobody but a person can tell.
pub const BIBLIOTEKA: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04";
pub const SOUTHGATE_PRIMARY: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c07";
/// The names of Northlight's customers, as a list shows them.
pub const NORTHLIGHT_CUSTOMERS: [&str; 7] = [
    "Biblioteka Miejska",
    "Grid State Energy",
    "Harbor Books Ltd",
    "Lakeside County IT",
    "Lakeside School",
    "Riverbend University",
    "Szkoła Zielona",
];

/// Northlight's code with 2 of 5 units left.
pub const CODE: &str = "481516";
/// Northlight's code with no unit left.
pub const CODE_EXHAUSTED: &str = "777000";
/// Northlight's code without a limit.
pub const CODE_UNLIMITED: &str = "424242";
/// Southgate's code.
pub const CODE_OF_SOUTHGATE: &str = "999999";
