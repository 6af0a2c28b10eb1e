//! The page on which one signs in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::browser_session::SignInDoor;

use super::{encoded, own_path};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::OpenPage;
use crate::state::Dashboard;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    frame: Frame<'a>,
    doors: Vec<DoorLink>,
    /// Set where somebody was led here, and not come by themselves.
    was_led: bool,
    is_signed_out: bool,
}

struct DoorLink {
    label: &'static str,
    address: String,
}

/// Where one can sign in.
pub(crate) async fn show(State(dashboard): State<Dashboard>, page: OpenPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let back = own_path(query.text("back"));
    let texts = page.texts();
    let link = |name: &str, label| DoorLink {
        label,
        address: format!("/dashboard/sign-in/start?as={name}&back={}", encoded(back)),
    };
    let mut doors = Vec::new();
    if dashboard.providers.is_one_for_all() {
        doors.push(link("partner", texts.sign_in_action()));
    } else {
        let all = [
            (SignInDoor::Partner, "partner", texts.sign_in_as_partner()),
            (SignInDoor::Staff, "staff", texts.sign_in_as_staff()),
        ];
        let there = all.into_iter().filter(|(door, _, _)| dashboard.providers.has(*door));
        doors.extend(there.map(|(_, name, label)| link(name, label)));
    }
    let template = SignInPage {
        frame: page.frame(Area::None),
        doors,
        was_led: query.find("back").is_some_and(|back| own_path(back) != "/dashboard"),
        is_signed_out: query.find("signed-out").is_some(),
    };
    page.show(&template)
}
