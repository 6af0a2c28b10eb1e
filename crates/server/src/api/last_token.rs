//! The last token of a connection: comparing it costs less than hashing it and looking the hash up.

use std::sync::{Arc, Mutex, PoisonError};

use qualify_vocabulary::Timestamp;

use crate::auth::Identity;

/// The token that a connection sent last, with what it was verified to say. `Debug` shows neither.
#[derive(Default)]
pub(crate) struct LastToken(Mutex<Option<Known>>);

struct Known {
    token: Box<str>,
    identity: Arc<Identity>,
}

impl LastToken {
    /// The identity, if this is the same token and it has not expired. Beside the leeway of a full check it ends at the
    /// very second, and the full check has the last word then.
    pub(crate) fn find(&self, token: &str, now: Timestamp) -> Option<Arc<Identity>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().filter(|known| *known.token == *token)?;
        (now < known.identity.expires_at()).then(|| Arc::clone(&known.identity))
    }

    /// Keeps a token that was verified just now.
    pub(crate) fn remember(&self, token: &str, identity: &Arc<Identity>) {
        let known = Known { token: token.into(), identity: Arc::clone(identity) };
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
        assert!(last.find("token", before).is_none());
        last.remember("token", &identity);
        assert!(last.find("token", before).is_some());
        assert!(last.find("token2", before).is_none() && last.find("toke", before).is_none());
        assert!(last.find("token", expires_at).is_none());
        assert!(!format!("{last:?}").contains("token"));
    }
}
