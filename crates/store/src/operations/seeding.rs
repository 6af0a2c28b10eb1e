//! Filling an empty store, and emptying a full one.

use qualify_domain::customer::CustomerKey;
use qualify_domain::partner::Partner;
use qualify_domain::ports::StoreError;
use qualify_domain::qualification::{Change, EducationState, ExclusiveRecord};
use qualify_domain::seed::{Seed, SeedCustomer};
use qualify_vocabulary::{PartnerId, ReasonCode};

use super::Operation;
use super::reviews::{self, OpeningFacts};
use crate::rows::{Beside, Rows};
use crate::undone::{Done, Undone};

/// Writes the seed if the store holds no partner; answers all partners if it did.
#[derive(Clone)]
pub(crate) struct SeedIfEmpty(pub(crate) Seed);

impl Operation for SeedIfEmpty {
    type Answer = Option<Vec<Partner>>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        if !rows.list_partners().await?.is_empty() {
            return Ok(None);
        }
        write(rows, &self.0).await.map(Some)
    }
}

/// Empties the store. What is the installation's own stays.
#[derive(Clone)]
pub(crate) struct DeleteAllData;

impl Operation for DeleteAllData {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        rows.delete_all_data()
    }
}

/// Empties the store and writes the seed; answers all partners.
#[derive(Clone)]
pub(crate) struct Reset(pub(crate) Seed);

impl Operation for Reset {
    type Answer = Vec<Partner>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        rows.delete_all_data()?;
        write(rows, &self.0).await
    }
}

/// Puts a partner with everything that is its own in the place of what it had, or takes it away; answers whether there was
/// such a partner, and all partners then.
#[derive(Clone)]
pub(crate) struct ReplacePartner {
    pub(crate) partner: PartnerId,
    pub(crate) seed: Option<Seed>,
}

impl Operation for ReplacePartner {
    type Answer = (bool, Vec<Partner>);

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let was_there = rows.find_partner(self.partner).await?.is_some();
        if was_there {
            rows.delete_partner_data(self.partner)?;
        }
        let partners = match &self.seed {
            Some(seed) => write(rows, seed).await?,
            None => rows.list_partners().await?,
        };
        Ok((was_there, partners))
    }
}

/// Writes a seed; answers all partners then. What is refused of it may be told as late as these are read.
async fn write<R: Rows>(rows: &mut R, seed: &Seed) -> Done<Vec<Partner>> {
    let written = match write_rows(rows, seed).await {
        Ok(()) => rows.list_partners().await.map_err(Undone::from),
        Err(undone) => Err(undone),
    };
    written.map_err(|undone| unusable(&"a row", undone))
}

async fn write_rows<R: Rows>(rows: &mut R, seed: &Seed) -> Done<()> {
    rows.wake_event_readers()?;
    for partner in &seed.partners {
        rows.put_partner(partner, seed.created_at)?;
    }
    for (partner, code) in &seed.codes {
        rows.insert_code(*partner, code, seed.created_at).map_err(|undone| unusable(&code.id, undone))?;
    }
    for customer in &seed.customers {
        write_customer(rows, seed, customer).await?;
    }
    Ok(())
}

async fn write_customer<R: Rows>(rows: &mut R, seed: &Seed, seeded: &SeedCustomer) -> Done<()> {
    let key = CustomerKey { partner: seeded.partner, customer: seeded.customer.id };
    rows.insert_customer(seeded.partner, &seeded.customer, seed.created_at)
        .map_err(|undone| unusable(&key.customer, undone))?;
    let records = &seeded.qualifications;
    let exclusive = records.exclusive.clone().map(Change::Exclusive);
    for change in exclusive.into_iter().chain(records.state_owned.clone().map(Change::StateOwned)) {
        let is_attempt = matches!(change, Change::Exclusive(ExclusiveRecord::Education(_)));
        let beside = Beside { attempts: i32::from(is_attempt), approvable_domain: None };
        rows.save_record(key, &change, &beside)?;
    }
    if let Some(record) = seeded.account_status {
        rows.save_account_status(key, record)?;
    }
    // A record that waits for a person has its case.
    match records.education_record() {
        Some(record) if record.state == (EducationState::InReview { due_at: None }) => {
            let facts = OpeningFacts { reason_code: ReasonCode::PolicyFixed, decision: None, domain: None };
            reviews::open_request(rows, key, record, facts, &seed.review_rules, seed.created_at).await
        }
        Some(_) | None => Ok(()),
    }
}

/// What is refused of a seed is a fault of the seed.
fn unusable(what: &impl std::fmt::Display, undone: Undone) -> Undone {
    match undone {
        Undone::Refused(refusal, _) => {
            Undone::Failed(StoreError::Failed(format!("{what} of the seed: {refusal}").into()))
        }
        failed @ Undone::Failed(_) => failed,
    }
}
