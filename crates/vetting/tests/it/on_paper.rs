//! What fresh sets taught (vetting specification 15): a case for each sentence.

use qualify_vetting::datasets::Snapshot;
use qualify_vetting::vocabulary::Outcome::{self, Approve, NeedsHuman};
use qualify_vetting::vocabulary::ReasonCode;

use crate::sample::{Sources, application, decided};

/// Institutions of the five countries, mostly under the English name that lists hold.
pub(crate) const TREE: [(&str, &str); 34] = [
    ("pl/edu/pw.txt", "Warsaw University of Technology"),
    ("pl/polsl.txt", "Silesian University of Technology"),
    ("pl/lodz/uni.txt", "University of Lodz"),
    ("hu/pte.txt", "University of Pecs"),
    ("cz/mendelu.txt", "Mendel University in Brno"),
    ("pl/krakow/uek.txt", "Cracow University of Economics"),
    ("nl/hu.txt", "Hogeschool Utrecht"),
    ("cz/zslhota.txt", "Základní škola Horní Lhota"),
    ("hu/revai.txt", "Révai Miklós Gimnázium"),
    ("cz/cuni.txt", "Charles University in Prague"),
    ("tr/edu/istanbul.txt", "Istanbul University"),
    ("cz/vse.txt", "Prague University of Economics and Business"),
    ("hu/bme.txt", "Budapest University of Technology and Economics"),
    ("pl/edu/ug.txt", "Uniwersytet Gdański"),
    ("de/tu-freiberg.txt", "Technische Universität Bergakademie Freiberg"),
    ("pl/lo2krakow.txt", "II Liceum Ogólnokształcące w Krakowie"),
    ("pl/sp5lodz.txt", "Szkoła Podstawowa nr 5 w Łodzi"),
    ("edu/illinois.txt", "University of Illinois at Urbana-Champaign"),
    ("edu/stanford.txt", "Stanford University"),
    ("be/uclouvain.txt", "Université catholique de Louvain"),
    ("nl/zuyd.txt", "Zuyd University"),
    ("pt/up.txt", "Universidade do Porto"),
    ("ch/metas.txt", "Swiss Federal Institute of Metrology"),
    ("nl/nki.txt", "Netherlands Cancer Institute"),
    ("de/ruhr-uni-bochum.txt", "Ruhr-Universität Bochum"),
    ("pl/elodz/edu/sp1.txt", "Szkoła Podstawowa nr 1 w Łodzi"),
    ("pl/elodz/edu/sp2.txt", "Szkoła Podstawowa nr 2 w Łodzi"),
    ("de/fu-berlin.txt", "Freie Universität Berlin\nFreie Universität Berlin Technische Universität"),
    ("de/tu-berlin.txt", "Technische Universität Berlin"),
    ("pl/uj.txt", "Uniwersytet Jagielloński w Krakowie"),
    ("pl/wtu.txt", "Warsaw Technical University of Agriculture"),
    ("edu/beauty.txt", "Riverside Beauty College"),
    ("stoplist.txt", "alumni.stanford.edu"),
    ("abused.txt", "psu.edu"),
];

fn snapshot() -> Snapshot {
    Sources::new().with_tree(&TREE).snapshot()
}

#[track_caller]
fn assert_answers(name: &str, host: &str, asked: &str, outcome: Outcome, code: ReasonCode) {
    let decision = decided(&application(name, host, asked), &snapshot());
    assert_eq!(
        (decision.outcome, decision.reason_code),
        (outcome, code),
        "{name} | {host}: {:?}",
        decision.findings.hosts
    );
}

/// Declares a test for each row of the list on paper.
macro_rules! on_paper {
    ($($test:ident: $name:literal, $host:literal, $asked:literal => $outcome:ident $code:ident;)+) => {$(
        #[test]
        fn $test() {
            assert_answers($name, $host, $asked, $outcome, ReasonCode::$code);
        }
    )+};
}

