//! What the server of PostgreSQL was asked, read from its log: pgbench is to run the very statements that Qualify sends.

/// A statement with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Logged {
    /// The process of the server.
    pub(super) process: String,
    pub(super) sql: String,
    /// As the server writes them; nothing for NULL.
    pub(super) values: Vec<Option<String>>,
}

/// Reads a log that has everything in it.
pub(super) fn read(log: &str) -> Vec<Logged> {
    let mut statements: Vec<Logged> = Vec::new();
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in log.lines() {
        match (line.strip_prefix('\t'), process_of(line), entries.last_mut()) {
            (Some(more), _, Some((_, text))) => {
                text.push('\n');
                text.push_str(more);
            }
            (None, Some((process, text)), _) => entries.push((process.to_owned(), text.to_owned())),
            (Some(_) | None, _, _) => {}
        }
    }
    for (process, text) in entries {
        if let Some(values) = text.strip_prefix("DETAIL:  parameters: ") {
            if let Some(last) = statements.iter_mut().rfind(|it| it.process == process) {
                last.values = values_of(values);
            }
            continue;
        }
        let Some(rest) = text.strip_prefix("LOG:  ") else { continue };
        let sql = match rest.strip_prefix("statement: ") {
            Some(sql) => Some(sql),
            None if rest.starts_with("execute ") => rest.split_once(": ").map(|(_, sql)| sql),
            None => None,
        };
        statements.extend(sql.map(|sql| Logged { process, sql: sql.to_owned(), values: Vec::new() }));
    }
    statements
}

/// The last whole transaction in which a statement has these words.
pub(super) fn transaction_with(statements: &[Logged], has: impl Fn(&Logged) -> bool) -> Option<Vec<&Logged>> {
    let hit = statements.iter().rposition(has)?;
    let process = &statements[hit].process;
    let is_its = |it: &&Logged| it.process == *process;
    let begins =
        statements[..=hit].iter().rposition(|it| it.process == *process && it.sql.starts_with("BEGIN"))?;
    let mut transaction = Vec::new();
    for it in statements[begins..].iter().filter(is_its) {
        transaction.push(it);
        if it.sql == "COMMIT" || it.sql == "ROLLBACK" {
            break;
        }
    }
    Some(transaction)
}

/// `2026-12-01 00:00:00.000 UTC [17] LOG:  ...`: the process, and what follows.
fn process_of(line: &str) -> Option<(&str, &str)> {
    if !line.starts_with("20") {
        return None;
    }
    let (_, rest) = line.split_once('[')?;
    rest.split_once("] ")
}

/// `$1 = 'it''s', $2 = NULL`.
fn values_of(text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(" = ") {
        let Some(quoted) = after.strip_prefix('\'') else {
            values.push(None);
            rest = after;
            continue;
        };
        let mut value = String::new();
        let mut letters = quoted.char_indices().peekable();
        let mut end = quoted.len();
        while let Some((at, letter)) = letters.next() {
            if letter != '\'' {
                value.push(letter);
            } else if letters.next_if(|(_, next)| *next == '\'').is_some() {
                value.push('\'');
            } else {
                end = at + 1;
                break;
            }
        }
        values.push(Some(value));
        rest = &quoted[end..];
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "2026-12-01 00:00:01.000 UTC [7] LOG:  statement: BEGIN\n\
        2026-12-01 00:00:01.000 UTC [8] LOG:  statement: BEGIN\n\
        2026-12-01 00:00:01.000 UTC [7] LOG:  execute s1: SELECT a = 1\n\tFROM b\n\
        2026-12-01 00:00:01.000 UTC [7] DETAIL:  parameters: $1 = 'it''s = ', $2 = NULL, $3 = ''\n\
        2026-12-01 00:00:01.000 UTC [7] LOG:  statement: COMMIT\n";

    #[test]
    fn statements_are_read_with_their_values() {
        let statements = read(LOG);
        assert_eq!(statements.len(), 4);
        assert_eq!(statements[2].sql, "SELECT a = 1\nFROM b");
        assert_eq!(statements[2].values, [Some("it's = ".to_owned()), None, Some(String::new())]);
        let transaction = transaction_with(&statements, |it| it.sql.contains("FROM b")).unwrap();
        let texts: Vec<&str> = transaction.iter().map(|it| it.sql.as_str()).collect();
        assert_eq!(texts, ["BEGIN", "SELECT a = 1\nFROM b", "COMMIT"]);
    }
}
