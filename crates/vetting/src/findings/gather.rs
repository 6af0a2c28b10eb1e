//! The looking up: one pass over the snapshot, no decision.

use std::borrow::Cow;

use qualify_vocabulary::{Date, EmailAddress, Qualification};

use super::applicant::Names;
use super::covered::{Covered, members_mail};
use super::host::{HostFinding, HostRole, LocalityFinding, MailboxFinding, SuffixFinding};
use super::labels::{label_is_in_name, word_is_in_label};
use super::listed::listings;
use super::others::other_bodies;
use super::record::{CodeFinding, Findings, NameFinding, SegmentFinding};
use super::registered::{refusal, registry};
use crate::application::{Application, CodeInput, Policy, SegmentInput};
use crate::datasets::{Content, Snapshot};
use crate::host::{Host, HostProblem, normalise, script_names};
use crate::name::lexicon::public;
use crate::name::{NameWords, names_locality};
use crate::{Country, State};

/// Looks up everything that the rules may ask about.
pub(crate) fn gather(application: &Application, snapshot: &Snapshot, policy: Policy, day: Date) -> Findings {
    let words = &snapshot.basis().words;
    let legal_name = application.legal_name.trim();
    let names = Names::new(legal_name, snapshot);
    let country = application.country.known();
    let hosts: Vec<HostFinding> = distinct_hosts(application, snapshot, policy)
        .into_iter()
        .map(|(host, roles)| match host {
            Ok(host) => look_up(host, roles, &names, &Asked { country, policy, day }),
            Err((problem, foreign_suffix)) => HostFinding { foreign_suffix, ..unusable(problem, roles) },
        })
        .collect();
    Findings {
        asked_for: application.asked_for,
        legal_name: legal_name.to_owned(),
        country,
        is_country_unknown: application.country.is_unknown(),
        segment: match application.segment {
            SegmentInput::Absent => SegmentFinding::Absent,
            SegmentInput::Known(segment) => SegmentFinding::Known(segment),
            SegmentInput::Unknown => SegmentFinding::Unknown,
        },
        held: application.held.clone(),
        code: code(application, &names),
        control: application.control,
        is_claimed_elsewhere: application.is_claimed_elsewhere,
        name: name_finding(application.asked_for, &names, &hosts, words),
        hosts,
        registry_is_complete: snapshot
            .sources()
            .iter()
            .any(|source| source.is_complete && matches!(source.content, Content::Registry(_))),
        day,
        policy,
        sources: snapshot.versions().clone(),
        looked_into: looked_into(application.asked_for, snapshot),
    }
}

/// The classes of words that a rule may ask for beside these hosts: searching a name for all of them costs more than the rest.
fn name_finding(
    asked_for: Qualification,
    names: &Names<'_>,
    hosts: &[HostFinding],
    words: &NameWords,
) -> NameFinding {
    if names.is_cut() {
        return NameFinding::default();
    }
    let legal_name = names.legal_name;
    let is_education = asked_for == Qualification::Education;
    let is_graded = |host: &HostFinding| {
        let suffix = host.education_suffix.as_ref().filter(|suffix| suffix.grade.is_checked());
        suffix.is_some() && host.listings.is_empty()
    };
    let is_of_government = |host: &HostFinding| host.government_suffix.is_some() || host.locality.is_some();
    let asks_institution = is_education && hosts.iter().any(is_graded);
    let asks_government = !is_education && hosts.iter().any(is_of_government);
    NameFinding {
        has_institution_word: asks_institution && words.names_institution(legal_name),
        has_weak_word: asks_institution && words.names_something_like_it(legal_name),
        has_government_word: asks_government && words.names_government(legal_name),
        has_company_word: asks_government && words.names_company(legal_name),
    }
}

/// The ids of the sources in which an organisation that asks for this would stand.
fn looked_into(asked_for: Qualification, snapshot: &Snapshot) -> Vec<String> {
    let is_government = asked_for == Qualification::GovernmentCommunityCloud;
    let would_hold = |content: &Content| match content {
        Content::Registry(_) => is_government,
        Content::Swot { .. }
        | Content::Listings(_)
        | Content::Register { .. }
        | Content::Organisations { .. } => !is_government,
        Content::PublicMailboxes(_) | Content::DisposableMailboxes(_) => false,
    };
    let sources = snapshot.sources().iter().filter(|source| would_hold(&source.content));
    sources.map(|source| source.version.id.clone()).collect()
}

