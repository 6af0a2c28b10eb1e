//! A page as an answer.

use askama::Template;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::policy::PagePolicy;

/// Why there is no page: a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum PageFault {
    /// The template does not take its values.
    #[error("a page: {0}")]
    Template(#[from] askama::Error),
    /// What was to be a header is none.
    #[error("a {0} is no header")]
    Header(&'static str),
}

/// A page whose forms may end here and at these addresses, which were checked.
///
/// # Errors
/// The template does not take its values, or an address was not checked.
pub fn answer(
    status: StatusCode,
    template: &impl Template,
    policy: &PagePolicy,
    form_targets: &[&str],
) -> Result<Response, PageFault> {
    let policy = policy.header(form_targets).ok_or(PageFault::Header("policy"))?;
    answer_with(status, template, policy)
}

/// A page with a policy of its own.
///
/// # Errors
/// The template does not take its values.
pub fn answer_with(
    status: StatusCode,
    template: &impl Template,
    policy: HeaderValue,
) -> Result<Response, PageFault> {
    let text = template.render()?;
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Where nothing at all were sent, a browser would not say either that the form is our own page's.
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::html::style::STYLE;

    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% extends "frame.html" %}{% block title %}Hello{% endblock %}{% block main %}<p>{{ name }}</p>{% endblock %}"#
    )]
    struct Hello<'a> {
        style: &'static str,
        name: &'a str,
    }

    #[tokio::test]
    async fn a_page_stands_in_the_frame_and_what_it_shows_is_text() {
        let template = Hello { style: STYLE, name: "<script>alert(1)</script>" };
        let policy = PagePolicy::new(&[]);
        let (parts, body) = answer(StatusCode::OK, &template, &policy, &[]).unwrap().into_parts();
        let html = body.collect().await.unwrap().to_bytes();
        let html = std::str::from_utf8(&html).unwrap();
        assert!(
            html.starts_with("<!DOCTYPE html>") && html.contains("<title>Hello - Qualify</title>"),
            "{html}"
        );
        assert!(html.contains(&format!("<style>{STYLE}</style>")), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert_eq!(parts.headers["x-frame-options"], "DENY");
        assert_eq!(parts.headers["content-type"], "text/html; charset=utf-8");
    }
}
