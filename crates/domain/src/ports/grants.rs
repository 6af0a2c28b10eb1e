//! What users of a sandbox allowed its applications: what refresh tokens rest on. Everything here goes by real time.

use std::future::Future;

use qualify_vocabulary::{ApplicationId, GrantId, Timestamp, UserId};

use super::outcome::Outcome;

/// What one sign-in allowed an application. Its refresh tokens are good as long as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Its name, which the tokens carry.
    pub id: GrantId,
    /// Who signed in.
    pub user: UserId,
    /// To which application.
    pub application: ApplicationId,
    /// When the last of its tokens expires.
    pub expires_at: Timestamp,
}

/// Keeps a grant, if there is room.
#[derive(Debug, Clone, Copy)]
pub struct AddGrant {
    /// What is kept; its id is new.
    pub grant: Grant,
    /// Real time: what expired before makes room.
    pub now: Timestamp,
    /// The most grants that are kept.
    pub grants_max: u32,
}

/// Uses up a refresh token for the next one.
#[derive(Debug, Clone, Copy)]
pub struct RotateGrant {
    /// The grant that the token names.
    pub id: GrantId,
    /// Which of the grant's tokens it is: 0 is the first.
    pub generation: u32,
    /// When the next one expires.
    pub expires_at: Timestamp,
}

/// Which grants are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantChoice {
    /// This one.
    One(GrantId),
    /// All of a user.
    OfUser(UserId),
    /// Those of a user to one application.
    OfUserTo(UserId, ApplicationId),
}

/// The grants of a sandbox's issuer. Like the settings they are the installation's: a reset leaves them, and no
/// snapshot holds them.
pub trait GrantStore: Send + Sync {
    /// Keeps a grant; `false` if there is no room. Nothing is kept once nobody waits for the answer any more.
    fn add_grant(&self, command: AddGrant) -> impl Future<Output = Outcome<bool>> + Send;
    /// A grant, unless it was ended.
    fn find_grant(&self, id: GrantId) -> impl Future<Output = Outcome<Option<Grant>>> + Send;
    /// Moves the end of a grant; `false` if it was ended.
    fn extend_grant(&self, id: GrantId, expires_at: Timestamp) -> impl Future<Output = Outcome<bool>> + Send;
    /// Uses up the newest token of a grant, and answers the generation of the next. An older one ends the grant
    /// (RFC 9700, 4.14.2); none for it and for a grant that was ended. Nothing is used up once nobody waits for the
    /// answer any more: whoever hears that the service is busy comes again with the same token.
    fn rotate_grant(&self, command: RotateGrant) -> impl Future<Output = Outcome<Option<u32>>> + Send;
    /// Ends grants; answers how many there were.
    fn end_grants(&self, choice: GrantChoice) -> impl Future<Output = Outcome<usize>> + Send;
    /// Removes grants whose last token has expired, at most so many; answers how many went.
    fn purge_grants(&self, now: Timestamp, rows_max: u16) -> impl Future<Output = Outcome<usize>> + Send;
}
