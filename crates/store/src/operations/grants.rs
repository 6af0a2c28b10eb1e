//! What users of a sandbox allowed its applications.

use qualify_domain::ports::{AddGrant, GrantChoice, RotateGrant};
use qualify_vocabulary::{GrantId, Timestamp};

use super::Operation;
use crate::rows::Rows;
use crate::undone::Done;

/// So many expired grants at most go to make room for a new one.
const ROOM_ROWS: u16 = 500;

/// Keeps a grant; answers whether there was room.
impl Operation for AddGrant {
    type Answer = bool;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<bool> {
        let Self { grant, now, grants_max } = self;
        if rows.count_grants().await? >= grants_max {
            rows.purge_grants(now, ROOM_ROWS).await?;
            if rows.count_grants().await? >= grants_max {
                return Ok(false);
            }
        }
        rows.insert_grant(&grant, now)?;
        Ok(true)
    }
}

/// Answers the next generation of a grant. Whoever shows one that was given out of turn ends the grant.
impl Operation for RotateGrant {
    type Answer = Option<u32>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Option<u32>> {
        let Self { id, generation, expires_at } = self;
        let next = generation.saturating_add(1);
        if rows.rotate_grant(id, generation, next, expires_at).await? {
            return Ok(Some(next));
        }
        rows.end_grants(GrantChoice::One(id)).await?;
        Ok(None)
    }
}

/// Lets a grant last longer.
#[derive(Clone)]
pub(crate) struct ExtendGrant {
    pub(crate) id: GrantId,
    pub(crate) expires_at: Timestamp,
}

impl Operation for ExtendGrant {
    type Answer = bool;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<bool> {
        Ok(rows.extend_grant(self.id, self.expires_at).await?)
    }
}

/// Ends grants.
#[derive(Clone)]
pub(crate) struct EndGrants(pub(crate) GrantChoice);

impl Operation for EndGrants {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        Ok(rows.end_grants(self.0).await?)
    }
}

/// Removes grants that are over.
#[derive(Clone)]
pub(crate) struct PurgeGrants {
    pub(crate) now: Timestamp,
    pub(crate) rows_max: u16,
}

impl Operation for PurgeGrants {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        Ok(rows.purge_grants(self.now, self.rows_max).await?)
    }
}
