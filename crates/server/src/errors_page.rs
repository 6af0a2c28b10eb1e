//! `docs/errors.md`: every refusal that a caller meets, made of what refuses it.

use qualify_contract::errors::{ErrorKind, RateLimitBody};
use qualify_documents::{DOCUMENT_BYTES_MAX, DocumentKind, PIXELS_MAX, SIDE_PIXELS_MAX};
use qualify_domain::Refusal;
use qualify_domain::review::DOCUMENTS_MAX;
use qualify_vocabulary::VettingReason;
use qualify_wire::errors::catalogue_markdown;

use crate::api::refusal::refusal_error;

/// Seconds in the example of 429.
const EXAMPLE_SECONDS: u32 = 57;

const HEAD: &str = "\
# Error codes

Made from the code by `cargo xtask openapi`; do not edit. An error answers with the status and a JSON object whose members
`code` and `errorName` stand below; its `description` says what happened and what to do. Status and code belong together.
Where `Retry` says yes, the same call may succeed later: send it again with the same `MS-RequestId`, after the seconds of
`Retry-After` if there are any. Codes from 1900001 on are Qualify's own; all others are Partner Center's. Every 401 of this
table has two headers `WWW-Authenticate`, 405 has `Allow`, 503 has `Retry-After`.
";

/// The page, as Markdown.
pub fn errors_markdown() -> String {
    format!(
        "{HEAD}\n{}\n## Errors without such an object\n\n{}\n## Reasons of a denial\n\n{}\n## Documents\n\n{}",
        catalogue_markdown(),
        without_envelope(),
        denial_reasons(),
        documents()
    )
}

fn without_envelope() -> String {
    let limited = RateLimitBody::new(EXAMPLE_SECONDS);
    format!(
        "| Status | When | Body | Headers |\n|---|---|---|---|\n\
         | 401 | The user signed in without a second factor, where `auth.mfa` is `enforce`; `auth.mfa_error` can make it \
         401/900421 of the table above | none | one `WWW-Authenticate` |\n\
         | 429 | Too many calls below `/v1/customers`, too many searches, previews or tests of webhooks | \
         `{{\"statusCode\":{},\"message\":\"{}\"}}` | `Retry-After` in seconds |\n\
         | 429 | The same at the token and device code endpoints of a sandbox | `error` and `error_description`, as OAuth \
         2.0 has them | `Retry-After` in seconds |\n\
         | any | What the issuer of a sandbox refuses | `error` and `error_description`, or a page | |\n",
        limited.status_code, limited.message
    )
}

fn denial_reasons() -> String {
    let reasons: Vec<String> =
        VettingReason::ALL.iter().map(|reason| format!("| {} |\n", reason.text())).collect();
    let reasons = reasons.concat();
    format!(
        "A denied Education record has one of these texts as `vettingReason`, and so has `parameters.vettingReason` of \
         400/{};\nstaff gives one as `reason`. Which rule leads to which stands in \
         [vetting-rules.md](vetting-rules.md).\n\n| vettingReason |\n|---|\n{reasons}",
        ErrorKind::VettingDenied.row().code
    )
}

fn documents() -> String {
    let kinds = [DocumentKind::Pdf, DocumentKind::Png, DocumentKind::Jpeg].map(DocumentKind::media_type);
    let unusable = ErrorKind::DocumentNotUsable.row();
    let too_many = refusal_error(Refusal::TooManyDocuments(DOCUMENTS_MAX)).kind.row();
    format!(
        "What is handed in with a case is {}, known by its bytes and not by its name: at\nmost {} MiB, a picture at \
         most {SIDE_PIXELS_MAX} pixels a side and {} megapixels, no scripts, attachments or passwords.\n{}/{} says what \
         is in the way. A case takes {DOCUMENTS_MAX} documents; one more is {}/{}.\n",
        kinds.join(", "),
        DOCUMENT_BYTES_MAX / (1024 * 1024),
        PIXELS_MAX / 1_000_000,
        unusable.status,
        unusable.code,
        too_many.status,
        too_many.code
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_reason_every_limit_and_what_has_no_envelope() {
        let page = errors_markdown();
        for reason in VettingReason::ALL {
            assert!(page.contains(&format!("| {} |\n", reason.text())), "{reason:?}");
        }
        let said = [
            "application/pdf, image/png, image/jpeg",
            "10 MiB",
            "5 documents",
            "429",
            "Try again in 57 seconds",
        ];
        for text in said.into_iter().chain(["| none | one `WWW-Authenticate` |", "1900026"]) {
            assert!(page.contains(text), "{text}\n{page}");
        }
    }
}
