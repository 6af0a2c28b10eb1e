//! `POST /sandbox/users/{upn}/revoke`: the end of all that a user allowed, as an administrator of Entra would bring it about.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::GrantChoice;
use qualify_server::api::answer;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use serde_json::json;

use super::asked::AskedOrigin;
use super::desk::Desk;
use super::grants;
use super::tenant::UserName;
use crate::state::Handle;

/// Ends every sign-in of a user: its refresh tokens are refused from now on. Access tokens live to their end.
#[utoipa::path(post, path = "/sandbox/users/{upn}/revoke", tag = "sandbox", operation_id = "revoke_sign_ins",
    responses((status = 200, description = "How many sign-ins were ended")))]
pub(crate) async fn revoke(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    asked: AskedOrigin,
    UserName(name): UserName,
) -> Result<Response, Failure> {
    let directory = sandbox.directory();
    let desk = Desk::of(&sandbox, &directory, &asked);
    let person = desk.directory.find_person(name.trim()).ok_or_else(|| {
        Failure::new(
            ErrorKind::NotFound,
            "Nobody of that name is in the directory; qualify sandbox seed --print shows who is.",
        )
    })?;
    let ended = request.meter.measure(grants::end(&desk, GrantChoice::OfUser(person.id))).await?;
    Ok(answer::json(StatusCode::OK, &json!({ "ended": ended })))
}
