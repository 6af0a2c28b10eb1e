//! Hosts that do not speak for the institution above them (vetting specification 15.5).

use qualify_vetting::vocabulary::Outcome::{self, Approve, Deny, NeedsHuman};
use qualify_vetting::vocabulary::{Qualification, ReasonCode as Code};
use qualify_vetting::{Application, CountryInput};

use crate::sample::{Sources, application, decided};

const TREE: [(&str, &str); 4] = [
    ("pl/edu/pw.txt", "Warsaw University of Technology"),
    ("de/ruhr-uni-bochum.txt", "Ruhr-Universität Bochum"),
    ("com/wixsite/college.txt", "Riverside College"),
    ("stoplist.txt", "alumni.pw.edu.pl"),
];

fn said(application: &Application) -> (Outcome, Code) {
    let decision = decided(application, &Sources::new().with_tree(&TREE).snapshot());
    (decision.outcome, decision.reason_code)
}

#[test]
fn each_label_of_members_mail_is_one_below_a_listed_and_below_a_graded_name() {
    for label in [
        "alum",
        "alumnus",
        "alumnae",
        "absolwent",
        "absolvent",
        "students",
        "student",
        "stud",
        "studenti",
        "mailbox",
        "post",
    ] {
        for parent in ["pw.edu.pl", "riverbend.ac.uk"] {
            let host = format!("{label}.{parent}");
            let asked = application("Politechnika Warszawska", &host, "EDU");
            assert_eq!(said(&asked), (NeedsHuman, Code::MembersMail), "{host}");
        }
    }
    let asked = application("Politechnika Warszawska", "alumni.riverbend.ac.uk", "EDU");
    assert_eq!(said(&asked).1, Code::MembersMail);
    // The stop-list is asked first.
    assert_eq!(said(&application("Politechnika Warszawska", "alumni.pw.edu.pl", "EDU")).1, Code::Stoplisted);
    // Not directly below the institution's own name, and below nothing that teaches.
    assert_ne!(
        said(&application("Politechnika Warszawska", "post.mail.pw.edu.pl", "EDU")).1,
        Code::MembersMail
    );
    assert_eq!(
        said(&application("Riverside College", "student.riverside.com", "EDU")).1,
        Code::EduNoEvidence
    );
}

#[test]
fn a_domain_counts_as_that_of_an_address_and_a_website_does_not() {
    let asked = |email: Option<&str>, domain: Option<&str>, website: Option<&str>| Application {
        email: email.map(str::to_owned),
        domain: domain.map(str::to_owned),
        website: website.map(str::to_owned),
        country: CountryInput::parse("US"),
        ..Application::new(Qualification::Education, "Lincoln High School")
    };
    for (host, code) in [("gmail.com", Code::FreeMail), ("mailinator.com", Code::Disposable)] {
        let address = format!("office@{host}");
        let site = format!("https://{host}/lincoln");
        let below = format!("lincoln.{host}");
        assert_eq!(said(&asked(Some(&address), None, None)), (Deny, code));
        assert_eq!(said(&asked(None, Some(host), None)), (Deny, code));
        assert_eq!(said(&asked(None, None, Some(&site))), (NeedsHuman, Code::SharedPlatform));
        assert_eq!(said(&asked(None, Some(&below), None)), (NeedsHuman, Code::SharedPlatform));
    }
}

#[test]
fn a_platform_that_is_listed_under_this_name_is_the_institutions_own() {
    let bochum = |name: &str, host: &str| said(&application(name, host, "EDU DE"));
    assert_eq!(bochum("Ruhr-Universität Bochum", "ruhr-uni-bochum.de"), (Approve, Code::EduDataset));
    assert_ne!(bochum("Riverside University", "ruhr-uni-bochum.de").0, Approve);
    assert_ne!(bochum("Ruhr-Universität Bochum", "a.ruhr-uni-bochum.de").0, Approve);
    // A name below a platform that is listed is somebody's own.
    assert_eq!(said(&application("Riverside College", "college.wixsite.com", "EDU US")).1, Code::EduDataset);
}

#[test]
fn example_belongs_to_nobody_below_every_suffix() {
    for host in ["example.edu", "example.edu.pl", "mail.example.ac.uk", "example.pl"] {
        assert_eq!(
            said(&application("Test School", host, "EDU")),
            (Outcome::Invalid, Code::InputReserved),
            "{host}"
        );
    }
    assert_ne!(said(&application("Test School", "examples.edu", "EDU")).1, Code::InputReserved);
}

#[test]
fn a_foreign_suffix_is_no_government_of_the_united_states() {
    assert_eq!(said(&application("Town of Nowhere", "gov.pl", "GCC")), (Deny, Code::GccNotUs));
    assert_eq!(said(&application("Town of Nowhere", "edu.pl", "EDU PL")).1, Code::InputPublicSuffix);
}
