//! What `cargo xtask dist` packs is in order: looked at here, where it is cheap.

use std::fs;
use std::process::Command;

use crate::program::{Desk, root};

/// How much a service may be exposed, in tenths, as `systemd-analyze security` counts: 100 is everything.
const EXPOSURE_TENTHS_MAX: &str = "15";

fn packaged(name: &str) -> String {
    fs::read_to_string(root().join("packaging").join(name)).expect("the file is there")
}

#[test]
fn the_unit_is_hardened() {
    let unit = packaged("qualify.service");
    // What counts the most, where there is no tool that looks.
    let wanted = [
        "User=qualify",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=\n",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateDevices=yes",
        "PrivateTmp=yes",
        "MemoryDenyWriteExecute=yes",
        "SystemCallFilter=@system-service",
        "RestrictNamespaces=yes",
        "StateDirectoryMode=0700",
        "UMask=0077",
    ];
    for line in wanted {
        assert!(unit.contains(line), "{line}");
    }
    assert!(unit.contains("ExecStart=/usr/bin/qualify serve --config /etc/qualify/qualify.toml"));
    let path = root().join("packaging/qualify.service");
    let analyze = |arguments: &[&str]| {
        Command::new("systemd-analyze").args(arguments).arg(&path).env("SYSTEMD_COLORS", "0").output()
    };
    let Ok(rated) =
        analyze(&["security", "--offline=true", "--no-pager", "--threshold", EXPOSURE_TENTHS_MAX])
    else {
        return; // No systemd here.
    };
    let said = String::from_utf8_lossy(&rated.stdout);
    assert!(rated.status.success(), "more exposed than {EXPOSURE_TENTHS_MAX} tenths:\n{said}");
    assert!(said.contains("Overall exposure level for qualify.service"), "{said}");
}

#[test]
fn the_packaged_configuration_is_read_and_says_what_is_missing() {
    let desk = Desk::new().with_file("qualify.toml", &packaged("qualify.toml"));
    let ended = desk.run(&["check-config", "--config", "qualify.toml"]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("auth.issuers"), "{}", ended.stderr);
    let sandbox = desk.run(&["check-config", "--sandbox", "--config", "qualify.toml"]);
    assert_eq!((sandbox.code, sandbox.stderr.as_str()), (Some(0), ""));
    assert!(sandbox.stdout.contains("/var/lib/qualify"), "{}", sandbox.stdout);
}

/// The container's file by the rules that matter where nobody is at hand who builds it.
#[test]
fn the_containers_file_is_in_order() {
    let text = packaged("Containerfile");
    let joined = text.replace("\\\n", " ");
    let lines: Vec<&str> =
        joined.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let of = |word: &str| -> Vec<&str> {
        lines.iter().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' ')).map(str::trim).collect()
    };
    let stages = of("FROM");
    assert!(stages.len() >= 2 && stages[0].contains(" AS build"), "what builds is not what runs: {stages:?}");
    for stage in &stages {
        let image = stage.split(' ').next().unwrap_or_default();
        let version = image.split_once(':').map_or("latest", |(_, version)| version);
        assert!(version != "latest", "{image}: a version is named");
    }
    let runs = joined.rsplit("FROM ").next().unwrap_or_default();
    let user = runs.lines().rev().find_map(|line| line.strip_prefix("USER ")).expect("a user is named");
    let id: u32 =
        user.split(':').next().unwrap_or_default().parse().expect("by number, so that engines can tell");
    assert!(id >= 1000, "it does not run as root");
    assert!(!runs.contains("\nRUN "), "nothing is installed into what runs");
    assert!(of("ADD").is_empty(), "COPY says what it does");
    assert_eq!(
        of("VOLUME"),
        ["/var/lib/qualify"],
        "all that is written is written there: the root may be read-only"
    );
    for word in ["ENTRYPOINT", "CMD"] {
        assert!(of(word).iter().all(|form| form.starts_with('[')), "{word} without a shell");
    }
    let config = of("COPY").into_iter().find(|line| line.contains("qualify.toml")).expect("a configuration");
    assert!(
        config.contains("--chown=root:root") && config.ends_with("/etc/qualify/qualify.toml"),
        "{config}"
    );
    let ignored = fs::read_to_string(root().join(".dockerignore")).expect("the file is there");
    for folder in ["target", ".git"] {
        assert!(ignored.lines().any(|line| line == folder), "{folder} is not sent to the builder");
    }
}

#[test]
fn completions_name_every_command_for_every_shell() {
    let desk = Desk::new();
    let help = desk.run(&["--help"]).stdout;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.strip_prefix("  ").filter(|it| !it.starts_with(' '))?.split(' ').next())
        .collect();
    assert!(commands.len() >= 12, "{help}");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ended = desk.run(&["completions", shell]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{shell}");
        for command in &commands {
            assert!(ended.stdout.contains(command), "{shell}: {command}");
        }
    }
    fs::write(desk.path("qualify.bash"), desk.run(&["completions", "bash"]).stdout).expect("a file");
    let read = Command::new("bash").arg("-n").arg(desk.path("qualify.bash")).status().expect("bash starts");
    assert!(read.success(), "bash reads it");
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let desk = Desk::new();
    let ended = desk.run(&["man", "man"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let names: Vec<String> = fs::read_dir(desk.path("man"))
        .expect("the folder was made")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for page in
        ["qualify.1", "qualify-serve.1", "qualify-exec.1", "qualify-sandbox-token.1", "qualify-webhooks.1"]
    {
        assert!(names.iter().any(|name| name == page), "{page}: {names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("print")), "what is hidden has no page: {names:?}");
    let serve = desk.read("man/qualify-serve.1");
    assert!(serve.starts_with('.') && serve.contains("\\-\\-sandbox"), "{serve}");
}

/// The package names files that are there, or that the stage of `dist` holds.
#[test]
fn the_package_takes_files_that_exist() {
    let manifest = fs::read_to_string(root().join("crates/cli/Cargo.toml")).expect("the manifest is there");
    let manifest: toml::Table = manifest.parse().expect("it is TOML");
    let deb = &manifest["package"]["metadata"]["deb"];
    let assets = deb["assets"].as_array().expect("a list");
    assert!(assets.len() >= 10);
    for asset in assets {
        let from = asset[0].as_str().expect("a path").strip_prefix("../../").expect("from the root");
        assert!(from.starts_with("target/dist/stage/") || root().join(from).exists(), "{from}");
        assert!(!asset[1].as_str().expect("a path").starts_with('/'), "{asset}");
    }
    let scripts =
        root().join(deb["maintainer-scripts"].as_str().expect("a path").trim_start_matches("../../"));
    let postinst = fs::read_to_string(scripts.join("postinst")).expect("the script is there");
    let read = Command::new("sh").args(["-n", "-c", &postinst]).status().expect("sh starts");
    assert!(read.success() && postinst.contains("#DEBHELPER#"));
}
