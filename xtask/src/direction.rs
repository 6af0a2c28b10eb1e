//! Dependencies between our crates point one way (docs/ARCHITECTURE.md), and some crates never see some others.
//!
//! To add a crate: give it a row in [`ALLOWED`], with a comment on every edge that surprises.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

use crate::workspace;

/// Crate, and the workspace crates that it may use outside its tests.
const ALLOWED: [(&str, &[&str]); 19] = [
    ("qualify-vocabulary", &[]),
    ("qualify-contract", &["qualify-vocabulary"]),
    // What people read, in all languages: data, and the reader of it.
    ("qualify-texts", &["qualify-vocabulary"]),
    ("qualify-wire", &["qualify-contract", "qualify-texts", "qualify-vocabulary"]),
    // Its datasets are tables too.
    ("qualify-vetting", &["qualify-tables", "qualify-texts", "qualify-vocabulary"]),
    // Parsers of hostile bytes, alone.
    ("qualify-documents", &[]),
    ("qualify-tables", &[]),
    ("qualify-domain", &["qualify-vocabulary"]),
    ("qualify-store", &["qualify-domain", "qualify-vocabulary"]),
    (
        "qualify-server",
        &[
            "qualify-contract",
            "qualify-documents",
            "qualify-domain",
            "qualify-store",
            "qualify-texts",
            "qualify-vetting",
            "qualify-vocabulary",
            "qualify-wire",
        ],
    ),
    // Pages for people. They stand on the service, which never sees them: an edit of a page does not build the service anew.
    (
        "qualify-dashboard",
        &[
            "qualify-contract",
            "qualify-domain",
            "qualify-server",
            "qualify-store",
            // What it exports is a table for people.
            "qualify-tables",
            "qualify-texts",
            "qualify-vocabulary",
            "qualify-wire",
        ],
    ),
    // What only a sandbox has. It stands on the service, which never sees it, and its panel on the dashboard's frame.
    (
        "qualify-sandbox",
        &[
            "qualify-contract",
            "qualify-dashboard",
            "qualify-domain",
            "qualify-server",
            "qualify-store",
            "qualify-vocabulary",
            "qualify-wire",
        ],
    ),
    // Not written yet; the place is kept. It never sees the domain: it works against Microsoft's service too.
    ("qualify-sdk", &["qualify-contract", "qualify-vocabulary"]),
    // As a partner's program: what it shows of the vocabulary and the contract, the SDK gives on.
    ("qualify-samples", &["qualify-sdk"]),
    // The store is for `db backup` and `decisions`, which read the file of a server that may be running, without
    // starting one. The engine is for `vetting check`, which asks no server, the wire for `print errors`.
    (
        "qualify",
        &[
            "qualify-contract",
            "qualify-sandbox",
            "qualify-sdk",
            "qualify-server",
            "qualify-store",
            "qualify-tables",
            "qualify-vetting",
            "qualify-vocabulary",
            "qualify-wire",
        ],
    ),
    (
        TESTKIT,
        &[
            "qualify-contract",
            "qualify-domain",
            "qualify-sandbox",
            "qualify-server",
            "qualify-store",
            "qualify-throwaway",
            "qualify-vocabulary",
        ],
    ),
    // Databases for tests: nothing of ours, so that the store's tests build without a service.
    ("qualify-throwaway", &[]),
    // The soak is one loop for `xtask` and for a sample in the tests; it lives in the testkit.
    ("xtask", &["qualify-contract", "qualify-store", TESTKIT, "qualify-throwaway", "qualify-vocabulary"]),
    // The client is what is measured there.
    (
        "qualify-bench-limits",
        &["qualify-contract", "qualify-domain", "qualify-sdk", "qualify-store", "qualify-vocabulary"],
    ),
];

const TESTKIT: &str = "qualify-testkit";

/// Crates that nothing depends on, not even a test.
const ENDS: [&str; 3] = ["xtask", "qualify-bench-limits", "qualify-samples"];

