//! What a publisher packs, unpacked: never outside of a folder of its own, never without end.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::catalogue::{Form, UNPACKED_BYTES_MAX};
use super::download::Fault;

/// Most files of a tree, the longest of them, and the deepest folder.
const FILES_MAX: usize = 200_000;
const FILE_BYTES_MAX: u64 = 4 << 20;
const DEPTH_MAX: usize = 32;

/// Most parts of a ZIP: its publisher packs two or four.
const PARTS_MAX: usize = 64;

/// Brings what was packed to its place: a folder for a tree, else a file. What is not packed is moved there.
pub(crate) fn unpack(packed: &Path, form: Form, target: &Path) -> Result<(), Fault> {
    let mut file = File::open(packed)?;
    let mut head = [0; 64];
    let length = file.read(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let head = head.get(..length).unwrap_or_default();
    if is_page(head) {
        return Err(Fault::refused("it is a web page"));
    }
    let is_container = head.starts_with(b"PK\x03\x04");
    let is_gzip = head.starts_with(b"\x1f\x8b");
    match form {
        Form::Tree if is_gzip => tree(file, target),
        Form::Tree => Err(Fault::refused("it is no archive (tar, gzip) of a tree")),
        Form::Record if is_container => json_of_zip(file, target),
        Form::Record if is_gzip => {
            copy(MultiGzDecoder::new(BufReader::new(file)), target, UNPACKED_BYTES_MAX).map(drop)
        }
        Form::File | Form::Record => Ok(fs::rename(packed, target)?),
    }
}

fn is_page(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    text.starts_with("<!doctype") || text.starts_with("<html")
}

/// The files below `lib/domains` of a repository's archive. Links and what else is no file are left out.
fn tree(packed: File, target: &Path) -> Result<(), Fault> {
    let bounded = Bounded { source: MultiGzDecoder::new(BufReader::new(packed)), left: UNPACKED_BYTES_MAX };
    let mut archive = tar::Archive::new(bounded);
    let mut files = 0;
    fs::create_dir(target)?;
    for entry in archive.entries().map_err(|error| broken(&error))? {
        let entry = entry.map_err(|error| broken(&error))?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = entry.path().map_err(|error| broken(&error))?.into_owned();
        let Some(path) = below_domains(&path)? else { continue };
        files += 1;
        if files > FILES_MAX {
            return Err(Fault::Refused(format!("it holds more than {FILES_MAX} files")));
        }
        let place = target.join(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        copy(entry, &place, FILE_BYTES_MAX)?;
    }
    if files == 0 { Err(Fault::refused("the archive holds no lib/domains")) } else { Ok(()) }
}

/// The path below `lib/domains`, which stands at the root of the archive or in the one folder there.
fn below_domains(path: &Path) -> Result<Option<PathBuf>, Fault> {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => parts.push(name),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(Fault::Refused(format!("the path {} leads out of the archive", path.display())));
            }
        }
    }
    let begin = parts.windows(2).take(2).position(|pair| pair[0] == "lib" && pair[1] == "domains");
    let Some(begin) = begin else { return Ok(None) };
    let below: PathBuf = parts.iter().skip(begin + 2).collect();
    let depth = below.components().count();
    Ok((1..=DEPTH_MAX).contains(&depth).then_some(below))
}

/// The one JSON file of a ZIP; of several, that of the second schema.
fn json_of_zip(packed: File, target: &Path) -> Result<(), Fault> {
    let unreadable =
        |error: zip::result::ZipError| Fault::Refused(format!("the archive cannot be read: {error}"));
    let mut archive = ZipArchive::new(BufReader::new(packed)).map_err(unreadable)?;
    if archive.len() > PARTS_MAX {
        return Err(Fault::Refused(format!("the archive holds more than {PARTS_MAX} files")));
    }
    let is_json =
        |name: &String| Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let names: Vec<String> =
        archive.file_names().filter_map(Result::ok).map(Cow::into_owned).filter(is_json).collect();
    let name = match names.as_slice() {
        [] => return Err(Fault::refused("the archive holds no JSON file")),
        [only] => only,
        several => several.iter().find(|name| name.contains("schema_v2")).ok_or_else(|| {
            Fault::refused("the archive holds several JSON files, and none is of schema v2")
        })?,
    };
    let part = archive.by_name(name).map_err(unreadable)?;
    if part.size() > UNPACKED_BYTES_MAX {
        return Err(too_long(UNPACKED_BYTES_MAX));
    }
    copy(part, target, UNPACKED_BYTES_MAX).map(drop)
}

fn too_long(bytes_max: u64) -> Fault {
    Fault::Refused(format!("what it unpacks to is longer than {bytes_max} bytes"))
}

fn broken(error: &io::Error) -> Fault {
    Fault::Refused(format!("the archive cannot be read: {error}"))
}

/// Copies into a new file, and no more than a bound.
fn copy(source: impl Read, target: &Path, bytes_max: u64) -> Result<u64, Fault> {
    let file = File::create_new(target).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Fault::refused("the archive holds a file twice"),
        _ => error.into(),
    })?;
    let mut writer = io::BufWriter::new(file);
    let bytes = io::copy(&mut source.take(bytes_max + 1), &mut writer).map_err(|error| broken(&error))?;
    writer.flush()?;
    if bytes > bytes_max { Err(too_long(bytes_max)) } else { Ok(bytes) }
}

/// Bytes of which there is an end.
struct Bounded<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            io::Error::other(format!("what it unpacks to is longer than {UNPACKED_BYTES_MAX} bytes"))
        })?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_the_tree_has_its_place_and_nothing_leads_out() {
        for (path, place) in [
            ("swot-master/lib/domains/edu/stanford.txt", Some("edu/stanford.txt")),
            ("lib/domains/stoplist.txt", Some("stoplist.txt")),
            ("./swot/lib/domains/pl/a.txt", Some("pl/a.txt")),
            ("swot-master/lib/domains", None),
            ("swot-master/README.md", None),
            ("a/b/lib/domains/c.txt", None),
        ] {
            assert_eq!(below_domains(Path::new(path)).unwrap(), place.map(PathBuf::from), "{path}");
        }
        for path in ["swot/lib/domains/../../../etc/passwd", "/lib/domains/a.txt", "../lib/domains/a.txt"] {
            assert!(below_domains(Path::new(path)).is_err(), "{path}");
        }
    }
}
