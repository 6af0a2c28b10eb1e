//! Which column of a file holds which word.

use std::io::Read;

use qualify_tables::{Column, Row, Table};

use super::super::applicant::Words;
use super::unusable;
use crate::exit::Failure;

/// Where each word stands in a row.
pub(super) struct Columns {
    places: [Option<Column>; 9],
}

/// The columns in the order of [`Words`], with their other names.
const NAMES: [&[&str]; 9] = [
    &["name"],
    &["domain", "host"],
    &["website"],
    &["email"],
    &["country"],
    &["segment_if_known", "segment"],
    &["requested"],
    &["code"],
    &["existing"],
];

impl Columns {
    pub(super) fn of<R: Read>(table: &Table<R>) -> Result<Self, Failure> {
        let mut places = [None; 9];
        for (names, place) in NAMES.iter().zip(&mut places) {
            *place = table.find_column(names).map_err(|fault| unusable(&fault))?;
        }
        let [name, domain, website, email, ..] = places;
        let mut missing = Vec::new();
        if name.is_none() {
            missing.push("`name`".to_owned());
        }
        if domain.is_none() && website.is_none() && email.is_none() {
            missing.push("one of `domain`, `website`, `email`".to_owned());
        }
        if missing.is_empty() { Ok(Self { places }) } else { Err(unusable(&table.missing(missing))) }
    }

    pub(super) fn words<'table>(&self, row: Row<'table>) -> Words<'table> {
        let texts = self.places.map(|place| place.map_or("", |column| row.get(column)));
        let [name, domain, website, email, country, segment, requested, code, existing] = texts;
        Words { name, domain, website, email, country, segment, requested, code, existing }
    }
}
