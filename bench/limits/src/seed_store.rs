//! Fills a store with customers, in one transaction, far faster than the wire could.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, ensure};
use qualify_domain::billing_profile::{Address, BillingProfile};
use qualify_domain::customer::CustomerKey;
use qualify_domain::review::{Review, ReviewKind, ReviewRules, Subject};
use qualify_vocabulary::{
    CustomerId, CustomerWords, DomainName, NameKey, Qualification, ReasonCode, Timestamp, VettingStatus,
};
use rusqlite::{CachedStatement, Connection, Transaction, params};

use crate::samples::{self, MOMENT_MICROS, partner, scattered};

// As in crates/store/src/sqlite/rows/customers.rs and qualifications.rs; a test compares them.
pub(crate) const INSERT_CLAIM: &str =
    "INSERT INTO tenant_domains (world, domain, partner_id, customer_id, created_at)
     SELECT world, ?1, ?2, ?3, ?4 FROM partners WHERE id = ?2";
pub(crate) const INSERT_CUSTOMER: &str =
    "INSERT INTO customers (partner_id, id, name_key, company_name, domain, has_ended, created_at, reseller_key,
         domain_key, domain_ascii)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
pub(crate) const INSERT_DETAILS: &str =
    "INSERT INTO customer_details (partner_id, customer_id, commerce_id, registration_number,
         associated_partner_id, billing_profile_id, billing_profile, created_at, revision)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
// As in words.rs there.
const INSERT_WORD: &str = "INSERT INTO customer_words (partner_id, word, customer_id) VALUES (?1, ?2, ?3)";

// Nothing of this transaction is worth keeping after a crash: the bench fills the store anew.
const FOR_SPEED: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
                         PRAGMA cache_size = -1048576; PRAGMA locking_mode = EXCLUSIVE;";

/// Which customers have a record of Education, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Records {
    /// Every so manieth customer; 0 for none.
    pub(crate) every: u64,
    pub(crate) status: &'static str,
}

pub(crate) fn run(data_dir: &Path, customers: u64, records: Records, ids: &Path) -> anyhow::Result<()> {
    let file = samples::database(data_dir);
    ensure!(file.exists(), "start the server once on {}, so that it makes the store", data_dir.display());
    let mut connection = Connection::open(&file)?;
    connection.execute_batch(FOR_SPEED)?;
    let transaction = connection.transaction()?;
    let mut list =
        BufWriter::new(File::create(ids).with_context(|| format!("{} cannot be made", ids.display()))?);
    {
        let mut insert = Inserts::prepare(&transaction)?;
        for number in 0..customers {
            let customer = CustomerId::from(scattered(number, 0));
            insert.customer(number, customer)?;
            if number.checked_rem(records.every) == Some(0) {
                insert.record(customer, records.status)?;
            }
            writeln!(list, "{customer}")?;
        }
    }
    list.flush()?;
    transaction.commit()?;
    connection.execute_batch("PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL; PRAGMA optimize;")?;
    Ok(())
}

struct Inserts<'connection> {
    claim: CachedStatement<'connection>,
    customer: CachedStatement<'connection>,
    details: CachedStatement<'connection>,
    word: CachedStatement<'connection>,
    qualification: CachedStatement<'connection>,
    review: CachedStatement<'connection>,
}

impl<'connection> Inserts<'connection> {
    fn prepare(transaction: &'connection Transaction<'_>) -> anyhow::Result<Self> {
        Ok(Self {
            claim: transaction.prepare_cached(INSERT_CLAIM)?,
            customer: transaction.prepare_cached(INSERT_CUSTOMER)?,
            details: transaction.prepare_cached(INSERT_DETAILS)?,
            word: transaction.prepare_cached(INSERT_WORD)?,
            qualification: transaction.prepare_cached(crate::raw_store::SAVE_QUALIFICATION)?,
            review: transaction.prepare_cached(crate::raw_store::INSERT_REVIEW)?,
        })
    }

