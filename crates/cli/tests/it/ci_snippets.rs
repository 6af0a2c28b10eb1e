//! The jobs of docs/ci.md are YAML, and their lines run.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use saphyr::{LoadableYamlNode as _, Yaml};

use crate::program::{Desk, path_with_program, root};

/// The blocks of a language, in their order.
fn blocks(language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/ci.md")).expect("the page is there");
    let fence = format!("```{language}\n");
    text.split(fence.as_str())
        .skip(1)
        .filter_map(|rest| Some(rest.split("\n```").next()?.to_owned() + "\n"))
        .collect()
}

fn get<'yaml>(node: &Yaml<'yaml>, key: &str) -> Option<Yaml<'yaml>> {
    node.as_mapping_get(key).cloned()
}

/// The lines of a job, in the order in which its system runs them, each with a shell of its own.
fn steps(yaml: &Yaml<'_>) -> Vec<String> {
    let text = |node: &Yaml<'_>| node.as_str().map(str::to_owned);
    let list = |node: &Yaml<'_>| -> Vec<String> {
        node.as_sequence().into_iter().flatten().filter_map(text).collect()
    };
    // Where the one before failed, these are for looking.
    let is_for_looking =
        |step: &Yaml<'_>| ["if", "condition"].iter().any(|key| step.as_mapping_get(key).is_some());
    if let Some(jobs) = get(yaml, "jobs") {
        let steps = get(&get(&jobs, "tests").expect("a job"), "steps").expect("steps");
        let steps = steps.as_sequence().expect("a list");
        return steps
            .iter()
            .filter(|step| !is_for_looking(step))
            .filter_map(|step| text(&get(step, "run")?))
            .collect();
    }
    if let Some(steps) = get(yaml, "steps") {
        let steps = steps.as_sequence().expect("a list");
        return steps
            .iter()
            .filter(|step| !is_for_looking(step))
            .filter_map(|step| text(&get(step, "bash")?))
            .collect();
    }
    // GitLab has one shell for both lists.
    let job = get(yaml, "tests").expect("a job");
    let lines = [get(&job, "before_script"), get(&job, "script")];
    let lines: Vec<String> = lines.into_iter().flatten().flat_map(|node| list(&node)).collect();
    vec![lines.join("\n")]
}

/// A folder as a runner checks it out, with a release beside it.
fn checkout() -> Desk {
    let desk = Desk::new();
    let suite = blocks("sh").remove(0);
    // The page's own last line runs it; here the jobs do.
    let files: Vec<&str> = suite.lines().filter(|line| !line.starts_with("qualify exec")).collect();
    let files = files.join("\n");
    let made = Command::new("bash").args(["-e", "-c", &files]).current_dir(desk.path(".")).status();
    assert!(made.expect("bash starts").success());
    let top = desk.path("release/qualify-0.1.0-x86_64-unknown-linux-gnu");
    fs::create_dir_all(&top).expect("a folder");
    let program = format!("#!/bin/sh\nexec {} \"$@\"\n", env!("CARGO_BIN_EXE_qualify"));
    fs::write(top.join("qualify"), program).expect("a file");
    fs::set_permissions(top.join("qualify"), fs::Permissions::from_mode(0o755)).expect("a mode");
    let tar =
        ["czf", "qualify-0.1.0-x86_64-unknown-linux-gnu.tar.gz", "qualify-0.1.0-x86_64-unknown-linux-gnu"];
    let packed = Command::new("tar").args(tar).current_dir(desk.path("release")).status();
    assert!(packed.expect("tar starts").success());
    desk
}

/// Runs the steps of a job as its system does, and gives what they print.
fn run(steps: &[String]) -> String {
    let desk = checkout();
    let mut path = path_with_program();
    let mut printed = String::new();
    fs::write(desk.path("github-path"), "").expect("a file");
    for step in steps {
        let ended = Command::new("timeout")
            .args(["--kill-after=5", "90", "bash", "-eo", "pipefail", "-c", step])
            .current_dir(desk.path("."))
            .env("PATH", &path)
            .env("GITHUB_PATH", desk.path("github-path"))
            .env("QUALIFY_RELEASE", format!("file://{}", desk.path("release").display()))
            .env_remove("QUALIFY_URL")
            .env_remove("QUALIFY_TOKEN")
            .stdin(Stdio::null())
            .output()
            .expect("bash starts");
        let stdout = String::from_utf8_lossy(&ended.stdout).into_owned();
        assert!(ended.status.success(), "{step}\n{stdout}\n{}", String::from_utf8_lossy(&ended.stderr));
        let said =
            stdout.lines().filter_map(|line| line.strip_prefix("##vso[task.prependpath]")).map(str::to_owned);
        let written = desk.read("github-path");
        for folder in said.chain(written.lines().map(str::to_owned)) {
            path = format!("{folder}:{path}");
        }
        printed.push_str(&stdout);
    }
    printed
}

fn job(place: usize) -> Vec<String> {
    let yaml = blocks("yaml");
    assert_eq!(yaml.len(), 3, "a job for each of three systems");
    let mut documents =
        Yaml::load_from_str(&yaml[place]).unwrap_or_else(|error| panic!("{error}\n{}", yaml[place]));
    assert_eq!(documents.len(), 1);
    let steps = steps(&documents.remove(0));
    assert!(
        steps.iter().any(|step| step.contains("qualify exec --log qualify.log -- ./suite.sh")),
        "{steps:?}"
    );
    steps
}

fn assert_three_workers(place: usize) {
    let printed = run(&job(place));
    for worker in 1..=3 {
        assert!(printed.contains(&format!("worker {worker}: Approved\n")), "{printed}");
    }
}

#[test]
fn the_job_for_github_actions_runs_three_workers() {
    assert_three_workers(0);
}

#[test]
fn the_job_for_azure_pipelines_runs_three_workers() {
    assert_three_workers(1);
}

#[test]
fn the_job_for_gitlab_runs_three_workers() {
    assert_three_workers(2);
}

#[test]
fn the_jobs_ask_for_the_version_that_this_is() {
    let text = fs::read_to_string(root().join("docs/ci.md")).expect("the page is there");
    let readme = fs::read_to_string(root().join("README.md")).expect("the page is there");
    let version = env!("CARGO_PKG_VERSION");
    for page in [text, readme] {
        for named in
            page.split("qualify-").skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        {
            assert!(named.starts_with(&format!("{version}-")), "qualify-{}", &named[..20]);
        }
    }
}
