//! The entries of `docs/datasets.md` for official registers, on small files of our own with the columns that they name.

use std::fs;

use serde_json::{Value, json};

use crate::program::{Desk, root};

/// A body of each file, in a host of its own, and another that does not count.
const BODIES: [(&str, &str, &str, &str); 9] = [
    ("rspo", "I Liceum Ogólnokształcące w Leśnej", "lo1-lesna.pl", "jodelka-lesna.pl"),
    ("polon", "Akademia Leśna w Leśnej", "akademia-lesna.pl", "instytut-drzewa.pl"),
    ("rejstrik", "Základní škola Lesní", "zs-lesni.cz", "ms-jedlicka.cz"),
    ("duo-vo", "Boscollege Café", "boscollege-bosdorp.nl", ""),
    ("duo-ho", "Hogeschool Bosdorp", "hogeschool-bosdorp.nl", ""),
    ("kir", "Erdei Általános Iskola", "erdei-iskola.hu", "erdei-ovoda.hu"),
    ("om", "Forest University", "erdei-egyetem.hu", ""),
    ("dgeec", "Escola Básica da Floresta", "eb-floresta.pt", "jardim-floresta.pt"),
    ("dges", "Universidade da Floresta", "u-floresta.pt", ""),
];

/// The sources that the page shows.
fn sources() -> Vec<Value> {
    let page = fs::read_to_string(root().join("docs/datasets.md")).expect("the page is there");
    let blocks = page.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| serde_json::from_str(block).expect("a block of the page is JSON")).collect()
}

#[test]
fn every_entry_of_the_page_reads_a_file_with_its_columns() {
    let sources = sources();
    let ids: Vec<&str> = sources.iter().filter_map(|source| source["id"].as_str()).collect();
    assert_eq!(ids, BODIES.map(|(id, ..)| id));
    let desk = Desk::new();
    let samples = root().join("crates/cli/tests/it/datasets/registers");
    fs::create_dir_all(desk.path("lists/registers")).unwrap();
    for file in fs::read_dir(samples).expect("the samples are there").flatten() {
        fs::copy(file.path(), desk.path("lists/registers").join(file.file_name())).unwrap();
    }
    fs::write(desk.path("lists/manifest.json"), json!({"format": 1, "sources": sources}).to_string())
        .unwrap();
    let check = desk.run(&["datasets", "check", "lists", "--output", "json"]);
    assert_eq!(check.code, Some(0), "{}{}", check.stdout, check.stderr);
    for (id, name, host, other) in BODIES {
        assert_eq!(super::reason(&desk, name, host), "EDU_DATASET", "{id}: {name}");
        if !other.is_empty() {
            assert_ne!(super::reason(&desk, name, other), "EDU_DATASET", "{id}: {other}");
        }
    }
    // A school that was closed years ago decides nothing.
    assert_eq!(super::reason(&desk, "Technikum Leśne w Leśnej", "tech-lesna.pl"), "EDU_NO_EVIDENCE");
}

#[test]
fn the_page_has_the_sources_that_are_fetched() {
    let page = fs::read_to_string(root().join("docs/datasets.md")).expect("the page is there");
    let plan = Desk::new().run(&["datasets", "fetch", "--dry-run", "--output", "json"]);
    let plan: Value = serde_json::from_str(&plan.stdout).expect("a plan");
    let rows: Vec<(&str, &str)> = page
        .lines()
        .skip_while(|line| *line != "| id | what | licence | from |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            (cells[1].trim_matches('`'), cells[3])
        })
        .collect();
    let text = |source: &'_ Value, name: &str| source[name].as_str().unwrap_or_default().to_owned();
    let planned: Vec<(String, String)> =
        plan["sources"].as_array().unwrap().iter().map(|it| (text(it, "id"), text(it, "licence"))).collect();
    let planned: Vec<(&str, &str)> = planned.iter().map(|(id, licence)| (&**id, &**licence)).collect();
    assert_eq!(rows, planned);
}
