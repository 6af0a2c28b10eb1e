//! The panel of a sandbox, at `/dashboard/sandbox`: its powers as pages, each by what the power's route does.
//!
//! Nobody signs in here, as nobody does at `/sandbox`: a form is of this very origin, and carries a number that is used up
//! by the first one that comes, so that a second click does nothing.

mod checkup;
mod curl;
mod exchanges;
mod faults;
mod outcomes;
mod overview;
mod partners;
pub(crate) mod routes;
mod snapshot_rows;
mod snapshots;
pub(crate) mod used_forms;

use axum::response::Response;
use http::StatusCode;
use qualify_dashboard::{OpenPage, PageError, SentForm};
use qualify_server::api::failure::Failure;

use crate::state::Sandbox;

/// Where the panel is.
const PANEL: &str = "/dashboard/sandbox";

/// The field by which a form is known if it comes once more.
const ONCE_FIELD: &str = "once";

/// Something that one should read first.
#[derive(Debug, Clone)]
struct Notice {
    kind: &'static str,
    text: String,
}

impl Notice {
    fn good(text: &str) -> Self {
        Self { kind: "good", text: text.to_owned() }
    }

    fn problem(text: String) -> Self {
        Self { kind: "problem", text }
    }
}

/// What has become of a form.
enum Carried<T> {
    /// It was done.
    Out(T),
    /// It came once before, and nothing was done.
    Before,
    /// It cannot be done as it was sent.
    Wrong(StatusCode, Notice),
}

/// Does what a form asks for, once.
async fn carry_out<T>(
    sandbox: &Sandbox,
    form: &SentForm,
    act: impl Future<Output = Result<T, Failure>>,
) -> Result<Carried<T>, PageError> {
    if !sandbox.used_forms.use_up(form.text(ONCE_FIELD)) {
        return Ok(Carried::Before);
    }
    match act.await {
        Ok(done) => Ok(Carried::Out(done)),
        Err(Failure::Api(error)) if error.status() < 500 => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
            Ok(Carried::Wrong(status, Notice::problem(error.description().to_owned())))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Leads on to a part of the panel, which says that it was done.
fn lead_to(page: &OpenPage, part: &str, done: &str) -> Response {
    page.lead_to(&format!("{PANEL}{part}?done={done}"))
}
