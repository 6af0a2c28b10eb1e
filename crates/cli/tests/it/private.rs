//! Secrets and data folders that other users of the machine may use.

use std::fs;

use qualify_testkit::wait_until;
use rcgen::{CertificateParams, KeyPair};

use crate::program::Desk;

const START: [&str; 4] = ["serve", "--sandbox", "--listen", "127.0.0.1:0"];

/// The start ends with the code of a wrong configuration, and says all of this.
fn assert_refused(desk: &Desk, more: &[&str], said: &[&str]) {
    let arguments = [&START, more].concat();
    let ended = desk.start(&arguments).expect_err("the service starts");
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    for part in said {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
}

#[test]
fn trust_09_a_secret_that_others_may_read_ends_the_start() {
    let desk = Desk::new();
    desk.start_sandbox(&["--tls", "self-signed"]).stop();
    for name in ["qualify-data/secret.key", "qualify-data/ca-key.pem"] {
        for mode in [0o604, 0o640, 0o620, 0o644] {
            desk.set_mode(name, mode);
            let command = format!("`chmod 600 ./{name}`");
            assert_refused(&desk, &["--tls", "self-signed"], &[&command, &format!("{mode:o}"), "replace it"]);
            assert_eq!(desk.mode(name), mode, "it is left as it is");
        }
        desk.set_mode(name, 0o600);
    }
    desk.start_sandbox(&["--tls", "self-signed"]).stop();
}

#[test]
fn trust_09_a_secret_file_of_elsewhere_may_be_its_groups_and_never_everybodys() {
    let key = KeyPair::generate().unwrap();
    let cert = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    let desk = Desk::new()
        .with_file("tls.crt", &cert.pem())
        .with_file("tls.key", &key.serialize_pem())
        .with_file("own.key", &"k".repeat(32))
        .with_file("own.toml", "[store]\nsecret_key_file = \"own.key\"\n");
    let tls: &[&str] = &["--tls-cert", "tls.crt", "--tls-key", "tls.key"];
    let own: &[&str] = &["--config", "own.toml"];
    for (flags, file) in [(tls, "tls.key"), (own, "own.key")] {
        desk.set_mode(file, 0o644);
        assert_refused(&desk, flags, &["`chmod 640 ", file]);
        desk.set_mode(file, 0o440);
        desk.start_sandbox(flags).stop();
        fs::remove_dir_all(desk.path("qualify-data")).unwrap();
    }
    desk.set_mode("tls.key", 0o604);
    let text = "[server]\ntls_cert_file = \"tls.crt\"\ntls_key_file = \"tls.key\"\n";
    let desk = desk.with_file("tls.toml", text);
    let ended = desk.run(&["check-config", "--sandbox", "--config", "tls.toml"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("server.tls_key_file: tls.key"), "{}", ended.stderr);
}

#[test]
fn trust_09_the_data_folder_is_for_its_owner_alone() {
    let desk = Desk::new();
    let database = ["--database", "sqlite:elsewhere.db"];
    desk.start_sandbox(&database).stop();
    assert_eq!(desk.mode("qualify-data"), 0o700);
    assert_eq!(desk.mode("elsewhere.db"), 0o600);

    desk.set_mode("qualify-data", 0o755);
    let service = desk.start_sandbox(&database);
    assert_eq!(desk.mode("qualify-data"), 0o700, "it is evidently a data folder");
    wait_until("the log says it", || service.stderr().contains("was open to other users"));
    service.stop();

    fs::create_dir(desk.path("other")).unwrap();
    fs::write(desk.path("other/letter.txt"), "").unwrap();
    desk.set_mode("other", 0o755);
    let other = ["--data-dir", "other"];
    assert_refused(&desk, &other, &["`chmod 700 other`", "755", "--data-dir"]);
    assert_eq!(desk.mode("other"), 0o755, "it is left as it is");
    assert_eq!(fs::read_dir(desk.path("other")).unwrap().count(), 1, "nothing was written into it");
    desk.set_mode("other", 0o700);
    desk.start_sandbox(&other).stop();
}
