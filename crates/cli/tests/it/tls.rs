//! `qualify serve` with TLS, and the client commands against it.

use std::process::Command;

use qualify_testkit::wait_until;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use serde_json::Value;

use crate::program::{Desk, Service};

fn ca_file(desk: &Desk) -> String {
    desk.path("qualify-data/ca.pem").canonicalize().expect("the CA is there").display().to_string()
}

fn start(desk: &Desk, more: &[&str]) -> Service {
    let mut arguments = vec!["--tls", "self-signed"];
    arguments.extend(more);
    desk.start_sandbox(&arguments)
}

#[test]
fn everything_printed_says_https_and_the_curl_line_works_as_pasted() {
    let desk = Desk::new();
    let service = start(&desk, &[]);
    let url = service.url().to_owned();
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    assert_eq!(desk.read("qualify-data/ready"), format!("{url}\n"));
    let stderr = service.stderr();
    assert!(stderr.contains(&format!("Clients have to trust the CA in {}", ca_file(&desk))), "{stderr}");
    assert!(!stderr.contains("http://"), "{stderr}");
    let line = stderr.lines().find(|line| line.starts_with("curl ")).expect("a curl line");
    let output = Command::new("sh").args(["-c", line]).env("no_proxy", "*").output().expect("a shell");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    let customers: Value = serde_json::from_slice(&output.stdout).expect("curl shows JSON");
    assert_eq!(customers["totalCount"], 7);
}

