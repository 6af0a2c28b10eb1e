//! Idempotency by `MS-RequestId` (contract 3.2): the key of a call, and the answer that is given again.

use qualify_vocabulary::SignedDuration;

/// How long an answer is given again (contract 3.2 rule 5).
pub const REPLAY_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// What identifies a call: a digest over partner, caller, request id, method, path with query, and body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReplayKey([u8; 32]);

impl ReplayKey {
    /// The key with this digest.
    pub const fn from_digest(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// How the first answer was written (the wire's dialect, opaque here): a replay is written the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation(String);

impl Presentation {
    /// Wraps the wire's text.
    pub const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The wire's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The key of a call with the presentation that its answer will have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// By what a later call is known as the same.
    pub key: ReplayKey,
    /// The presentation of the first answer.
    pub presentation: Presentation,
}

/// The outcome of a changing call, fresh or replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// What the call came to, the first time.
    pub outcome: T,
    /// The presentation of the first answer, if this is a replay.
    pub replayed: Option<Presentation>,
}

impl<T> Answer<T> {
    /// The outcome of a call that was carried out just now.
    pub const fn fresh(outcome: T) -> Self {
        Self { outcome, replayed: None }
    }
}
