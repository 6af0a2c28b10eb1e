//! `POST /sandbox/users/{upn}/revoke`: the end of all that a user allowed, as an administrator of Entra would bring it about.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::GrantChoice;
use serde_json::json;

use super::{Desk, grants};
use crate::api::answer;
use crate::api::extract::{OpenCall, path_parameter};
use crate::api::failure::Failure;
use crate::app::App;

/// `{upn}` as it stands in the path; nothing where that is no text, which nobody is called.
#[derive(Debug)]
pub(in crate::sandbox) struct UserName(String);

impl<S: Send + Sync> FromRequestParts<S> for UserName {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(path_parameter(parts, state, "upn").await.unwrap_or_default()))
    }
}

/// Ends every sign-in of a user: its refresh tokens are refused from now on. Access tokens live to their end.
#[utoipa::path(post, path = "/sandbox/users/{upn}/revoke", tag = "sandbox", operation_id = "revoke_sign_ins",
    responses((status = 200, description = "How many sign-ins were ended")))]
pub(in crate::sandbox) async fn revoke(
    State(app): State<Arc<App>>,
    OpenCall(request): OpenCall,
    UserName(name): UserName,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app)?;
    let person = desk.directory.find_person(name.trim()).ok_or_else(|| {
        Failure::new(
            ErrorKind::NotFound,
            "Nobody of that name is in the directory; qualify sandbox seed --print shows who is.",
        )
    })?;
    let ended = request.meter.measure(grants::end(&desk, GrantChoice::OfUser(person.id))).await?;
    Ok(answer::json(StatusCode::OK, &json!({ "ended": ended })))
}
