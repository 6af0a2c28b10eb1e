//! The tokens of names, a case for each sentence of vetting specification 15.1 that speaks of them.

use super::*;
use crate::name::meaning::Id;

/// What a token is for a reader of these tests.
fn described(token: &Token) -> String {
    let role = match token.role {
        Role::Kind => "kind",
        Role::Field => "field",
        Role::Place => "place",
        Role::Number => "number",
        Role::Own if token.is_attribute => "attribute",
        Role::Own if token.is_given => "given",
        Role::Own => "own",
    };
    if token.is_patron { format!("patron-{role}") } else { role.to_owned() }
}

fn roles(name: &str) -> String {
    let name = NameTokens::new(name, Lexicon::embedded());
    name.tokens.iter().map(described).collect::<Vec<_>>().join(" ")
}

fn ids(name: &str) -> Vec<Id> {
    NameTokens::new(name, Lexicon::embedded()).tokens.iter().map(|token| token.id).collect()
}

#[track_caller]
fn assert_roles(cases: &[(&str, &str)]) {
    for (name, expected) in cases {
        assert_eq!(roles(name), *expected, "{name}");
    }
}

#[test]
fn letters_without_a_decomposition_are_letters() {
    for (one, other) in [
        ("Uniwersytet Łódzki", "Uniwersytet Lodzki"),
        ("Zażółć", "Zazolc"),
        ("Bjørnøya", "Bjornoya"),
        ("Đurđevac", "Durdevac"),
        ("Straßentor", "Strassentor"),
        ("Sæbø", "Saebo"),
    ] {
        assert_eq!(ids(one), ids(other), "{one} / {other}");
    }
}

#[test]
fn the_longest_phrase_is_one_token() {
    assert_roles(&[
        ("University of Applied Sciences Utrecht", "kind place"),
        ("Hogeschool Utrecht", "kind place"),
        ("Liceum Ogólnokształcące", "kind"),
        ("Zespół Szkół", "kind"),
    ]);
    assert_eq!(ids("University of Applied Sciences")[0], id("kind", "applied-sciences"));
}

#[test]
fn a_kind_with_a_field_is_two_tokens() {
    let technology = [id("kind", "university"), id("field", "technology")];
    for name in ["Politechnika", "Technical University", "University of Technology", "Technische Universität"]
    {
        assert_eq!(ids(name), technology, "{name}");
    }
}

#[test]
fn a_form_as_it_is_written_wins_over_a_folded_one() {
    let kind = |name: &str| ids(name)[0];
    assert_eq!(kind("collège Jean Moulin"), id("kind", "lower-secondary"));
    assert_eq!(kind("College Stanford"), id("kind", "college"));
    assert_roles(&[("Przemyślu", "place"), ("przemysłu", "field")]);
}

#[test]
fn a_form_of_two_roles_has_the_first_of_kind_field_place_own_number_link() {
    assert_roles(&[
        // The Polish kind of school, the Hungarian technology.
        ("technika", "kind"),
        // Dutch for dance, French for in.
        ("dans", "field"),
        // The Croatian sea, the Polish region.
        ("pomorski", "field"),
        // The region, the direction.
        ("Nord", "place"),
        // Spanish for south, French for on.
        ("sur", "attribute"),
    ]);
    // `no` is the Portuguese preposition, too.
    assert_roles(&[("Szkoła No 7 Borowa", "kind number own"), ("Escola no Porto", "kind place")]);
}

#[test]
fn a_university_of_science_and_technology_has_fields_of_its_own() {
    let fields = ids("University of Science and Technology");
    assert_eq!(fields[0], id("kind", "university"));
    assert_ne!(fields, ids("University of Technology"));
    assert_eq!(fields, ids("Universiteit voor Wetenschap en Technologie"));
}

#[test]
fn places_have_names_in_other_languages_adjectives_and_inflected_forms() {
    let warsaw = ids("Warszawa");
    for form in ["Warsaw", "Varsovie", "Warszawie", "Warszawski", "Warszawska"] {
        assert_eq!(ids(form), warsaw, "{form}");
    }
    assert_ne!(ids("Kraków"), warsaw);
}

#[test]
fn an_abbreviation_counts_in_capitals_in_a_name_that_holds_small_letters() {
    assert_roles(&[
        ("SP nr 5 w Łodzi", "kind number place"),
        ("Sp nr 5 w Łodzi", "own number place"),
        ("TU Delft", "kind field place"),
        ("LO w Krakowie", "kind place"),
    ]);
    // In capitals alone nothing is an abbreviation.
    assert_eq!(roles("SP W LODZI"), "own place");
}

#[test]
fn numbers_count_beside_a_kind_behind_a_marker_and_before_a_kind_and_others_are_a_streets() {
    assert_roles(&[
        ("Szkoła Podstawowa 5", "kind number"),
        ("Szkoła Podstawowa nr 5", "kind number"),
        ("5. Základní škola", "number kind"),
        ("II Liceum Ogólnokształcące", "number kind"),
        ("Pierwsze Liceum Ogólnokształcące", "number kind"),
        ("Základní škola Praha 2", "kind place"),
        ("Střední škola Ječná 30", "kind own"),
    ]);
    assert_eq!(ids("II Liceum Ogólnokształcące"), ids("Drugie Liceum Ogólnokształcące"));
    assert_eq!(ids("II Liceum Ogólnokształcące"), ids("2 Liceum Ogólnokształcące"));
    assert_ne!(ids("II Liceum Ogólnokształcące"), ids("ii Liceum Ogólnokształcące"), "numerals are capitals");
}

