//! Any official register, as a table or as JSON lines, with the columns that the manifest names. What it holds in other
//! columns, such as the names of people, is never looked at.

mod columns;
mod places;
mod row;
mod rows;

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::domain_set::DomainSet;
use super::fault::ParseFault;
use super::listings::{Backing, Listing, Listings};
use super::others::{OtherBodies, OtherBody};
use super::snapshot::Basis;
use super::source::{Content, Parsed, QuarantineCause, Quarantined};
use crate::Country;

pub use columns::{Columns, RegisterColumns, StatusMeaning, TypeMeaning};
pub use rows::Form;

use row::{Known, Row};

/// Most entries that are named as not used; the rest are left unnamed.
const NAMED_MAX: usize = 10_000;

/// Reads the register, row by row.
///
/// # Errors
/// A column is missing, a row does not read, or no body has a host.
pub fn parse(
    source: impl Read + Seek,
    columns: &RegisterColumns,
    form: Form,
    basis: &Basis,
) -> Result<Parsed, ParseFault> {
    let mut register = Register {
        columns,
        basis,
        listings: Listings::default(),
        others: OtherBodies::default(),
        by_mail: DomainSet::default(),
        by_website: DomainSet::default(),
        unused: BTreeSet::new(),
        bodies: 0,
    };
    rows::read(source, columns, form, &mut |row| register.add(row))?;
    register.finish()
}

struct Register<'basis> {
    columns: &'basis RegisterColumns,
    basis: &'basis Basis,
    listings: Listings,
    others: OtherBodies,
    by_mail: DomainSet,
    by_website: DomainSet,
    /// Each once: thousands of schools have their mail with one service.
    unused: BTreeSet<(String, QuarantineCause)>,
    bodies: usize,
}

impl Register<'_> {
    fn add(&mut self, row: &Row<'_>) {
        if let Err(cause) = self.add_body(row) {
            // What the manifest leaves open is named once, by what stands there.
            let entry = match cause {
                QuarantineCause::UnmappedType => quoted(row.cells.kind),
                QuarantineCause::UnmappedStatus => quoted(row.cells.status),
                QuarantineCause::NoCountry => quoted(row.cells.country),
                _ => format!("line {}", row.line),
            };
            self.note(entry, cause);
        }
    }

    /// # Errors
    /// Why the row is not used.
    fn add_body(&mut self, row: &Row<'_>) -> Result<(), QuarantineCause> {
        let segment = match (&self.columns.kind, self.columns.type_const) {
            (None, None) => None,
            (None, Some(TypeMeaning::Ignore)) => return Ok(()),
            (None, Some(meaning)) => meaning.segment(),
            (Some(_), _) => {
                match self.columns.type_meaning(row.cells.kind).ok_or(QuarantineCause::UnmappedType)? {
                    TypeMeaning::Ignore => return Ok(()),
                    meaning => meaning.segment(),
                }
            }
        };
        let is_closed = match &self.columns.status {
            None => false,
            Some(_) => {
                match self.columns.status_meaning(row.cells.status).ok_or(QuarantineCause::UnmappedStatus)? {
                    StatusMeaning::Ignore => return Ok(()),
                    StatusMeaning::Active => false,
                    StatusMeaning::Closed => true,
                }
            }
        };
        let name = row.name().ok_or(QuarantineCause::NoName)?;
        let country = match row.cells.country {
            "" => self.columns.constant_country(),
            text => Some(Country::parse(text).ok_or(QuarantineCause::NoCountry)?),
        };
        let valid_to = row.valid_to()?;
        self.bodies += 1;
        let mut unused = Vec::new();
        let hosts = row.hosts(self.basis, &mut |text, cause| unused.push((text, cause)));
        for (text, cause) in unused {
            self.note(text, cause);
        }
        if hosts.is_empty() {
            return Ok(());
        }
        if is_closed {
            for host in hosts.keys() {
                let body = OtherBody { name: name.as_str().into(), what: "closed".into() };
                self.others.insert(host, body);
            }
            return Ok(());
        }
        let listing = Listing::new(&name, country, segment)
            .also_known_as(&row.other_names())
            .backed(Backing::Register { id: row.id() })
            .valid(None, valid_to);
        for (host, known) in hosts {
            match known {
                Known::ByWebsite => self.by_website.insert(&host),
                Known::ByMail => self.by_mail.insert(&host),
            }
            self.listings.insert(&host, listing.clone());
        }
        Ok(())
    }

    fn note(&mut self, entry: String, cause: QuarantineCause) {
        if self.unused.len() < NAMED_MAX {
            self.unused.insert((entry, cause));
        }
    }

    fn finish(self) -> Result<Parsed, ParseFault> {
        if self.listings.is_empty() {
            return Err(ParseFault::new(match self.bodies {
                0 => "it holds no body that counts: look at its `types` and `statuses` in the manifest",
                _ => "no body of it has a host of its own: look at `website` and `email` in the manifest",
            }));
        }
        let mut by_mail = DomainSet::default();
        for host in self.by_mail.iter().filter(|host| !self.by_website.contains(host)) {
            by_mail.insert(host);
        }
        let quarantined =
            self.unused.into_iter().map(|(entry, cause)| Quarantined { entry, cause }).collect();
        let content = Content::Register { listings: self.listings.shrunken(), others: self.others, by_mail };
        Ok(Parsed { content, quarantined })
    }
}

fn quoted(cell: &str) -> String {
    format!("{:?}", cell.chars().take(80).collect::<String>())
}

#[cfg(test)]
mod tests;
