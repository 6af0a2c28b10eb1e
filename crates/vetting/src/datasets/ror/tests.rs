use super::*;

const SAMPLE: &[u8] = include_bytes!("sample.json");

fn parsed() -> (Listings, OtherBodies, Vec<Quarantined>) {
    let Parsed { content, quarantined } = parse(SAMPLE, &Basis::embedded()).unwrap();
    let Content::Register { listings, others, .. } = content else { panic!("a register") };
    (listings, others, quarantined)
}

#[test]
fn an_institution_is_listed_for_its_domains_and_websites_under_all_its_names_but_acronyms() {
    let (listings, _, _) = parsed();
    for host in ["lesna.edu.pl", "ul.pl"] {
        let [listing] = listings.get(host) else { panic!("{host}") };
        assert_eq!(
            listing.names().collect::<Vec<_>>(),
            ["Uniwersytet Leśny w Leśnej", "Forest University of Leśna", "Leśna Forestry School"]
        );
        assert_eq!(listing.hashes().len(), 2, "an alias is no main name");
        assert_eq!((&listing.backing, listing.country), (&Backing::Typed, Country::parse("PL")));
    }
    assert_eq!(listings.len(), 2);
}

#[test]
fn what_does_not_teach_or_no_longer_is_for_reviewers_alone() {
    let (listings, others, _) = parsed();
    for (host, name, what) in [
        ("szpital-lesny.pl", "Szpital Leśny", "healthcare"),
        ("dawna-uczelnia.pl", "Dawna Uczelnia", "education, inactive"),
    ] {
        assert!(listings.get(host).is_empty(), "{host}");
        assert_eq!(others.get(host), [OtherBody { name: name.into(), what: what.into() }]);
    }
}

#[test]
fn what_is_not_used_is_named_with_its_cause() {
    use QuarantineCause::{HostingProvider, NoName, Unreadable};
    let causes: Vec<_> = parsed().2.into_iter().map(|it| (it.entry, it.cause)).collect();
    assert_eq!(
        causes,
        [
            ("entry 6".to_owned(), Unreadable),
            ("https://ror.org/000bezim1".to_owned(), NoName),
            ("https://www.facebook.com/szkola".to_owned(), HostingProvider),
        ]
    );
}

#[test]
fn what_is_no_such_registry_is_refused() {
    for (text, word) in [
        ("", "no JSON array"),
        ("<!doctype html><html></html>", "no JSON array"),
        ("[]", "schema v2"),
        (r#"[{"name":"Old","types":["Education"],"links":["http://old.pl"]}]"#, "schema v2"),
        (r#"[{"id":"1","status":"active","types":["#, "behind 0 elements"),
    ] {
        let fault = parse(text.as_bytes(), &Basis::embedded()).unwrap_err().to_string();
        assert!(fault.contains(word), "{text}: {fault}");
    }
    let cut = &SAMPLE[..SAMPLE.len() / 2];
    assert!(parse(cut, &Basis::embedded()).is_err(), "a file that was cut");
}
