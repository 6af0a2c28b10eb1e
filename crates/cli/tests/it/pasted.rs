//! Every `sh` block of every page is pasted, from top to bottom in one shell, beside a sandbox in the page's own folder.
//!
//! A block is for pasting (`sh`), stays in another terminal (`sh serves`: one command that takes the place of the service
//! before it), or cannot run here (`sh norun: reason`), which is counted in [`NOT_RUN`] so that it does not spread.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use qualify_testkit::fresh_database;

use crate::program::{Desk, path_with_program, root};

/// Pages, and how many of their blocks are not run.
const NOT_RUN: [(&str, usize); 6] = [
    ("README.md", 3),
    ("docs/CLIENTS.md", 3),
    ("docs/OPERATIONS.md", 7),
    ("docs/ci.md", 0),
    ("docs/cli.md", 1),
    ("docs/datasets.md", 1),
];

/// What a page's shell may take.
const PAGE_SECONDS: &str = "120";

/// Before the first block: a service is started in the page's folder, and gives way to another one.
const PREAMBLE: &str = r#"
set -eo pipefail
start() {
    "$@" --listen 127.0.0.1:0 > serve.out 2> serve.err &
    SERVING=$!
    until [ -s qualify-data/ready ]; do
        kill -0 "$SERVING" || { cat serve.err >&2; exit 1; }
        sleep 0.05
    done
}
stop() {
    [ -z "$SERVING" ] || { kill -TERM "$SERVING"; wait "$SERVING"; }
    SERVING=
}
trap stop EXIT
"#;

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Pasted,
    Serves,
    NotRun,
}

#[derive(Debug)]
struct Block {
    kind: Kind,
    line: usize,
    text: String,
}