on_paper! {
    politechnika_warszawska_is_warsaw_university_of_technology: "Politechnika Warszawska", "pw.edu.pl", "EDU PL" => Approve EduDataset;
    politechnika_slaska_is_silesian: "Politechnika Śląska", "polsl.pl", "EDU PL" => Approve EduDataset;
    uniwersytet_lodzki_is_of_lodz: "Uniwersytet Łódzki", "uni.lodz.pl", "EDU PL" => Approve EduDataset;
    pecsi_tudomanyegyetem_is_of_pecs: "Pécsi Tudományegyetem", "pte.hu", "EDU HU" => Approve EduDataset;
    mendelova_univerzita_is_mendel: "Mendelova univerzita v Brně", "mendelu.cz", "EDU CZ" => Approve EduDataset;
    uniwersytet_ekonomiczny_is_of_economics: "Uniwersytet Ekonomiczny w Krakowie", "uek.krakow.pl", "EDU PL" => Approve EduDataset;
    a_foundation_is_a_legal_form: "Stichting Hogeschool Utrecht", "hu.nl", "EDU NL" => Approve EduDataset;
    a_nursery_beside_the_school_is_the_school: "ZŠ a MŠ Horní Lhota", "zslhota.cz", "EDU CZ" => Approve EduDataset;
    a_dormitory_beside_the_school_is_the_school: "Révai Miklós Gimnázium és Kollégium", "revai.hu", "EDU HU" => Approve EduDataset;
    zuyd_hogeschool_is_zuyd_university: "Zuyd Hogeschool", "zuyd.nl", "EDU NL" => Approve EduDataset;
    warsaw_pizza_university_is_none: "Warsaw Pizza University", "pw.edu.pl", "EDU PL" => NeedsHuman AffiliateOrNonTeaching;
    prague_diploma_university_is_none: "Prague Diploma University", "cuni.cz", "EDU CZ" => NeedsHuman NameMismatch;
    istanbul_crypto_university_is_none: "Istanbul Crypto University", "istanbul.edu.tr", "EDU TR" => NeedsHuman AffiliateOrNonTeaching;
    university_of_prague_is_not_that_of_economics: "University of Prague", "vse.cz", "EDU CZ" => NeedsHuman NameMismatch;
    university_of_budapest_is_not_that_of_technology: "University of Budapest", "bme.hu", "EDU HU" => NeedsHuman NameMismatch;
    charleston_is_not_charles: "Charleston University", "cuni.cz", "EDU CZ" => NeedsHuman NameMismatch;
    freiburg_is_not_freiberg: "Universität Freiburg", "tu-freiberg.de", "EDU DE" => NeedsHuman NameMismatch;
    the_first_school_is_not_the_second: "I Liceum Ogólnokształcące w Krakowie", "lo2krakow.pl", "EDU PL" => NeedsHuman NameMismatch;
    school_15_is_not_school_5: "SP nr 15 w Łodzi", "sp5lodz.pl", "EDU PL" => NeedsHuman NameMismatch;
    technical_university_alone_is_nobody: "Technical University", "pw.edu.pl", "EDU PL" => NeedsHuman NameMismatch;
    chicago_is_not_urbana: "University of Illinois at Chicago", "illinois.edu", "EDU US" => NeedsHuman NameMismatch;
    a_visa_network_is_not_stanford: "Stanford University Golden Visa Network", "stanford.edu", "EDU US" => NeedsHuman NameMismatch;
    ku_leuven_is_not_louvain: "KU Leuven", "uclouvain.be", "EDU BE" => NeedsHuman NameMismatch;
    a_nursery_of_a_university_is_no_school: "Creche da Universidade do Porto", "up.pt", "EDU PT" => NeedsHuman AffiliateOrNonTeaching;
    an_institute_of_metrology_does_not_teach: "Swiss Federal Institute of Metrology", "metas.ch", "EDU CH" => NeedsHuman ListedNotTeaching;
    a_cancer_institute_does_not_teach: "Netherlands Cancer Institute", "nki.nl", "EDU NL" => NeedsHuman ListedNotTeaching;
    a_credit_union_at_the_universitys_host: "Stanford Federal Credit Union", "stanford.edu", "EDU US" => NeedsHuman AffiliateOrNonTeaching;
}

#[test]
fn a_patron_out_of_nowhere_is_never_an_approval() {
    let asked = application("Uniwersytet Gdański im. Crypto Casino", "ug.edu.pl", "EDU PL");
    assert_ne!(decided(&asked, &snapshot()).outcome, Approve);
}

