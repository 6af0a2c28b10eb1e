//! What the columns of a register hold: its part of the manifest.

use std::collections::BTreeMap;

use qualify_vocabulary::EducationSegment;
use serde::Deserialize;

use super::super::fault::ParseFault;
use crate::Country;

/// Most columns that one member names.
const COLUMNS_MAX: usize = 8;

/// Which column holds what. A name that is misspelt here would leave something out unseen, so that members that are not
/// known are refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterColumns {
    /// The name of the body.
    pub name: String,
    /// Its other names.
    #[serde(default)]
    pub also_known_as: Columns,
    /// Its websites.
    #[serde(default)]
    pub website: Columns,
    /// Its addresses for e-mail, of which the host alone is read.
    #[serde(default)]
    pub email: Columns,
    /// Its country, as two letters.
    #[serde(default)]
    pub country: Option<String>,
    /// The country of all bodies.
    #[serde(default)]
    pub country_const: Option<String>,
    /// Its type.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// What its types come to.
    #[serde(default)]
    pub types: BTreeMap<String, TypeMeaning>,
    /// What all bodies are, where no column says it.
    #[serde(default)]
    pub type_const: Option<TypeMeaning>,
    /// Whether it is open.
    #[serde(default)]
    pub status: Option<String>,
    /// What its statuses come to.
    #[serde(default)]
    pub statuses: BTreeMap<String, StatusMeaning>,
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// The last day on which it is open.
    #[serde(default)]
    pub valid_to: Option<String>,
}

/// One column, or several.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "OneOrMore")]
pub struct Columns(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl From<OneOrMore> for Columns {
    fn from(columns: OneOrMore) -> Self {
        match columns {
            OneOrMore::One(name) => Self(vec![name]),
            OneOrMore::More(names) => Self(names),
        }
    }
}

impl Columns {
    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

/// What a type comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum TypeMeaning {
    /// A school.
    K12,
    /// A university or college.
    HigherEducation,
    /// Nothing that is asked for: a kindergarten, a canteen.
    #[serde(rename = "ignore")]
    Ignore,
}

impl TypeMeaning {
    /// The segment; none for what is left out.
    pub(super) const fn segment(self) -> Option<EducationSegment> {
        match self {
            Self::K12 => Some(EducationSegment::K12),
            Self::HigherEducation => Some(EducationSegment::HigherEducation),
            Self::Ignore => None,
        }
    }
}

/// What a status comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusMeaning {
    /// It is open.
    Active,
    /// It has closed: reviewers see it, and nobody is approved by it.
    Closed,
    /// It is left out.
    Ignore,
}

impl RegisterColumns {
    /// Whether the members fit each other.
    ///
    /// # Errors
    /// What does not.
    pub(in crate::datasets) fn check(&self) -> Result<(), ParseFault> {
        let fault = |text: &'static str| Err(ParseFault::new(text));
        if self.website.names().is_empty() && self.email.names().is_empty() {
            return fault("its columns name neither `website` nor `email`, so that no body has a host");
        }
        if self.name.trim().is_empty() || self.all().any(|name| name.trim().is_empty()) {
            return fault("the name of a column is empty");
        }
        if [&self.also_known_as, &self.website, &self.email].iter().any(|it| it.names().len() > COLUMNS_MAX) {
            return fault("a member of `columns` names more than 8 columns");
        }
        if self.country.is_some() && self.country_const.is_some() {
            return fault("its columns name `country` and `country_const`: one of them says it");
        }
        if self.country_const.as_deref().is_some_and(|text| Country::parse(text).is_none()) {
            return fault("`country_const` is no code of two letters, such as PL");
        }
        match (self.kind.is_some(), self.types.is_empty(), self.type_const.is_some()) {
            (true, _, true) => return fault("its columns name `type` and `type_const`: one of them says it"),
            (false, false, _) => return fault("its columns have `types`, and no `type` that they stand for"),
            (true | false, _, _) => {}
        }
        match (self.status.is_some(), self.statuses.is_empty()) {
            (true, true) => fault("its columns name `status`, and no `statuses` that say what it means"),
            (false, false) => fault("its columns have `statuses`, and no `status` that they stand for"),
            (true, false) | (false, true) => Ok(()),
        }
    }

    /// Every column that is named.
    fn all(&self) -> impl Iterator<Item = &String> {
        let several = [&self.also_known_as, &self.website, &self.email].into_iter().flat_map(Columns::names);
        let single =
            [&self.country, &self.kind, &self.status, &self.id, &self.valid_to].into_iter().flatten();
        several.chain(single)
    }

