//! Partners.

use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{Outcome, Slice};
use qualify_vocabulary::{PageSize, PartnerId, Timestamp};
use rusqlite::{Row, params};

use super::SqliteRows;
use crate::rows::{PartnerRows, Queued, Read, read_partner};
use crate::sqlite::engine::column::{Columns, micros};

const SELECT: &str = "SELECT id, name, is_sandbox_account, is_suspended, may_create_customers, world
 FROM partners";

impl PartnerRows for SqliteRows<'_> {
    fn find_partner(&mut self, partner: PartnerId) -> impl Read<Option<Partner>> {
        self.read(|session| session.find(&format!("{SELECT} WHERE id = ?1"), [partner.as_bytes()], read))
    }

    fn list_partners(&mut self) -> impl Read<Vec<Partner>> {
        self.read(|session| session.list(SELECT, [], read))
    }

    fn page_partners(&mut self, after: Option<PartnerId>, size: PageSize) -> impl Read<Slice<Partner>> {
        self.read(|session| {
            let rows_max = u32::from(size.items()) + 1;
            // Every id is behind the empty text of bytes.
            let after = after.as_ref().map_or(&[][..], |partner| partner.as_bytes());
            let mut items = session.list(
                &format!("{SELECT} WHERE id > ?1 ORDER BY id LIMIT ?2"),
                params![after, rows_max],
                read,
            )?;
            let has_more = items.len() == rows_max as usize;
            items.truncate(usize::from(size.items()));
            Ok(Slice { items, has_more })
        })
    }

    fn put_partner(&mut self, partner: &Partner, now: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "INSERT INTO partners (id, name, is_sandbox_account, is_suspended, may_create_customers,
                    created_at, revision, world)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name,
                     is_sandbox_account = excluded.is_sandbox_account,
                     is_suspended = excluded.is_suspended,
                     may_create_customers = excluded.may_create_customers, revision = revision + 1",
                params![
                    partner.id.as_bytes(),
                    partner.name,
                    partner.is_sandbox_account,
                    partner.status == PartnerStatus::Suspended,
                    partner.may_create_customers,
                    micros(now),
                    partner.world.as_bytes()
                ],
            )
        })
    }
}

fn read(row: &Row<'_>) -> Outcome<Partner> {
    read_partner(&Columns::new("partners", row))
}
