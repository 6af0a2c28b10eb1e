//! A code is issued. The form brings the text along that the code has, so that one that comes twice issues one code.

use axum::response::Response;
use qualify_domain::Refusal;
use qualify_domain::ports::StoreError;
use qualify_server::service::codes::{self, NewCode};
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::staff::PartnerAtHand;

use super::partner::{self, PartnerInPath};
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::StaffPage;

/// Issues it, or says what is wrong.
pub(crate) async fn issue(
    page: StaffPage,
    PartnerInPath(at_hand): PartnerInPath,
    form: SentForm,
) -> Result<Response, PageError> {
    let texts = page.texts();
    let max_creates = match form.find("units").map(str::parse::<u32>) {
        None => None,
        Some(Ok(units)) if units > 0 => Some(units),
        Some(_) => return partner::wrong(&page, at_hand, &form, ("units", texts.code_no_units())).await,
    };
    let text = form.owned("code").or_else(|| form.owned("made-up"));
    let organization_name = form.text("organization").to_owned();
    let new = NewCode { organization_name, max_creates, text: text.clone() };
    let done = format!("/dashboard/partners/{}?done=issued#codes", at_hand.id());
    match codes::issue(&page.asker(), at_hand, new).await {
        Ok(_) => Ok(page.lead_to(&done)),
        Err(ServiceError::Refused(ServiceRefusal::NameUnusable { .. })) => {
            partner::wrong(&page, at_hand, &form, ("organization", texts.partners_no_name())).await
        }
        Err(ServiceError::Refused(ServiceRefusal::CodeUnusable { .. })) => {
            partner::wrong(&page, at_hand, &form, ("code", texts.code_no_text())).await
        }
        Err(ServiceError::Store(StoreError::Refused(Refusal::ValidationCodeExists(_)))) => {
            if is_same(&page, at_hand, &form, text.as_deref()).await? {
                return Ok(page.lead_to(&done));
            }
            partner::wrong(&page, at_hand, &form, ("code", texts.code_exists())).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the code that is there is the one that this form wants, of this partner.
async fn is_same(
    page: &StaffPage,
    at_hand: PartnerAtHand,
    form: &SentForm,
    text: Option<&str>,
) -> Result<bool, PageError> {
    let known = codes::list_for_staff(&page.asker(), at_hand).await?;
    let is_it = |code: &qualify_domain::validation_code::ValidationCode| {
        Some(code.id.reveal()) == text && code.organization_name == form.text("organization")
    };
    Ok(known.iter().any(is_it))
}
