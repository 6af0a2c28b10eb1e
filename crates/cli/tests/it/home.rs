//! The page at `/` of a sandbox of the program: its lines are pasted, and its documents opened.

use std::process::Command;

use serde_json::Value;

use crate::program::{Desk, Service};

fn get(service: &Service, path: &str) -> (String, String) {
    let url = format!("{}{path}", service.url());
    let words = ["-sk", "--noproxy", "*", "-w", "\n%{http_code} %{content_type}", &url];
    let output = Command::new("curl").args(words).output().expect("curl runs");
    let text = String::from_utf8(output.stdout).expect("a page is text");
    let (body, what) = text.rsplit_once('\n').expect("curl writes a line behind it");
    (body.to_owned(), what.to_owned())
}

/// The lines of the page, as they are copied.
fn commands(page: &str) -> Vec<String> {
    let pieces = page.split("<pre class=\"copied\" data-copy=\"command ").skip(1);
    let lines = pieces.filter_map(|piece| piece.split("</pre>").next()?.split_once('>'));
    let unescape = |text: &str| {
        text.replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#38;", "&")
    };
    lines.map(|(_, line)| unescape(line)).collect()
}

#[test]
fn the_next_three_commands_work_as_they_are_pasted() {
    for flags in [&[][..], &["--tls", "self-signed"]] {
        let desk =
            Desk::new().with_variable("no_proxy", "*").with_variable("QUALIFY_VETTING__POLICY", "rules");
        let service = desk.start_sandbox(flags);
        let (page, what) = get(&service, "/");
        assert_eq!(what, "200 text/html; charset=utf-8");
        let commands = commands(&page);
        assert_eq!(commands.len(), 3, "{page}");
        let mut shell = Command::new("sh");
        shell.args(["-ec", &commands.join("\necho\n")]).env("no_proxy", "*");
        let output = shell.output().expect("the shell runs");
        let said = String::from_utf8(output.stdout).expect("answers are text");
        let lines: Vec<&str> = said.lines().filter(|line| !line.is_empty()).collect();
        let [customers, record] = lines[..] else {
            panic!("{said}: {}", String::from_utf8_lossy(&output.stderr))
        };
        assert_eq!(serde_json::from_str::<Value>(customers).unwrap()["totalCount"], 7, "{customers}");
        assert_eq!(serde_json::from_str::<Value>(record).unwrap()["qualification"], "Education", "{record}");
    }
}

#[test]
fn the_documents_are_there_as_text() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let (page, _) = get(&service, "/");
    let links: Vec<&str> =
        page.split("href=\"/docs/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.contains(&"OPERATIONS.md") && links.contains(&"errors.md"), "{links:?}");
    for name in links {
        let (text, what) = get(&service, &format!("/docs/{name}"));
        assert_eq!(what, "200 text/plain; charset=utf-8", "{name}");
        assert_eq!(text, std::fs::read_to_string(crate::program::root().join("docs").join(name)).unwrap());
    }
    for name in ["nothing.md", "..%2FCargo.toml", "%FF"] {
        assert!(get(&service, &format!("/docs/{name}")).1.starts_with("404 application/json"), "{name}");
    }
}
