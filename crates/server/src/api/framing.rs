//! What a request has to be before anything is asked of it (RFC 9112): one `Host`, and a body that comes whole or in chunks,
//! as it is.

use axum::extract::Request;
use http::{HeaderMap, HeaderName, Version, header};
use qualify_contract::errors::ErrorKind;
use qualify_wire::errors::ApiError;

/// Characters of a name that an error repeats.
const NAME_CHARS_MAX: usize = 32;

/// Refuses what could be read in two ways: between a proxy and this service, that is how one request becomes two.
///
/// # Errors
/// 400/800002.
pub(crate) fn check(request: &Request) -> Result<(), ApiError> {
    let sent = request.headers();
    if request.version() == Version::HTTP_11 && sent.get_all(header::HOST).iter().count() != 1 {
        return Err(refusal(
            "A request of HTTP/1.1 has one Host header, and this one has none or several. Send one.",
        ));
    }
    if !sent.contains_key(header::TRANSFER_ENCODING) {
        return Ok(());
    }
    let mut codings = names(sent, &header::TRANSFER_ENCODING);
    match (codings.next(), codings.next()) {
        (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => Ok(()),
        _ => Err(refusal(
            "No Transfer-Encoding is understood but a single chunked. Send the body in chunks as it is, or with a \
             Content-Length.",
        )),
    }
}

/// Refuses a body that was packed: nobody unpacks it here.
///
/// # Errors
/// 400/800002, with the name of the coding.
pub(super) fn check_coding(sent: &HeaderMap) -> Result<(), ApiError> {
    if !sent.contains_key(header::CONTENT_ENCODING) {
        return Ok(());
    }
    let foreign = names(sent, &header::CONTENT_ENCODING).find(|name| !name.eq_ignore_ascii_case("identity"));
    let Some(name) = foreign else { return Ok(()) };
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let name: String = name.chars().filter(is_plain).take(NAME_CHARS_MAX).collect();
    Err(ApiError::new(
        ErrorKind::InvalidInput,
        format!(
            "The body has the Content-Encoding {name}, and none is understood here. Send the body as it is."
        ),
    ))
}

/// The names in all headers of one name.
fn names<'sent>(sent: &'sent HeaderMap, header: &HeaderName) -> impl Iterator<Item = &'sent str> {
    // What is no text is a name that nobody knows.
    let values = sent.get_all(header).into_iter().map(|value| value.to_str().unwrap_or("?"));
    values.flat_map(|value| value.split(',')).map(str::trim).filter(|name| !name.is_empty())
}

fn refusal(text: &'static str) -> ApiError {
    ApiError::new(ErrorKind::InvalidInput, text)
}
