//! How the story looks on a terminal: plain text, no colour.

use std::fmt::Write as _;

use super::exchange::{Caller, Exchange};
use super::story::Chapter;
use super::teller::Answer;
use crate::client;

/// Longest line of our own text.
const COLUMNS: usize = 96;
/// As much of a token as is shown: enough to recognise one.
const TOKEN_CHARS: usize = 12;

pub(super) fn opening(url: &str) -> String {
    let text = format!(
        "Qualify answers one question about a business customer, and keeps the answer: does this organisation qualify \
         for Education or Government pricing, and why? Resellers ask it through the customer-qualification API of \
         Microsoft Partner Center, which Qualify serves.\n\nNorthlight Cloud is such a reseller, a partner. This demo \
         plays its day against a sandbox on a temporary store. Lines with > are sent to it, lines with < come back. \
         It is at {url} now."
    );
    let paragraphs: Vec<String> = text.split("\n\n").map(|paragraph| wrapped(paragraph, "")).collect();
    paragraphs.join("\n")
}

pub(super) fn chapter(number: usize, chapter: &Chapter) -> String {
    let title = format!("{number}. {}", chapter.title);
    format!("\n{title}\n{}\n\n{}", "=".repeat(title.chars().count()), wrapped(chapter.introduction, ""))
}

/// The request, and what came back.
pub(super) fn exchange(number: usize, exchange: &Exchange, answer: &Answer) -> String {
    let mut text = format!("\n{}\n", wrapped(&format!("({number}) {}", exchange.plot), ""));
    line(&mut text, ">", &format!("{} {}", exchange.method, exchange.path));
    if let Some(who) = whose_token(exchange.caller) {
        line(&mut text, ">", &format!("Authorization: Bearer <{who} token>"));
    }
    if let Some(request_id) = exchange.request_id {
        line(&mut text, ">", &format!("MS-RequestId: {request_id}"));
    }
    if let Some(body) = &exchange.body {
        line(&mut text, ">", body);
    }
    text.push('\n');
    let reason = answer.status.canonical_reason().unwrap_or_default();
    line(&mut text, "<", &format!("{} {reason}", answer.status.as_u16()));
    if answer.is_replay {
        line(&mut text, "<", "MS-Replayed: true");
    }
    for body_line in indented(&without_token(answer)).lines() {
        line(&mut text, "<", body_line);
    }
    text
}

pub(super) fn meaning(text: &str) -> String {
    format!("\n{}", wrapped(text, "    "))
}

/// What of the sandbox outlives the demo.
#[derive(Debug, Clone, Copy)]
pub(super) enum Left {
    Nothing,
    /// Its rows, in the database that was named.
    Rows,
}

/// What comes behind the last answer.
pub(super) fn ending(url: &str, exchanges: usize, keep: bool, left: Left) -> String {
    let mut text = format!("\nAll {exchanges} answers were as expected.\n\nHow to go on\n============\n\n");
    if keep {
        let stays = format!("The sandbox stays at {url} until Ctrl-C. In another terminal, paste:");
        text.push_str(&wrapped(&stays, ""));
        return text + &format!("\n{}\n", client::curl_line(url, None));
    }
    let gone = match left {
        Left::Nothing => "This sandbox is gone, with everything in it.",
        Left::Rows => "This sandbox is gone; what it wrote stays in the database.",
    };
    let on = "The commands below start one that stays; from a checkout, write `cargo run --release --` for `qualify`.";
    text.push_str(&wrapped(&format!("{gone} {on}"), ""));
    text + "
  qualify serve --sandbox         the same partners and customers on http://127.0.0.1:7180; it
                                  prints a curl line to begin with
  qualify sandbox token           Ana's token; --app-only and --staff give the other two
  qualify sandbox seed --print    everybody and everything that is in the sandbox
  qualify demo --keep             this demo, with its sandbox left running

Point a client that was written for Partner Center at the sandbox by changing its base URL.
README.md goes on from here; docs/errors.md explains every error code.
"
}

fn whose_token(caller: Caller) -> Option<&'static str> {
    match caller {
        Caller::Nobody => None,
        Caller::Ana => Some("Ana's"),
        Caller::Application => Some("the application's"),
        Caller::Olga => Some("Olga's"),
    }
}

fn line(text: &mut String, mark: &str, content: &str) {
    writeln!(text, "    {mark} {content}").expect("writing to a String cannot fail");
}

/// The body as it came, with a token cut short.
fn without_token(answer: &Answer) -> String {
    let Some(token) = answer.body["access_token"].as_str() else { return answer.text.clone() };
    let start: String = token.chars().take(TOKEN_CHARS).collect();
    answer.text.replace(token, &format!("{start}..."))
}

/// JSON with a line for each value and its members in the order in which they came.
fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let mut depth: usize = 0;
    let (mut is_in_string, mut is_escaped) = (false, false);
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if is_in_string || character == '"' {
            text.push(character);
            is_in_string = !is_in_string || is_escaped || character != '"';
            is_escaped = is_in_string && !is_escaped && character == '\\';
            continue;
        }
        match character {
            '{' | '[' => {
                text.push(character);
                if let Some(closing) = characters.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(closing);
                } else {
                    depth += 1;
                    break_line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut text, depth);
                text.push(character);
            }
            ',' => {
                text.push(character);
                break_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => text.push(character),
        }
    }
    text
}

fn break_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
}

/// Breaks a text between words, so that no line is longer than [`COLUMNS`]; each line begins with `indent`.
fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = String::new();
    let mut width = COLUMNS;
    for word in text.split_whitespace() {
        let word_width = word.chars().count();
        if width + 1 + word_width > COLUMNS {
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(indent);
            width = indent.len();
        } else {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += word_width;
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::*;

    #[test]
    fn text_breaks_between_words() {
        let text = "word ".repeat(60);
        let page = wrapped(&text, "  ");
        assert!(page.lines().all(|line| line.starts_with("  word") && line.chars().count() <= COLUMNS));
        assert_eq!(page.split_whitespace().count(), 60);
        assert_eq!(wrapped("one", ""), "one\n");
    }

    #[test]
    fn a_token_is_never_shown_whole() {
        let text = r#"{"access_token":"eyJ0eXAiOiJKV1QiLCJhbGciOi.secret","expires_in":3600}"#.to_owned();
        let body = serde_json::from_str(&text).unwrap();
        let page = without_token(&Answer { status: StatusCode::OK, is_replay: false, text, body });
        assert_eq!(page, r#"{"access_token":"eyJ0eXAiOiJK...","expires_in":3600}"#);
    }

    #[test]
    fn json_is_shown_in_the_order_in_which_it_came() {
        let table = [
            (r#""education""#, r#""education""#),
            ("[]", "[]"),
            (r#"{"b":1,"a":[{},true]}"#, "{\n  \"b\": 1,\n  \"a\": [\n    {},\n    true\n  ]\n}"),
            (r#"["a:{,\"}","\\",2]"#, "[\n  \"a:{,\\\"}\",\n  \"\\\\\",\n  2\n]"),
        ];
        for (json, expected) in table {
            assert_eq!(indented(json), expected);
        }
    }
}
