//! One row of a register: its names, its hosts, its dates.

use std::collections::BTreeMap;

use qualify_vocabulary::Date;

use super::super::hosts::body_host;
use super::super::snapshot::Basis;
use super::super::source::QuarantineCause;
use super::places::Places;

/// Longest name and id, in characters, and most other names and hosts of a body.
const NAME_CHARS_MAX: usize = 300;
const ID_CHARS_MAX: usize = 64;
const OTHER_NAMES_MAX: usize = 16;
const HOSTS_MAX: usize = 8;

/// A row: the cells that the manifest names, without blanks around them.
#[derive(Debug)]
pub(super) struct Row<'cell> {
    pub(super) line: u64,
    pub(super) cells: Places<&'cell str>,
}

/// What a row says of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It is that of a website.
    ByWebsite,
    /// It is that of an address for e-mail, and of nothing else.
    ByMail,
}

impl Row<'_> {
    /// The name in one line; none if there is none.
    pub(super) fn name(&self) -> Option<String> {
        one_line(self.cells.name)
    }

    /// The other names, one a line.
    pub(super) fn other_names(&self) -> String {
        let cells = self.cells.also_known_as.iter().flat_map(|cell| cell.split(['\n', ';', '|']));
        let names: Vec<String> = cells.filter_map(one_line).take(OTHER_NAMES_MAX).collect();
        names.join("\n")
    }

    /// The id, in one line; none if there is none.
    pub(super) fn id(&self) -> Option<Box<str>> {
        let id: String = self.cells.id.chars().filter(|c| !c.is_control()).take(ID_CHARS_MAX).collect();
        (!id.is_empty()).then(|| id.into())
    }

    /// The hosts, each once; and what is none, as it may be shown: of an address for e-mail nothing but its line.
    pub(super) fn hosts(
        &self,
        basis: &Basis,
        unused: &mut dyn FnMut(String, QuarantineCause),
    ) -> BTreeMap<String, Known> {
        let mut hosts = BTreeMap::new();
        for text in self.cells.website.iter().flat_map(|cell| parts(cell)) {
            match body_host(text, basis) {
                Ok(host) => {
                    hosts.insert(host, Known::ByWebsite);
                }
                Err(cause) if text.contains('@') => unused(format!("line {}", self.line), cause),
                Err(cause) => unused(shown(text), cause),
            }
        }
        for text in self.cells.email.iter().flat_map(|cell| parts(cell)) {
            // What is no address is somebody's remark, and none of ours.
            let Some((_, mail_host)) = text.rsplit_once('@') else { continue };
            match body_host(mail_host, basis) {
                Ok(host) => {
                    hosts.entry(host).or_insert(Known::ByMail);
                }
                Err(QuarantineCause::NoHost) => {
                    unused(format!("line {}", self.line), QuarantineCause::NoHost);
                }
                Err(cause) => unused(shown(mail_host), cause),
            }
        }
        while hosts.len() > HOSTS_MAX {
            hosts.pop_last();
        }
        hosts
    }

    /// The last day on which it is open.
    ///
    /// # Errors
    /// The cell holds something else.
    pub(super) fn valid_to(&self) -> Result<Option<Date>, QuarantineCause> {
        if self.cells.valid_to.is_empty() {
            return Ok(None);
        }
        date(self.cells.valid_to).map(Some).ok_or(QuarantineCause::Unreadable)
    }
}

/// The parts of a cell that holds several, and dashes for none.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split([' ', '\n', '\r', '\t', ';', ',', '|']);
    parts.map(str::trim).filter(|part| part.contains('.'))
}

fn one_line(text: &str) -> Option<String> {
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(NAME_CHARS_MAX).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// A text for the list of what is not used.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// A day as registers write it: year first, or day first, with any of `-./` between; a time behind it is let be.
fn date(text: &str) -> Option<Date> {
    let day =
        text.split(['T', ' ']).next().filter(|day| day.chars().any(|c| c == '-' || c == '/' || c == '.'));
    // A Hungarian day has blanks: 2026. 11. 25.
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let compact = (text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    let candidates = [compact.as_deref(), day, Some(joined.as_str())];
    candidates.into_iter().flatten().find_map(day_of)
}

fn day_of(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.trim_end_matches('.').split(['-', '.', '/']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let (year, day) = match (first.len(), third.len()) {
        (4, 1 | 2) => (first, third),
        (1 | 2, 4) => (third, first),
        _ => return None,
    };
    let number = |text: &str| text.parse::<i8>().ok();
    Date::new(year.parse().ok()?, number(second)?, number(day)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_registers_write_them() {
        for text in [
            "2026-11-05",
            "2026-11-05T00:00:00",
            "2026-11-05 10:00",
            "5.11.2026",
            "05-11-2026",
            "05/11/2026",
            "2026/11/05",
            "2026. 11. 05.",
            "2026.11.5",
            "20261105",
        ] {
            assert_eq!(date(text), "2026-11-05".parse().ok(), "{text}");
        }
        for text in ["", "soon", "11.2026", "2026-13-01", "31.02.2026", "5.11.26", "2026", "--", "99999999"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
