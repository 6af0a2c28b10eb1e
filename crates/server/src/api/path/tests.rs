//! One path, however it is spelled.

use std::fmt::Write as _;

use super::*;

#[test]
fn trust_13_every_literal_segment_of_the_table_has_its_spelling_here() {
    let segments = qualify_wire::endpoints::all().flat_map(|row| row.path.split('/'));
    for segment in segments.filter(|segment| !segment.is_empty() && !segment.starts_with('{')) {
        let known = MIXED_CASE_SEGMENTS.iter().chain(LOWER_CASE_SEGMENTS);
        assert!(known.into_iter().any(|known| *known == segment), "{segment}");
    }
}

#[test]
fn segments_get_our_spelling_and_slashes_collapse() {
    let table = [
        ("/V1/Customers/8D2B/Qualification", "/v1/customers/8D2B/qualification"),
        ("//v1//customers/", "/v1/customers"),
        ("/v1/customers/x/VALIDATIONSTATUS", "/v1/customers/x/validationStatus"),
        ("/v1/customers/x/validationstatus", "/v1/customers/x/validationStatus"),
        ("/v1/customers/ALL/validations", "/v1/customers/all/validations"),
        ("/v1/domains/Lakeside.OnMicrosoft.com", "/v1/domains/Lakeside.OnMicrosoft.com"),
        ("/", "/"),
        ("//", "/"),
        ("/%761/%43ustomers/X%2dY", "/v1/customers/X-Y"),
        ("/v1/customers/%7bx%7D/%71ualification", "/v1/customers/%7Bx%7D/qualification"),
        ("/v1/customers/a%2fb%2541", "/v1/customers/a%2Fb%2541"),
        ("/v1/customers/%/%z1/%+f/%4", "/v1/customers/%/%z1/%+f/%4"),
        ("/v1/./customers/x/../y/%2e%2E/z/", "/v1/customers/z"),
        ("/v1//../customers", "/v1/customers"),
        ("/../../v1/customers/..", "/v1"),
        ("/..", "/"),
        ("/v1.0/customers", "/v1/customers"),
        ("/%561%2E0/customers/v1.0", "/v1/customers/v1.0"),
        ("/WebHooks/V1.0/registration", "/webhooks/v1/registration"),
        ("/auditactivity/v1.0/auditrecords", "/auditactivity/v1/auditrecords"),
        ("/common/v1.0", "/common/v1.0"),
        ("/v1/v1.0", "/v1/v1.0"),
        ("*", "*"),
    ];
    for (path, expected) in table {
        assert_eq!(canonical_path(path), expected, "{path}");
    }
    assert!(matches!(canonical_path("/v1/customers/x/qualification"), Cow::Borrowed(_)));
    assert!(is_plain("/v1/customers/8d2b6c31-94fa/qualification"));
    for (path, expected) in table.iter().filter(|(path, expected)| path != expected) {
        assert!(!is_plain(path), "{path} is {expected}");
    }
}

#[test]
fn query_names_have_no_case_and_the_first_value_counts() {
    let query = QueryValues::new("CODE=1&code=2&size=&x=%20&filter=a+b%20c&%63ity=Oslo");
    assert_eq!(query.find("code").as_deref(), Some("1"));
    assert_eq!(query.find("size"), None);
    assert_eq!(query.find("x"), None);
    assert_eq!(query.find("filter").as_deref(), Some("a b c"));
    assert_eq!(query.find("city").as_deref(), Some("Oslo"));
    assert_eq!(query.find("absent"), None);
}

#[test]
fn edge_08_letters_in_the_place_of_a_customer_are_told_from_ids() {
    for word in ["relationshiprequests", "all", "usageRecords", "deadbeef"] {
        assert!(has_word_for_customer(&format!("/v1/customers/{word}/x")), "{word}");
    }
    let hexadecimal = "abcdef".repeat(5) + "ab";
    for segment in ["", "x1", "a-b", "%7Bx", "8d2b6c31", &hexadecimal] {
        assert!(!has_word_for_customer(&format!("/v1/customers/{segment}")), "{segment}");
    }
    assert!(!has_word_for_customer("/v1/domains/x") && !has_word_for_customer("/v1/customers"));
}

/// One more spelling of a path, by a source of choices.
fn spelled(path: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().copied().cycle();
    let mut choose = move |of: u8| choices.next().unwrap_or_default() % of;
    let mut spelled = String::new();
    for character in path.chars() {
        if character == '/' {
            spelled.push_str(
                ["/", "//", "/./", "/%2e/", "/x/../", "/%41%2F/%2E%2e/", "/"][usize::from(choose(7))],
            );
            continue;
        }
        let character = if choose(3) == 0 { character.to_ascii_uppercase() } else { character };
        match choose(4) {
            0 => write!(spelled, "%{:02x}", u32::from(character)).unwrap(),
            1 => write!(spelled, "%{:02X}", u32::from(character)).unwrap(),
            _ => spelled.push(character),
        }
    }
    spelled.push_str(["", "/", "/.", "/x/.."][usize::from(choose(4))]);
    spelled
}

proptest::proptest! {
    #[test]
    fn edge_08_every_spelling_of_a_path_is_one_path(
        row in 0..qualify_wire::endpoints::all().count(),
        choices in proptest::collection::vec(0_u8..=255, 1..60),
    ) {
        let path = qualify_wire::endpoints::all().nth(row).unwrap().path;
        // Names of the table stand for what keeps its spelling.
        let path: String = path
            .split('/')
            .map(|segment| if segment.starts_with('{') { "123-456" } else { segment })
            .collect::<Vec<_>>()
            .join("/");
        let spelling = spelled(&path, &choices);
        let canonical = canonical_path(&spelling);
        proptest::prop_assert_eq!(canonical.as_ref(), path, "{}", spelling);
    }

    #[test]
    fn edge_08_the_one_spelling_is_its_own(path in "(/([a-zA-Z0-9._~%-]{0,6}|%[0-9a-fA-F]{2}|\\.\\.?)){0,8}/?") {
        let path = format!("/{path}");
        let once = canonical_path(&path).into_owned();
        // What is seen in one pass is what the long way says.
        if is_plain(&path) {
            let by_segment = path.split('/').skip(1).map(canonical_segment).fold(String::new(), |all, it| all + "/" + it);
            proptest::prop_assert_eq!((&once, &by_segment), (&path, &path));
        }
        proptest::prop_assert_eq!(canonical_path(&once), once.as_str());
        proptest::prop_assert!(once.starts_with('/'));
    }
}
