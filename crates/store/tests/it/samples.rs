//! Two partners, their customers and codes, and the calls about them. Every id is made of a small number, so that a
//! test says which one it means; every moment is a number of seconds after [`START`].

use std::sync::Arc;

use anyhow::bail;
use qualify_domain::Refusal;
use qualify_domain::audit::{AuditEntry, AuditOperation, AuditStatus};
use qualify_domain::billing_profile::{AddressInput, BillingProfileInput};
use qualify_domain::caller::{Act, Actor, Call, Caller, User};
use qualify_domain::customer::{Customer, CustomerKey, NewCustomerIds, NewCustomerInput};
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{
    CreateCustomer, CreateQualification, CustomerStore as _, DecisionStore as _, DeleteCustomer, Document,
    OperatorStore as _, Outcome, PutPartner, QualificationStore as _, SandboxStore as _, SetQualification,
    StoreError, TrailStore as _,
};
use qualify_domain::qualification::create::CreateRequest;
use qualify_domain::qualification::set::SetRequest;
use qualify_domain::qualification::{CodeInput, RecordView, SegmentInput};
use qualify_domain::replay::{Presentation, Replay, ReplayKey};
use qualify_domain::review::{AroundTheClock, ReviewRules};
use qualify_domain::seed::Seed;
use qualify_domain::validation_code::ValidationCode;
use qualify_vocabulary::{
    ApplicationId, BillingProfileId, CommerceId, CorrelationId, CustomerId, Decision, DocumentId, PageSize,
    PartnerId, PartnerRole, Person, PersonKey, Qualification, ReviewId, SignedDuration, Timestamp, UserId,
    ValidationCodeId, WorldId,
};

use crate::conformance::Backend;
use crate::worker::{Scripted, fresh_seed};

/// What a test answers.
pub(crate) type Tested = anyhow::Result<()>;

/// The moment at which the partners were created: 2026-01-01.
pub(crate) const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// A member of staff whose subject is their name, or `subject as name`.
pub(crate) fn person(text: &str) -> Person {
    let (subject, name) = text.split_once(" as ").unwrap_or((text, text));
    Person { key: PersonKey::of("https://id.example", subject), name: name.to_owned() }
}

/// A moment some seconds after the start.
pub(crate) fn at(seconds: i64) -> Timestamp {
    START + SignedDuration::from_secs(seconds)
}

/// Sixteen bytes that begin with the kind and end with the number.
pub(crate) fn bytes(kind: u8, number: u32) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[0] = kind;
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// The sandbox account with which most tests work.
pub(crate) fn north() -> PartnerId {
    PartnerId::from(bytes(0xA0, 1))
}

/// Another partner, whose account is not a sandbox.
pub(crate) fn south() -> PartnerId {
    PartnerId::from(bytes(0xA0, 2))
}

pub(crate) fn partner(id: PartnerId) -> Partner {
    Partner {
        id,
        name: format!("Reseller {id}"),
        is_sandbox_account: id != south(),
        status: PartnerStatus::Active,
        may_create_customers: true,
        world: WorldId::NIL,
    }
}

/// Everything of a partner.
pub(crate) fn put_partner(partner: Partner) -> PutPartner {
    PutPartner {
        partner: partner.id,
        name: partner.name,
        is_sandbox_account: partner.is_sandbox_account,
        status: Some(partner.status),
        may_create_customers: Some(partner.may_create_customers),
        world: None,
    }
}

pub(crate) fn customer_id(number: u32) -> CustomerId {
    CustomerId::from(bytes(0xC0, number))
}

/// The key of a customer of [`north`].
pub(crate) fn key(number: u32) -> CustomerKey {
    CustomerKey { partner: north(), customer: customer_id(number) }
}

pub(crate) fn ana() -> UserId {
    UserId::from(bytes(0xE0, 1))
}

/// A call of the partner's user, without an idempotency key.
pub(crate) fn call(partner: PartnerId, seconds: i64) -> Call {
    let user = User { id: ana(), name: Some("ana@reseller.example".to_owned()) };
    let application = ApplicationId::from(bytes(0xB0, 1));
    let role = PartnerRole::AdminAgent;
    let caller = Caller { partner, application, user: Some(user), role };
    Call { caller, now: at(seconds), correlation_id: correlation(seconds), replay: None }
}

