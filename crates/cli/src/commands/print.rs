//! `qualify print`: documents that are made from code. `cargo xtask openapi` writes them into `docs/`.

use qualify_sandbox::openapi_json;

use crate::args::Document;
use crate::exit::Failure;
use crate::output;

pub(crate) fn run(what: Document) -> Result<(), Failure> {
    let text = match what {
        Document::Openapi => openapi_json().to_owned(),
        Document::Errors => qualify_server::errors_markdown(),
        Document::VettingRules => vetting_rules(),
    };
    Ok(output::data(&text)?)
}

fn vetting_rules() -> String {
    format!(
        "# The rules of vetting\n\n\
         Made from the code by `cargo xtask openapi`; do not edit. `qualify vetting check` says which of them decide \
         about an\norganisation, and why.\n\n{}",
        qualify_vetting::rules::markdown()
    )
}
