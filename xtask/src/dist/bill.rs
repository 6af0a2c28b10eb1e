//! The bill of materials (CycloneDX 1.6): what is in the program, for tools that look for known faults.

use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::{Value, json};

use super::archive::Moment;
use super::licences::{Linked, purl};
use crate::workspace;

/// The bill of the program, with the checksums of the lock file.
pub(super) fn of(linked: &Linked, moment: Moment) -> anyhow::Result<String> {
    let checksums = checksums(&std::fs::read_to_string(workspace::root().join("Cargo.lock"))?);
    let components = linked.packages.iter().filter(|package| package.name != "qualify").map(|package| {
        let mut component = json!({
            "type": "library",
            "bom-ref": purl(package),
            "name": package.name,
            "version": package.version.to_string(),
            "purl": purl(package),
            "scope": "required",
        });
        if let Some(licence) = &package.license {
            // The older spelling with a stroke means the same.
            component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
        }
        if let Some(checksum) = checksums.get(&(package.name.to_string(), package.version.to_string())) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        component
    });
    let program = linked.packages.iter().find(|package| package.name == "qualify").context("the program")?;
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": timestamp(moment)?,
            "component": {
                "type": "application",
                "bom-ref": purl(program),
                "name": "qualify",
                "version": program.version.to_string(),
                "purl": purl(program),
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": components.collect::<Vec<Value>>(),
        "dependencies": linked.edges.iter().map(|(of, on)| json!({ "ref": of, "dependsOn": on })).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

fn timestamp(moment: Moment) -> anyhow::Result<String> {
    let second = i64::try_from(moment.seconds()).context("a moment of this age")?;
    Ok(qualify_vocabulary::Timestamp::from_second(second)?.to_string())
}

/// The checksums of a lock file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
        line.and_then(|rest| rest.strip_suffix('"')).map(str::to_owned)
    };
    lock.split("[[package]]")
        .filter_map(|block| {
            Some(((value(block, "name")?, value(block, "version")?), value(block, "checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::licences::linked;
    use super::*;

    #[test]
    fn the_bill_names_everything_that_is_linked_and_nothing_twice() {
        let linked = linked("x86_64-unknown-linux-gnu").unwrap();
        let moment = Moment::of_commit().unwrap();
        let text = of(&linked, moment).unwrap();
        assert_eq!(text, of(&linked, moment).unwrap(), "the same twice");
        let bill: Value = serde_json::from_str(&text).unwrap();
        let components = bill["components"].as_array().unwrap();
        assert_eq!(components.len() + 1, linked.packages.len());
        let mut names: Vec<&str> = components.iter().map(|it| it["bom-ref"].as_str().unwrap()).collect();
        names.push(bill["metadata"]["component"]["bom-ref"].as_str().unwrap());
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "each once");
        for component in components {
            let is_ours = component["name"].as_str().unwrap().starts_with("qualify-");
            assert!(is_ours || component["hashes"][0]["content"].as_str().is_some_and(|it| it.len() == 64));
            assert!(component["licenses"][0]["expression"].is_string(), "{component}");
        }
        for edge in bill["dependencies"].as_array().unwrap() {
            for on in edge["dependsOn"].as_array().unwrap() {
                assert!(names.binary_search(&on.as_str().unwrap()).is_ok(), "{on} is in the list");
            }
        }
    }
}
