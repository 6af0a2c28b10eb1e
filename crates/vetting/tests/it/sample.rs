//! A snapshot with one or two entries of every kind that the cases ask about. Real organisations appear as public facts.

use std::sync::{Arc, LazyLock};

use qualify_vetting::datasets::mailboxes::{self, MailboxKind};
use qualify_vetting::datasets::swot::SwotTree;
use qualify_vetting::datasets::{
    Basis, Parsed, Snapshot, Source, SourceKind, SourceVersion, cisa, hipo, organisations,
};
use qualify_vetting::vocabulary::{Date, EducationSegment, Qualification};
use qualify_vetting::{Application, CodeInput, CountryInput, Decision, Policy, SegmentInput, decide};

/// The entries of the tree: where a file stands, and what it holds.
pub(crate) const TREE: [(&str, &str); 12] = [
    ("edu/stanford.txt", "Stanford University"),
    ("com/onmicrosoft/chippewavalley.txt", "Chippewa Valley Schools"),
    ("uk/ac/strath.txt", "University of Strathclyde\nUka Tarsadia University"),
    ("uk/ac/ox.txt", "University of Oxford"),
    ("mil/af.txt", "United States Air Force Academy"),
    ("de/berlin.txt", "Fachhochschule für Verwaltung und Rechtspflege Berlin"),
    ("gy/edu.txt", "University of Guyana"),
    ("au/gov/nt/www.txt", "Northern Territory Schools"),
    ("edu/harvard.txt", "Harvard University"),
    ("pl/szkola-zielona.txt", "Szkoła Zielona"),
    ("stoplist.txt", "alumni.stanford.edu\noshtu.edu.kg"),
    ("abused.txt", "psu.edu\nsi.edu"),
];

const REGISTRY: &str = "Domain name,Domain type,Organization name,Suborganization name\n\
    29palms.gov,City,City of Twentynine Palms,\n\
    ashlandorschools.gov,School district,Ashland School District,\n";

const UNIVERSITIES: &str =
    r#"[{"name":"University of Oxford","domains":["ox.ac.uk"],"alpha_two_code":"GB"}]"#;

const ORGANISATIONS: &str = "domain,name,country,qualification,segment,status,source,source_url,valid_from,valid_to,notes\n\
     mill.org,Degree Mill,US,Education,,refused,operator,,2026-01-01,,\n\
     old-college.org,Old College,US,Education,HigherEducation,listed,operator,,2010-01-01,2024-06-30,\n";

pub(crate) fn day() -> Date {
    "2026-11-25".parse().expect("the sample reads")
}

/// The sources that a snapshot is put together from, so that a test can leave some out or add some.
#[derive(Clone)]
pub(crate) struct Sources {
    pub(crate) basis: Arc<Basis>,
    pub(crate) all: Vec<Arc<Source>>,
}

impl Sources {
    /// All of the sample.
    pub(crate) fn new() -> Self {
        static SAMPLE: LazyLock<Sources> = LazyLock::new(Sources::read);
        SAMPLE.clone()
    }

    fn read() -> Self {
        let basis = Arc::new(Basis::embedded());
        let all = vec![
            tree(&basis, &TREE),
            source(
                "cisa",
                SourceKind::CisaCurrentFull,
                true,
                cisa::parse(REGISTRY.as_bytes(), None, &basis).expect("the sample reads"),
            ),
            source(
                "hipo",
                SourceKind::HipoJson,
                false,
                hipo::parse(UNIVERSITIES.as_bytes(), &basis).expect("the sample reads"),
            ),
            mailbox("free", "berlin.de\nmailinator.com\nnus.edu.sg", MailboxKind::Public, &basis),
            mailbox("disposable", "mailinator.com", MailboxKind::Disposable, &basis),
            source(
                "organisations",
                SourceKind::OrganisationsCsv,
                false,
                organisations::parse(ORGANISATIONS.as_bytes(), None, &basis).expect("the sample reads"),
            ),
        ];
        Self { basis, all }
    }

    pub(crate) fn none() -> Self {
        Self { basis: Arc::new(Basis::embedded()), all: Vec::new() }
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::new(Arc::clone(&self.basis), self.all.clone())
    }

    /// The same with a tree of its own in the place of the sample's.
    pub(crate) fn with_tree(&self, files: &[(&str, &str)]) -> Self {
        let mut sources = self.clone();
        sources.all[0] = tree(&self.basis, files);
        sources
    }

    pub(crate) fn with(&self, more: Arc<Source>) -> Self {
        let mut sources = self.clone();
        sources.all.push(more);
        sources
    }
}

pub(crate) fn tree(basis: &Basis, files: &[(&str, &str)]) -> Arc<Source> {
    let mut tree = SwotTree::new(basis);
    for (path, text) in files {
        tree.add(path, text.as_bytes());
    }
    source("swot", SourceKind::SwotTree, false, tree.finish().expect("the sample reads"))
}

fn mailbox(id: &str, lines: &str, kind: MailboxKind, basis: &Basis) -> Arc<Source> {
    let parsed = mailboxes::parse_lines(lines.as_bytes(), kind, basis).expect("the sample reads");
    source(id, SourceKind::DomainLines, false, parsed)
}

pub(crate) fn source(id: &str, kind: SourceKind, is_complete: bool, parsed: Parsed) -> Arc<Source> {
    let version = SourceVersion {
        id: id.to_owned(),
        hash: "sample".to_owned(),
        as_of: "2026-11-01".parse().ok(),
        title: kind.title().unwrap_or(id).to_owned(),
    };
    let Parsed { content, quarantined } = parsed;
    Arc::new(Source { version, kind, is_complete, content, quarantined })
}

/// An application in the words of the specification's table: `EDU US HE`, `GCC US code=missing`, `SOE US has=Education`.
pub(crate) fn application(name: &str, host: &str, asked: &str) -> Application {
    let mut words = asked.split(' ');
    let asked_for = match words.next() {
        Some("EDU") => Qualification::Education,
        Some("GCC") => Qualification::GovernmentCommunityCloud,
        Some("SOE") => Qualification::StateOwnedEntity,
        other => panic!("{other:?}"),
    };
    let mut application = Application {
        domain: Some(host.to_owned()),
        country: words.next().filter(|word| *word != "–").map_or(CountryInput::Absent, CountryInput::parse),
        code: CodeInput::Good { organization: name.to_owned() },
        ..Application::new(asked_for, name)
    };
    for word in words {
        match word {
            "HE" => application.segment = SegmentInput::Known(EducationSegment::HigherEducation),
            "K12" => application.segment = SegmentInput::Known(EducationSegment::K12),
            "code=missing" => application.code = CodeInput::Missing,
            "code=unknown" => application.code = CodeInput::Unknown,
            "code=exhausted" => application.code = CodeInput::Exhausted,
            "code=mismatch" => {
                application.code = CodeInput::Good { organization: "Harbor County".to_owned() };
            }
            "has=Education" => application.held = vec![Qualification::Education],
            "–" => {}
            other => panic!("{other}"),
        }
    }
    application
}

pub(crate) fn decided(application: &Application, snapshot: &Snapshot) -> Decision {
    decide(application, snapshot, Policy::default(), day())
}