    fn customer(&mut self, number: u64, id: CustomerId) -> anyhow::Result<()> {
        let partner = partner();
        let ids = (partner.as_bytes(), id.as_bytes());
        let domain = format!("bench{number:07}.onmicrosoft.com");
        let profile = billing_profile(number);
        let name = &profile.company_name;
        self.claim.execute(params![domain, ids.0, ids.1, MOMENT_MICROS])?;
        self.customer.execute(params![
            ids.0,
            ids.1,
            NameKey::of(name).as_str(),
            name,
            domain,
            false,
            MOMENT_MICROS,
            None::<&str>,
            domain,
            None::<&str>
        ])?;
        self.details.execute(params![
            ids.0,
            ids.1,
            scattered(number, 1),
            None::<&str>,
            None::<&str>,
            scattered(number, 2),
            serde_json::to_string(&profile)?,
            MOMENT_MICROS,
            0
        ])?;
        for word in CustomerWords::of(name, &DomainName::parse(&domain)?, id).all() {
            self.word.execute(params![ids.0, word, ids.1])?;
        }
        Ok(())
    }

    fn record(&mut self, customer: CustomerId, status: &'static str) -> anyhow::Result<()> {
        self.qualification.execute(crate::raw_store::education(&partner(), &customer, status))?;
        // A record that waits for a person has its case.
        if status == VettingStatus::InReview.name() { self.case(customer) } else { Ok(()) }
    }

    fn case(&mut self, customer: CustomerId) -> anyhow::Result<()> {
        let key = CustomerKey { partner: partner(), customer };
        let review = opened(key, Timestamp::from_microsecond(MOMENT_MICROS)?);
        let rules = ReviewRules::default();
        let micros = |moment: Option<Timestamp>| moment.map(Timestamp::as_microsecond);
        let subject = &review.subject;
        self.review.execute(params![
            subject.id.as_bytes(),
            key.partner.as_bytes(),
            customer.as_bytes(),
            subject.kind.name(),
            subject.qualification.name(),
            MOMENT_MICROS,
            review.state.name(),
            review.priority() as u8,
            micros(review.sla_due_at(&rules)).unwrap_or(i64::MAX),
            micros(review.next_at(&rules)),
            subject.country,
            subject.language,
            None::<&str>,
            subject.reason_code.name(),
            None::<&str>,
            serde_json::to_string(&review)?,
            MOMENT_MICROS,
            None::<i64>,
            None::<&str>
        ])?;
        Ok(())
    }
}

/// The case of a request that nobody has looked at.
fn opened(key: CustomerKey, at: Timestamp) -> Review {
    let subject = Subject {
        id: Review::id_of_request(key, Qualification::Education, at),
        key,
        kind: ReviewKind::Request,
        qualification: Qualification::Education,
        opened_at: at,
        created_at: at,
        attempt: 1,
        country: "US".to_owned(),
        language: "en".to_owned(),
        domain: None,
        reason_code: ReasonCode::PolicyFixed,
        is_flagged: false,
        decision: None,
        linked: None,
        barred: Vec::new(),
        appeal: None,
    };
    Review::open(subject, at)
}

fn billing_profile(number: u64) -> BillingProfile {
    let text = |text: &str| Some(text.to_owned());
    BillingProfile {
        first_name: text("Ana"),
        last_name: text("Berg"),
        email: format!("it@bench{number:07}.example"),
        culture: "en-US".to_owned(),
        language: "en".to_owned(),
        company_name: format!("Bench School {number:07}"),
        default_address: Address {
            country: "US".to_owned(),
            region: None,
            city: text("Redmond"),
            state: text("WA"),
            address_line1: text("15 Lake St"),
            address_line2: None,
            postal_code: text("98052"),
            first_name: text("Ana"),
            middle_name: None,
            last_name: text("Berg"),
            phone_number: text("4255550100"),
        },
    }
}
