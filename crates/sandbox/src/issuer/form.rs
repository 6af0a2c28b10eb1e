//! Forms and queries of OAuth: names exactly as they are, unknown ones ignored, none twice (RFC 6749, 3.1 and 3.2).

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use qualify_contract::errors::ErrorKind;
use qualify_server::api::body::RawBody;
use qualify_server::api::failure::Failure;
use qualify_wire::errors::ApiError;

use super::refusal::{Problem, Reason, Refused};

/// The most bytes of a form.
const FORM_BYTES_MAX: usize = 64 << 10;

/// The body of a form: nothing longer is read.
pub(super) type FormBody = RawBody<FORM_BYTES_MAX>;

/// The decoded fields of a form or a query.
#[derive(Debug, Clone, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a body of whatever content type: clients differ in what they call it.
    pub(super) fn read(body: Result<Bytes, ApiError>) -> Result<Self, Problem> {
        let body = body.map_err(|error| match error.kind {
            ErrorKind::Busy => Problem::Failed(Failure::from(error)),
            _ => Problem::Refused(Refused::new(Reason::BadForm, error.text)),
        })?;
        let text = std::str::from_utf8(&body).map_err(|_| not_text())?;
        Ok(Self::parse(text)?)
    }

    /// Reads the text of a form, or a query.
    pub(super) fn parse(text: &str) -> Result<Self, Refused> {
        if text.len() > FORM_BYTES_MAX {
            return Err(Refused::new(Reason::BadForm, "The query is too long."));
        }
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }

    /// The value of a field; blank is absent.
    ///
    /// # Errors
    /// The field comes twice.
    pub(super) fn find(&self, name: &str) -> Result<Option<&str>, Refused> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() {
            return Err(Refused::new(
                Reason::BadForm,
                format!("The parameter '{name}' comes more than once. Send it once."),
            ));
        }
        Ok(first.filter(|value| !value.trim().is_empty()))
    }

    /// The value of a field that has to be there.
    pub(super) fn get(&self, name: &str) -> Result<&str, Refused> {
        self.find(name)?.ok_or_else(|| Refused::missing(name))
    }
}

fn not_text() -> Refused {
    Refused::new(Reason::BadForm, "The form is no valid text. Send it percent-encoded, in UTF-8.")
}

/// `+` and `%20` are blanks.
pub(super) fn decode(text: &str) -> Result<String, Refused> {
    let with_blanks = text.replace('+', " ");
    let decoded = percent_decode_str(&with_blanks).decode_utf8().map_err(|_| not_text())?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: ErrorKind) -> ApiError {
        ApiError::new(kind, "A text.")
    }

    #[test]
    fn fields_are_decoded_and_blank_ones_are_absent() {
        let form = Form::parse("a=1+2%203&b=&c&%64=%E2%82%AC&&x=").unwrap();
        assert_eq!(form.find("a").unwrap(), Some("1 2 3"));
        assert_eq!((form.find("b").unwrap(), form.find("c").unwrap()), (None, None));
        assert_eq!(form.get("d").unwrap(), "€");
        assert_eq!(form.get("e").unwrap_err(), Refused::missing("e"));
    }

    #[test]
    fn a_field_that_comes_twice_is_refused_only_where_it_is_read() {
        let form = Form::parse("a=1&a=1&b=2").unwrap();
        assert_eq!(form.find("a").unwrap_err().reason, Reason::BadForm);
        assert_eq!(form.find("b").unwrap(), Some("2"));
    }

    #[test]
    fn what_is_no_text_or_too_long_is_refused() {
        assert!(Form::parse("a=%FF").is_err());
        assert!(Form::read(Ok(Bytes::from_static(b"a=\xff"))).is_err());
        assert!(Form::read(Ok(Bytes::from(vec![b'a'; FORM_BYTES_MAX]))).is_ok());
        assert!(matches!(Form::read(Err(refused(ErrorKind::InvalidInput))), Err(Problem::Refused(_))));
        assert!(
            matches!(Form::read(Err(refused(ErrorKind::Busy))), Err(Problem::Failed(_))),
            "not the form's fault"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            if let Ok(form) = Form::parse(&text) {
                let _ = form.find("a");
            }
        }
    }
}
