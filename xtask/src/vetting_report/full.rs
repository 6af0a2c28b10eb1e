//! The full public sources: every set by its file, with ROR and without, and what they take.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::results::{Bound, Results, Row, Unit};
use crate::workspace;

/// Where the answers to every row are kept, so that the next report says what changed.
const KEPT: &str = "target/vetting-answers";

/// How often all sources are loaded; the best counts, as others use the machine.
const LOADS: usize = 5;

/// The sources as the program reads them.
const MANIFEST: &str = r#"{"format": 1, "sources": [
    {"id": "psl", "kind": "psl", "path": "public_suffix_list.dat", "licence": "MPL-2.0"},
    {"id": "swot", "kind": "swot-tree", "path": "swot/lib/domains", "licence": "MIT"},
    {"id": "hipo", "kind": "hipo-json", "path": "world_universities_and_domains.json", "licence": "MIT"},
    {"id": "ror", "kind": "ror-json", "path": "ror.json", "licence": "CC0-1.0"},
    {"id": "cisa", "kind": "cisa-current-full", "path": "current-full.csv", "licence": "CC0-1.0", "complete": true},
    {"id": "free", "kind": "domain-json", "path": "free-email-domains.json", "licence": "MIT"},
    {"id": "disposable", "kind": "domain-lines", "path": "disposable_email_blocklist.conf", "licence": "CC0-1.0",
        "proves": ["disposable-mailbox"]}]}"#;

/// Most wrong approvals of a set, in a thousand rows of it.
const WRONG_APPROVALS: [(&str, f64); 15] = [
    ("dev-adversarial", 0.0),
    ("dev-negatives", 0.0),
    ("dev-positives-education", 0.0),
    ("dev-positives-government", 0.0),
    ("fresh-cross-five", 2.0),
    ("fresh-cross-big", 2.0),
    ("fresh-cross-k12", 2.0),
    ("fresh-affiliates", 1000.0 * 2.0 / 78.0),
    ("fresh-nonteaching-native", 1000.0 * 4.0 / 42.0),
    ("fresh-gcc-private-names", 1000.0 * 3.0 / 182.0),
    ("fresh-ror-noneducation", 0.0),
    ("fresh-ror-academic-hosts", 1000.0 * 45.0 / 999.0),
    ("fresh-municipal-gcc", 0.0),
    ("made-pairs", 2.0),
    ("made-visa-networks", 2.0),
];

/// The least share that is approved at once: without ROR, and with it.
const AT_ONCE: [(&str, f64, f64); 3] = [
    ("fresh-five-he-native", 0.52, 0.90),
    ("fresh-five-he-english", 0.62, 0.90),
    ("fresh-world-he", 0.73, 0.73),
];

/// Judges all sets with the full sources.
pub(super) fn report(shared: &Path, scratch: &Path, results: &mut Results) -> anyhow::Result<()> {
    let sources = unpack(&shared.join("full"), scratch)?;
    let sets = sets(&shared.join("vetting"))?;
    let kept = workspace::root().join(KEPT);
    let mut table = String::from(
        "\n| set | ROR | rows | approved wrongly | denied wrongly | approved | to a person, by reason | against the \
         answers before |\n|---|---|---|---|---|---|---|---|\n",
    );
    for with_ror in [false, true] {
        let folder = kept.join(if with_ror { "with-ror" } else { "without-ror" });
        let mut more = vec!["--properties", "--words"];
        more.extend(with_ror.then_some("--ror"));
        let lines = measure(&sources, &sets, &folder, &more)?;
        for line in &lines {
            if line["set"].is_string() {
                judge(line, with_ror, results);
                table.push_str(&row(line, with_ror));
            }
        }
        beside(&lines, with_ror, results);
    }
    let size = measure(&sources, &sets, &scratch.join("size"), &["--size"])?;
    let size = size.iter().find(|line| line["sources_mebibytes"].is_number()).context("figures")?;
    let number = |key: &str| size[key].as_f64().with_context(|| format!("the tool gives {key}"));
    results.rows.extend([
        Row::new("decision over all sets, all sources, median", number("median_us")?, Unit::Microseconds)
            .must_be(Bound::Below(20.0)),
        Row::new("decision over all sets, all sources, p99", number("p99_us")?, Unit::Microseconds)
            .must_be(Bound::Below(200.0)),
        Row::new(
            "memory of all sources, ROR 22 thousand times",
            number("sources_mebibytes")?,
            Unit::Mebibytes,
        )
        .must_be(Bound::Below(64.0)),
    ]);
    results.notes.push(table);
    Ok(())
}