#[test]
fn the_client_commands_trust_the_ca_beside_the_ready_file_or_the_one_that_is_named() {
    let desk = Desk::new();
    let service = start(&desk, &[]);
    let beside = desk.run(&["sandbox", "token"]);
    assert_eq!((beside.code, beside.stderr.as_str()), (Some(0), ""));
    let by_name = desk.run(&["sandbox", "token", "--url", service.url()]);
    assert_eq!((by_name.code, by_name.stderr.as_str()), (Some(0), ""), "it is the one of the ready file");
    let elsewhere = Desk::new().with_variable("QUALIFY_URL", service.url());
    let ended = elsewhere.run(&["sandbox", "token"]);
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    for part in ["not trusted", "--ca", "QUALIFY_CA"] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
    let ca = ca_file(&desk);
    let ended = elsewhere.run(&["sandbox", "token", "--ca", &ca]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let by_variable = elsewhere.with_variable("QUALIFY_CA", &ca).run(&["sandbox", "token"]);
    assert_eq!(by_variable.code, Some(0), "{}", by_variable.stderr);
    let wrong = desk.run(&["sandbox", "token", "--ca", "missing.pem"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("--ca: missing.pem"), "{}", wrong.stderr);
}

#[test]
fn trust_09_a_restart_keeps_the_ca_and_a_flag_with_another_name_makes_a_new_one() {
    let desk = Desk::new();
    start(&desk, &[]).stop();
    let ca = desk.read("qualify-data/ca.pem");
    let stderr = start(&desk, &[]).stop().stderr;
    assert_eq!(desk.read("qualify-data/ca.pem"), ca);
    assert!(!stderr.contains("took its place"), "{stderr}");
    let service = start(&desk, &["--tls-name", "qualify.test", "--tls-name", "10.0.0.7"]);
    assert_ne!(desk.read("qualify-data/ca.pem"), ca);
    let stderr = service.stderr();
    let said =
        stderr.lines().find(|line| line.starts_with("The CA was not for qualify.test")).expect("it is said");
    let kept =
        said.split_whitespace().find(|word| word.ends_with(".pem,")).expect("where the old one is kept");
    assert_eq!(std::fs::read_to_string(kept.trim_end_matches(',')).unwrap(), ca);
    let port = service.url().rsplit_once(':').unwrap().1;
    let output = Command::new("curl")
        .args(["-s", "--cacert", &ca_file(&desk)])
        .args(["--connect-to", &format!("::127.0.0.1:{port}"), "https://qualify.test/healthz"])
        .output()
        .expect("curl is here");
    assert!(output.status.success(), "{output:?}");
    assert!(service.stop().stdout.is_empty());
}

#[test]
fn a_certificate_of_ones_own_takes_the_place_of_what_the_file_says() {
    let desk =
        Desk::new().with_file("qualify.toml", "[server]\ntls = \"self-signed\"\ntls_names = [\"a.test\"]\n");
    start(&desk, &[]).stop();
    // Any certificate with its key will do: here the CA's own.
    for name in ["ca.pem", "ca-key.pem"] {
        std::fs::copy(desk.path("qualify-data").join(name), desk.path(name)).unwrap();
    }
    let flags = ["--config", "qualify.toml", "--tls-cert", "ca.pem", "--tls-key", "ca-key.pem"];
    let service = desk.start_sandbox(&flags);
    assert!(service.url().starts_with("https://"), "{}", service.url());
    service.stop();
    let service = desk.start_sandbox(&["--config", "qualify.toml", "--tls", "off"]);
    assert!(service.url().starts_with("http://"), "{}", service.url());
}

#[test]
fn an_expired_certificate_is_a_warning_and_served_all_the_same() {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
    let cert = params.self_signed(&key).unwrap();
    let desk =
        Desk::new().with_file("tls.crt", &cert.pem()).with_secret_file("tls.key", &key.serialize_pem());
    let service = desk.start_sandbox(&["--tls-cert", "tls.crt", "--tls-key", "tls.key"]);
    // The log is written beside the start.
    let is_warned = |line: &str| line.contains(" WARN ") && line.contains("has expired at 2021-01-01");
    wait_until("the warning is in the log", || service.stderr().lines().any(is_warned));
    let stderr = service.stderr();
    let line = stderr.lines().find(|line| line.starts_with("curl ")).expect("a curl line");
    assert!(line.contains("--cacert") && line.contains("tls.crt"), "{line}");
    assert!(!stderr.contains("the CA in"), "there is no CA of ours: {stderr}");
}

#[test]
fn certificates_that_cannot_be_used_are_named_with_the_way_out() {
    let desk = Desk::new().with_file("empty.pem", "").with_file("text.pem", "hello\n");
    start(&desk, &[]).stop();
    let other = Desk::new();
    start(&other, &[]).stop();
    let (cert, key) = ("qualify-data/ca.pem", "qualify-data/ca-key.pem");
    let others_key = other.path(key).display().to_string();
    for (flags, said) in [
        (&["--tls-cert", cert][..], &["server.tls_key_file", "--tls-key"][..]),
        (&["--tls-key", key], &["server.tls_cert_file", "--tls-cert"]),
        (
            &["--tls-cert", "missing.pem", "--tls-key", key],
            &["server.tls_cert_file", "missing.pem", "cannot be read"],
        ),
        (
            &["--tls-cert", cert, "--tls-key", "missing.pem"],
            &["server.tls_key_file", "missing.pem", "cannot be read"],
        ),
        (&["--tls-cert", "empty.pem", "--tls-key", key], &["server.tls_cert_file", "holds no certificate"]),
        (&["--tls-cert", key, "--tls-key", key], &["server.tls_cert_file", "holds no certificate"]),
        (&["--tls-cert", cert, "--tls-key", "text.pem"], &["server.tls_key_file", "holds no private key"]),
        (&["--tls-cert", cert, "--tls-key", cert], &["server.tls_key_file", "holds no private key"]),
        (
            &["--tls-cert", cert, "--tls-key", &others_key],
            &["server.tls_key_file", "is not the key of the certificate"],
        ),
    ] {
        let mut arguments = vec!["serve", "--sandbox", "--listen", "127.0.0.1:0"];
        arguments.extend(flags);
        let ended = desk.start(&arguments).expect_err("the files cannot be used");
        assert_eq!(ended.code, Some(2), "{flags:?}: {}", ended.stderr);
        for part in said {
            assert!(ended.stderr.contains(part), "{flags:?}: {part} is not in {}", ended.stderr);
        }
    }
}

#[test]
fn check_config_looks_into_the_files() {
    let text = "[server]\ntls_cert_file = \"missing.pem\"\ntls_key_file = \"missing.pem\"\n";
    let ended =
        Desk::new().with_file("a.toml", text).run(&["check-config", "--sandbox", "--config", "a.toml"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stdout.contains("tls_cert_file = \"missing.pem\""), "{}", ended.stdout);
    assert!(ended.stderr.contains("server.tls_cert_file: missing.pem cannot be read"), "{}", ended.stderr);
}
