//! The last token of a connection: comparing the header that held it costs less than reading it, hashing it and looking the
//! hash up.

use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderValue;
use qualify_vocabulary::Timestamp;

use crate::auth::Identity;

/// The `Authorization` that a connection sent last, with what its token was verified to say. `Debug` shows neither.
#[derive(Default)]
pub(crate) struct LastToken(Mutex<Option<Known>>);

struct Known {
    authorization: Box<[u8]>,
    identity: Arc<Identity>,
}

impl LastToken {
    /// The identity, if this is the same header and its token has not expired. Beside the leeway of a full check it ends at the
    /// very second, and the full check has the last word then.
    pub(crate) fn find(&self, authorization: &HeaderValue, now: Timestamp) -> Option<Arc<Identity>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().filter(|known| *known.authorization == *authorization.as_bytes())?;
        (now < known.identity.expires_at()).then(|| Arc::clone(&known.identity))
    }

    /// Keeps a header whose token was verified just now.
    pub(crate) fn remember(&self, authorization: &HeaderValue, identity: &Arc<Identity>) {
        let known = Known { authorization: authorization.as_bytes().into(), identity: Arc::clone(identity) };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }
}

impl std::fmt::Debug for LastToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LastToken").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{Person, SignedDuration, StaffRole};

    use super::*;
    use crate::auth::StaffPrincipal;

    #[test]
    fn only_the_same_token_is_found_and_only_until_it_expires() {
        let expires_at = Timestamp::UNIX_EPOCH;
        let roles = vec![StaffRole::Auditor];
        let identity = Arc::new(Identity::Staff(StaffPrincipal {
            has_mfa: true,
            person: Person::of_name("olga@qualify.example".to_owned()),
            names: Vec::new(),
            roles,
            expires_at,
        }));
        let before = expires_at - SignedDuration::from_secs(1);
        let last = LastToken::default();
        let is_found = |token, now| last.find(&HeaderValue::from_static(token), now).is_some();
        assert!(!is_found("Bearer token", before));
        last.remember(&HeaderValue::from_static("Bearer token"), &identity);
        assert!(is_found("Bearer token", before));
        assert!(!is_found("Bearer token2", before) && !is_found("Bearer toke", before));
        assert!(!is_found("Bearer token", expires_at));
        assert!(!format!("{last:?}").contains("token"));
    }
}