/// The `sh` blocks of a page; a block in a list stands as deep as its fence.
fn blocks(page: &str, text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(Option<Kind>, usize, usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        let depth = line.len() - line.trim_start().len();
        let fence = line.trim().strip_prefix("```");
        match (fence, open.take()) {
            (Some(word), None) => {
                let kind = match word.strip_prefix("sh") {
                    Some("") => Some(Kind::Pasted),
                    Some(" serves") => Some(Kind::Serves),
                    Some(rest) if rest.strip_prefix(" norun: ").is_some_and(|why| why.len() > 10) => {
                        Some(Kind::NotRun)
                    }
                    Some(rest) if rest.starts_with(' ') => panic!("{page}:{}: sh{rest}", index + 1),
                    _ => None,
                };
                open = Some((kind, index + 1, depth, String::new()));
            }
            (Some(_), Some((kind, line, _, text))) => {
                found.extend(kind.map(|kind| Block { kind, line, text }));
            }
            (None, Some((kind, begin, depth, text))) => {
                let line = line.get(depth..).unwrap_or_else(|| line.trim_start());
                open = Some((kind, begin, depth, text + line + "\n"));
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{page}: a fence is not closed");
    found
}

/// The page as one script.
fn script(page: &str, blocks: &[Block]) -> String {
    let mut script = PREAMBLE.to_owned();
    if blocks.first().is_none_or(|block| block.kind != Kind::Serves) {
        script.push_str("start qualify serve --sandbox\n");
    }
    for Block { kind, line, text } in blocks {
        match kind {
            Kind::Pasted => writeln!(script, "echo '== {page}:{line}'\n{text}"),
            Kind::Serves => {
                let command = text.replace("\\\n", " ");
                assert_eq!(command.trim().lines().count(), 1, "{page}:{line}: one command that stays");
                assert!(command.starts_with("qualify serve "), "{page}:{line}: {command}");
                write!(script, "{}", checkup_of(page)).expect("a text can be written to");
                writeln!(script, "stop\nstart {command}")
            }
            Kind::NotRun => Ok(()),
        }
        .expect("a text can be written to");
    }
    script + checkup_of(page)
}

/// The first page that people read shows a client that does nothing which the real service would punish.
fn checkup_of(page: &str) -> &'static str {
    if page == "README.md" { "[ -z \"$SERVING\" ] || qualify sandbox checkup\n" } else { "" }
}

fn paste(page: &str) {
    let text = fs::read_to_string(root().join(page)).expect("the page is there");
    let blocks = blocks(page, &text);
    let not_run = blocks.iter().filter(|block| block.kind == Kind::NotRun).count();
    let allowed = NOT_RUN.iter().find(|(known, _)| *known == page).map_or(0, |(_, count)| *count);
    assert_eq!(
        not_run, allowed,
        "{page}: what is not run is counted in NOT_RUN, with its reason in the page"
    );
    let desk = Desk::new().with_file("page.sh", &script(page, &blocks));
    // What is pasted is typed into a checkout or an empty folder: what lies in the repository is at hand.
    for name in ["scripts", "config.example.toml"] {
        std::os::unix::fs::symlink(root().join(name), desk.path(name)).expect("a link");
    }
    // Where the tests run on a server, so does whatever the page starts without saying where.
    let database = fresh_database();
    let ended = Command::new("timeout")
        .args(["--kill-after=5", PAGE_SECONDS, "bash", "page.sh"])
        .envs(database.as_ref().map(|database| ("QUALIFY_STORE__DATABASE", database.url())))
        .current_dir(desk.path("."))
        .env("PATH", path_with_program())
        .env("HOME", desk.path("."))
        .env_remove("QUALIFY_URL")
        .env_remove("QUALIFY_TOKEN")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("bash starts");
    assert!(
        ended.status.success(),
        "{page}: {}\nstdout:\n{}\nstderr:\n{}\nthe service:\n{}",
        ended.status,
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr),
        fs::read_to_string(desk.path("serve.err")).unwrap_or_default(),
    );
    check_what_is_said(page, &String::from_utf8_lossy(&ended.stdout));
}

/// What pages say that comes out.
fn check_what_is_said(page: &str, stdout: &str) {
    let said: &[&str] = match page {
        "README.md" => {
            &["\"governmentcommunitycloud\"", "GovernmentCommunityCloud", "no findings; looked at "]
        }
        "docs/reviews.md" => {
            &["\"kind\":\"appeal\"", "qualification.approved", "an approved appeal: approved"]
        }
        "docs/OPERATIONS.md" => &["faults: 0"],
        "docs/sandbox.md" => &[
            "\nretry-with-new-request-id: Importer/2.1, application 0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50\n",
            "\nretry-after-ignored: Importer/2.1",
            "\n5 findings; looked at 5 exchanges of 1 client\nended with 1\n",
        ],
        "docs/cli.md" => &["Lakeside", "no, dry run", "update_customer_qualification", "FAULT"],
        _ => &[],
    };
    for text in said {
        assert!(stdout.contains(text), "{page}: {text} does not come out:\n{stdout}");
    }
}

macro_rules! pages {
    ($($name:ident: $page:literal,)+) => {
        const PAGES: &[&str] = &[$($page,)+];
        $(
            #[test]
            fn $name() {
                paste($page);
            }
        )+
    };
}

pages! {
    the_readme_can_be_pasted: "README.md",
    the_page_of_ci_can_be_pasted: "docs/ci.md",
    the_page_of_clients_can_be_pasted: "docs/CLIENTS.md",
    the_page_of_datasets_can_be_pasted: "docs/datasets.md",
    the_page_of_operations_can_be_pasted: "docs/OPERATIONS.md",
    the_page_of_the_command_line_can_be_pasted: "docs/cli.md",
    the_page_of_reviews_can_be_pasted: "docs/reviews.md",
    the_page_of_the_sandbox_can_be_pasted: "docs/sandbox.md",
    the_page_of_webhooks_can_be_pasted: "docs/webhooks.md",
}

/// All pages for users: ADRs and the page of architecture are for those who change the code.
fn all_pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned()];
    for entry in fs::read_dir(root().join("docs")).expect("docs is there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.file_name().expect("a page has a name").to_string_lossy();
            pages.push(format!("docs/{name}"));
        }
    }
    assert!(pages.len() > 6, "{pages:?}");
    pages
}

