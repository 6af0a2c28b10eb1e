//! The documents of the repository, for a sandbox to show to whoever has the program alone.

use qualify_sandbox::Document;

macro_rules! document {
    ($name:literal, $about:literal) => {
        Document { name: $name, about: $about, text: include_str!(concat!("../../../docs/", $name)) }
    };
}

/// Those that a user of a sandbox may want.
pub(crate) const ALL: &[Document] = &[
    document!("OPERATIONS.md", "the sandbox's commands and powers, its issuer; running a service"),
    document!("dashboard.md", "pages for people: customers, what they qualify for, and why"),
    document!("CLIENTS.md", "pointing clients of Partner Center at it"),
    document!("from-csharp.md", "the documentation's lines of C# in Rust, on the client of its own"),
    document!("errors.md", "the codes of errors"),
    document!("webhooks.md", "being told instead of asking"),
    document!("reviews.md", "what people decide"),
    document!("vetting-rules.md", "the rules that decide the rest"),
    document!(
        "datasets.md",
        "the lists of institutions that the rules go by, and registers of five countries"
    ),
];
