//! Where a service leads within itself (RFC 9110 15.4). Elsewhere nothing is sent: the token is for this origin.

use http::header::LOCATION;
use http::{Method, StatusCode, Uri};

use super::Received;
use crate::origin::Origin;

/// Steps that are followed.
pub(super) const REDIRECTS_MAX: usize = 5;

/// What is asked, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) method: Method,
    /// A path with its query.
    pub(super) target: Uri,
    /// Whether the body of the call goes along.
    pub(super) has_body: bool,
}

/// Where an answer leads; `None` if nowhere, or to another origin.
pub(super) fn next(origin: &Origin, answer: &Received, way: &Way) -> Option<Way> {
    let method = &way.method;
    let keeps = match answer.status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => *method != Method::POST,
        StatusCode::SEE_OTHER => *method == Method::GET || *method == Method::HEAD,
        _ => return None,
    };
    let location = answer.headers.get(LOCATION)?.to_str().ok()?;
    let target = origin.beside(&way.target, location)?;
    let method = if keeps { method.clone() } else { Method::GET };
    Some(Way { method, target, has_body: way.has_body && keeps })
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn answer(status: u16, location: &str) -> Received {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, location.parse().unwrap());
        Received::of(StatusCode::from_u16(status).unwrap(), headers, 0)
    }

    #[test]
    fn a_service_leads_within_itself_and_nowhere_else() {
        let origin = Origin::parse("https://qualify.example").unwrap();
        let target: Uri = "/v1/customers/1?a=b".parse().unwrap();
        let leads = |status, location: &str, method: Method| {
            let way = Way { method, target: target.clone(), has_body: true };
            next(&origin, &answer(status, location), &way)
                .map(|next| (next.method.to_string(), next.target.to_string(), next.has_body))
        };
        let to =
            |method: &str, target: &str, has_body| Some((method.to_owned(), target.to_owned(), has_body));
        assert_eq!(leads(307, "/v1/2", Method::PUT), to("PUT", "/v1/2", true));
        assert_eq!(leads(308, "2?c=d", Method::POST), to("POST", "/v1/customers/2?c=d", true));
        assert_eq!(leads(302, "https://qualify.example:443/v1/2", Method::POST), to("GET", "/v1/2", false));
        assert_eq!(leads(301, "/v1/2", Method::PUT), to("PUT", "/v1/2", true));
        assert_eq!(leads(303, "/v1/2", Method::DELETE), to("GET", "/v1/2", false));
        assert_eq!(leads(303, "/v1/2", Method::HEAD), to("HEAD", "/v1/2", true));
        for elsewhere in [
            "https://other.example/v1",
            "//other.example/v1",
            "http://qualify.example/v1",
            "https://qualify.example:444/",
        ] {
            assert_eq!(leads(307, elsewhere, Method::GET), None, "{elsewhere}");
        }
        for status in [200, 300, 304, 305, 404] {
            assert_eq!(leads(status, "/v1/2", Method::GET), None, "{status}");
        }
    }
}
