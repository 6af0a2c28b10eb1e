//! What clients do that the real service would punish.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_dashboard::{Area, Frame, OpenPage, PageError};

use crate::requests::checkup::Checkup;
use crate::requests::list::look;
use crate::state::Handle;

#[derive(Template)]
#[template(path = "panel/checkup.html")]
struct CheckupPage<'a> {
    frame: Frame<'a>,
    checkup: Checkup<'a>,
}

/// The findings in the exchanges that are kept.
pub(crate) async fn show(State(sandbox): State<Handle>, page: OpenPage) -> Result<Response, PageError> {
    let looked = look(&sandbox, &sandbox.requests, None);
    let template = CheckupPage { frame: page.frame(Area::Sandbox), checkup: Checkup::of(&looked, |_| true) };
    page.show(&template)
}
