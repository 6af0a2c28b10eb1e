//! Words of something beside teaching, and listed names that do not teach (vetting specification 15.2, 15.4).

use qualify_vetting::vocabulary::ReasonCode as Code;

use crate::sample::{Sources, application, decided, tree};

const TREE: [(&str, &str); 12] = [
    ("edu/riverside.txt", "Riverside University"),
    ("pl/zwierzyniec.txt", "Uniwersytet Zwierzyniecki"),
    ("pl/spborowa.txt", "Szkoła Podstawowa w Borowej"),
    ("cz/zsborova.txt", "Základní škola Borová"),
    ("cz/zusborova.txt", "Základní umělecká škola Borová"),
    ("pl/psmborowa.txt", "Państwowa Szkoła Muzyczna w Borowej"),
    ("edu/hotel.txt", "Riverside School of Hotel Management"),
    ("edu/montessori.txt", "Riverside Montessori School"),
    ("edu/bookstore.txt", "Riverside College of Bookstore Trade"),
    ("edu/hospital.txt", "Riverside Hospital School"),
    ("pt/porto-borova.txt", "Universidade de Borova"),
    ("ch/institut-borowa.txt", "Borowa Institute of Metrology\nBorowa University"),
];

#[track_caller]
fn assert_says(cases: &[(&str, &str, Code)]) {
    let snapshot = Sources::new().with_tree(&TREE).snapshot();
    for (name, host, code) in cases {
        let decision = decided(&application(name, host, "EDU"), &snapshot);
        let found = &decision.findings.hosts;
        assert_eq!(decision.reason_code, *code, "{name} | {host}: {found:?}");
    }
}

#[test]
fn a_plain_company_is_not_beside_teaching() {
    assert_says(&[
        ("Riverside Bookstore", "riverside-books.com", Code::EduNoEvidence),
        ("Riverside University Bookstore", "riverside.edu", Code::AffiliateOrNonTeaching),
        ("Riverside Childcare Centre", "riverside.qld.edu.au", Code::AffiliateOrNonTeaching),
    ]);
}

#[test]
fn inflected_forms_are_words_and_parts_of_words_only_where_they_are_marked() {
    assert_says(&[
        ("Biblioteka Uniwersytetu Zwierzynieckiego", "zwierzyniec.pl", Code::AffiliateOrNonTeaching),
        ("Biblioteki Uniwersytetu Zwierzynieckiego", "zwierzyniec.pl", Code::AffiliateOrNonTeaching),
        ("Universitätsbibliothek Riverside University", "riverside.edu", Code::AffiliateOrNonTeaching),
        // `press` is no part of words.
        ("Riverside University Pressler", "riverside.edu", Code::NameMismatch),
    ]);
}

#[test]
fn what_a_school_has_beside_it_counts_where_no_kind_of_school_is_left() {
    assert_says(&[
        ("Základní škola a mateřská škola Borová", "zsborova.cz", Code::EduDataset),
        ("Mateřská škola Borová", "zsborova.cz", Code::AffiliateOrNonTeaching),
        ("Szkoła Podstawowa z oddziałami przedszkolnymi w Borowej", "spborowa.pl", Code::EduDataset),
        ("Szkoła Podstawowa w Borowej z internatem", "spborowa.pl", Code::EduDataset),
        ("Creche da Universidade de Borova", "porto-borova.pt", Code::AffiliateOrNonTeaching),
    ]);
}

#[test]
fn music_schools_of_the_state_are_schools_and_montessori_is_no_risk() {
    assert_says(&[
        ("Państwowa Szkoła Muzyczna w Borowej", "psmborowa.pl", Code::EduDataset),
        ("Základní umělecká škola Borová", "zusborova.cz", Code::EduDataset),
        ("Riverside Montessori School", "montessori.edu", Code::EduDataset),
    ]);
}

#[test]
fn a_word_inside_of_a_phrase_of_teaching_is_none() {
    assert_says(&[
        ("Riverside School of Hotel Management", "hotel.edu", Code::EduDataset),
        ("Riverside University Hotel", "riverside.edu", Code::AffiliateOrNonTeaching),
        // Below a suffix that is checked, nobody else's name says what is taught.
        ("Lakeside University Hotel", "lakeside-hotel.edu", Code::AffiliateOrNonTeaching),
        ("Lakeside University of Hotel Management", "lakeside-hotel.edu", Code::EduSuffixB),
        // A phrase that no name of the host holds is no excuse.
        ("Uniwersytet Zwierzyniecki Hotel Management", "zwierzyniec.pl", Code::AffiliateOrNonTeaching),
    ]);
}

#[test]
fn a_word_that_a_matching_name_holds_is_waived_but_for_hospitals_and_their_like() {
    assert_says(&[
        ("Riverside College of Bookstore Trade", "bookstore.edu", Code::EduDataset),
        ("Riverside Hospital School", "hospital.edu", Code::AffiliateOrNonTeaching),
    ]);
    for word in ["Hospital", "Clinic", "Library", "Museum", "Archive", "Press"] {
        let name = format!("Lakeside {word} College");
        let snapshot =
            Sources::none().with(tree(&Sources::none().basis, &[("org/lakeside.txt", &name)])).snapshot();
        let decision = decided(&application(&name, "lakeside.org", "EDU"), &snapshot);
        assert_eq!(decision.reason_code, Code::AffiliateOrNonTeaching, "{name}");
    }
}

#[test]
fn a_kind_other_than_institute_academy_and_centre_makes_a_listed_name_of_research_one_that_teaches() {
    for (kind, code) in [
        ("Institute", Code::ListedNotTeaching),
        ("Academy", Code::ListedNotTeaching),
        ("Centre", Code::ListedNotTeaching),
        ("College", Code::EduDataset),
        ("University", Code::EduDataset),
    ] {
        let name = format!("Borowa {kind} of Metrology");
        let snapshot =
            Sources::none().with(tree(&Sources::none().basis, &[("ch/borowa.txt", &name)])).snapshot();
        let decision = decided(&application(&name, "borowa.ch", "EDU CH"), &snapshot);
        assert_eq!(decision.reason_code, code, "{name}");
    }
}

#[test]
fn risk_words_are_looked_for_in_a_patrons_name_too() {
    assert_says(&[(
        "Uniwersytet Zwierzyniecki im. Kasyno Borowa",
        "zwierzyniec.pl",
        Code::AffiliateOrNonTeaching,
    )]);
}

#[test]
fn a_word_of_research_that_no_name_of_the_host_holds_is_for_a_person() {
    assert_says(&[
        ("Riverside University Institute of Metrology", "riverside.edu", Code::AffiliateOrNonTeaching),
        ("Riverside University of Metrology", "riverside-metrology.edu", Code::NameImplausible),
        // One of the host's names holds it, and the other one teaches.
        ("Borowa University", "institut-borowa.ch", Code::EduDataset),
        ("Borowa Institute of Metrology", "institut-borowa.ch", Code::ListedNotTeaching),
    ]);
}
