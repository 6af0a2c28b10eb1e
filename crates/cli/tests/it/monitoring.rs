//! What is packed for those who watch and run a service names what there is: metrics, settings, paths.

use std::collections::BTreeSet;
use std::fs;

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;

use crate::program::{Desk, root};

fn packaged(name: &str) -> String {
    fs::read_to_string(root().join("packaging").join(name)).expect("the file is there")
}

/// The metrics that a page or a rule names.
fn named(text: &str) -> BTreeSet<String> {
    let is_of_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let words = text.split(|character| !is_of_name(character));
    words.filter(|word| word.starts_with("qualify_")).map(str::to_owned).collect()
}

/// The metrics that there are: those of the table, which a test beside compares with what a service shows, and those of a
/// store on a server, by its source.
fn known() -> BTreeSet<String> {
    let page = fs::read_to_string(root().join("docs/OPERATIONS.md")).expect("the page is there");
    let documented = page.lines().filter_map(|line| line.strip_prefix("| `qualify_")?.split('`').next());
    let mut known: BTreeSet<String> = documented.map(|name| format!("qualify_{name}")).collect();
    let source = fs::read_to_string(root().join("crates/store/src/postgres/engine/core.rs"));
    let source = source.expect("the source of the store is there");
    let mut counted = 0;
    for own in source.split("own(").skip(1) {
        let mut parts = own.split('"');
        let (before, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let kind = parts.next().unwrap_or_default();
        if !before.trim().is_empty() {
            continue;
        }
        counted += 1;
        let ending = if kind.contains("Counter") { "_total" } else { "" };
        known.insert(format!("qualify_store_{name}{ending}"));
    }
    assert!(counted >= 4, "{known:?}");
    for ending in ["_bucket", "_count", "_sum"] {
        known.insert(format!("qualify_request_duration_seconds{ending}"));
    }
    known
}

#[test]
fn dashboard_and_alerts_name_metrics_that_there_are() {
    let known = known();
    let dashboard = packaged("monitoring/grafana-dashboard.json");
    let alerts = packaged("monitoring/alerts.yaml");
    for (file, text) in [("dashboard", &dashboard), ("alerts", &alerts)] {
        let named = named(text);
        assert!(named.len() >= 8, "{file}: {named:?}");
        let strange: Vec<_> = named.difference(&known).collect();
        assert!(strange.is_empty(), "{file} names what no service shows: {strange:?}");
    }
    // Whatever a service shows, its dashboard shows.
    let shown = named(&dashboard);
    let hidden = ["qualify_request_duration_seconds", "qualify_request_duration_seconds_sum"];
    let not_shown = ["qualify_store_list_steps_total", "qualify_store_round_trips_total"];
    let missing: Vec<_> = known
        .difference(&shown)
        .filter(|name| !hidden.contains(&name.as_str()) && !not_shown.contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty(), "the dashboard does not show {missing:?}");
}

#[test]
fn every_panel_asks_the_chosen_source_and_every_rule_says_what_to_do() {
    let dashboard: Value = serde_json::from_str(&packaged("monitoring/grafana-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().expect("there are panels");
    assert!(panels.len() >= 10, "{}", panels.len());
    for panel in panels {
        let title = panel["title"].as_str().unwrap_or_default();
        assert!(
            !title.is_empty() && panel["description"].as_str().is_some_and(|about| about.len() > 10),
            "{title}"
        );
        for target in panel["targets"].as_array().expect("a panel asks something") {
            assert!(target["expr"].as_str().is_some_and(|asked| asked.contains("$job")), "{title}");
            assert_eq!(target["datasource"]["uid"], "${datasource}", "{title}");
        }
    }
    let alerts = Yaml::load_from_str(&packaged("monitoring/alerts.yaml")).expect("it is YAML");
    let rules = alerts[0]["groups"][0]["rules"].as_sequence().expect("there are rules");
    assert!(rules.len() >= 8, "{}", rules.len());
    for rule in rules {
        let text = |value: &Yaml<'_>| value.as_str().unwrap_or_default().to_owned();
        let name = text(&rule["alert"]);
        assert!(name.starts_with("Qualify") && !text(&rule["expr"]).is_empty(), "{name}");
        assert!(["page", "ticket"].contains(&text(&rule["labels"]["severity"]).as_str()), "{name}");
        for word in ["summary", "action"] {
            assert!(text(&rule["annotations"][word]).len() > 15, "{name}: {word}");
        }
    }
}

#[test]
fn the_manifest_runs_what_the_container_has_with_a_configuration_that_is_read() {
    let text = packaged("kubernetes/qualify.yaml");
    let documents = Yaml::load_from_str(&text).expect("it is YAML");
    let of_kind = |kind: &str| documents.iter().find(|document| document["kind"].as_str() == Some(kind));
    let deployment = of_kind("Deployment").expect("there is a deployment");
    let pod = &deployment["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    let user = pod["securityContext"]["runAsUser"].as_integer();
    let own_user = packaged("Containerfile").lines().any(|line| line == "USER 65532:65532");
    assert_eq!((user, own_user), (Some(65532), true), "the user of the container");
    assert_eq!(pod["securityContext"]["runAsNonRoot"].as_bool(), Some(true));
    let context = &container["securityContext"];
    assert_eq!(context["allowPrivilegeEscalation"].as_bool(), Some(false));
    assert_eq!(context["readOnlyRootFilesystem"].as_bool(), Some(true));
    assert_eq!(container["readinessProbe"]["httpGet"]["path"].as_str(), Some("/readyz"));
    assert_eq!(container["livenessProbe"]["httpGet"]["path"].as_str(), Some("/healthz"));
    let config = of_kind("ConfigMap").expect("there is a configuration");
    let config = config["data"]["qualify.toml"].as_str().expect("it is a file");
    // Who signs in is the operator's to say; everything else is right as it is.
    let desk = Desk::new()
        .with_file("qualify.toml", config)
        .with_variable("QUALIFY_STORE__DATABASE", "sqlite:in-the-place-of-the-server.db");
    let ended = desk.run(&["check-config", "--config", "qualify.toml"]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("auth.issuers"), "{}", ended.stderr);
    let faults = ended.stderr.lines().filter(|line| line.contains("store.") || line.contains("server."));
    assert_eq!(faults.collect::<Vec<_>>(), Vec::<&str>::new());
}