/// Crates without I/O, and what they must not reach, through however many others.
const PURE: [&str; 6] = [
    "qualify-vocabulary",
    "qualify-documents",
    "qualify-domain",
    "qualify-tables",
    "qualify-texts",
    "qualify-vetting",
];
const IMPURE: [&str; 6] = ["axum", "hyper", "reqwest", "rusqlite", "tokio", "tokio-postgres"];

/// The time crate is spoken of in one place, so that its next version is one change.
const TIME: &str = "jiff";
const TIME_OWNER: &str = "qualify-vocabulary";

/// One crate of the workspace, as far as the check looks at it.
#[derive(Debug, Default)]
struct Crate {
    name: String,
    /// What it uses when it is built for others: normal and build dependencies.
    uses: BTreeSet<String>,
    /// What only its tests use.
    test_uses: BTreeSet<String>,
    /// All that `uses` leads to, outside the workspace too.
    reaches: BTreeSet<String>,
}

/// Fails with every edge that points the wrong way.
pub(crate) fn check_workspace() -> anyhow::Result<()> {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .exec()
        .context("cargo does not tell what depends on what")?;
    let crates = crates(&metadata);
    let violations = violations(&crates);
    if !violations.is_empty() {
        bail!("{}", violations.join("\n"));
    }
    println!("{} crates, each with the dependencies that its row allows.", crates.len());
    Ok(())
}

fn crates(metadata: &Metadata) -> Vec<Crate> {
    let edges = normal_edges(metadata);
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| Crate {
            name: package.name.to_string(),
            uses: declared(package, |kind| kind != DependencyKind::Development),
            test_uses: declared(package, |kind| kind == DependencyKind::Development),
            reaches: reached(&package.id, &edges, metadata),
        })
        .collect()
}

fn declared(package: &Package, counts: impl Fn(DependencyKind) -> bool) -> BTreeSet<String> {
    package.dependencies.iter().filter(|edge| counts(edge.kind)).map(|edge| edge.name.clone()).collect()
}

/// Who is linked with whom: the resolved graph without development dependencies.
fn normal_edges(metadata: &Metadata) -> BTreeMap<&PackageId, Vec<&PackageId>> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    nodes
        .map(|node| {
            let normal = node
                .deps
                .iter()
                .filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development));
            (&node.id, normal.map(|edge| &edge.pkg).collect())
        })
        .collect()
}

fn reached(
    start: &PackageId,
    edges: &BTreeMap<&PackageId, Vec<&PackageId>>,
    metadata: &Metadata,
) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(id) = open.pop() {
        for next in edges.get(id).into_iter().flatten() {
            if seen.insert(*next) {
                open.push(next);
            }
        }
    }
    seen.into_iter().map(|id| metadata[id].name.to_string()).collect()
}

fn violations(crates: &[Crate]) -> Vec<String> {
    let ours: BTreeSet<&str> = crates.iter().map(|one| one.name.as_str()).collect();
    crates.iter().flat_map(|one| violations_of(one, &ours)).collect()
}

