//! The language and the look that somebody chose, signed in or not. A browser keeps them.

use axum::response::Response;
use http::header;
use qualify_domain::browser_session::Theme;
use qualify_texts::Locale;

use crate::cookies::Choice;
use crate::form::SentForm;
use crate::page::OpenPage;
use crate::sign_in::own_path;

/// Keeps a choice, and leads back.
pub(crate) async fn set(page: OpenPage, form: SentForm) -> Response {
    let mut response = page.lead_to(own_path(form.text("back")));
    let language = form.find("language").map(|tag| Locale::chosen(tag).map(Locale::tag));
    let theme = form.find("theme").map(|name| Theme::parse(name).map(Theme::name));
    let chosen = [(Choice::Language, language), (Choice::Theme, theme)];
    for (choice, value) in chosen.into_iter().filter_map(|(choice, value)| Some((choice, value?))) {
        response.headers_mut().append(header::SET_COOKIE, choice.set(value, &page.origin));
    }
    response
}
