//! A service with a case, as tests of staff's use cases need it.

use qualify_domain::billing_profile::{AddressInput, BillingProfileInput};
use qualify_domain::caller::{Act, Actor, Caller};
use qualify_domain::customer::NewCustomerInput;
use qualify_domain::ports::{
    OperatorStore as _, PutPartner, QualificationStore as _, ReviewStore as _, StoredReview,
};
use qualify_domain::qualification::create::CreateRequest;
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::qualification::{CodeInput, SegmentInput};
use qualify_domain::review::{DraftedAct, Proposal};
use qualify_vocabulary::{
    ApplicationId, CorrelationId, EducationSegment, PageSize, PartnerId, PartnerRole, Person, PersonKey,
    Qualification, ReasonCode, StaffRole, Timestamp, VettingPolicy, VettingStatus,
};
use tempfile::TempDir;

use super::asker::{PartnerAsker, StaffAsker};
use super::meter::StoreMeter;
use super::{customers, qualifications};
use crate::app::App;
use crate::auth::StaffPrincipal;
use crate::compose::compose_for_test;

/// Whose customer it is.
pub(crate) const PARTNER: PartnerId = PartnerId::from_uuid(uuid::Uuid::from_u128(7));

/// A service with a customer who asks for Education, which people decide.
pub(crate) struct Desk {
    pub(crate) app: App,
    meter: StoreMeter,
    pub(crate) case: StoredReview,
    _folder: TempDir,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let manual = |config: &mut crate::config::Config| config.vetting.policy = VettingPolicy::Manual;
        let app = Box::pin(compose_for_test(folder.path(), manual)).await;
        let correlation_id = CorrelationId::from([1; 16]);
        let act = Act { actor: Actor::service("a test"), now: app.clock.now(), correlation_id };
        let put = PutPartner {
            partner: PARTNER,
            name: "Northlight Cloud".to_owned(),
            is_sandbox_account: true,
            status: None,
            may_create_customers: None,
            world: None,
        };
        Box::pin(app.store.put_partner(act, put)).await.expect("a partner");
        let meter = StoreMeter::default();
        let case = Box::pin(open_case(&app, &meter)).await;
        Self { app, meter, case, _folder: folder }
    }

    pub(crate) async fn status(&self) -> Option<VettingStatus> {
        let records = self.app.store.get_qualifications(self.case.review.subject.key).await.unwrap();
        records.education_record().map(|record| record.state.status())
    }

    pub(crate) fn asker<'desk>(&'desk self, staff: &'desk StaffPrincipal) -> StaffAsker<'desk> {
        let correlation_id = CorrelationId::from([3; 16]);
        StaffAsker { app: &self.app, staff, correlation_id, meter: &self.meter }
    }
}

async fn open_case(app: &App, meter: &StoreMeter) -> StoredReview {
    let application = ApplicationId::from([2; 16]);
    let caller = Caller { partner: PARTNER, application, user: None, role: PartnerRole::AdminAgent };
    let correlation_id = CorrelationId::from([3; 16]);
    let asker = PartnerAsker { app, caller: &caller, correlation_id, meter };
    let customer = customers::create(&asker, None, school()).await.unwrap().answered.outcome.id;
    qualifications::create(&asker, None, customer, education()).await.unwrap();
    let cases = app.store.list_customer_reviews(asker.key(customer), None, PageSize::MAX).await.unwrap();
    cases.items.into_iter().next().expect("a case")
}

/// A school that asks for itself, by the suffix of its address.
pub(crate) fn school() -> NewCustomerInput {
    NewCustomerInput {
        domain: Some("lakeside.onmicrosoft.com".to_owned()),
        billing: BillingProfileInput {
            email: Some("it@lakeside.k12.wa.us".to_owned()),
            culture: Some("en-US".to_owned()),
            language: Some("en".to_owned()),
            company_name: Some("Lakeside School".to_owned()),
            default_address: Some(AddressInput { country: Some("US".to_owned()), ..AddressInput::default() }),
            ..BillingProfileInput::default()
        },
        ..NewCustomerInput::default()
    }
}

/// Its request.
pub(crate) fn education() -> CreateRequest {
    CreateRequest {
        qualification: Qualification::Education,
        segment: SegmentInput::Known(EducationSegment::K12),
        website: None,
        code: CodeInput::gather([None, None, None]),
    }
}

/// A reviewer.
pub(crate) fn rita() -> StaffPrincipal {
    let name = "rita@qualify.example".to_owned();
    StaffPrincipal {
        person: Person { key: PersonKey::of("https://id.example", "rita"), name: name.clone() },
        names: vec![name],
        roles: vec![StaffRole::Reviewer],
        has_mfa: true,
        expires_at: Timestamp::MAX,
    }
}

/// An approval with its reasons.
pub(crate) fn approving() -> DraftedAct {
    DraftedAct::Decide(Proposal {
        verdict: Verdict::Approve,
        reason_code: ReasonCode::ReviewDecision,
        explanation: "The charter shows it.".to_owned(),
        evidence: vec!["charter".to_owned()],
    })
}
