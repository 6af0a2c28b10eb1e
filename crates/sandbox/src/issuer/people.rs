//! Who could sign in on a page, and the form that is filled for one of them at a click: the same page once more, with a
//! field of its query that names whom.

use percent_encoding::utf8_percent_encode;
use qualify_vocabulary::PartnerId;

use super::form::Form;
use super::respond::VALUE;
use crate::directory::Directory;

/// The field of a page's query that names whose name and password the form is to hold.
const FILL: &str = "fill";

/// A person who may sign in, as a hint.
#[derive(Debug)]
pub(super) struct Hint<'a> {
    pub(super) name: &'a str,
    pub(super) role: &'static str,
    /// The page with the form filled.
    pub(super) fill: String,
}

/// What the form holds when the page is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Typed<'a> {
    pub(super) user: &'a str,
    pub(super) password: &'a str,
}

impl<'a> Typed<'a> {
    pub(super) const fn by(user: &'a str) -> Self {
        Self { user, password: "" }
    }

    /// What somebody has chosen by a link of the page; else nothing but this name.
    pub(super) fn chosen(
        directory: &'a Directory,
        tenant: Option<PartnerId>,
        query: &str,
        otherwise: &'a str,
    ) -> Self {
        let query = Form::parse(query).unwrap_or_default();
        let chosen = query.find(FILL).ok().flatten().and_then(|name| directory.find_person(name));
        match chosen.filter(|person| tenant.is_none_or(|tenant| tenant == person.tenant)) {
            Some(person) => Self { user: &person.name, password: &person.password },
            None => Self::by(otherwise),
        }
    }
}

/// Who could sign in to a tenant, on the page at this path with this query.
pub(super) fn hints<'a>(
    directory: &'a Directory,
    tenant: Option<PartnerId>,
    (path, query): (&str, &str),
) -> Vec<Hint<'a>> {
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(FILL);
    let kept: String = query.split('&').filter(is_other).flat_map(|pair| [pair, "&"]).collect();
    let people = directory.people_of(tenant);
    people
        .map(|person| Hint {
            name: &person.name,
            role: person.role.name(),
            fill: format!("{path}?{kept}{FILL}={}", utf8_percent_encode(&person.name, VALUE)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::SandboxSeed;

    #[test]
    fn a_link_keeps_the_query_and_names_one_person() {
        let directory = Directory::of(&SandboxSeed::built_in());
        let query = "client_id=x&fill=sam%40northlight.example&&state=a%26b";
        let hints = hints(&directory, None, ("/t/authorize", query));
        assert!(hints.len() > 4);
        for hint in &hints {
            let (path, query) = hint.fill.split_once('?').unwrap();
            assert_eq!(path, "/t/authorize");
            assert!(query.starts_with("client_id=x&state=a%26b&fill="), "{query}");
            let typed = Typed::chosen(&directory, None, query, "nobody");
            assert_eq!((typed.user, typed.password), (hint.name, "sandbox"));
        }
    }

    #[test]
    fn nobody_is_filled_in_who_is_not_of_the_tenant() {
        let directory = Directory::of(&SandboxSeed::built_in());
        for query in ["", "fill=", "fill=nobody%40x.example", "fill=sue%40southgate.example", "fill=a&fill=b"]
        {
            let typed = Typed::chosen(&directory, Some(directory.default_partner), query, "hint");
            assert_eq!((typed.user, typed.password), ("hint", ""), "{query}");
        }
    }
}