/// A host, or why there is none; with the suffix that was named in its place, where it is another country's.
type HostWithRoles = (Result<Host, (HostProblem, Option<String>)>, Vec<HostRole>);

/// The hosts that were named, each once, with the places where it was named.
fn distinct_hosts(application: &Application, snapshot: &Snapshot, policy: Policy) -> Vec<HostWithRoles> {
    let inputs = [
        (HostRole::Email, &application.email),
        (HostRole::Domain, &application.domain),
        (HostRole::Website, &application.website),
    ];
    let mut hosts: Vec<HostWithRoles> = Vec::new();
    for (role, text) in inputs {
        let Some(text) = text else { continue };
        let host = match role {
            HostRole::Email => mail_host(text),
            // Files name an address here, too; what stands before an @ in a URL is no mailbox.
            HostRole::Domain if !text.contains("://") => mail_host(text),
            HostRole::Domain | HostRole::Website => Ok(Cow::Borrowed(text.as_str())),
        };
        let host = host.and_then(|text| normalise(&text, &snapshot.basis().suffixes, policy.allow_reserved));
        let host = match host {
            Ok(None) => continue,
            Ok(Some(host)) => Ok(host),
            Err(problem) => Err((problem, foreign_suffix(problem, text))),
        };
        match hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, roles)) => roles.push(role),
            None => hosts.push((host, vec![role])),
        }
    }
    hosts
}

/// The public suffix that was named as a host, if it is that of a country other than the United States.
fn foreign_suffix(problem: HostProblem, text: &str) -> Option<String> {
    let name = text.trim().trim_end_matches(['.', '/']).to_lowercase();
    let label = name.rsplit(['.', '@', '/']).next().unwrap_or_default();
    let country = Country::of_top_level(label).filter(|country| !country.is_united_states())?;
    (problem == HostProblem::PublicSuffix && country.as_str().len() == label.len()).then_some(name)
}

/// What an address for e-mail names as its host. A text without any sign of an address is the host itself; one with such a
/// sign is one address, or nothing that could be looked up (contract 9.1.1).
fn mail_host(text: &str) -> Result<Cow<'_, str>, HostProblem> {
    const SIGNS: [char; 6] = ['@', '\u{ff20}', '\u{fe6b}', ',', ';', '|'];
    if !text.contains(SIGNS) {
        return Ok(Cow::Borrowed(text));
    }
    let address = EmailAddress::parse(text).map_err(|_| HostProblem::Malformed)?;
    Ok(Cow::Owned(address.domain().as_str().to_owned()))
}

fn code(application: &Application, names: &Names<'_>) -> CodeFinding {
    match &application.code {
        CodeInput::Missing => CodeFinding::Missing,
        CodeInput::Unknown => CodeFinding::Unknown,
        CodeInput::Exhausted => CodeFinding::Exhausted,
        CodeInput::Good { organization } if names.compare(organization).is_match() => CodeFinding::Good,
        CodeInput::Good { .. } => CodeFinding::OfAnother,
    }
}

fn unusable(problem: HostProblem, roles: Vec<HostRole>) -> HostFinding {
    HostFinding {
        roles,
        host: Err(problem),
        scripts: Vec::new(),
        top_level_country: None,
        education_suffix: None,
        government_suffix: None,
        foreign_suffix: None,
        locality: None,
        public_mailbox: None,
        disposable_mailbox: None,
        stop_list: None,
        stop_list_source: None,
        abuse_list: None,
        abuse_list_source: None,
        listings: Vec::new(),
        other_bodies: Vec::new(),
        registry: None,
        refusal: None,
        risk_words: Vec::new(),
        research_word: None,
        private_words: Vec::new(),
        names_public_body: false,
        members_mail: None,
        label_is_in_name: false,
        word_is_in_label: false,
        name_is_listed_for: None,
        name_is_listed_by: None,
    }
}