fn violations_of(one: &Crate, ours: &BTreeSet<&str>) -> Vec<String> {
    let name = &one.name;
    let Some((_, allowed)) = ALLOWED.iter().find(|(row, _)| row == name) else {
        return vec![format!("{name} has no row in the table of xtask/src/direction.rs")];
    };
    let mut found = Vec::new();
    for used in one.uses.iter().filter(|used| ours.contains(used.as_str())) {
        if !allowed.contains(&used.as_str()) {
            found.push(format!("{name} must not depend on {used}"));
        }
    }
    for used in one.test_uses.iter().filter(|used| ENDS.contains(&used.as_str())) {
        found.push(format!("{name} must not depend on {used}, not even in tests"));
    }
    if PURE.contains(&name.as_str()) {
        for reached in one.reaches.iter().filter(|reached| IMPURE.contains(&reached.as_str())) {
            found.push(format!("{name} does no I/O, and must not reach {reached}"));
        }
    }
    if name != TIME_OWNER && one.uses.union(&one.test_uses).any(|used| used == TIME) {
        found.push(format!("{name} must take {TIME}'s types from {TIME_OWNER}"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn using(name: &str, uses: &[&str]) -> Crate {
        Crate { name: name.to_owned(), uses: set(uses), ..Crate::default() }
    }

    /// The crate under test beside a workspace that has every crate of the table.
    fn violations_beside_all(one: Crate) -> Vec<String> {
        let ours = ALLOWED.iter().map(|(name, _)| *name).collect();
        violations_of(&one, &ours)
    }

    #[test]
    fn this_workspace_points_one_way() {
        check_workspace().unwrap();
    }

    #[test]
    fn the_allowed_direction_passes() {
        for (name, allowed) in ALLOWED {
            assert_eq!(violations_beside_all(using(name, allowed)), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn the_table_has_no_circle() {
        let mut placed: BTreeSet<&str> = BTreeSet::new();
        while placed.len() < ALLOWED.len() {
            let before = placed.len();
            let ready = ALLOWED.iter().filter(|(_, uses)| uses.iter().all(|used| placed.contains(used)));
            placed.extend(ready.map(|(name, _)| *name).collect::<Vec<_>>());
            assert!(placed.len() > before, "a circle beyond {placed:?}");
        }
    }

    #[test]
    fn an_edge_against_the_direction_is_refused() {
        for (from, to) in [
            ("qualify-vocabulary", "qualify-contract"),
            ("qualify-domain", "qualify-store"),
            ("qualify-domain", "qualify-contract"),
            ("qualify-store", "qualify-contract"),
            ("qualify-server", "qualify"),
            ("qualify-server", "qualify-sandbox"),
            ("qualify-store", "qualify-sandbox"),
            ("qualify-sdk", "qualify-domain"),
            ("qualify-server", TESTKIT),
            ("qualify", "qualify-domain"),
            ("qualify", "xtask"),
            (TESTKIT, "qualify-bench-limits"),
        ] {
            let found = violations_beside_all(using(from, &[to]));
            assert_eq!(found, [format!("{from} must not depend on {to}")]);
        }
    }

    #[test]
    fn the_testkit_is_for_tests() {
        let server = Crate { test_uses: set(&[TESTKIT]), ..using("qualify-server", &[]) };
        assert_eq!(violations_beside_all(server), Vec::<String>::new());
    }

    #[test]
    fn nothing_depends_on_an_end_even_in_tests() {
        let store = Crate { test_uses: set(&["qualify-bench-limits"]), ..using("qualify-store", &[]) };
        assert_eq!(violations_beside_all(store).len(), 1);
    }

    #[test]
    fn the_pure_crates_reach_no_io() {
        for name in PURE {
            for impure in IMPURE {
                let one = Crate { reaches: set(&[impure, "serde"]), ..using(name, &["serde"]) };
                let found = violations_beside_all(one);
                assert_eq!(found, [format!("{name} does no I/O, and must not reach {impure}")]);
            }
        }
    }

    #[test]
    fn only_the_vocabulary_names_the_time_crate() {
        assert_eq!(violations_beside_all(using(TIME_OWNER, &[TIME])), Vec::<String>::new());
        assert_eq!(violations_beside_all(using("qualify-store", &[TIME])).len(), 1);
        let in_tests = Crate { test_uses: set(&[TIME]), ..using("qualify-store", &[]) };
        assert_eq!(violations_beside_all(in_tests).len(), 1);
    }

    #[test]
    fn a_crate_without_a_row_is_refused() {
        assert_eq!(violations_beside_all(using("qualify-helpers", &[])).len(), 1);
    }
    /// Whoever takes the SDK into a program of theirs builds what it stands on: for this platform, as it is by default.
    #[test]
    fn the_sdk_is_at_most_120_crates_and_nothing_of_the_service() {
        let mut tree = workspace::cargo();
        tree.args(["tree", "--locked", "--offline", "--package", "qualify-sdk"]);
        tree.args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
        let told = workspace::output(&mut tree).expect("cargo tells the tree");
        let name_and_version = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        let crates: BTreeSet<String> = told.lines().map(name_and_version).collect();
        assert!((2..=120).contains(&crates.len()), "{} crates: {crates:?}", crates.len());
        for service in ["qualify-server", "qualify-store", "rusqlite", "axum"] {
            assert!(!crates.iter().any(|one| one.starts_with(&format!("{service} "))), "{service}");
        }
    }
}
