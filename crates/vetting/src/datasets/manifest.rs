//! `manifest.json`: which sources a directory holds, in which formats.

use std::path::{Component, Path};

use qualify_tables::Encoding;
use qualify_vocabulary::Date;
use serde::Deserialize;

use super::fault::ParseFault;
use super::register::{Form, RegisterColumns};
use super::source::SourceKind;

/// The form of the manifest that is read.
const FORMAT: u64 = 1;

/// Most sources of a directory.
const SOURCES_MAX: usize = 64;

/// Longest id, in characters: it is printed, and names files.
const ID_CHARS_MAX: usize = 64;

/// What a directory says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The sources that are switched on, and those that are not.
    pub sources: Vec<ManifestSource>,
}

/// A source of a directory. Members that are not known are for people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestSource {
    /// Its name: letters, digits, hyphens.
    pub id: String,
    /// Its format.
    pub kind: SourceKind,
    /// The file or folder, below the directory.
    pub path: String,
    /// The encoding of a table that is neither UTF-8 nor UTF-16 with a mark, such as `windows-1250`.
    #[serde(default)]
    pub encoding: Option<String>,
    /// Whether what it does not hold does not exist.
    #[serde(default)]
    pub complete: bool,
    /// The day to which it refers.
    #[serde(default)]
    pub as_of: Option<Date>,
    /// What texts call it: it stands behind "in". Without it: by its kind.
    #[serde(default)]
    pub title: Option<String>,
    /// Its licence, for people.
    #[serde(default)]
    pub licence: String,
    /// Where it comes from, for people.
    #[serde(default)]
    pub url: String,
    /// What separates the cells of a register; found by itself if it is not named.
    #[serde(default)]
    pub delimiter: Option<String>,
    /// What the columns of a register hold.
    #[serde(default)]
    pub columns: Option<RegisterColumns>,
    /// Whether it is used.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// What it proves; of a mailbox list, which kind of mailboxes it holds.
    #[serde(default)]
    pub proves: Vec<String>,
}

const fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
struct File {
    format: u64,
    sources: Vec<serde_json::Value>,
}

impl Manifest {
    /// Reads the manifest.
    ///
    /// # Errors
    /// It is no manifest, or a source of it cannot be one; the fault names the source.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseFault> {
        let file: File = serde_json::from_slice(bytes)
            .map_err(|error| ParseFault::new(format!("it is no manifest: {error}")))?;
        if file.format != FORMAT {
            return Err(ParseFault::new(format!("its format is {}, and {FORMAT} is read", file.format)));
        }
        if file.sources.len() > SOURCES_MAX {
            return Err(ParseFault::new(format!("it names more than {SOURCES_MAX} sources")));
        }
        let mut sources: Vec<ManifestSource> = Vec::with_capacity(file.sources.len());
        for (place, value) in file.sources.into_iter().enumerate() {
            let source: ManifestSource = serde_json::from_value(value)
                .map_err(|error| ParseFault::new(format!("source {}: {error}", place + 1)))?;
            source.check()?;
            if sources.iter().any(|other| other.id == source.id) {
                return Err(ParseFault::new(format!("source {} stands twice", source.id)));
            }
            sources.push(source);
        }
        Ok(Self { sources })
    }
}

/// Longest title, in characters: it is part of a sentence.
const TITLE_CHARS_MAX: usize = 120;

impl ManifestSource {
    /// What texts call it.
    pub fn title(&self) -> String {
        let given = self.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
        given.or(self.kind.title()).map_or_else(|| self.untitled(), str::to_owned)
    }

    fn untitled(&self) -> String {
        match self.kind {
            SourceKind::DomainJson | SourceKind::DomainLines => {
                format!("the list of mailbox services {:?}", self.id)
            }
            SourceKind::RegisterCsv => format!("the register {:?}", self.id),
            _ => format!("the list {:?}", self.id),
        }
    }

    /// How the file of a register is written.
    ///
    /// # Errors
    /// The encoding or the delimiter is none.
    pub fn register_form(&self) -> Result<Form, ParseFault> {
        let delimiter = match self.delimiter.as_deref().map(str::as_bytes) {
            None => None,
            Some([byte]) if !byte.is_ascii_alphanumeric() && !b"\"\r\n ".contains(byte) => Some(*byte),
            Some(_) => {
                return Err(ParseFault::new("its delimiter is not one character such as \";\" or \"\\t\""));
            }
        };
        Ok(Form { encoding: self.table_encoding()?, delimiter })
    }