/// What the program takes to read all sources with ROR: from their files, and from the cache of a start before.
pub(super) fn loading(
    qualify: &Path,
    shared: &Path,
    scratch: &Path,
    results: &mut Results,
) -> anyhow::Result<()> {
    let folder = scratch.join("loading");
    fs::create_dir_all(&folder)?;
    let sources = unpack(&shared.join("full"), &folder)?;
    fs::write(sources.join("manifest.json"), MANIFEST)?;
    let cache = folder.join("cache");
    let load = |cache: Option<&Path>| -> anyhow::Result<f64> {
        let mut command = workspace::command(qualify);
        command.args(["datasets", "check", "--output", "json"]).arg(&sources);
        if let Some(cache) = cache {
            command.arg("--cache").arg(cache);
        }
        let answer: Value = serde_json::from_str(&workspace::output(&mut command)?)?;
        answer["milliseconds"].as_f64().context("a time")
    };
    let best = |cache: Option<&Path>| -> anyhow::Result<f64> {
        let times = (0..LOADS).map(|_| load(cache)).collect::<anyhow::Result<Vec<f64>>>()?;
        Ok(times.into_iter().fold(f64::MAX, f64::min))
    };
    let from_files = best(None)?;
    load(Some(&cache))?;
    let from_cache = best(Some(&cache))?;
    results.rows.extend([
        Row::new("all sources with ROR from their files, warm", from_files, Unit::Milliseconds)
            .must_be(Bound::Below(1000.0)),
        Row::new("all sources with ROR from the cache", from_cache, Unit::Milliseconds)
            .must_be(Bound::Below(50.0)),
    ]);
    Ok(())
}

/// Runs the measuring tool; answers with its lines.
fn measure(sources: &Path, sets: &[PathBuf], kept: &Path, more: &[&str]) -> anyhow::Result<Vec<Value>> {
    let mut command = workspace::cargo();
    command.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "qualify-vetting",
        "--example",
        "measure",
        "--",
    ]);
    command.arg(sources).args(sets).arg("--json").args(more);
    command.arg("--before").arg(kept).arg("--keep").arg(kept);
    let text = workspace::output(&mut command)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// What a set must keep to.
fn judge(line: &Value, with_ror: bool, results: &mut Results) {
    let set = line["set"].as_str().unwrap_or_default();
    let number = |key: &str| line[key].as_f64().unwrap_or(f64::MAX);
    let name = format!("{set}{}", if with_ror { ", with ROR" } else { "" });
    if let Some((_, in_a_thousand)) = WRONG_APPROVALS.iter().find(|(known, _)| *known == set) {
        let most = in_a_thousand * number("rows") / 1000.0;
        let row =
            Row::new(format!("{name}: approvals that are wrong"), number("approved_wrongly"), Unit::Count);
        results.rows.push(row.must_be(Bound::AtMost(most)));
    }
    let row = Row::new(format!("{name}: denials that are wrong"), number("denied_wrongly"), Unit::Count);
    results.rows.push(row.must_be(Bound::AtMost(0.0)));
    if let Some((_, without, with)) = AT_ONCE.iter().find(|(known, ..)| *known == set) {
        let least = if with_ror { *with } else { *without };
        let row = Row::new(format!("{name}: approved at once"), number("approved"), Unit::Ratio);
        results.rows.push(row.must_be(Bound::AtLeast(least)));
    }
    if set.starts_with("dev-positives") {
        let share = number("decidable_to_a_person") / number("decidable");
        let row = Row::new(format!("{name}: decidable rows to a person"), share, Unit::Ratio);
        results.rows.push(row.must_be(Bound::AtMost(0.02)));
    }
}

