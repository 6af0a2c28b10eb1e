use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use qualify_vetting::datasets::Snapshot;
use qualify_vetting::vocabulary::{Outcome, Qualification, ReasonCode};
use qualify_vetting::{Application, Policy, decide};

use super::directory::MANIFEST_FILE;
use super::*;

/// A folder of datasets that a test fills, and the folder for what is kept of it.
struct Folder {
    root: tempfile::TempDir,
}

const MANIFEST: &str = r#"{"format":1,"sources":[
    {"id":"swot","kind":"swot-tree","path":"swot","asOf":"2026-11-01","licence":"MIT"},
    {"id":"free","kind":"domain-lines","path":"free.txt","proves":["public-mailbox"]},
    {"id":"cisa","kind":"cisa-current-full","path":"cisa.csv","complete":true},
    {"id":"off","kind":"hipo-json","path":"nowhere.json","enabled":false}]}"#;

impl Folder {
    /// Twenty schools, twenty mailboxes, one city.
    fn new() -> Self {
        let folder = Self { root: tempfile::tempdir().unwrap() };
        folder.write(MANIFEST_FILE, MANIFEST);
        for number in 0..20 {
            folder.write(&format!("swot/org/school-{number}.txt"), &format!("School Number {number}\n"));
        }
        folder.write("swot/stoplist.txt", "alumni.school-1.org\n");
        folder.write_mailboxes(20);
        folder.write(
            "cisa.csv",
            "Domain name,Domain type,Organization name\n29palms.gov,City,City of Twentynine Palms\n",
        );
        folder
    }

    fn datasets(&self) -> PathBuf {
        self.root.path().join("datasets")
    }

