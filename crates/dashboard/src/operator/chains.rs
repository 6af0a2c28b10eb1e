//! Whether the chains of decisions are what was decided.

use askama::Template;
use axum::response::Response;
use qualify_server::service::decisions::{self, Checked};

use crate::error::PageError;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;

#[derive(Template)]
#[template(path = "operator/chains.html")]
struct ChainsPage<'a> {
    frame: Frame<'a>,
    checked: Checked,
}

/// Walks along all of them, now.
pub(crate) async fn check(page: StaffPage) -> Result<Response, PageError> {
    let checked = decisions::check_chains(&page.asker()).await?;
    page.show(&ChainsPage { frame: page.frame(Area::Decisions), checked })
}
