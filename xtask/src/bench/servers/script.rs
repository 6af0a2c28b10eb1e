//! A script of pgbench with the statements of one request: the same text, the same journeys, values that differ where those of two
//! requests did.

use anyhow::{Context, ensure};

use super::log::Logged;

/// Whose request was heard.
pub(super) struct Heard<'a> {
    pub(super) statements: Vec<&'a Logged>,
    /// The customer's id, as the server writes it.
    pub(super) customer: String,
}

/// Customers of a run begin behind `base`, and each of the clients has `share` of them.
const HEAD: &str = "\\set k :k + 1\n\\set n :base + :client_id * :share + :k % :share\n";

/// The script of a request that two were heard of.
pub(super) fn of(one: &Heard<'_>, other: &Heard<'_>) -> anyhow::Result<String> {
    let texts = |heard: &Heard<'_>| heard.statements.iter().map(|it| it.sql.clone()).collect::<Vec<_>>();
    ensure!(
        texts(one) == texts(other),
        "two requests asked differently: {:?}, {:?}",
        texts(one),
        texts(other)
    );
    let is_write = |sql: &str| {
        ["INSERT", "UPDATE", "DELETE", "WITH met AS (UPDATE"].iter().any(|verb| sql.starts_with(verb))
    };
    let mut script = HEAD.to_owned();
    script.push_str("\\startpipeline\n");
    let mut is_writing = false;
    for (mine, theirs) in one.statements.iter().zip(&other.statements) {
        if !is_writing && is_write(&mine.sql) {
            // What was asked has to be known before anything is written.
            is_writing = true;
            script.push_str("\\endpipeline\n\\startpipeline\n");
        }
        script.push_str(&filled(mine, theirs, one, other)?);
        script.push_str(";\n");
    }
    script.push_str("\\endpipeline\n");
    Ok(script)
}

/// The text of a statement with an expression in the place of each parameter.
fn filled(mine: &Logged, theirs: &Logged, one: &Heard<'_>, other: &Heard<'_>) -> anyhow::Result<String> {
    let mut text = String::new();
    let mut rest = mine.sql.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        text.push_str(before);
        let digits = after.len() - after.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let place = after[..digits].parse::<usize>().context("a parameter has a number")?.checked_sub(1);
        let of =
            |logged: &Logged| place.and_then(|place| logged.values.get(place).cloned()).context("a value");
        let (mine, theirs) = (of(mine)?, of(theirs)?);
        text.push_str(&match (mine, theirs) {
            (Some(mine), Some(theirs)) if mine == one.customer && theirs == other.customer => {
                CUSTOMER.to_owned()
            }
            (Some(mine), Some(theirs)) if mine == theirs => literal(&mine),
            (Some(mine), Some(_)) => varying(&mine),
            (Some(mine), None) => literal(&mine),
            (None, _) => "NULL".to_owned(),
        });
        rest = &after[digits..];
    }
    text.push_str(rest);
    Ok(text)
}

/// The id of the customer of a number; those who fill the database make them so.
const CUSTOMER: &str = "decode(md5('bench' || :n), 'hex')";

fn literal(value: &str) -> String {
    // A colon would begin a variable.
    let quoted = value.replace('\\', "\\\\").replace('\'', "\\'").replace(':', "\\x3a");
    if value.starts_with("\\x") {
        format!("E'{quoted}'::bytea")
    } else if is_number(value) {
        format!("{value}::bigint")
    } else if value == "t" || value == "f" {
        format!("'{value}'::boolean")
    } else {
        format!("E'{quoted}'")
    }
}

/// What is another one in each request.
fn varying(value: &str) -> String {
    if is_number(value) {
        return format!("({value}::bigint + 10 * :n::bigint)");
    }
    match value.strip_prefix("\\x") {
        Some(digits) => format!(
            "substr(decode(md5(:n || '{0}') || md5('{0}' || :n), 'hex'), 1, {1})",
            &digits[..digits.len().min(8)],
            digits.len() / 2
        ),
        None => format!("({} || :n)", literal(value)),
    }
}

fn is_number(value: &str) -> bool {
    !value.is_empty() && value.len() < 20 && value.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_the_statements_with_what_differs_made_anew() {
        let logged = |sql: &str, values: &[&str]| Logged {
            process: "1".to_owned(),
            sql: sql.to_owned(),
            values: values.iter().map(|value| Some((*value).to_owned())).collect(),
        };
        let begin = logged("BEGIN", &[]);
        let commit = logged("COMMIT", &[]);
        let ask = |id: &str| logged("SELECT a FROM b WHERE c = $1 AND d = $2", &[id, "it's 1:2"]);
        let write = |ticks: &str| logged("UPDATE b SET t = $1", &[ticks]);
        let (ask_1, ask_2, write_1, write_2) = (ask("\\x01"), ask("\\x02"), write("100"), write("200"));
        let heard = |asked, written, customer: &str| Heard {
            statements: vec![&begin, asked, written, &commit],
            customer: customer.to_owned(),
        };
        let script = of(&heard(&ask_1, &write_1, "\\x01"), &heard(&ask_2, &write_2, "\\x02")).unwrap();
        let expected = "\\startpipeline\nBEGIN;\nSELECT a FROM b WHERE c = decode(md5('bench' || :n), 'hex') AND d = \
            E'it\\'s 1\\x3a2';\n\\endpipeline\n\\startpipeline\nUPDATE b SET t = (100::bigint + 10 * :n::bigint);\nCOMMIT;\n\
            \\endpipeline\n";
        assert_eq!(script, format!("{HEAD}{expected}"));
    }
}