/// A set in the table.
fn row(line: &Value, with_ror: bool) -> String {
    let reasons = |key: &str| {
        let all = line[key].as_object().into_iter().flatten();
        let said = all.map(|(reason, share)| match share.as_u64() {
            Some(rows) => format!("{reason} {rows}"),
            None => format!("{reason} {:.3}", share.as_f64().unwrap_or_default()),
        });
        said.collect::<Vec<_>>().join(", ")
    };
    format!(
        "| {} | {} | {} | {} | {} | {:.3} | {} | {} |\n",
        line["set"].as_str().unwrap_or_default(),
        if with_ror { "with" } else { "without" },
        line["rows"],
        line["approved_wrongly"],
        line["denied_wrongly"],
        line["approved"].as_f64().unwrap_or_default(),
        reasons("to_a_person"),
        reasons("moved"),
    )
}

/// The properties, and the words that decide one row only.
fn beside(lines: &[Value], with_ror: bool, results: &mut Results) {
    let ror = if with_ror { "with ROR" } else { "without ROR" };
    let mut undefended = 0_u32;
    let mut words = format!("\nWords that change the outcome of one row only, {ror}:\n");
    for line in lines {
        if let Some(property) = line["property"].as_str() {
            let list = |key: &str| line[key].as_array().cloned().unwrap_or_default();
            let (broken, beside) = (list("broken"), list("beside"));
            let count = f64::from(u32::try_from(broken.len()).unwrap_or(u32::MAX));
            let what = format!("{property}, {ror}: approvals of {}", line["asked"]);
            results.rows.push(Row::new(what, count, Unit::Count).must_be(Bound::AtMost(0.0)));
            for (cases, why) in [(broken, "broken"), (beside, "belonged elsewhere, and no longer does")] {
                let said = cases.iter().filter_map(Value::as_str);
                results.notes.extend(said.map(|case| format!("- {property}, {ror}, {why}: {case}")));
            }
        }
        if let (Some(word), Some(file)) = (line["word"].as_str(), line["file"].as_str()) {
            // Writing into a string does not fail.
            let source = line["source"].as_str();
            undefended += u32::from(source.is_none());
            let (row, source) = (line["row"].as_str().unwrap_or_default(), source.unwrap_or("NO SOURCE"));
            let _ = writeln!(words, "- {file} `{word}` ({source}): {row}");
        }
    }
    let what = format!("words without a source that decide one row only, {ror}");
    results.rows.push(Row::new(what, f64::from(undefended), Unit::Count).must_be(Bound::AtMost(0.0)));
    results.notes.push(words);
}

/// The labelled files.
fn sets(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            files.push(path);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "{} holds no rows", folder.display());
    Ok(files)
}

/// The sources as they are published, with their archives unpacked.
fn unpack(full: &Path, scratch: &Path) -> anyhow::Result<PathBuf> {
    let folder = scratch.join("sources");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(full)? {
        let path = entry?.path();
        let name = path.file_name().context("a file")?;
        fs::copy(&path, folder.join(name))?;
    }
    let mut tar = workspace::command("tar");
    workspace::output(tar.arg("xzf").arg("swot-lib-domains.tar.gz").current_dir(&folder))?;
    let mut gunzip = workspace::command("gzip");
    workspace::output(gunzip.args(["--decompress", "--force", "ror-v2-part.json.gz"]).current_dir(&folder))?;
    fs::rename(folder.join("ror-v2-part.json"), folder.join("ror.json"))?;
    Ok(folder)
}
