//! A partner asks for a customer's qualification: at once, or with vetting.

use std::sync::Arc;

use qualify_domain::ports::{CreateQualification, Outcome, QualificationStore as _, SetQualification};
use qualify_domain::qualification::RecordView;
use qualify_domain::qualification::create::CreateRequest;
use qualify_domain::qualification::set::SetRequest;
use qualify_domain::replay::{Answer, Replay};
use qualify_vocabulary::{CustomerId, Qualification};

use super::asker::PartnerAsker;
use super::vetting;
use crate::vetting::fresh_seed;

/// Sets a qualification at once.
pub async fn set(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    customer: CustomerId,
    request: SetRequest,
) -> Outcome<Answer<Qualification>> {
    let app = asker.app;
    let command = SetQualification {
        call: asker.call(replay),
        customer,
        request,
        vetter: vetting::vetter(app),
        seed: fresh_seed(),
        is_directory_role_required: app.config.api.gcc_requires_gdap,
    };
    asker.measure(app.store.set_qualification(command)).await
}

/// Opens a record. What has to be vetted is in review then, and a worker is woken that decides what is due.
pub async fn create(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    customer: CustomerId,
    request: CreateRequest,
) -> Outcome<Answer<RecordView>> {
    let app = asker.app;
    let call = asker.call(replay);
    let decision_due_at = vetting::decision_due_at(app, call.now);
    let command = CreateQualification {
        beside: vetting::examination_beside(app, request.qualification),
        request,
        call,
        customer,
        decision_due_at,
        review_rules: Arc::clone(&app.review_rules),
        is_segment_required: app.config.api.education_segment_required,
        is_directory_role_required: app.config.api.gcc_requires_gdap,
    };
    let answered = asker.measure(app.store.create_qualification(command)).await?;
    if decision_due_at.is_some() {
        app.wakes.decisions.notify_one();
    }
    Ok(answered)
}
