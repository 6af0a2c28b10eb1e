//! The idempotency key of a call (contract 3.2 rule 2).

use percent_encoding::percent_decode_str;
use qualify_domain::caller::Caller;
use qualify_domain::replay::{Presentation, Replay, ReplayKey};
use qualify_vocabulary::parse_guid;
use qualify_wire::dialect::Dialect;
use sha2::{Digest as _, Sha256};

use super::call::RequestInfo;

/// The key, if the client sent a valid request id; a generated one is no key.
pub(crate) fn replay_of(request: &RequestInfo, caller: &Caller, body: &[u8]) -> Option<Replay> {
    let request_id = request.request_id?;
    let no_user = [0; 16];
    let user = caller.user.as_ref().map_or(&no_user, |user| user.id.as_bytes());
    let mut digest = Sha256::new();
    digest.update(caller.partner.as_bytes());
    digest.update(caller.application.as_bytes());
    digest.update(user);
    digest.update(request_id.as_bytes());
    // Texts are closed by a byte that none of them holds, so that no two lists of texts run together alike.
    for text in [request.method.as_str(), &normalized_path(&request.path), &request.query] {
        digest.update(text.as_bytes());
        digest.update([0]);
    }
    digest.update(Sha256::digest(body));
    let key = ReplayKey::from_digest(digest.finalize().into());
    Some(Replay { key, presentation: presentation_of(request.dialect) })
}

/// The path with every id in its one spelling: another spelling of the same path is the same call.
fn normalized_path(path: &str) -> String {
    let segments =
        path.split('/').map(|segment| match parse_guid(&percent_decode_str(segment).decode_utf8_lossy()) {
            Some(id) => id.as_hyphenated().to_string(),
            None => segment.to_owned(),
        });
    segments.collect::<Vec<_>>().join("/")
}

fn presentation_of(dialect: Dialect) -> Presentation {
    Presentation::from_text(u8::from(dialect).to_string())
}

/// The dialect in which the first answer was written.
pub(crate) fn dialect_of(presentation: &Presentation) -> Dialect {
    Dialect::from(presentation.as_str().parse::<u8>().unwrap_or_default())
}
