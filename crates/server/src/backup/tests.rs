//! The container alone: damage of every kind is found, and nothing of it is left.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use proptest::prelude::*;
use qualify_vocabulary::DocumentId;

use super::archive::{self, Contents, Hashes, Member, ReadError, Writer};
use super::error::RestoreError;
use super::{Destination, Manifest, restore};

/// An archive of a few members, of more than one block each.
fn sample() -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), 1_700_000_000);
    let database = vec![7; 3000];
    writer.add(Member::Database, 3000, &database[..]).unwrap();
    writer.add(Member::SecretKey, 32, &[9; 32][..]).unwrap();
    for number in 1..=3 {
        let bytes = vec![number; 700 * usize::from(number)];
        writer.add(Member::Document(document(number)), bytes.len() as u64, &bytes[..]).unwrap();
    }
    writer.add(Member::Manifest, 2, &b"{}"[..]).unwrap();
    writer.finish().unwrap().0
}

fn document(number: u8) -> DocumentId {
    DocumentId::from([number; 16])
}

/// What an archive holds, if it is whole.
fn read(bytes: &[u8]) -> Result<(Contents, BTreeMap<Member, Vec<u8>>), ReadError> {
    let mut held = BTreeMap::new();
    let contents = archive::read(
        bytes,
        |_| Ok(Vec::new()),
        |member, bytes| {
            held.insert(member, bytes);
            Ok(())
        },
    )?;
    Ok((contents, held))
}

/// An archive of members that no backup writes so.
fn foreign(members: &[(&str, tar::EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_mode(0o777);
        header.set_size(bytes.len() as u64);
        // The builder refuses some of these names.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        if *kind == tar::EntryType::Symlink {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

#[test]
fn trust_10_an_archive_reads_back_and_its_list_is_one_of_sha256sum() {
    let (contents, held) = read(&sample()).unwrap();
    assert_eq!(held[&Member::Document(document(2))], vec![2; 1400]);
    assert_eq!(contents.manifest, b"{}");
    let text = contents.hashes.to_text();
    assert_eq!(Hashes::parse(&text), Some(contents.hashes));
    // printf '{}' | sha256sum
    let line = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  manifest.json\n";
    assert!(text.contains(line), "{text}");
    for wrong in ["", "x", "44  qualify.db", &text.replace("  ", " "), &format!("{text}{line}")] {
        let read = Hashes::parse(wrong).unwrap_or_default();
        assert!(read.0.is_empty(), "{wrong}");
    }
}

#[test]
fn trust_10_an_archive_that_was_cut_anywhere_is_refused() {
    let whole = sample();
    let members_end = whole.len() - whole.iter().rev().take_while(|byte| **byte == 0).count();
    for end in (0..members_end).step_by(64) {
        assert!(matches!(read(&whole[..end]), Err(ReadError::Damaged(_))), "{end}");
    }
}

#[test]
fn trust_10_nothing_but_the_members_of_a_backup_is_taken() {
    use tar::EntryType::{Directory, Link, Regular, Symlink};
    let names = [
        "../evil",
        "/etc/passwd",
        "documents/../../evil",
        "documents/",
        "documents/x",
        "qualify.db/",
        "./qualify.db",
        "QUALIFY.DB",
        "",
        "documents/0101010101010101010101010101010F",
        "{01010101-0101-0101-0101-010101010101}",
    ];
    for name in names {
        assert!(matches!(read(&foreign(&[(name, Regular, b"x")])), Err(ReadError::Damaged(_))), "{name}");
    }
    for kind in [Symlink, Link, Directory] {
        assert!(
            matches!(read(&foreign(&[("qualify.db", kind, b"")])), Err(ReadError::Damaged(_))),
            "{kind:?}"
        );
    }
    let twice = foreign(&[("qualify.db", Regular, b"x"), ("qualify.db", Regular, b"y")]);
    assert!(matches!(read(&twice), Err(ReadError::Damaged(_))));
    assert!(matches!(read(b""), Err(ReadError::Damaged(_))));
}

#[test]
fn trust_10_a_place_that_cannot_be_written_is_no_damage() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let read = archive::read(&sample()[..], |_| Ok(Full), |_, _| Ok(()));
    assert!(matches!(read, Err(ReadError::Kept(error)) if error.kind() == io::ErrorKind::StorageFull));
}

#[test]
fn trust_10_a_refused_restore_leaves_the_folder_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::write(&archive, sample()).unwrap();
    let (missing, empty, full) =
        (folder.path().join("missing"), folder.path().join("empty"), folder.path().join("full"));
    fs::create_dir(&empty).unwrap();
    fs::create_dir(&full).unwrap();
    fs::write(full.join("precious"), "x").unwrap();
    let entries = |folder: &Path| fs::read_dir(folder).map(Iterator::count).ok();
    // The members are whole, and the database is none.
    for (data_dir, left) in [(&missing, None), (&empty, Some(0))] {
        assert!(matches!(
            restore(&archive, data_dir, Destination::Folder),
            Err(RestoreError::Damaged { .. })
        ));
        assert_eq!(entries(data_dir), left, "{}", data_dir.display());
    }
    assert!(matches!(restore(&archive, &full, Destination::Folder), Err(RestoreError::NotEmpty(_))));
    assert_eq!(entries(&full), Some(1));
    let gone = folder.path().join("gone");
    assert!(matches!(restore(&gone, &missing, Destination::Folder), Err(RestoreError::File { .. })));
    assert_eq!(entries(&missing), None);
}

#[test]
fn trust_10_an_archive_of_a_newer_form_or_schema_is_left_to_the_program_that_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    for (format, schema) in [(2, 6), (1, 4000)] {
        let manifest = Manifest {
            format,
            taken_at: qualify_vocabulary::Timestamp::UNIX_EPOCH,
            program: "9.9.9".to_owned(),
            schema,
            has_secret_key: false,
            partners: 0,
            customers: 0,
            decisions: 0,
            reviews: 0,
            documents: 0,
            document_bytes: 0,
            lost_documents: Vec::new(),
        };
        let text = serde_json::to_vec(&manifest).unwrap();
        let mut writer = Writer::new(Vec::new(), 0);
        writer.add(Member::Database, 1, &b"x"[..]).unwrap();
        writer.add(Member::Manifest, text.len() as u64, &text[..]).unwrap();
        fs::write(&archive, writer.finish().unwrap().0).unwrap();
        let refused = restore(&archive, &folder.path().join("new"), Destination::Folder).unwrap_err();
        assert!(matches!(&refused, RestoreError::Newer { program, .. } if program == "9.9.9"), "{refused}");
    }
}

proptest! {
    /// Whatever is changed: the archive is refused, or holds what it held (the change was in the padding or in a time).
    #[test]
    fn trust_10_a_changed_archive_is_refused_or_holds_the_same(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..4)
    ) {
        let mut bytes = sample();
        for (place, change) in changes {
            let place = place.index(bytes.len());
            bytes[place] ^= change;
        }
        let (whole, held) = read(&sample()).unwrap();
        if let Ok((contents, changed)) = read(&bytes) {
            prop_assert_eq!(contents.hashes, whole.hashes);
            prop_assert_eq!(contents.manifest, whole.manifest);
            prop_assert_eq!(changed, held);
        }
    }
}
