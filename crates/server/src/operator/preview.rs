//! What the rules would decide about an organisation, before anybody asks for it. Where codes are given out, it is the
//! intake: a code for whom the rules approve (vetting specification 7).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_contract::operator::{PreviewVetting, VettingPreview};
use qualify_texts::Locale;
use qualify_vetting::{Application, CodeInput, CountryInput, Decision, SegmentInput};
use qualify_vocabulary::{DomainName, EducationSegment, EmailAddress, Qualification, Website, clean_text};
use serde_json::json;

use super::read_body;
use crate::api::answer;
use crate::api::body::RawBody;
use crate::api::extract::StaffCall;
use crate::api::failure::Failure;
use crate::app::App;
use crate::service::{explained, previews};

/// Decides, and keeps nothing but that somebody asked.
#[utoipa::path(post, path = "/operator/v1/vetting/preview", tag = "operators", operation_id = "preview_vetting", request_body = PreviewVetting,
    responses((status = 200, description = "What the rules would decide", body = VettingPreview)))]
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    call: StaffCall,
    body: RawBody,
) -> Result<Response, Failure> {
    let application = application(read_body(body)?)?;
    let decision = previews::of_application(&call.asker(&app), &application).await?;
    Ok(answer::json(StatusCode::OK, &view(decision, call.locale())))
}

fn application(body: PreviewVetting) -> Result<Application, Failure> {
    let asked_for = body.qualification.as_deref().map(qualification).transpose()?;
    let asked_for = asked_for.unwrap_or(Qualification::Education);
    let legal_name = clean_text(&body.legal_name).map_err(|_| {
        Failure::new(
            ErrorKind::InvalidProperty,
            "legalName cannot hold control characters or marks of direction.",
        )
    })?;
    let website = body.website.filter(|text| !text.trim().is_empty());
    let website = website.map(|text| Website::parse(&text).map(String::from)).transpose().map_err(|_| {
        Failure::new(
            ErrorKind::InvalidProperty,
            "website must be a host such as school.example, or its http or https URL.",
        )
    })?;
    let email = body.email.filter(|text| !text.trim().is_empty());
    if email.as_deref().is_some_and(|text| !is_mailbox_or_host(text)) {
        return Err(Failure::new(
            ErrorKind::InvalidProperty,
            "email must be one address such as it@school.example, or its host.",
        ));
    }
    let organization = body.code_organization.unwrap_or_else(|| legal_name.clone().into_owned());
    Ok(Application {
        website,
        email,
        domain: body.domain,
        country: CountryInput::parse(body.country.as_deref().unwrap_or_default()),
        segment: match body.education_segment.as_deref().map(str::trim) {
            None | Some("") => SegmentInput::Absent,
            Some(text) => EducationSegment::parse(text).map_or(SegmentInput::Unknown, SegmentInput::Known),
        },
        code: CodeInput::Good { organization },
        held: body.held.iter().map(|text| qualification(text)).collect::<Result<_, _>>()?,
        ..Application::new(asked_for, legal_name)
    })
}

fn is_mailbox_or_host(text: &str) -> bool {
    EmailAddress::parse(text).is_ok() || DomainName::parse(text).is_ok_and(|name| name.as_str() == text)
}

fn qualification(text: &str) -> Result<Qualification, Failure> {
    Qualification::parse(text).map_err(|_| {
        Failure::new(
            ErrorKind::EnumParse,
            "The qualification is unknown. Send Education, GovernmentCommunityCloud or StateOwnedEntity.",
        )
    })
}

fn view(decision: Decision, locale: Locale) -> VettingPreview {
    let told = explained::of_decision(&decision, locale);
    VettingPreview {
        outcome: decision.outcome.name().to_owned(),
        reason_code: decision.reason_code.name().to_owned(),
        rule: decision.rule.to_owned(),
        ruleset: decision.ruleset.to_owned(),
        host: decision.host,
        explanation: told.partner,
        next_step: told.next,
        checks: told.checks,
        advisory: decision.advisory.map(str::to_owned),
        evidence: json!(decision.evidence),
        rules: json!(decision.tried),
        findings: json!(decision.findings),
    }
}
