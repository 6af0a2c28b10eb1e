//! What rules found about a case, as their decision kept it.

use qualify_domain::vetting::{DecisionTexts, StoredDecision};
use qualify_server::service::explained;
use qualify_server::service::reviews::of_staff::Surroundings;
use qualify_texts::Dashboard as Texts;
use serde::Deserialize;
use serde_json::Value;

use super::names::{Word, side_by_side};

/// What stands on the page about a decision of rules.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) explanation: String,
    pub(crate) items: Vec<EvidenceRow>,
    /// What cannot be read as evidence, as it was kept.
    pub(crate) unreadable: Option<String>,
    pub(crate) is_erased: bool,
    pub(crate) tried: Vec<RuleRow>,
    pub(crate) edition: String,
    pub(crate) rule: String,
}

#[derive(Debug)]
pub(crate) struct EvidenceRow {
    pub(crate) source: String,
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) as_of: String,
    pub(crate) strength: String,
}

/// A rule that was tried.
#[derive(Debug)]
pub(crate) struct RuleRow {
    pub(crate) rule: String,
    pub(crate) host: String,
    /// What it answered; none where it did not match.
    pub(crate) answer: Option<String>,
}

/// The name in the request beside one that a source knows.
#[derive(Debug)]
pub(super) struct NamesRow {
    pub(super) source: String,
    pub(super) ours: Vec<Word>,
    pub(super) theirs: Vec<Word>,
    pub(super) score: Option<u64>,
}

#[derive(Deserialize)]
struct Item {
    source: String,
    key: String,
    value: String,
    #[serde(default)]
    as_of: Option<String>,
    #[serde(default)]
    strength: String,
}

#[derive(Deserialize)]
struct Tried {
    rule: String,
    #[serde(default)]
    host: Option<String>,
    #[serde(default)]
    verdict: Option<Value>,
}

/// What of the findings names somebody.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Found {
    legal_name: String,
    hosts: Vec<FoundHost>,
    sources: Vec<Source>,
}

/// A source that was consulted, with what texts call it.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Source {
    id: String,
    title: String,
}

impl Found {
    fn of(findings: &str) -> Self {
        serde_json::from_str(findings).unwrap_or_default()
    }

    /// What a source is called; its id, where it has no title.
    fn title_of(&self, id: &str) -> String {
        let known = self.sources.iter().find(|source| source.id == id && !source.title.is_empty());
        known.map_or(id, |source| &source.title).to_owned()
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FoundHost {
    listings: Vec<Known>,
    registry: Option<Known>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Known {
    source: String,
    name: String,
    score: Option<u64>,
}

impl Evidence {
    /// What a decision rests on.
    pub(crate) fn of(texts: Texts, decision: &StoredDecision) -> Self {
        let record = &decision.sealed.record;
        let about = Self { edition: record.ruleset.clone(), rule: record.rule.clone(), ..Self::default() };
        let Some(DecisionTexts { body, .. }) = &decision.texts else {
            return Self { is_erased: true, ..about };
        };
        let found = Found::of(&body.findings);
        let tried: Vec<Tried> = serde_json::from_str(&body.rules).unwrap_or_default();
        let (items, unreadable) = match serde_json::from_str::<Vec<Item>>(&body.evidence) {
            Ok(items) => (items, None),
            Err(_) => (Vec::new(), Some(body.evidence.clone()).filter(|text| !text.is_empty())),
        };
        Self {
            explanation: explained::of_stored(decision, texts.locale()).unwrap_or_default(),
            items: items.into_iter().map(|item| evidence_row(texts, item, &found)).collect(),
            unreadable,
            tried: tried.into_iter().map(rule_row).collect(),
            ..about
        }
    }
}

fn evidence_row(texts: Texts, item: Item, found: &Found) -> EvidenceRow {
    let strength = match item.strength.as_str() {
        "finding" => texts.review_strength_finding(),
        "registry" => texts.review_strength_registry(),
        "listing" => texts.review_strength_listing(),
        "suffix" => texts.review_strength_suffix(),
        "doubt" => texts.review_strength_doubt(),
        other => other,
    };
    EvidenceRow {
        strength: strength.to_owned(),
        source: found.title_of(&item.source),
        key: item.key,
        value: item.value,
        as_of: item.as_of.unwrap_or_default(),
    }
}

fn rule_row(tried: Tried) -> RuleRow {
    let answer = tried.verdict.map(|verdict| {
        let members = ["outcome", "reason_code"].into_iter().filter_map(|name| verdict.get(name)?.as_str());
        let said = members.collect::<Vec<_>>().join(" ");
        if said.is_empty() { verdict.to_string() } else { said }
    });
    RuleRow { rule: tried.rule, host: tried.host.unwrap_or_default(), answer }
}

/// The name in the request beside those of sources, each once; then beside the institutions whose domains look alike.
pub(super) fn names(company_name: Option<&str>, around: &Surroundings) -> Vec<NamesRow> {
    let texts = around.decision.as_ref().and_then(|decision| decision.texts.as_ref());
    let found = texts.map(|texts| Found::of(&texts.body.findings)).unwrap_or_default();
    let asked =
        if found.legal_name.is_empty() { company_name.unwrap_or_default() } else { &found.legal_name };
    let known = found.hosts.iter().flat_map(|host| host.listings.iter().chain(&host.registry));
    let known = known.map(|known| Known { source: found.title_of(&known.source), ..known.clone() });
    let alike = around.look_alikes.iter().filter_map(|alike| {
        let name = alike.institution.clone()?;
        Some(Known { source: alike.domain.clone(), name, score: None })
    });
    let mut rows: Vec<NamesRow> = Vec::new();
    let mut seen: Vec<(String, String)> = Vec::new();
    for known in known.chain(alike) {
        let (source, name) = (known.source, known.name);
        if name.is_empty() || asked.is_empty() || seen.contains(&(source.clone(), name.clone())) {
            continue;
        }
        let (ours, theirs) = side_by_side(asked, &name);
        rows.push(NamesRow { source: source.clone(), ours, theirs, score: known.score });
        seen.push((source, name));
    }
    rows
}
