//! `qualify demo`.

use std::process::Stdio;

use crate::program::Desk;

#[test]
fn the_demo_ends_well_and_tells_the_whole_story() {
    let desk = Desk::new();
    let ended = desk.run(&["demo"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
    insta::assert_snapshot!("demo", without_moments(&ended.stdout));
    assert!(std::fs::read_dir(desk.path("")).unwrap().next().is_none(), "the demo left something behind");
}

#[test]
fn a_kept_demo_answers_until_it_is_interrupted() {
    let desk = Desk::new();
    let mut service = desk.start(&["demo", "--keep"]).unwrap();
    let story = service.read_until("/v1/customers\"\n");
    let line = story.lines().last().unwrap();
    assert!(line.starts_with("curl "), "{line}");
    let customers = crate::serve::answer_of_curl(line);
    assert_eq!(customers["totalCount"], 7);
    service.signal("INT");
    assert_eq!(service.wait().code, Some(0));
}

#[test]
fn an_interrupted_demo_is_no_success() {
    let desk = Desk::new();
    // Its first words fill no pipe, so it waits for nobody; the signal meets it somewhere on its way or at its end.
    let service = desk.start(&["demo", "--keep"]).unwrap();
    service.signal("TERM");
    let ended = service.wait();
    let was_told = ended.stdout.contains("answers were as expected");
    assert_eq!(ended.code, Some(i32::from(!was_told)), "{}", ended.stderr);
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    for arguments in [&["demo"][..], &["vetting", "rules"], &["print", "openapi"]] {
        let mut child =
            Desk::new().command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn nothing_around_the_demo_changes_it() {
    let desk = Desk::new()
        .with_variable("QUALIFY_VETTING__POLICY", "deny_all")
        .with_variable("QUALIFY_STORE__DATABASE", "mysql:nowhere")
        .with_variable("HTTP_PROXY", "http://127.0.0.1:9")
        .with_variable("http_proxy", "http://127.0.0.1:9");
    assert_eq!(desk.run(&["demo"]).code, Some(0));
}

/// The story without what differs from run to run: the port, and times.
fn without_moments(story: &str) -> String {
    let lines = story.lines().map(|line| {
        let (name, value) = line.split_once("\": \"").unwrap_or((line, ""));
        let is_moment =
            ["Date", "\"now", "\"eTag"].iter().any(|end| name.ends_with(end)) && !value.is_empty();
        if is_moment {
            let comma = if line.ends_with(',') { "," } else { "" };
            return format!("{name}\": \"[moment]\"{comma}\n");
        }
        let Some((before, after)) = line.split_once("http://127.0.0.1:") else { return format!("{line}\n") };
        match after.trim_start_matches(|digit: char| digit.is_ascii_digit()) {
            rest if after.starts_with("7180") => format!("{before}http://127.0.0.1:7180{rest}\n"),
            rest => format!("{before}http://127.0.0.1:[port]{rest}\n"),
        }
    });
    lines.collect()
}