#[test]
fn every_page_with_blocks_is_pasted() {
    for page in all_pages() {
        let text = fs::read_to_string(root().join(&page)).expect("a page is text");
        let has_blocks = !blocks(&page, &text).is_empty();
        assert_eq!(
            has_blocks,
            PAGES.contains(&page.as_str()),
            "{page}: its blocks are pasted by a test, in `pages!`"
        );
    }
    for (page, count) in NOT_RUN {
        assert!(count == 0 || PAGES.contains(&page), "{page}");
    }
}

/// A command stands in an `sh` block, or nobody notices when it stops to work.
#[test]
fn no_page_hides_a_command_from_the_test() {
    for page in all_pages() {
        let text = fs::read_to_string(root().join(&page)).expect("a page is text");
        let mut in_shell = false;
        let mut in_fence = false;
        for (index, line) in text.lines().enumerate() {
            if let Some(word) = line.trim().strip_prefix("```") {
                in_fence = !in_fence;
                // The lines of jobs are run by a test of their own.
                let is_job = word == "yaml" && page == "docs/ci.md";
                // One session with a person in it, who answers and opens a browser, was recorded as it went.
                let is_session = word == "console" && page == "docs/cli.md";
                let is_run = word == "sh" || word.starts_with("sh ") || is_job;
                in_shell = in_fence && (is_run || is_session);
                continue;
            }
            let is_code = in_fence || line.starts_with("    ");
            let words = line.trim_start().trim_start_matches("$ ");
            let is_command = ["qualify ", "curl ", "cargo ", "systemctl ", "docker "]
                .iter()
                .any(|it| words.starts_with(it));
            let is_list = page == "docs/ARCHITECTURE.md" || words.starts_with("qualify  ");
            assert!(!is_code || in_shell || !is_command || is_list, "{page}:{}: {line}", index + 1);
        }
    }
}

/// The steps that stop the service of a machine are tried with a service of the test's, stopped in order.
#[test]
fn the_steps_of_a_restore_work_after_a_clean_stop() {
    let page = "docs/OPERATIONS.md";
    let text = fs::read_to_string(root().join(page)).expect("the page is there");
    let steps = blocks(page, &text).into_iter().find(|block| block.text.contains("qualify restore /backup/"));
    let steps = steps.expect("the page has them");
    assert_eq!(steps.kind, Kind::NotRun);
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let archive =
        steps.text.split_whitespace().find(|word| word.starts_with("/backup/")).expect("an archive");
    fs::create_dir(desk.path("backup")).expect("a folder");
    assert_eq!(desk.run(&["backup", archive.trim_start_matches('/')]).code, Some(0));
    assert_eq!(service.stop().code, Some(0));
    assert!(desk.path("qualify-data/qualify.db").exists(), "a service that was stopped leaves its data");
    let run: String = steps
        .text
        .lines()
        .filter(|line| !line.starts_with("systemctl ") && !line.starts_with("chown "))
        .map(|line| line.replace("/var/lib/qualify", "qualify-data").replace("/backup/", "backup/") + "\n")
        .collect();
    assert_eq!(run.lines().count() + 3, steps.text.lines().count(), "{run}");
    let ended = Command::new("bash")
        .args(["-e", "-c", &run])
        .current_dir(desk.path("."))
        .env("PATH", path_with_program())
        .output()
        .expect("bash starts");
    assert!(ended.status.success(), "{run}\n{}", String::from_utf8_lossy(&ended.stderr));
    let again = desk.start_sandbox(&[]);
    again.connect_as_user().send("GET", "/v1/customers?size=1", &[], None).unwrap().expect(200).unwrap();
    assert_eq!(desk.run(&["decisions", "verify"]).code, Some(0));
}
