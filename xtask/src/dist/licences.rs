//! What is linked into the program, from `cargo metadata`: the licence texts that have to come along, and the rows of the
//! bill of materials. `docs/adr/0018-what-is-handed-out.md` says why this is our own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::fs;

use anyhow::Context;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

/// How the files begin in which a crate keeps its licence.
const LICENCE_FILES: [&str; 5] = ["licen", "copying", "notice", "unlicense", "copyright"];

/// The crates that are linked into the program, and those that they are linked with.
pub(super) struct Linked {
    pub(super) packages: Vec<Package>,
    /// By the place in `packages`: what each rests on.
    pub(super) edges: BTreeMap<String, Vec<String>>,
}

/// All that `qualify` needs at run time on a platform: no test, no build script, no other platform's.
pub(super) fn linked(target: &str) -> anyhow::Result<Linked> {
    let mut command = MetadataCommand::new();
    command.other_options(["--locked", "--filter-platform", target].map(str::to_owned).to_vec());
    let metadata = command.exec().context("cargo metadata")?;
    let edges = edges(&metadata)?;
    let root = metadata.packages.iter().find(|package| package.name == "qualify").context("the program")?;
    let mut known: BTreeSet<&PackageId> = BTreeSet::from([&root.id]);
    let mut waiting = VecDeque::from([&root.id]);
    while let Some(id) = waiting.pop_front() {
        for next in edges.get(id).into_iter().flatten() {
            if known.insert(next) {
                waiting.push_back(next);
            }
        }
    }
    let mut packages: Vec<Package> =
        metadata.packages.iter().filter(|package| known.contains(&package.id)).cloned().collect();
    packages.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    let by_id: BTreeMap<&PackageId, &Package> =
        metadata.packages.iter().map(|package| (&package.id, package)).collect();
    let name = |id: &PackageId| by_id.get(id).map(|package| purl(package));
    let edges = packages
        .iter()
        .map(|package| {
            let mut on: Vec<String> =
                edges.get(&package.id).into_iter().flatten().filter_map(|id| name(id)).collect();
            on.sort();
            on.dedup();
            (purl(package), on)
        })
        .collect();
    Ok(Linked { packages, edges })
}

fn edges(metadata: &Metadata) -> anyhow::Result<BTreeMap<&PackageId, Vec<&PackageId>>> {
    let resolve = metadata.resolve.as_ref().context("cargo metadata resolves")?;
    let is_linked =
        |kinds: &[cargo_metadata::DepKindInfo]| kinds.iter().any(|it| it.kind == DependencyKind::Normal);
    Ok(resolve
        .nodes
        .iter()
        .map(|node| {
            (&node.id, node.deps.iter().filter(|dep| is_linked(&dep.dep_kinds)).map(|dep| &dep.pkg).collect())
        })
        .collect())
}

/// The name of a crate for every tool that reads bills of materials.
pub(super) fn purl(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

/// One text: for each crate its licence, and once every licence text with the crates that it is of.
pub(super) fn texts(linked: &Linked) -> anyhow::Result<String> {
    let foreign: Vec<&Package> = linked.packages.iter().filter(|package| package.source.is_some()).collect();
    let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut list = String::from("Qualify is MIT OR Apache-2.0. Linked into it:\n\n");
    for package in foreign {
        let licence =
            package.license.as_deref().with_context(|| format!("{} has no licence", package.name))?;
        writeln!(list, "{} {}: {licence}", package.name, package.version)?;
        let folder = package.manifest_path.parent().context("a manifest has a folder")?;
        let mut names: Vec<String> = fs::read_dir(folder)?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| LICENCE_FILES.iter().any(|begin| name.to_lowercase().starts_with(begin)))
            .collect();
        names.sort();
        for name in names {
            let path = folder.join(&name);
            if path.is_file() {
                let text = String::from_utf8_lossy(&fs::read(&path)?).replace("\r\n", "\n");
                by_text.entry(text).or_default().push(format!("{} {}", package.name, package.version));
            }
        }
    }
    for (text, mut of) in by_text {
        of.dedup();
        write!(list, "\n{}\nOf {}:\n\n{}\n", "-".repeat(72), of.join(", "), text.trim_end())?;
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_has_licences_and_no_tests() {
        let linked = linked("x86_64-unknown-linux-gnu").unwrap();
        let names: Vec<&str> = linked.packages.iter().map(|package| package.name.as_str()).collect();
        assert!(names.contains(&"rusqlite") && names.contains(&"qualify-server"), "{names:?}");
        for other in ["proptest", "criterion", "insta", "qualify-testkit", "xtask", "cc"] {
            assert!(!names.contains(&other), "{other} is not linked");
        }
        let text = texts(&linked).unwrap();
        assert!(
            text.contains("Permission is hereby granted") && text.contains("\nrusqlite "),
            "{}",
            text.len()
        );
        assert!(!text.contains("\nqualify-server "), "our own are named once, at the top");
    }
}
