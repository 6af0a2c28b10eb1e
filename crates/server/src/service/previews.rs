//! What a request would come to. Nothing is kept but that somebody asked.

use std::borrow::Cow;

use qualify_domain::audit::AuditOperation;
use qualify_domain::ports::{
    About, Outcome, PreviewQualification, Previewed, QualificationStore as _, TrailNote, TrailStore as _,
};
use qualify_domain::qualification::create::CreateRequest;
use qualify_vetting::{Application, Decision};
use qualify_vocabulary::{CustomerId, Qualification};

use super::asker::{PartnerAsker, StaffAsker};
use super::vetting;

/// What the request of a partner would come to; uses no code.
pub async fn of_request(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    request: CreateRequest,
) -> Outcome<Previewed> {
    let app = asker.app;
    let qualification = request.qualification;
    let command = PreviewQualification {
        caller: asker.caller.clone(),
        now: asker.now(),
        customer,
        request,
        vetter: vetting::vetter(app),
        is_segment_required: app.config.api.education_segment_required,
        is_directory_role_required: app.config.api.gcc_requires_gdap,
    };
    let previewed = asker.measure(app.store.preview_qualification(command)).await?;
    let note = TrailNote {
        operation: AuditOperation::Preview,
        about: About::Customer(asker.key(customer)),
        details: details_of(qualification, &previewed),
    };
    asker.measure(app.store.record_act(asker.act(), note)).await?;
    Ok(previewed)
}

/// What operators read of it.
fn details_of(qualification: Qualification, previewed: &Previewed) -> Vec<(Cow<'static, str>, String)> {
    let mut details = vec![("Qualification".into(), qualification.name().to_owned())];
    match previewed {
        Previewed::Decision(draft) => details.extend(draft.finding().audit_details()),
        Previewed::NotBefore(_) => details.push(("Outcome".into(), "not decided yet".to_owned())),
        Previewed::Unchanged => details.push(("Outcome".into(), "nothing would change".to_owned())),
    }
    details
}

/// What the rules would decide about an organisation that no partner has asked for yet.
pub async fn of_application(asker: &StaffAsker<'_>, application: &Application) -> Outcome<Decision> {
    let app = asker.app;
    let decision = app.engine.decide(application, app.clock.now());
    let note = TrailNote {
        operation: AuditOperation::Preview,
        about: About::NoPartner,
        details: vec![
            ("Qualification".into(), application.asked_for.name().to_owned()),
            ("Host".into(), decision.host.clone().unwrap_or_default()),
            ("Outcome".into(), decision.outcome.name().to_owned()),
            ("ReasonCode".into(), decision.reason_code.name().to_owned()),
        ],
    };
    asker.measure(app.store.record_act(asker.act(), note)).await?;
    Ok(decision)
}
