//! Every wrong setting ends the start before anything is served, with a text that names it and the way out.

use std::net::TcpListener;

use crate::program::Desk;

/// A flag, a variable or a file that is wrong.
struct Wrong {
    arguments: &'static [&'static str],
    variable: Option<(&'static str, &'static str)>,
    /// The text of `qualify.toml`, which `--config` then names.
    file: Option<&'static str>,
    /// What the message holds.
    said: &'static [&'static str],
}

const fn flags(arguments: &'static [&'static str], said: &'static [&'static str]) -> Wrong {
    Wrong { arguments, variable: None, file: None, said }
}

const fn variable(name: &'static str, value: &'static str, said: &'static [&'static str]) -> Wrong {
    Wrong { arguments: &["--sandbox"], variable: Some((name, value)), file: None, said }
}

const fn file(text: &'static str, said: &'static [&'static str]) -> Wrong {
    Wrong { arguments: &["--sandbox"], variable: None, file: Some(text), said }
}

const fn production(text: &'static str, said: &'static [&'static str]) -> Wrong {
    Wrong { arguments: &[], variable: None, file: Some(text), said }
}

const WRONG: &[Wrong] = &[
    // Flags.
    flags(&[], &["auth.issuers", "[[auth.issuers]]", "--sandbox"]),
    flags(&["--sandbox", "--listen", "localhost"], &["--listen", "127.0.0.1:7180"]),
    flags(&["--sandbox", "--public-url", "https://a b"], &["server.public_url", "https://qualify.example"]),
    flags(&["--sandbox", "--admin-listen", "7180x"], &["--admin-listen", "127.0.0.1:7180"]),
    flags(
        &["--sandbox", "--listen", "127.0.0.1:7180", "--admin-listen", "127.0.0.1:7180"],
        &["server.admin_listen", "choose another port"],
    ),
    flags(
        &["--sandbox", "--public-url", "qualify.example"],
        &["server.public_url", "https://qualify.example"],
    ),
    flags(
        &["--sandbox", "--public-url", "https://qualify.example/v1"],
        &["server.public_url", "without a path"],
    ),
    flags(&["--sandbox", "--database", "mysql:x"], &["store.database", "sqlite:PATH"]),
    flags(&["--sandbox", "--database", "postgres://x:port/y"], &["store.database", "sqlite:PATH"]),
    flags(&["--seed", "seed.json"], &["--seed", "--sandbox"]),
    flags(&["--sandbox", "--seed", "missing.json"], &["missing.json", "sandbox.seed_file"]),
    flags(&["--sandbox", "--seed", "/dev/null"], &["qualify sandbox seed --print", "sandbox.seed_file"]),
    flags(&["--sandbox", "--config", "missing.toml"], &["missing.toml", "cannot be read"]),
    flags(&["--sandbox", "--port", "80"], &["--port", "--help"]),
    flags(&["--sandbox", "--tls", "openssl"], &["--tls", "self-signed"]),
    flags(&["--sandbox", "--tls", "self-signed", "--tls-cert", "a.pem"], &["--tls", "--tls-cert"]),
    flags(&["--sandbox", "--tls-cert", "a.pem"], &["server.tls_key_file", "--tls-key"]),
    flags(&["--sandbox", "--tls-key", "a.pem"], &["server.tls_cert_file", "--tls-cert"]),
    flags(
        &["--sandbox", "--tls-cert", "a.pem", "--tls-key", "b.pem"],
        &["server.tls_cert_file", "a.pem", "check the path"],
    ),
    flags(&["--sandbox", "--tls-name", "qualify.test"], &["server.tls_names", "self-signed"]),
    flags(
        &["--sandbox", "--tls", "self-signed", "--tls-name", "https://qualify.test"],
        &["server.tls_names", "without scheme and port"],
    ),
    // Variables.
    variable("QUALIFY_SERVER__TLS", "on", &["server.tls", "config.example.toml"]),
    variable("QUALIFY_SERVER__LISTEN", "here", &["server.listen", "config.example.toml"]),
    variable("QUALIFY_SERVER__CONNECTIONS_MAX", "0", &["server.connections_max", "at least 1"]),
    variable("QUALIFY_SERVER__LISTENING", "127.0.0.1:1", &["listening", "listen", "config.example.toml"]),
    variable("QUALIFY_VETTING__POLICY", "maybe", &["vetting.policy", "config.example.toml"]),
    variable("QUALIFY_SERVR__LISTEN", "127.0.0.1:1", &["servr", "server", "config.example.toml"]),
    variable("QUALIFY_SANDBOX__ENABLED", "true", &["enabled", "sandbox", "config.example.toml"]),
    // Files.
    file("[server\n", &["qualify.toml", "line 1", "config.example.toml"]),
    file("[servers]\n", &["qualify.toml", "servers", "config.example.toml"]),
    file("[server]\nport = 80\n", &["qualify.toml", "port", "listen", "config.example.toml"]),
    file(
        "[server]\nrequest_timeout_seconds = -1\n",
        &["server.request_timeout_seconds", "config.example.toml"],
    ),
    file("[server]\nrequest_timeout_seconds = 0\n", &["server.request_timeout_seconds", "at least 1"]),
    file("[server]\nheader_timeout_seconds = 0\n", &["server.header_timeout_seconds", "at least 1"]),
    file("[server]\nserver_id = \"a\\nb\"\n", &["server.server_id", "header"]),
    file(
        "[server]\ntls = \"self-signed\"\ntls_cert_file = \"a.pem\"\ntls_key_file = \"b.pem\"\n",
        &["server.tls", "set it to off"],
    ),
    file("[vetting]\nworkers = 0\n", &["vetting.workers", "between 1 and 16"]),
    file("[vetting]\nworkers = 17\n", &["vetting.workers", "between 1 and 16"]),
    file("[log]\nfilter = \"][\"\n", &["log.filter", "such as info"]),
    file("[api]\ndialect = \"java\"\n", &["api.dialect", "config.example.toml"]),
    file("[api]\nsandbox_customer_limit = 0\n", &["api.sandbox_customer_limit", "write off"]),
    file("[api]\nrate_limits = \"fast\"\n", &["rate_limits", "off, documented"]),
    file("[api.rate_limits]\ncustomer_calls_per_minute = 0\n", &["api.rate_limits", "write off"]),
    file("[api.rate_limits]\nsearches_per_minute = 0\n", &["api.rate_limits", "write off"]),
    file("[api.rate_limits]\npreviews_per_minute = 0\n", &["api.rate_limits", "write off"]),
    file("[auth]\naudiences = []\n", &["auth.audiences", "list your own"]),
    file("[auth.roles.users]\nrob = \"Reader\"\n", &["auth.roles.users.rob", "object id"]),
    file("[operator]\nissuer = \"http://login.example\"\n", &["operator.issuer", "https://"]),
    file(
        "[operator]\nissuer = \"https://login.example\"\n",
        &["operator.mfa_claim", "operator.preset", "operator.mfa to off"],
    ),
    file(
        "[operator]\nissuer = \"https://login.example\"\npreset = \"keycloak\"\n",
        &["operator.acr_values", "operator.mfa to off"],
    ),
    file(
        "[operator]\nissuer = \"https://login.example\"\nmfa = \"report\"\nmfa_claim = \"amr\"\n",
        &["operator.mfa_value", "mfa_claim alone"],
    ),
    file("[auth]\nmfa = \"on\"\n", &["mfa", "off, report, enforce", "config.example.toml"]),
    file("[auth]\nmfa_error = \"900420\"\n", &["mfa_error", "900421", "config.example.toml"]),
    file(
        "[[partner_profiles]]\npartner = \"1a2b3c4d-0000-4000-8000-000000000001\"\ncountry = \"XX\"\n",
        &["partner_profiles.1a2b3c4d-0000-4000-8000-000000000001.country", "such as US is expected"],
    ),
    file("[[partner_profiles]]\nname = \"Eastgate\"\n", &["partner_profiles", "config.example.toml"]),
    file("[store]\ndocuments = \"database\"\n", &["store.documents", "PostgreSQL"]),
    file("[store]\ndocuments = \"bucket\"\n", &["store.documents", "bucket", "config.example.toml"]),
    file("[sandbox]\nclock_start = \"tomorrow\"\n", &["sandbox.clock_start", "config.example.toml"]),
    file(
        "[sandbox]\ntoken_algorithm = \"HS256\"\n",
        &["sandbox.token_algorithm", "HS256", "config.example.toml"],
    ),
    file("[sandbox]\ntoken_lifetime_seconds = 30\n", &["sandbox.token_lifetime_seconds", "at least 60"]),
    file("[sandbox]\ncode_lifetime_seconds = 4000000000\n", &["sandbox.code_lifetime_seconds", "ten years"]),
    file("[sandbox]\npartners_max = 20000\n", &["sandbox.partners_max", "at most 10000"]),
    production("[sandbox]\npartners_max = 5\n", &["sandbox.partners_max", "--sandbox"]),
    production("[sandbox]\ncode_lifetime_seconds = 5\n", &["sandbox", "--sandbox"]),
    production("[sandbox]\nclock_start = \"2026-03-01T09:00:00Z\"\n", &["sandbox.clock_start", "--sandbox"]),
    production("[sandbox]\nseed_file = \"seed.json\"\n", &["sandbox.seed_file", "--sandbox"]),
    production(
        "[[auth.issuers]]\nissuer = \"https://sts.windows.net/{tid}/\"\n",
        &["discovery_url", "set it"],
    ),
    production("[[auth.issuers]]\nissuer = \"http://login.example\"\n", &["auth.issuers[0]", "use https://"]),
    production("[[auth.issuers]]\npreset = \"okta\"\n", &["preset", "okta", "config.example.toml"]),
    production("[[auth.issuers]]\n", &["auth.issuers[0].issuer", "it is blank"]),
    production(
        "[[auth.issuers]]\npreset = \"entra\"\nissuer = \"https://sts.windows.net/{tid}/\"\n",
        &["auth.issuers[0].issuer", "list your tenants"],
    ),
    production(
        "[[auth.issuers]]\npreset = \"entra\"\ntenants = [\"contoso.example\"]\n",
        &["auth.issuers[0].tenants", "write the tenant's id"],
    ),
    production(
        "[[auth.issuers]]\npreset = \"keycloak\"\nissuer = \"https://login.example/realms/x\"\n",
        &["auth.issuers[0].partner", "write the partner's GUID"],
    ),
];

#[test]
fn each_wrong_setting_is_named_with_the_way_out() {
    // Whoever would bind before it looks speaks of the port, which is held.
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap().to_string();
    for wrong in WRONG {
        let (desk, mut arguments) = wrong.set_up();
        if !arguments.contains(&"--listen") {
            arguments.extend(["--listen", &address]);
        }
        let case = format!("{arguments:?} {:?} {:?}", wrong.variable, wrong.file);
        let ended = desk.start(&arguments).expect_err(&case);
        assert_eq!(ended.code, Some(2), "{case}: {}", ended.stderr);
        assert!(ended.stderr.starts_with("error: "), "{case}: {}", ended.stderr);
        for part in wrong.said {
            assert!(ended.stderr.contains(part), "{case}: {part} is not in {}", ended.stderr);
        }
    }
}

impl Wrong {
    fn set_up<'a>(&self) -> (Desk, Vec<&'a str>) {
        let mut desk = Desk::new();
        let mut arguments = vec!["serve"];
        arguments.extend(self.arguments);
        if let Some((name, value)) = self.variable {
            desk = desk.with_variable(name, value);
        }
        if let Some(text) = self.file {
            desk = desk.with_file("qualify.toml", text);
            arguments.extend(["--config", "qualify.toml"]);
        }
        (desk, arguments)
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = "[server]\nrequest_timeout_seconds = 0\nconnections_max = 0\n";
    let ended = Desk::new().with_file("a.toml", text).run(&["check-config", "--config", "a.toml"]);
    assert_eq!(ended.code, Some(2));
    for key in ["auth.issuers", "server.request_timeout_seconds", "server.connections_max"] {
        assert!(ended.stderr.contains(key), "{key} is not in {}", ended.stderr);
    }
}

#[test]
fn a_wrong_command_line_is_refused_before_anything_is_done() {
    for (arguments, part) in [
        (&[][..], "Usage"),
        (&["serv"][..], "serve"),
        (&["sandbox", "seed"], "--print"),
        (&["sandbox", "token", "--app-only", "--user", "ana@northlight.example"], "--app-only"),
        (&["sandbox", "token", "--app-only", "--staff"], "--staff"),
        (&["sandbox", "token", "--url", "nowhere"], "--url"),
        (&["db", "backup"], "<FILE>"),
        (&["db", "backup", "copy.db", "--data-dir", "x", "--database", "sqlite:y"], "--database"),
        (&["db", "backup", "copy.db", "--database", "sqlite::memory:"], "sqlite:PATH"),
        (&["db", "backup", "copy.db", "--database", "mysql:x"], "sqlite:PATH"),
        (&["print", "everything"], "openapi"),
    ] {
        let ended = Desk::new().run(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(part), "{arguments:?}: {part} is not in {}", ended.stderr);
    }
}
