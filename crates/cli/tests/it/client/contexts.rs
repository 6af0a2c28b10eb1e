//! Contexts, signing in and out, and who one is.

use super::{Room, SCHOOL};

#[test]
fn a_sandbox_is_signed_in_to_and_is_in_use_from_then_on() {
    let room = Room::with_contexts();
    let url = room.server.url().to_owned();
    let mut told = room.told("context list");
    told += &room.told("context add live --root https://qualify.example --tenant contoso.example");
    told += &room.told("context use live");
    told += &room.told("context remove live");
    told += &room.told(&format!("login --sandbox --url {url}"));
    told += &room.both("context list");
    told += &room.both("context show");
    told += &room.both("whoami");
    told += &room.told(&format!("login --sandbox --url {url} --context rob --user rob@northlight.example"));
    told += &room.told("whoami --context rob");
    told += &room.told("context use rob");
    told += &room.told("whoami --output jsonl");
    told += &room.told("context use nobody");
    told += &room.told("logout");
    told += &room.told("customers list");
    told += &room.told("context remove rob");
    told += &room.told("context list");
    told += &room.told("context show");
    insta::assert_snapshot!("contexts", told);
}

#[test]
fn what_a_sign_in_is_told_is_heeded_or_refused() {
    let room = Room::with_contexts();
    let url = room.server.url().to_owned();
    room.good(&format!("login --sandbox --url {url} --context here"));
    let native = "--application 0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50";
    for (line, said) in [
        ("login --context here --device-code".to_owned(), "qualify sandbox seed --print"),
        ("login --context here --browser".to_owned(), "say it with --tenant and --application"),
        (
            format!("login --context here --device-code --tenant a.example {native} --user a@a.example"),
            "--user",
        ),
        (format!("login --sandbox --url {url} --token t"), "takes no --token"),
        // Nobody is sent to Microsoft by a slip of the pen.
        (
            format!("login --context heer --device-code --tenant a.example {native}"),
            "there is no context \"heer\"",
        ),
    ] {
        let ended = room.run(&line);
        assert_eq!(ended.code, Some(2), "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{line}: {}", ended.stderr);
    }
    assert_eq!(room.json("context list").as_array().map(Vec::len), Some(1));
    assert_eq!(room.run("whoami --context here").code, Some(0), "whoever was signed in still is");
}

#[test]
fn a_context_is_found_by_flag_then_url_then_variable_then_what_is_in_use() {
    let room = Room::with_contexts();
    let url = room.server.url().to_owned();
    room.good(&format!("login --sandbox --url {url} --context here"));
    room.good("context add nowhere --root http://127.0.0.1:1");
    let Room { server, desk } = room;
    let room = Room { server, desk: desk.with_variable("QUALIFY_CONTEXT", "nowhere") };
    assert_eq!(room.run("customers list").code, Some(4), "nobody signed in there");
    assert_eq!(room.run("customers list --context here").code, Some(0));
    assert_eq!(room.run("customers list --context nothing").code, Some(2));
    assert_eq!(room.run(&format!("customers list --url {url}")).code, Some(0));
    assert_eq!(room.run(&format!("customers list --url {url} --context here")).code, Some(2));
    let Room { server, desk } = room;
    let room = Room { desk: desk.with_variable("QUALIFY_URL", &url), server };
    assert_eq!(room.run("customers list").code, Some(0), "the URL goes before the context of a variable");
}

#[test]
fn a_token_of_the_environment_does_not_go_to_a_context_that_was_named() {
    let room = Room::with_contexts();
    let url = room.server.url().to_owned();
    room.good(&format!("login --sandbox --url {url} --context here"));
    let Room { server, desk } = room;
    let room = Room { server, desk: desk.with_variable("QUALIFY_TOKEN", "garbage") };
    assert_eq!(room.run("customers list --context here").code, Some(0));
    assert_eq!(room.run("customers list").code, Some(4));
    assert_eq!(room.run(&format!("customers list --url {url}")).code, Some(4));
}

#[test]
fn the_files_are_for_their_owner_alone_and_hold_no_token() {
    let room = Room::with_contexts();
    room.good(&format!("login --sandbox --url {}", room.server.url()));
    assert_eq!(room.desk.mode("config"), 0o700);
    assert_eq!(room.desk.mode("config/contexts.json"), 0o600);
    let text = room.desk.read("config/contexts.json");
    assert!(text.contains("\"sandbox\"") && !text.contains("eyJ"), "{text}");
    let who = room.good("whoami") + &room.good("whoami --output json");
    assert!(!who.contains("eyJ"), "{who}");
}

