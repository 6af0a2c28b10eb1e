//! Doors of our own take the query parameters that their rows name. Another one is refused: whoever misspells a filter
//! would read everything and believe it was filtered. The wire ignores what it does not know (contract 1.3).

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use qualify_contract::errors::ErrorKind;
use qualify_wire::endpoints::QueryParameter;
use qualify_wire::errors::ApiError;

use super::extract::OpenCall;
use super::failure::Failure;
use super::path::QueryValues;

/// Most characters of a name that an error repeats.
const NAME_CHARS_MAX: usize = 64;

/// Lets a call through whose query parameters are all known.
pub(crate) async fn only_known(
    known: &'static [QueryParameter],
    OpenCall(call): OpenCall,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    check(known, QueryValues::new(&call.query))?;
    Ok(next.run(request).await)
}

fn check(known: &[QueryParameter], query: QueryValues<'_>) -> Result<(), Failure> {
    let is_known = |name: &str| known.iter().any(|one| one.name.eq_ignore_ascii_case(name));
    match query.names().find(|name| !is_known(name)) {
        Some(name) => Err(unknown(known, &name).into()),
        None => Ok(()),
    }
}

fn unknown(known: &[QueryParameter], name: &str) -> ApiError {
    let name: String = name.chars().take(NAME_CHARS_MAX).filter(|one| !one.is_control()).collect();
    let names: Vec<_> = known.iter().map(|one| one.name).collect();
    let (takes, next) = if names.is_empty() {
        ("takes no query parameters".to_owned(), "Leave it out.")
    } else {
        (format!("takes {}", names.join(", ")), "Correct its spelling, or leave it out.")
    };
    let text = format!("The query parameter {name} is not known here: this route {takes}. {next}");
    ApiError::new(ErrorKind::QueryParameterUnknown, text).with_parameter("property", name)
}

#[cfg(test)]
mod tests {
    use qualify_wire::endpoints;

    use super::*;

    #[test]
    fn names_are_known_in_any_case_and_however_they_are_encoded() {
        let row = endpoints::all().find(|row| row.id() == "O14").unwrap();
        let check = |query| check(row.query, QueryValues::new(query));
        for query in ["", "&", "&&", "size=1", "SIZE=1&Partner=x", "%73ize", "size=a=b&size"] {
            assert!(check(query).is_ok(), "{query}");
        }
        for query in ["sise=1", "size=1&partnerid=x", "=1", "size%20=1", "%ff=1", "\u{1}=1"] {
            let Err(Failure::Api(error)) = check(query) else { panic!("{query} is taken") };
            assert_eq!(error.kind, ErrorKind::QueryParameterUnknown, "{query}");
        }
    }

    #[test]
    fn the_text_names_the_stranger_and_those_that_are_known() {
        let row = endpoints::all().find(|row| row.id() == "O14").unwrap();
        assert_eq!(
            unknown(row.query, "parnter").text,
            "The query parameter parnter is not known here: this route takes partner, size, continuationToken. \
             Correct its spelling, or leave it out."
        );
        assert_eq!(
            unknown(&[], "x").text,
            "The query parameter x is not known here: this route takes no query parameters. Leave it out."
        );
    }
}
