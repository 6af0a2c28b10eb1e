//! Reading a seed that somebody wrote: every fault at once, each with its place in the JSON.

use serde::de::DeserializeOwned;
use serde_ignored::Path;
use serde_json::{Map, Value};

use super::seed::SandboxSeed;
use super::seed_error::{SeedError, SeedFault};

/// The members of a seed.
const MEMBERS: [&str; 7] =
    ["application", "applications", "partners", "users", "staff", "codes", "customers"];

/// Reads the form. What the values mean to each other is looked at by `seed_check`.
pub(super) fn parse(bytes: &[u8]) -> Result<SandboxSeed, SeedError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut members: Map<String, Value> = serde_json::from_slice(bytes)?;
    let mut faults = Vec::new();
    for name in members.keys().filter(|name| !MEMBERS.contains(&name.as_str())) {
        faults.push(SeedFault::new(name, format!("a seed has no such member, but {}", MEMBERS.join(", "))));
    }
    for name in MEMBERS.iter().filter(|name| **name != "applications") {
        if !members.contains_key(*name) {
            faults.push(SeedFault::new(*name, "it is missing"));
        }
    }
    let application = members.remove("application").and_then(|value| read(value, "application", &mut faults));
    let applications = list(&mut members, "applications", &mut faults);
    let partners = list(&mut members, "partners", &mut faults);
    let users = list(&mut members, "users", &mut faults);
    let staff = list(&mut members, "staff", &mut faults);
    let codes = list(&mut members, "codes", &mut faults);
    let customers = list(&mut members, "customers", &mut faults);
    match application {
        Some(application) if faults.is_empty() => {
            Ok(SandboxSeed { application, applications, partners, users, staff, codes, customers })
        }
        Some(_) | None => Err(SeedError::Faults(faults)),
    }
}

/// The entries of a list that can be read.
fn list<T: DeserializeOwned>(
    members: &mut Map<String, Value>,
    name: &str,
    faults: &mut Vec<SeedFault>,
) -> Vec<T> {
    match members.remove(name) {
        None => Vec::new(),
        Some(Value::Array(values)) => {
            let entries = values.into_iter().enumerate();
            entries.filter_map(|(at, value)| read(value, &format!("{name}[{at}]"), faults)).collect()
        }
        Some(_) => {
            faults.push(SeedFault::new(name, "it is no list"));
            Vec::new()
        }
    }
}

fn read<T: DeserializeOwned>(value: Value, place: &str, faults: &mut Vec<SeedFault>) -> Option<T> {
    let mut track = serde_path_to_error::Track::new();
    let mut unknown = Vec::new();
    let deserializer = serde_path_to_error::Deserializer::new(value, &mut track);
    let result = serde_ignored::deserialize(deserializer, |path| unknown.push(within(&path)));
    for path in unknown {
        faults.push(SeedFault::new(format!("{place}{path}"), "there is no such member; it may be misspelt"));
    }
    match result {
        Ok(read) => Some(read),
        Err(error) => {
            let path = track.path().to_string();
            let place = match path.as_str() {
                "." => place.to_owned(),
                path => format!("{place}.{path}"),
            };
            faults.push(SeedFault::new(place, error));
            None
        }
    }
}

/// A path as it is written behind the place of an entry: `.companyProfile.domain`.
fn within(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}[{index}]", within(parent)),
        Path::Map { parent, key } => format!("{}.{key}", within(parent)),
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            within(parent)
        }
    }
}
