//! `qualify print`: documents that are made from code. `cargo xtask openapi` writes them into `docs/`.

use qualify_sandbox::openapi_json;
use qualify_wire::errors::catalogue_markdown;

use crate::args::Document;
use crate::exit::Failure;
use crate::output;

pub(crate) fn run(what: Document) -> Result<(), Failure> {
    let text = match what {
        Document::Openapi => openapi_json().to_owned(),
        Document::Errors => errors(),
        Document::VettingRules => vetting_rules(),
    };
    Ok(output::data(&text)?)
}

fn errors() -> String {
    format!(
        "# Error codes\n\n\
         Made from the code by `cargo xtask openapi`; do not edit. An error answers with the status and a JSON object \
         whose members\n`code` and `errorName` stand below; its `description` says what happened and what to do. \
         Status and code belong together.\nWhere `Retry` says yes, the same call may succeed later: send it again \
         with the same `MS-RequestId`, after the seconds of\n`Retry-After` if there are any. Codes from 1900001 on \
         are Qualify's own; all others are Partner Center's.\n\n{}",
        catalogue_markdown()
    )
}

fn vetting_rules() -> String {
    format!(
        "# The rules of vetting\n\n\
         Made from the code by `cargo xtask openapi`; do not edit. `qualify vetting check` says which of them decide \
         about an\norganisation, and why.\n\n{}",
        qualify_vetting::rules::markdown()
    )
}