#[test]
fn a_broken_file_is_said_and_stays_as_it_is() {
    let room = Room::with_contexts();
    std::fs::create_dir(room.desk.path("config")).unwrap();
    let desk = room.desk.with_file("config/contexts.json", "{");
    let room = Room { desk, ..room };
    for line in ["context list", "customers list", "context add a --root http://127.0.0.1:1"] {
        let ended = room.run(line);
        assert_eq!(ended.code, Some(2), "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains("contexts.json"), "{}", ended.stderr);
    }
    assert_eq!(room.desk.read("config/contexts.json"), "{");
}

#[test]
fn a_secret_comes_from_standard_input_and_is_kept_for_its_owner() {
    let room = Room::with_contexts();
    let service = format!(
        "--root {} --tenant {} --application 0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50",
        room.server.url(),
        super::NORTHLIGHT
    );
    let desk = room.desk.with_file("secret", "sandbox-secret\n");
    let room = Room { desk, ..room };
    let line = format!(
        "login --context app --secret-stdin {service} --audience https://api.partnercenter.microsoft.com"
    );
    let empty = room.run(&line);
    assert_eq!(empty.code, Some(2), "{}", empty.stderr);
    let mut command = room.desk.command(&super::words(&line));
    command.stdin(std::fs::File::open(room.desk.path("secret")).unwrap());
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(room.desk.mode("config/sign-in/app"), 0o600);
    assert!(!room.desk.read("config/contexts.json").contains("sandbox-secret"));
    let who = room.json("whoami");
    assert_eq!(who["application"], "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50", "{who}");
    let wrong = room.desk.path("wrong");
    std::fs::write(&wrong, "no-secret").unwrap();
    let mut command = room.desk.command(&super::words(&line));
    let ended = command.stdin(std::fs::File::open(wrong).unwrap()).output().unwrap();
    assert_eq!(ended.status.code(), Some(4), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(
        room.json("whoami")["application"],
        who["application"],
        "one that fails leaves the one of before"
    );
    assert!(!room.good("context show").contains("sandbox-secret"));
    room.good("logout");
    assert!(!room.desk.path("config/sign-in/app").exists());
    assert_eq!(room.run("whoami").code, Some(4));
}

#[test]
fn a_user_signs_in_by_a_device_code() {
    let room = Room::with_contexts();
    let line = format!(
        "login --context me --device-code --root {} --tenant {} --application 0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50 \
         --audience https://api.partnercenter.microsoft.com",
        room.server.url(),
        super::NORTHLIGHT
    );
    let mut command = room.desk.command(&super::words(&line));
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut said = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut prompt = String::new();
    std::io::BufRead::read_line(&mut said, &mut prompt).unwrap();
    let code = prompt.split_whitespace().map(|word| word.trim_matches('.')).find(|word| {
        word.len() >= 8 && word.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '-')
    });
    let code = code.unwrap_or_else(|| panic!("{prompt}"));
    let approval = serde_json::json!({"user_code": code, "user": "sam@northlight.example"});
    room.server.anonymous().post("/sandbox/device/approve").json(&approval).send().expect(200);
    assert!(child.wait().unwrap().success(), "{prompt}");
    let who = room.json("whoami --context me");
    assert_eq!(who["user"], "sam@northlight.example", "{who}");
    assert_eq!(room.desk.mode("config/sign-in/me"), 0o600);
}

#[test]
fn a_production_context_is_named_before_every_change_and_only_then() {
    let room = Room::with_contexts();
    room.good("context add live --root https://qualify.invalid");
    let Room { server, desk } = room;
    let room = Room { server, desk: desk.with_variable("QUALIFY_TOKEN", "t") };
    let read = room.run(&format!("api get /v1/customers/{SCHOOL} --no-retry"));
    assert_eq!(read.code, Some(3), "{}", read.stderr);
    assert!(!read.stderr.contains("production"), "{}", read.stderr);
    for verb in ["post", "put", "patch", "delete"] {
        let ended = room.run(&format!("api {verb} /v1/customers/{SCHOOL} --no-retry"));
        assert_eq!(ended.code, Some(3), "{}", ended.stderr);
        assert!(
            ended.stderr.starts_with("production: context live (https://qualify.invalid)"),
            "{verb}: {}",
            ended.stderr
        );
    }
}

#[test]
fn an_application_signs_in_by_its_certificate() {
    let config = tempfile::tempdir().unwrap();
    let desk =
        crate::program::Desk::new().with_variable("QUALIFY_CONFIG_HOME", config.path().to_str().unwrap());
    let made = desk.run(&["sandbox", "certificate"]).stdout;
    let line = made.lines().find_map(|line| line.strip_prefix("\"certificates\": ")).unwrap();
    let mut seed: serde_json::Value =
        serde_json::from_str(&desk.run(&["sandbox", "seed", "--print"]).stdout).unwrap();
    seed["application"]["certificates"] = serde_json::from_str(line).unwrap();
    let desk = desk.with_file("seed.json", &seed.to_string());
    let service = desk.start_sandbox(&["--seed", "seed.json"]);
    let line = format!(
        "login --context app --certificate client-certificate.pem --key client-key.pem --root {} --tenant {} --application \
         0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50 --audience https://api.partnercenter.microsoft.com",
        service.url(),
        super::NORTHLIGHT
    );
    let ended = desk.run(&super::words(&line));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let who = desk.run(&["whoami", "--output", "json"]);
    assert!(who.stdout.contains("0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50"), "{}{}", who.stdout, who.stderr);
    let kept = std::fs::read_to_string(config.path().join("contexts.json")).unwrap();
    assert!(kept.contains("client-key.pem") && !kept.contains("PRIVATE KEY"), "{kept}");
    let ended = desk.run(&["login", "--key", "client-key.pem"]);
    assert_eq!(ended.code, Some(2), "a key alone: {}", ended.stderr);
}