/// The same by a user who may only read.
pub(crate) fn reader_call(partner: PartnerId, seconds: i64) -> Call {
    let mut call = call(partner, seconds);
    call.caller.role = PartnerRole::Reader;
    call
}

/// The same with an idempotency key.
pub(crate) fn keyed_call(partner: PartnerId, seconds: i64, number: u8) -> Call {
    let presentation = Presentation::from_text(format!("dialect {number} at {seconds}"));
    let replay = Replay { key: ReplayKey::from_digest([number; 32]), presentation };
    Call { replay: Some(replay), ..call(partner, seconds) }
}

pub(crate) fn correlation(seconds: i64) -> CorrelationId {
    CorrelationId::from(bytes(0xD0, u32::try_from(seconds).unwrap_or_default()))
}

/// An act of one of our operators.
pub(crate) fn act(seconds: i64) -> Act {
    let actor = Actor::staff(person("olga@qualify.example"));
    Act { actor, now: at(seconds), correlation_id: correlation(seconds) }
}

/// Members of a customer, all of them good.
pub(crate) fn billing_input(company_name: &str) -> BillingProfileInput {
    BillingProfileInput {
        email: Some("it@lakeside.example".to_owned()),
        culture: Some("en-US".to_owned()),
        language: Some("en".to_owned()),
        company_name: Some(company_name.to_owned()),
        default_address: Some(AddressInput { country: Some("US".to_owned()), ..AddressInput::default() }),
        ..BillingProfileInput::default()
    }
}

/// A customer of this number and name, with a domain made of the number.
pub(crate) fn named_customer(number: u32, company_name: &str) -> Customer {
    let input = NewCustomerInput {
        domain: Some(format!("school{number}.example")),
        associated_partner_id: Some(format!("MPN-{number}")),
        billing: billing_input(company_name),
        ..NewCustomerInput::default()
    };
    let ids = NewCustomerIds {
        customer: customer_id(number),
        commerce: CommerceId::from(bytes(0xCC, number)),
        billing_profile: BillingProfileId::from(bytes(0xBB, number)),
    };
    Customer::parse_new(input, ids).expect("the members of the samples are good")
}

pub(crate) fn customer(number: u32) -> Customer {
    named_customer(number, &format!("School {number:05}"))
}

pub(crate) fn create_customer(call: Call, customer: Customer) -> CreateCustomer {
    CreateCustomer { call, customer, customer_limit: None }
}

pub(crate) fn delete_customer(call: Call, number: u32) -> DeleteCustomer {
    DeleteCustomer { call, customer: customer_id(number) }
}

pub(crate) fn code_id(text: &str) -> ValidationCodeId {
    ValidationCodeId::parse_issued(text).expect("the codes of the samples are 4 to 10 digits")
}

/// The rules of reviews, in offices that never close.
pub(crate) fn review_rules() -> Arc<ReviewRules> {
    Arc::new(ReviewRules::standard(Arc::new(AroundTheClock)))
}

/// `POST /qualifications`; the code counts for Government Community Cloud.
pub(crate) fn post(call: Call, number: u32, what: Qualification, code: &str) -> CreateQualification {
    CreateQualification {
        call,
        customer: customer_id(number),
        request: CreateRequest {
            qualification: what,
            segment: SegmentInput::Absent,
            website: None,
            code: CodeInput::gather([ValidationCodeId::from_input(code)]),
        },
        decision_due_at: None,
        review_rules: review_rules(),
        beside: None,
        is_segment_required: false,
        is_directory_role_required: false,
    }
}

/// `PUT /qualification`; vetting says what `decision` says.
pub(crate) fn put(
    call: Call,
    number: u32,
    what: Qualification,
    code: &str,
    decision: Decision,
) -> SetQualification {
    SetQualification {
        call,
        customer: customer_id(number),
        request: SetRequest {
            qualification: what,
            code: CodeInput::gather([ValidationCodeId::from_input(code)]),
        },
        vetter: Scripted::saying(decision).shared(),
        seed: fresh_seed(),
        is_directory_role_required: false,
    }
}

/// The refusal that an operation answered.
pub(crate) fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> anyhow::Result<Refusal> {
    match outcome {
        Err(StoreError::Refused(refusal)) => Ok(refusal),
        other => bail!("a refusal was expected, not {other:?}"),
    }
}

/// A fresh store with the two partners, and the questions that tests ask it again and again.
pub(crate) struct World<B: Backend> {
    pub(crate) backend: B,
    pub(crate) store: Arc<B::Store>,
}