#[test]
fn a_name_that_is_listed_for_another_domain_alone_belongs_there() {
    assert_answers(
        "Technische Universität Berlin",
        "tu-berlin.de",
        "EDU DE",
        Approve,
        ReasonCode::EduDataset,
    );
    assert_answers(
        "Technische Universität Berlin",
        "fu-berlin.de",
        "EDU DE",
        NeedsHuman,
        ReasonCode::NameBelongsToOtherDomain,
    );
}

#[test]
fn the_tokens_of_a_name_in_another_order_belong_to_it_too() {
    // Nobody is listed under these words in this order.
    assert_answers(
        "Berlin Technische Universität",
        "tu-berlin.de",
        "EDU DE",
        Approve,
        ReasonCode::EduDataset,
    );
    assert_answers(
        "Berlin Technische Universität",
        "fu-berlin.de",
        "EDU DE",
        NeedsHuman,
        ReasonCode::NameBelongsToOtherDomain,
    );
}

#[test]
fn the_word_that_was_found_is_named() {
    let asked = application("Biblioteka Uniwersytetu Łódzkiego", "uni.lodz.pl", "EDU PL");
    let decision = decided(&asked, &snapshot());
    assert_eq!(decision.reason_code, ReasonCode::AffiliateOrNonTeaching);
    assert!(decision.explanation.partner.contains(": Biblioteka."), "{}", decision.explanation.partner);
}

#[test]
fn members_mail_does_not_speak_for_the_institution_unless_it_is_listed_itself() {
    use ReasonCode as Code;
    for (host, code) in [
        ("student.pw.edu.pl", Code::MembersMail),
        ("a.alumni.pw.edu.pl", Code::MembersMail),
        ("alumni.stanford.edu", Code::Stoplisted),
        ("students.riverbend.ac.uk", Code::MembersMail),
    ] {
        let decision = decided(&application("Politechnika Warszawska", host, "EDU"), &snapshot());
        assert_eq!((decision.outcome, decision.reason_code), (NeedsHuman, code), "{host}");
    }
    let mut files = TREE.to_vec();
    files.push(("pl/edu/pw/student.txt", "Warsaw University of Technology"));
    let listed = Sources::new().with_tree(&files).snapshot();
    let decision = decided(&application("Politechnika Warszawska", "student.pw.edu.pl", "EDU PL"), &listed);
    assert_eq!(decision.reason_code, Code::EduDataset);
}

#[test]
fn a_claim_is_the_listed_host() {
    let snapshot = snapshot();
    let claim = |name: &str, host: &str| {
        let decision = decided(&application(name, host, "EDU PL"), &snapshot);
        assert_eq!(decision.outcome, Approve, "{name} {host}");
        decision.approved_domain
    };
    assert_eq!(
        claim("Szkoła Podstawowa nr 1 w Łodzi", "sp1.edu.elodz.pl").as_deref(),
        Some("sp1.edu.elodz.pl")
    );
    assert_eq!(
        claim("Szkoła Podstawowa nr 2 w Łodzi", "sp2.edu.elodz.pl").as_deref(),
        Some("sp2.edu.elodz.pl")
    );
    assert_eq!(claim("Politechnika Warszawska", "www.pw.edu.pl").as_deref(), Some("pw.edu.pl"));
}

/// The institutions of the tree: a host, and its first name.
fn listed() -> Vec<(String, &'static str)> {
    let entries = TREE.iter().filter(|(path, _)| path.contains('/'));
    let host = |path: &str| path.trim_end_matches(".txt").rsplit('/').collect::<Vec<_>>().join(".");
    entries.map(|(path, names)| (host(path), names.lines().next().unwrap_or_default())).collect()
}

#[test]
fn institutions_with_swapped_domains_are_never_approved() {
    let (snapshot, listed) = (snapshot(), listed());
    for (_, name) in &listed {
        for (host, other) in &listed {
            let decision = decided(&application(name, host, "EDU"), &snapshot);
            assert!(name == other || decision.outcome != Approve, "{name} at {host} of {other}");
        }
    }
}