#[test]
fn a_patron_goes_up_to_a_place_a_preposition_a_kind_a_marked_number_or_a_legal_form() {
    assert_roles(&[
        ("Liceum im. Marii Zwierzyńskiej w Łodzi", "kind patron-given patron-own place"),
        ("Liceum imienia Zwierzyńskiego Kraków", "kind patron-own place"),
        ("Liceum im. Zwierzyńskiego Szkoła Borowa", "kind patron-own kind own"),
        ("Liceum im. Zwierzyńskiego nr 5 Borowa", "kind patron-own number own"),
        ("Liceum im. Zwierzyńskiego sp. z o.o.", "kind patron-own"),
    ]);
    for preposition in ["w", "we", "v", "ve", "in", "em", "din", "u", "na"] {
        let name = format!("Liceum im. Zwierzyńskiego {preposition} Borowie");
        assert_eq!(roles(&name), "kind patron-own own", "{name}");
    }
}

#[test]
fn a_patron_stands_behind_each_marker() {
    for marker in ["im.", "imienia", "name of", "named after"] {
        let name = format!("Liceum {marker} Zwierzyńskiego");
        assert_eq!(roles(&name), "kind patron-own", "{name}");
    }
}

#[test]
fn a_patron_has_five_tokens_at_most() {
    assert_eq!(
        roles("Liceum im. Abacki Babacki Cabacki Dabacki Ebacki Fabacki"),
        "kind patron-own patron-own patron-own patron-own patron-own own"
    );
}

#[test]
fn a_patron_ends_at_a_risk_word() {
    assert_eq!(roles("Liceum im. Zwierzyńskiego Biblioteka Borowa"), "kind patron-own own own");
}

#[test]
fn an_acronym_beside_the_full_name_costs_nothing() {
    assert_eq!(
        roles("Massachusetts Institute of Technology (MIT)").matches("patron-own").count(),
        1,
        "{}",
        roles("Massachusetts Institute of Technology (MIT)")
    );
    assert!(!roles("Massachusetts Institute of Technology (XYZ)").contains("patron"));
}

#[test]
fn a_nursery_in_the_name_of_a_school_costs_nothing_and_alone_it_does() {
    assert_roles(&[
        ("Základní škola a mateřská škola Lhota", "kind patron-own own"),
        ("Mateřská škola Lhota", "own own"),
    ]);
}

#[test]
fn links_are_dropped_and_short_legal_forms_at_the_ends_only() {
    assert_roles(&[
        ("The University of the Prague", "kind place"),
        ("Stichting Hogeschool Utrecht", "kind place"),
        ("Zwierzyniec s.r.o.", "own"),
        ("Zwierzyniec GmbH", "own"),
        ("Vysoká škola z.ú.", "kind"),
        ("prof. Zwierzyniec", "own"),
    ]);
    for form in ["vereniging", "s.r.o.", "a.s.", "Kft.", "sp. z o.o.", "o.p.s.", "GmbH", "e.V.", "Ltd"] {
        assert_eq!(roles(&format!("Zwierzyniec {form}")), "own", "{form}");
    }
    assert_eq!(roles("Zwierzyniec Ltd"), "own");
    assert!(roles("Zwierzyniec a.s. Borowa").starts_with("own own"), "in the middle it is a word");
}

#[test]
fn attributes_and_given_names_are_own_words_that_say_so() {
    assert_roles(&[
        ("State University", "attribute kind"),
        ("National Catholic University", "attribute attribute kind"),
        ("Akademia Adam", "kind given"),
    ]);
}

#[test]
fn single_letters_with_dots_are_one_word() {
    assert_eq!(NameTokens::new("s.r.o.", Lexicon::embedded()).words.len(), 1);
    assert_eq!(NameTokens::new("J.Zwierzyński", Lexicon::embedded()).words.len(), 2);
    let same = |one: &str, other: &str| assert_eq!(ids(one), ids(other), "{one} / {other}");
    same("O. P. Zwierz University", "O.P. Zwierz University");
    same("J. R. D. Zwierz University", "J.R.D. Zwierz University");
    same("G H Zwierz University", "GH Zwierz University");
    same("Zwierzyniec, a. s.", "Zwierzyniec, a.s.");
    for (name, words) in
        [("J. Zwierzyński", 2), ("Vitamin C and D", 4), ("A. B", 2), ("I Liceum", 2), ("A Zwierz", 2)]
    {
        assert_eq!(NameTokens::new(name, Lexicon::embedded()).words.len(), words, "{name}");
    }
}

#[test]
fn a_name_of_links_alone_is_these_words() {
    assert_eq!(roles("The of"), "own own");
}
