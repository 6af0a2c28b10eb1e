//! `qualify check-config`, and which source of settings wins.

use qualify_server::Config;

use crate::program::Desk;

const FILE: &str = "[server]\nconnections_max = 7\nshutdown_grace_seconds = 3\nlisten = \"127.0.0.1:1\"\n";

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let desk = Desk::new()
        .with_file("qualify.toml", FILE)
        .with_variable("QUALIFY_SERVER__CONNECTIONS_MAX", "9")
        .with_variable("QUALIFY_API__SANDBOX_CUSTOMER_LIMIT", "documented")
        .with_variable("QUALIFY_SERVER__SERVER_ID", "202010223");
    let ended = desk.run(&["check-config", "--sandbox", "--config", "qualify.toml"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let config: Config = toml::from_str(&ended.stdout).unwrap();
    assert_eq!(config.server.connections_max, 9, "the environment");
    assert_eq!(config.server.shutdown_grace_seconds, 3, "the file");
    assert_eq!(config.server.header_timeout_seconds, Config::default().server.header_timeout_seconds);
    assert_eq!(config.api.sandbox_customer_limit.customers(), Some(75));
    assert_eq!(config.server.server_id.as_deref(), Some("202010223"));
}

#[test]
fn flags_win_over_everything() {
    let desk = Desk::new()
        .with_file("qualify.toml", FILE)
        .with_variable("QUALIFY_STORE__DATA_DIR", "from-the-environment");
    let service = desk.start_sandbox(&["--config", "qualify.toml", "--data-dir", "from-the-flag"]);
    assert_ne!(service.url(), "http://127.0.0.1:1");
    assert!(desk.path("from-the-flag/ready").exists() && !desk.path("from-the-environment").exists());
}

#[test]
fn the_printed_values_are_a_configuration_file() {
    let desk = Desk::new();
    let printed = desk.run(&["check-config", "--sandbox"]).stdout;
    assert_eq!(toml::from_str::<Config>(&printed).unwrap(), Config::default());
    let again = desk.with_file("printed.toml", &printed).run(&[
        "check-config",
        "--sandbox",
        "--config",
        "printed.toml",
    ]);
    assert_eq!((again.code, again.stdout), (Some(0), printed));
}

#[test]
fn a_wrong_configuration_is_printed_and_then_refused() {
    let ended = Desk::new().run(&["check-config"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stdout.contains("listen = \"127.0.0.1:7180\""), "{}", ended.stdout);
    assert!(ended.stderr.contains("auth.issuers"), "{}", ended.stderr);
}

#[test]
fn a_production_service_with_an_issuer_is_accepted() {
    let issuer = "[[auth.issuers]]\nissuer = \"https://login.example\"\n";
    let ended = Desk::new().with_file("q.toml", issuer).run(&["check-config", "--config", "q.toml"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}
