//! Sends the story's requests, and stops at the first answer that is not the right one.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde_json::Value;
use tokio::time::Instant;

use super::exchange::{Caller, Exchange, Expected, holds};
use super::{page, story};
use crate::exit::Failure;
use crate::{client, output};

/// How long a job may take to bring about what an answer waits for, and the pause between two looks.
const EVENTUAL_LIMIT: Duration = Duration::from_secs(10);
const EVENTUAL_PAUSE: Duration = Duration::from_millis(20);

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) is_replay: bool,
    /// The body as it came,
    pub(super) text: String,
    /// and read; null if it is no JSON.
    pub(super) body: Value,
}

/// Plays all chapters, and gives the number of exchanges.
pub(super) async fn tell(url: &str) -> Result<usize, Failure> {
    output::data(&page::opening(url))?;
    let mut teller = Teller { client: client::new(None)?, url, tokens: Vec::new() };
    let mut number = 0;
    for (index, chapter) in story::chapters().into_iter().enumerate() {
        output::data(&page::chapter(index + 1, &chapter))?;
        for exchange in chapter.exchanges {
            number += 1;
            let answer = teller.send_until_right(&exchange).await?;
            output::data(&page::exchange(number, &exchange, &answer))?;
            check(number, &exchange, &answer)?;
            teller.remember_token(&exchange, &answer);
            output::data(&page::meaning(exchange.meaning))?;
        }
    }
    Ok(number)
}

struct Teller<'url> {
    client: Client,
    url: &'url str,
    tokens: Vec<(Caller, String)>,
}

impl Teller<'_> {
    /// Sends once, or until the answer is right where that may take a moment.
    async fn send_until_right(&self, exchange: &Exchange) -> Result<Answer, Failure> {
        let deadline = Instant::now() + EVENTUAL_LIMIT;
        loop {
            let answer = self.send(exchange).await.map_err(|error| {
                Failure::Failed(format!(
                    "the demo's own sandbox gave no answer to {} {}: {}",
                    exchange.method,
                    exchange.path,
                    client::causes(&error)
                ))
            })?;
            let may_come = exchange.expected.is_eventual && Instant::now() < deadline;
            if !may_come || is_right(&answer, &exchange.expected) {
                return Ok(answer);
            }
            tokio::time::sleep(EVENTUAL_PAUSE).await;
        }
    }

    async fn send(&self, exchange: &Exchange) -> reqwest::Result<Answer> {
        let mut request =
            self.client.request(exchange.method.clone(), format!("{}{}", self.url, exchange.path));
        if let Some((_, token)) = self.tokens.iter().find(|(caller, _)| *caller == exchange.caller) {
            request = request.bearer_auth(token);
        }
        if let Some(request_id) = exchange.request_id {
            request = request.header("MS-RequestId", request_id);
        }
        if let Some(body) = &exchange.body {
            request = request.header("Content-Type", "application/json").body(body.clone());
        }
        let response = request.send().await?;
        let status = response.status();
        let is_replay = response.headers().contains_key("MS-Replayed");
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or_default();
        Ok(Answer { status, is_replay, text, body })
    }

    fn remember_token(&mut self, exchange: &Exchange, answer: &Answer) {
        if let (Some(caller), Some(token)) = (exchange.signs_in, answer.body["access_token"].as_str()) {
            self.tokens.push((caller, token.to_owned()));
        }
    }
}

fn is_right(answer: &Answer, expected: &Expected) -> bool {
    answer.status.as_u16() == expected.status
        && answer.is_replay == expected.is_replay
        && holds(&answer.body, &expected.body)
}

fn check(number: usize, exchange: &Exchange, answer: &Answer) -> Result<(), Failure> {
    let expected = &exchange.expected;
    if is_right(answer, expected) {
        return Ok(());
    }
    let again = |is_replay| if is_replay { ", given again," } else { "" };
    Err(Failure::Failed(format!(
        "answer {number} is not as expected\n  sent:     {} {}\n  expected: {}{} with {}\n  got:      {}{} with {}\n\
         This build does not do what it promises. Please report it with the lines above",
        exchange.method,
        exchange.path,
        expected.status,
        again(expected.is_replay),
        expected.body,
        answer.status.as_u16(),
        again(answer.is_replay),
        answer.text,
    )))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wrong_answer_says_what_was_expected_and_what_came() {
        let exchange = Exchange::get("", Caller::Ana, "/v1/x".to_owned()).answered(200, json!("none"));
        assert_eq!(check(3, &exchange, &answer(json!("none"))), Ok(()));
        for wrong in [
            Answer { status: StatusCode::CREATED, ..answer(json!("none")) },
            Answer { is_replay: true, ..answer(json!("none")) },
            answer(json!("education")),
        ] {
            let Err(Failure::Failed(text)) = check(3, &exchange, &wrong) else { panic!("{wrong:?} passes") };
            assert!(text.starts_with("answer 3 is not as expected\n  sent:     GET /v1/x\n"), "{text}");
            assert!(text.contains("expected: 200 with \"none\"\n  got:      "), "{text}");
        }
    }

    fn answer(body: Value) -> Answer {
        Answer { status: StatusCode::OK, is_replay: false, text: body.to_string(), body }
    }
}