    /// The country of all bodies.
    pub(super) fn constant_country(&self) -> Option<Country> {
        self.country_const.as_deref().and_then(Country::parse)
    }

    /// What a type comes to; none if the manifest does not say.
    pub(super) fn type_meaning(&self, text: &str) -> Option<TypeMeaning> {
        if self.types.is_empty() {
            return match EducationSegment::parse(text) {
                Ok(EducationSegment::K12) => Some(TypeMeaning::K12),
                Ok(EducationSegment::HigherEducation) => Some(TypeMeaning::HigherEducation),
                Err(_) => None,
            };
        }
        by_name(&self.types, text)
    }

    /// What a status comes to; none if the manifest does not say.
    pub(super) fn status_meaning(&self, text: &str) -> Option<StatusMeaning> {
        by_name(&self.statuses, text)
    }
}

/// The meaning of a text, without regard to case; `*` stands for all others.
fn by_name<Meaning: Copy>(map: &BTreeMap<String, Meaning>, text: &str) -> Option<Meaning> {
    let same = |(known, _): &(&String, &Meaning)| known.trim().to_lowercase() == text.to_lowercase();
    let exact = map.get(text).or_else(|| map.iter().find(same).map(|(_, meaning)| meaning));
    exact.or_else(|| map.get("*")).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RegisterColumns, String> {
        let columns: RegisterColumns = serde_json::from_str(text).map_err(|error| error.to_string())?;
        columns.check().map_err(|fault| fault.to_string())?;
        Ok(columns)
    }

    #[test]
    fn one_column_or_several_hold_a_thing() {
        let columns = read(
            r#"{"name":"Nazwa","website":["Strona www","Strona 2"],"email":"E-mail","country_const":"PL","id":"Numer RSPO",
                "type":"Typ","types":{"Liceum":"K12","Przedszkole":"ignore","*":"K12"},
                "status":"Status","statuses":{"czynna":"active","zlikwidowana":"closed"}}"#,
        )
        .unwrap();
        assert_eq!(columns.website.names(), ["Strona www", "Strona 2"]);
        assert_eq!(columns.type_meaning("liceum"), Some(TypeMeaning::K12));
        assert_eq!(columns.type_meaning("przedszkole"), Some(TypeMeaning::Ignore));
        assert_eq!(columns.type_meaning("Technikum"), Some(TypeMeaning::K12), "by the star");
        assert_eq!(columns.status_meaning("Zlikwidowana"), Some(StatusMeaning::Closed));
        assert_eq!(columns.status_meaning("w likwidacji"), None);
    }

    #[test]
    fn without_a_map_a_type_is_one_of_our_own_words() {
        let columns = read(r#"{"name":"n","email":"e","type":"t"}"#).unwrap();
        assert_eq!(columns.type_meaning("HigherEducation"), Some(TypeMeaning::HigherEducation));
        assert_eq!(columns.type_meaning("university"), None);
    }

    #[test]
    fn members_that_do_not_fit_each_other_are_refused_by_name() {
        for (text, word) in [
            (r#"{"website":"w"}"#, "name"),
            (r#"{"name":"n"}"#, "neither `website` nor `email`"),
            (r#"{"name":"n","website":[]}"#, "neither"),
            (r#"{"name":" ","website":"w"}"#, "empty"),
            (r#"{"name":"n","website":["w",""]}"#, "empty"),
            (r#"{"name":"n","website":["1","2","3","4","5","6","7","8","9"]}"#, "more than 8"),
            (r#"{"name":"n","web_site":"w"}"#, "web_site"),
            (r#"{"name":"n","website":"w","country":"c","country_const":"PL"}"#, "country_const"),
            (r#"{"name":"n","website":"w","country_const":"Polska"}"#, "two letters"),
            (r#"{"name":"n","website":"w","type":"t","type_const":"K12"}"#, "type_const"),
            (r#"{"name":"n","website":"w","types":{"a":"K12"}}"#, "no `type`"),
            (r#"{"name":"n","website":"w","type":"t","types":{"a":"Nursery"}}"#, "Nursery"),
            (r#"{"name":"n","website":"w","status":"s"}"#, "statuses"),
            (r#"{"name":"n","website":"w","statuses":{"a":"active"}}"#, "no `status`"),
        ] {
            let fault = read(text).unwrap_err();
            assert!(fault.contains(word), "{text}: {fault}");
        }
    }
}