impl<B: Backend> World<B> {
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let backend = B::fresh()?;
        let store = backend.store();
        let partners = vec![partner(north()), partner(south())];
        store.seed_if_empty(Seed { partners, created_at: START, ..Seed::default() }).await?;
        Ok(Self { backend, store })
    }

    /// The world with customers of [`north`], numbered from 1.
    pub(crate) async fn with_customers(count: u32) -> anyhow::Result<Self> {
        let world = Self::open().await?;
        for number in 1..=count {
            world.add(customer(number)).await?;
        }
        Ok(world)
    }

    /// Adds a customer to [`north`].
    pub(crate) async fn add(&self, customer: Customer) -> anyhow::Result<()> {
        self.store.create_customer(create_customer(call(north(), 1), customer)).await?;
        Ok(())
    }

    pub(crate) async fn issue(
        &self,
        partner: PartnerId,
        text: &str,
        max_creates: Option<u32>,
    ) -> anyhow::Result<()> {
        let code = ValidationCode::issue(code_id(text), "Lakeside County IT".to_owned(), max_creates, at(1));
        self.store.issue_validation_code(act(1), partner, code).await?;
        Ok(())
    }

    /// The partner's code of this text.
    pub(crate) async fn code(&self, partner: PartnerId, text: &str) -> anyhow::Result<ValidationCode> {
        let codes = self.store.list_validation_codes(partner).await?;
        let Some(code) = codes.into_iter().find(|code| code.id == code_id(text)) else {
            bail!("the partner has no such code");
        };
        Ok(code)
    }

    /// How many units of north's code are left.
    pub(crate) async fn remaining(&self, text: &str) -> anyhow::Result<Option<u32>> {
        Ok(self.code(north(), text).await?.units.map(|units| units.remaining_creates))
    }

    /// What C3 shows of a customer of north.
    pub(crate) async fn views(&self, number: u32) -> anyhow::Result<Vec<RecordView>> {
        Ok(self.store.get_qualifications(key(number)).await?.views().collect())
    }

    /// The qualifications of these views alone.
    pub(crate) async fn qualifications(&self, number: u32) -> anyhow::Result<Vec<Qualification>> {
        Ok(self.views(number).await?.into_iter().map(|view| view.qualification).collect())
    }

    /// All audit records of a partner as an operator sees them, the newest first.
    pub(crate) async fn trail(&self, partner: PartnerId) -> anyhow::Result<Vec<AuditEntry>> {
        let slice = self.store.list_operator_audit(Some(partner), None, PageSize::MAX).await?;
        anyhow::ensure!(!slice.has_more, "the trail is longer than a page");
        Ok(slice.items)
    }

    /// How many records of this operation and status north's trail holds.
    pub(crate) async fn audited(
        &self,
        operation: AuditOperation,
        status: AuditStatus,
    ) -> anyhow::Result<usize> {
        let is_meant = |entry: &&AuditEntry| (entry.fact.operation, entry.fact.status) == (operation, status);
        Ok(self.trail(north()).await?.iter().filter(is_meant).count())
    }

    /// North's audit records about qualifications, succeeded and failed, and its events.
    pub(crate) async fn effects(&self) -> anyhow::Result<(usize, usize, u64)> {
        let operation = AuditOperation::UpdateCustomerQualification;
        Ok((
            self.audited(operation, AuditStatus::Succeeded).await?,
            self.audited(operation, AuditStatus::Failed).await?,
            self.backend.count_events()?,
        ))
    }

    /// Walks along all chains of decisions, which must be whole; answers how many decisions there are.
    pub(crate) async fn check_chains(&self) -> anyhow::Result<u64> {
        let mut faults = Vec::new();
        let walked = self.store.walk_decisions(|fault| faults.push(fault)).await?;
        anyhow::ensure!(faults.is_empty(), "{faults:?}");
        Ok(walked.decisions)
    }
}

/// A document that the partner hands in with a case.
pub(crate) fn document(review: ReviewId, seconds: i64) -> Document {
    Document {
        id: DocumentId::from(bytes(0xFA, 1)),
        review,
        media_type: "application/pdf".to_owned(),
        bytes: 9,
        hash: [7; 32],
        added_by: "partner".to_owned(),
        added_at: at(seconds),
        deleted_at: None,
    }
}