    fn cache(&self) -> PathBuf {
        self.root.path().join("cache")
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.datasets().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn write_mailboxes(&self, count: usize) {
        let lines: Vec<String> = (0..count).map(|number| format!("mail-{number}.net")).collect();
        self.write("free.txt", &lines.join("\n"));
    }

    fn open(&self) -> Datasets {
        Datasets::open(Snapshot::embedded(), self.datasets(), self.cache()).unwrap()
    }
}

fn reason(datasets: &Datasets, name: &str, host: &str) -> ReasonCode {
    let application =
        Application { domain: Some(host.to_owned()), ..Application::new(Qualification::Education, name) };
    let day = "2026-11-25".parse().unwrap();
    decide(&application, &datasets.current(), Policy::default(), day).reason_code
}

fn alarm_of(datasets: &Datasets, id: &str) -> Option<String> {
    let reports = datasets.reports();
    let found = reports.into_iter().find(|(report, _)| report.source.id == id);
    found.and_then(|(_, alarm)| alarm).map(|alarm| alarm.to_string())
}

#[test]
fn a_folder_is_read_and_what_changes_in_it_is_taken() {
    let folder = Folder::new();
    let datasets = folder.open();
    assert_eq!(reason(&datasets, "School Number 3", "school-3.org"), ReasonCode::EduDataset);
    assert_eq!(reason(&datasets, "New School", "new-school.org"), ReasonCode::EduNoEvidence);
    let before = datasets.current();
    folder.write("swot/org/new-school.txt", "New School\n");
    assert!(datasets.refresh());
    assert_eq!(reason(&datasets, "New School", "new-school.org"), ReasonCode::EduDataset);
    assert_ne!(before.versions(), datasets.current().versions(), "another content is another version");
    assert!(!datasets.refresh(), "nothing has changed since");
    assert_eq!(datasets.alarms(), 0);
}

#[test]
fn a_file_that_does_not_read_leaves_the_version_before_it_and_raises_an_alarm() {
    let folder = Folder::new();
    let datasets = folder.open();
    datasets.refresh();
    let before = datasets.current();
    folder.write("cisa.csv", "Domain na");
    folder.write("free.txt", "");
    datasets.refresh();
    for id in ["cisa", "free"] {
        assert!(alarm_of(&datasets, id).is_some(), "{id}");
    }
    assert_eq!(before.versions(), datasets.current().versions());
    assert_eq!(reason(&datasets, "Lincoln High School", "mail-3.net"), ReasonCode::FreeMail);
    // What does not read cannot be accepted.
    assert!(datasets.accept("free"));
    datasets.refresh();
    assert!(alarm_of(&datasets, "free").is_some());
    assert_eq!(reason(&datasets, "Lincoln High School", "mail-3.net"), ReasonCode::FreeMail);
    // Repaired, it is taken, and the alarm is over.
    folder.write_mailboxes(21);
    datasets.refresh();
    assert_eq!((alarm_of(&datasets, "free"), datasets.alarms()), (None, 1));
    assert_eq!(reason(&datasets, "Lincoln High School", "mail-20.net"), ReasonCode::FreeMail);
}

#[test]
fn more_than_a_tenth_less_is_taken_only_when_an_operator_accepts_it() {
    let folder = Folder::new();
    let datasets = folder.open();
    datasets.refresh();
    folder.write_mailboxes(18);
    datasets.refresh();
    assert_eq!(datasets.alarms(), 0, "a tenth less is taken");
    folder.write_mailboxes(16);
    datasets.refresh();
    let alarm = alarm_of(&datasets, "free").expect("an alarm");
    assert!(alarm.contains("from 18 to 16"), "{alarm}");
    assert_eq!(reason(&datasets, "Lincoln High School", "mail-17.net"), ReasonCode::FreeMail);
    assert!(!datasets.accept("nothing-of-that-name"));
    assert!(datasets.accept("free"));
    assert!(datasets.refresh());
    assert_eq!(datasets.alarms(), 0);
    assert_eq!(reason(&datasets, "Lincoln High School", "mail-17.net"), ReasonCode::EduNoEvidence);
}

#[test]
fn a_source_that_is_broken_at_the_start_is_left_out_and_a_broken_manifest_stops_the_start() {
    let folder = Folder::new();
    folder.write("cisa.csv", "<html>");
    let datasets = folder.open();
    assert!(alarm_of(&datasets, "cisa").is_some());
    assert_eq!(reason(&datasets, "School Number 3", "school-3.org"), ReasonCode::EduDataset);
    folder.write(MANIFEST_FILE, r#"{"format":1,"sources":[{"id":"x","kind":"unheard-of","path":"x"}]}"#);
    let refused =
        Datasets::open(Snapshot::embedded(), folder.datasets(), folder.cache()).unwrap_err().to_string();
    assert!(refused.contains("source 1"), "{refused}");
    // To a service that runs it is an alarm.
    assert!(!datasets.refresh());
    assert_eq!(reason(&datasets, "School Number 3", "school-3.org"), ReasonCode::EduDataset);
    assert_eq!(datasets.alarms(), 2);
}

#[test]
fn a_start_from_the_cache_decides_like_one_from_the_files_and_the_first_look_finds_what_changed() {
    let folder = Folder::new();
    let first = folder.open();
    let cached = |datasets: &Datasets| -> Vec<String> {
        let reports = datasets.reports().into_iter().map(|(report, _)| report);
        let cached = reports.filter(|it| matches!(it.state, SourceState::Used { is_cached: true, .. }));
        cached.map(|report| report.source.id).collect()
    };
    assert!(cached(&first).is_empty());
    // Deep down, where the folder looks the same from outside.
    folder.write("swot/org/school-3.txt", "Quite Another Academy\n");
    let second = folder.open();
    assert_eq!(cached(&second), ["swot", "free", "cisa"]);
    assert_eq!(first.current().versions(), second.current().versions());
    assert_eq!(reason(&second, "School Number 3", "school-3.org"), ReasonCode::EduDataset);
    assert!(second.refresh());
    assert_eq!(reason(&second, "School Number 3", "school-3.org"), ReasonCode::NameMismatch);
    // Any damage, and the files are read.
    let kept = folder.cache().join("swot.flat");
    let mut bytes = fs::read(&kept).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&kept, &bytes).unwrap();
    let third = folder.open();
    assert_eq!(cached(&third), ["free", "cisa"]);
    assert_eq!(reason(&third, "School Number 3", "school-3.org"), ReasonCode::NameMismatch);
}

#[test]
fn readers_see_one_snapshot_or_the_other_and_never_a_half() {
    let folder = Folder::new();
    let datasets = folder.open();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let snapshot = datasets.current();
                    // Both names change in one step: old with old, new with new.
                    let code = |name: &str| {
                        let application = Application {
                            domain: Some("school-3.org".to_owned()),
                            ..Application::new(Qualification::Education, name)
                        };
                        let day = "2026-11-25".parse().unwrap();
                        decide(&application, &snapshot, Policy::default(), day).outcome
                    };
                    let both = (code("School Number 3"), code("Quite Another Academy"));
                    assert!(
                        both == (Outcome::Approve, Outcome::NeedsHuman)
                            || both == (Outcome::NeedsHuman, Outcome::Approve),
                        "{both:?}"
                    );
                }
            });
        }
        for round in 0..20 {
            let name = if round % 2 == 0 { "Quite Another Academy" } else { "School Number 3" };
            folder.write("swot/org/school-3.txt", &format!("{name}\n{}", "\n".repeat(round)));
            datasets.refresh();
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn hostile_files_are_faults_of_their_source_and_nothing_else() {
    let folder = Folder::new();
    let outside = folder.root.path().join("secret.txt");
    fs::write(&outside, "mail-of-somebody.net\n").unwrap();
    let broken = |name: &str| -> String {
        let loaded = load_directory(&folder.datasets(), None).unwrap();
        let report = loaded.reports.iter().find(|report| report.source.id == "free").unwrap();
        match &report.state {
            SourceState::Broken(fault) => fault.clone(),
            other => panic!("{name}: {other:?}"),
        }
    };
    let file = folder.datasets().join("free.txt");
    fs::remove_file(&file).unwrap();
    assert!(broken("missing").contains("cannot be read"));
    symlink(&outside, &file).unwrap();
    assert!(broken("a link that leads out").contains("leads out"));
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(broken("a folder").contains("no file"));
    fs::remove_dir(&file).unwrap();
    // Sparse: it takes no room, and is not read.
    fs::File::create(&file).unwrap().set_len((512 << 20) + 1).unwrap();
    assert!(broken("endless").contains("longer than"));
    assert!(matches!(load_directory(Path::new("/nowhere"), None), Err(DatasetsError::Manifest { .. })));
}

/// Files of the operator's may be longer than anything that callers send; what is too long is refused before it is read.
#[test]
fn a_long_file_is_read_and_one_beyond_the_bound_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(folder.path().join("long")).unwrap();
    // Nothing of it is on the disk.
    file.set_len(65 << 20).unwrap();
    assert_eq!(files::read_inside(folder.path(), "long").unwrap().len(), 65 << 20);
    file.set_len(files::FILE_BYTES_MAX + 1).unwrap();
    let refused = files::read_inside(folder.path(), "long").unwrap_err().to_string();
    assert_eq!(refused, "it is longer than 536870912 bytes");
}
