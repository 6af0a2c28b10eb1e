//! Authorization codes: kept in memory until they expire, redeemed once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use qualify_server::random::random_text;
use qualify_vocabulary::{ApplicationId, GrantId, PartnerId, UserId};

use super::granted::GrantedAudience;
use super::refusal::{Reason, Refused};

/// So many codes are kept; one more takes the place of the oldest.
const CODES_MAX: usize = 4096;

/// What a user allowed on the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CodeGrant {
    pub(super) client: ApplicationId,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) tenant: PartnerId,
    pub(super) user: UserId,
    pub(super) has_mfa: bool,
    pub(super) audience: GrantedAudience,
    /// The scopes of the authorization request.
    pub(super) scope: Option<String>,
}

#[derive(Debug)]
struct Entry {
    grant: CodeGrant,
    /// In seconds of real time, as everywhere here.
    expires_at: i64,
    /// The grant that came of it, once it is redeemed.
    redeemed: Option<GrantId>,
}

/// The codes that are out.
#[derive(Debug, Default)]
pub(super) struct Codes(Mutex<HashMap<String, Entry>>);

/// What presenting a code comes to when it is not the first time.
#[derive(Debug)]
pub(super) enum CodeProblem {
    Refused(Refused),
    /// It was redeemed before: what came of it is to be revoked.
    Replayed(GrantId),
}

impl From<Refused> for CodeProblem {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Codes {
    /// Gives out a code.
    pub(super) fn issue(&self, grant: CodeGrant, now: i64, lifetime: i64) -> String {
        let mut codes = self.lock();
        if codes.len() >= CODES_MAX {
            codes.retain(|_, entry| entry.expires_at > now);
        }
        if codes.len() >= CODES_MAX {
            let oldest = codes.iter().min_by_key(|(_, entry)| entry.expires_at).map(|(code, _)| code.clone());
            oldest.and_then(|code| codes.remove(&code));
        }
        let code = random_text();
        codes.insert(code.clone(), Entry { grant, expires_at: now + lifetime, redeemed: None });
        code
    }

    /// What a code that passes the check is good for; it is not used up. A code that was redeemed has to pass it as well:
    /// whoever cannot act as its client shall not end what the client got for it.
    pub(super) fn look_at(
        &self,
        code: &str,
        now: i64,
        check: impl FnOnce(&CodeGrant) -> Result<(), Refused>,
    ) -> Result<CodeGrant, CodeProblem> {
        let codes = self.lock();
        let entry = codes.get(code).ok_or_else(unknown)?;
        if let Some(earlier) = entry.redeemed {
            check(&entry.grant)?;
            return Err(CodeProblem::Replayed(earlier));
        }
        if entry.expires_at <= now {
            return Err(CodeProblem::Refused(Refused::new(
                Reason::CodeExpired,
                "The provided authorization code or refresh token has expired due to inactivity. Send a new \
                 interactive authorization request for this user and resource.",
            )));
        }
        check(&entry.grant)?;
        Ok(entry.grant.clone())
    }

    /// Uses up a code that was looked at, for a grant that is kept by now.
    pub(super) fn use_up(&self, code: &str, grant: GrantId) -> Result<(), CodeProblem> {
        let mut codes = self.lock();
        let entry = codes.get_mut(code).ok_or_else(unknown)?;
        if let Some(earlier) = entry.redeemed {
            // Somebody else came in between with the same code.
            return Err(CodeProblem::Replayed(earlier));
        }
        entry.redeemed = Some(grant);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown() -> Refused {
    Refused::new(
        Reason::CodeUnknown,
        "The provided value for the input parameter 'code' is not valid. Start the sign-in anew.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant() -> CodeGrant {
        CodeGrant {
            client: ApplicationId::from([1; 16]),
            redirect_uri: "http://localhost".to_owned(),
            challenge: None,
            nonce: None,
            tenant: PartnerId::from([2; 16]),
            user: UserId::from([3; 16]),
            has_mfa: true,
            audience: GrantedAudience::Service { usual: "https://api.partnercenter.microsoft.com" },
            scope: None,
        }
    }

    fn reason(problem: CodeProblem) -> Option<Reason> {
        match problem {
            CodeProblem::Refused(refused) => Some(refused.reason),
            CodeProblem::Replayed(_) => None,
        }
    }

    #[test]
    fn a_code_is_redeemed_once_and_in_time() {
        let codes = Codes::default();
        let (code, first) = (codes.issue(grant(), 100, 60), GrantId::from([4; 16]));
        let late = codes.look_at(&code, 160, |_| Ok(())).unwrap_err();
        assert_eq!(reason(late), Some(Reason::CodeExpired));
        let failed = codes.look_at(&code, 159, |_| Err(Refused::missing("x"))).unwrap_err();
        assert_eq!(reason(failed), Some(Reason::MissingParameter));
        assert_eq!(codes.look_at(&code, 159, |_| Ok(())).unwrap(), grant());
        assert_eq!(codes.look_at(&code, 159, |_| Ok(())).unwrap(), grant(), "a look uses nothing up");
        codes.use_up(&code, first).unwrap();
        let strangers = codes.look_at(&code, 159, |_| Err(Refused::missing("x"))).unwrap_err();
        assert_eq!(reason(strangers), Some(Reason::MissingParameter), "no replay by whoever fails the check");
        let replay = codes.look_at(&code, 159, |_| Ok(())).unwrap_err();
        assert!(matches!(replay, CodeProblem::Replayed(known) if known == first));
        let second = codes.use_up(&code, GrantId::from([5; 16])).unwrap_err();
        assert!(matches!(second, CodeProblem::Replayed(known) if known == first));
        let unknown = codes.look_at("x", 159, |_| Ok(())).unwrap_err();
        assert_eq!(reason(unknown), Some(Reason::CodeUnknown));
        assert_eq!(reason(codes.use_up("x", first).unwrap_err()), Some(Reason::CodeUnknown));
    }

    #[test]
    fn codes_are_bounded_and_the_newest_stays() {
        let codes = Codes::default();
        let first = codes.issue(grant(), 0, 60);
        for second in 1..=i64::try_from(CODES_MAX).unwrap() {
            codes.issue(grant(), second.min(50), 60);
        }
        assert_eq!(codes.lock().len(), CODES_MAX);
        assert!(codes.look_at(&first, 10, |_| Ok(())).is_err());
    }
}