    /// The encoding that is named.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn table_encoding(&self) -> Result<Option<Encoding>, ParseFault> {
        Ok(self.encoding.as_deref().map(str::parse).transpose()?)
    }

    fn check(&self) -> Result<(), ParseFault> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if self.id.is_empty() || self.id.len() > ID_CHARS_MAX || !self.id.chars().all(is_name) {
            return Err(ParseFault::new(
                "a source has an id that is not made of letters, digits and hyphens",
            ));
        }
        self.table_encoding()
            .map_err(|fault| ParseFault::new(format!("source {}: encoding: {fault}", self.id)))?;
        let fault = |fault: ParseFault| ParseFault::new(format!("source {}: {fault}", self.id));
        self.check_register().map_err(fault)?;
        let is_title =
            |title: &String| title.chars().count() <= TITLE_CHARS_MAX && !title.chars().any(char::is_control);
        if !self.title.as_ref().is_none_or(is_title) {
            return Err(fault(ParseFault::new(
                "its title is longer than a part of a sentence, or no plain text",
            )));
        }
        let mut parts = Path::new(&self.path).components();
        let is_inside = !self.path.is_empty()
            && !self.path.contains('\0')
            && parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if is_inside {
            Ok(())
        } else {
            Err(ParseFault::new(format!("source {}: its path leads out of the directory", self.id)))
        }
    }
}

impl ManifestSource {
    fn check_register(&self) -> Result<(), ParseFault> {
        self.register_form()?;
        match (self.kind, &self.columns) {
            (SourceKind::RegisterCsv, Some(columns)) => columns.check(),
            (SourceKind::RegisterCsv, None) => {
                Err(ParseFault::new("a register has `columns`, which say what its columns hold"))
            }
            (_, Some(_)) => {
                Err(ParseFault::new("`columns` are those of a register-csv, and of no other kind"))
            }
            (_, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(sources: &str) -> Result<Manifest, ParseFault> {
        Manifest::parse(format!(r#"{{"format":1,"sources":[{sources}]}}"#).as_bytes())
    }

    #[test]
    fn a_source_is_on_and_partial_unless_told() {
        let manifest = parse(
            r#"{"id":"swot","kind":"swot-tree","path":"swot/lib/domains","asOf":"2026-08-22","commit":"1","licence":"MIT"},
               {"id":"cisa","kind":"cisa-current-full","path":"./cisa.csv","complete":true,"enabled":false}"#,
        )
        .unwrap();
        let [swot, cisa] = &manifest.sources[..] else { panic!("two") };
        assert!(swot.enabled && !swot.complete && swot.as_of == "2026-08-22".parse().ok());
        assert!(!cisa.enabled && cisa.complete && cisa.kind == SourceKind::CisaCurrentFull);
    }

    #[test]
    fn what_cannot_be_a_source_is_refused_by_its_name() {
        for (sources, word) in [
            (r#"{"id":"x","kind":"csv","path":"a"}"#, "source 1"),
            (r#"{"id":"x","kind":"psl","path":"../a"}"#, "x"),
            (r#"{"id":"x","kind":"psl","path":"/etc/passwd"}"#, "x"),
            (r#"{"id":"x","kind":"psl","path":""}"#, "x"),
            (r#"{"id":"a/b","kind":"psl","path":"a"}"#, "id"),
            (r#"{"id":"x","kind":"psl","path":"a"},{"id":"x","kind":"psl","path":"b"}"#, "twice"),
            (r#"{"id":"x","kind":"psl","path":"a","asOf":"soon"}"#, "source 1"),
            (r#"{"id":"x","kind":"register-csv","path":"a"}"#, "source x: a register has `columns`"),
            (
                r#"{"id":"x","kind":"psl","path":"a","columns":{"name":"n","website":"w"}}"#,
                "of no other kind",
            ),
            (
                r#"{"id":"x","kind":"register-csv","path":"a","columns":{"name":"n"}}"#,
                "source x: its columns",
            ),
            (r#"{"id":"x","kind":"register-csv","path":"a","columns":{"names":"n"}}"#, "names"),
            (
                r#"{"id":"x","kind":"register-csv","path":"a","delimiter":";;","columns":{"name":"n","email":"e"}}"#,
                "x: its delimiter",
            ),
            (r#"{"id":"x","kind":"psl","path":"a","title":"a\nb"}"#, "x: its title"),
            (r#"{"id":"x","kind":"name-words-csv","path":"a","encoding":"polish"}"#, "windows-1250"),
        ] {
            let fault = parse(sources).unwrap_err().to_string();
            assert!(fault.contains(word), "{sources}: {fault}");
        }
        assert!(Manifest::parse(b"").is_err() && Manifest::parse(br#"{"format":2,"sources":[]}"#).is_err());
    }
}