/// What beside the name the looking up depends on.
struct Asked {
    country: Option<Country>,
    policy: Policy,
    day: Date,
}

fn look_up(host: Host, roles: Vec<HostRole>, names: &Names<'_>, asked: &Asked) -> HostFinding {
    let Asked { country, policy, day } = *asked;
    let snapshot = names.snapshot;
    let policy_table = &snapshot.basis().policy;
    let covered = Covered::new(&host, snapshot);
    let listings = listings(&host, names, policy, day);
    let registry = registry(&host, names, policy, day);
    let (risk_words, research_word) = names.unexplained(&listings, registry.as_ref());
    let education_suffix = policy_table.education(&host.name).map(|(suffix, row)| SuffixFinding {
        suffix: suffix.to_owned(),
        grade: row.grade,
        country: row.country,
        segment: row.segment,
        is_host_itself: suffix == host.name,
    });
    let government_suffix = policy_table.government(&host.name).map(|(suffix, _)| suffix.to_owned());
    let locality = policy_table.locality(&host.name).map(|(label, state)| LocalityFinding {
        label: label.to_owned(),
        is_in_name: names_locality(&names.name, label, State::parse(state), names.lexicon),
    });
    let is_government = government_suffix.is_some() || locality.is_some();
    let places = public_places(government_suffix.as_deref());
    let names_public_body = is_government && names.lexicon.names_public_body(&names.name, places);
    let (name_is_listed_by, name_is_listed_for) = names.listed_for_another(&host, country).unzip();
    let graded = education_suffix.as_ref().filter(|suffix| suffix.grade.is_checked());
    let members_mail = members_mail(&host, snapshot, graded.map(|suffix| suffix.suffix.as_str()));
    // Where nobody lists the host, its own words may speak for it.
    let asks_labels = !names.is_cut() && ((listings.is_empty() && graded.is_some()) || is_government);
    HostFinding {
        roles,
        scripts: host
            .unicode
            .as_deref()
            .map_or_else(Vec::new, |unicode| script_names(unicode).into_iter().map(str::to_owned).collect()),
        top_level_country: Country::of_top_level(host.top_level()),
        education_suffix,
        government_suffix,
        foreign_suffix: policy_table.foreign(&host.name).map(str::to_owned),
        locality,
        public_mailbox: covered.public_mailbox.map(|(source, is_well_known, is_host_itself)| {
            MailboxFinding { source: source.to_owned(), is_well_known, is_host_itself }
        }),
        disposable_mailbox: covered.disposable_mailbox.map(|(source, is_host_itself)| MailboxFinding {
            source: source.to_owned(),
            is_well_known: false,
            is_host_itself,
        }),
        stop_list: covered.stop_list.map(|(_, entry)| entry.to_owned()),
        stop_list_source: covered.stop_list.map(|(source, _)| source.to_owned()),
        abuse_list: covered.abuse_list.map(|(_, entry)| entry.to_owned()),
        abuse_list_source: covered.abuse_list.map(|(source, _)| source.to_owned()),
        listings,
        other_bodies: other_bodies(&host, snapshot),
        registry,
        refusal: refusal(&host, names, day),
        risk_words,
        research_word,
        private_words: if is_government { names.private_words() } else { Vec::new() },
        names_public_body,
        members_mail,
        label_is_in_name: asks_labels && label_is_in_name(&host, &names.telling_words()),
        word_is_in_label: asks_labels && word_is_in_label(&host, &names.telling_words()),
        name_is_listed_for,
        name_is_listed_by,
        host: Ok(host),
    }
}

/// Where words for public bodies have to count for a name below a suffix of the government.
fn public_places(suffix: Option<&str>) -> u8 {
    let labels: Vec<&str> = suffix.unwrap_or_default().rsplit('.').collect();
    match labels.as_slice() {
        ["mil", ..] => public::MIL,
        ["us", "nsn", ..] => public::NSN,
        ["us", "fed", ..] => public::FED,
        ["us", _, "state", ..] => public::STATE,
        _ => public::ANY,
    }
}
