//! The rules of Education, E1 to E12.

use qualify_vocabulary::{EducationSegment, Outcome, ReasonCode};

use super::rule::verdict;
use crate::Country;
use crate::datasets::{Grade, RegistryKind};
use crate::findings::{Findings, HostFinding, ListingFinding, SegmentFinding, SuffixFinding, Verdict};

use Outcome::{Approve, NeedsHuman};
use ReasonCode as Code;

/// E1.
pub(super) fn no_host(findings: &Findings) -> Option<Verdict> {
    if findings.hosts.is_empty() { Some(verdict(NeedsHuman, Code::NoDomain)) } else { None }
}

/// E2.
pub(super) fn disposable(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    let mailbox = host.disposable_mailbox.as_ref().filter(|_| host.listings.is_empty())?;
    Some(host.mailbox_verdict(mailbox, Code::Disposable))
}

/// E3.
pub(super) fn public_mailbox(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    let mailbox = host.public_mailbox.as_ref()?;
    if mailbox.is_well_known {
        return Some(host.mailbox_verdict(mailbox, Code::FreeMail));
    }
    let is_below_checked = host
        .education_suffix
        .as_ref()
        .is_some_and(|suffix| suffix.grade.is_checked() && !suffix.is_host_itself);
    if is_below_checked || host.used_listings().next().is_some() {
        return None;
    }
    if host.listings.is_empty() {
        Some(host.mailbox_verdict(mailbox, Code::FreeMail))
    } else {
        Some(verdict(NeedsHuman, Code::OverbroadListing))
    }
}

/// E4.
pub(super) fn tenant_name(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    if host.is_bare_tenant_name() { Some(verdict(NeedsHuman, Code::NoOwnDomain)) } else { None }
}

/// E5.
pub(super) fn doubtful_form(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    let named = host.usable()?;
    if named.is_international() {
        return Some(verdict(NeedsHuman, Code::Idn));
    }
    if named.is_personal_page {
        return Some(verdict(NeedsHuman, Code::PersonalPage));
    }
    None
}

/// E6.
pub(super) fn distrusted(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    if host.stop_list.is_some() {
        return Some(verdict(NeedsHuman, Code::Stoplisted));
    }
    host.abuse_list.as_ref().map(|_| verdict(NeedsHuman, Code::Abused))
}

/// E6m.
pub(super) fn members_mail(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    host.members_mail.as_ref().map(|_| verdict(NeedsHuman, Code::MembersMail))
}

/// E7. A suffix without a country in it says where its registry is, and foreign institutions kept their names there: it
/// speaks only where no listing does.
pub(super) fn country(findings: &Findings, host: &HostFinding) -> Option<Verdict> {
    let of_listings: Vec<Country> = host.used_listings().filter_map(|listing| listing.country).collect();
    let is_listed = host.used_listings().next().is_some();
    let of_registry = host.education_suffix.as_ref().and_then(|suffix| suffix.country).filter(|_| !is_listed);
    let of_suffix = host.top_level_country.or(of_registry);
    let contradicts = |given: Country| {
        of_suffix.into_iter().chain(of_listings.iter().copied()).any(|other| !given.agrees_with(other))
    };
    let listings_disagree = of_listings.windows(2).any(|pair| !pair[0].agrees_with(pair[1]));
    if findings.country.is_some_and(contradicts) || listings_disagree {
        return Some(verdict(NeedsHuman, Code::CountryMismatch));
    }
    None
}

/// E8.
pub(super) fn government(findings: &Findings, host: &HostFinding) -> Option<Verdict> {
    if host.usable()?.top_level() != "gov" {
        return None;
    }
    let district = host.registry.as_ref().filter(|row| row.kind == RegistryKind::SchoolDistrict);
    match district {
        None => Some(verdict(NeedsHuman, Code::GovDomain)),
        Some(row) if !row.score.is_match() => Some(verdict(NeedsHuman, Code::NameMismatch)),
        Some(_) if findings.segment == SegmentFinding::Known(EducationSegment::HigherEducation) => {
            Some(verdict(NeedsHuman, Code::SegmentMismatch))
        }
        Some(_) => Some(verdict(Approve, Code::GovSchoolDistrict)),
    }
}

/// E9.
pub(super) fn beside_teaching(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    let named = host.usable()?;
    if named.top_level() == "mil" {
        return Some(verdict(NeedsHuman, Code::Military));
    }
    if named.is_on_shared_platform && host.used_listings().next().is_none() {
        return Some(verdict(NeedsHuman, Code::SharedPlatform));
    }
    // Where nothing speaks for education anyway, there is nothing beside which it could stand.
    let is_listed = host.used_listings().next().is_some();
    let is_graded = host
        .education_suffix
        .as_ref()
        .is_some_and(|suffix| suffix.grade.is_checked() || suffix.grade == Grade::L);
    let is_research = is_listed && host.research_word.is_some();
    if (is_listed || is_graded) && (!host.risk_words.is_empty() || is_research) {
        return Some(verdict(NeedsHuman, Code::AffiliateOrNonTeaching));
    }
    if host.education_suffix.as_ref().is_some_and(|suffix| suffix.grade == Grade::L) {
        return Some(verdict(NeedsHuman, Code::Library));
    }
    None
}

/// E10.
pub(super) fn listed(findings: &Findings, host: &HostFinding) -> Option<Verdict> {
    if host.listings.is_empty() {
        return None;
    }
    let used: Vec<&ListingFinding> = host.used_listings().collect();
    let Some(best) = used.iter().map(|listing| listing.score).max() else {
        return Some(verdict(NeedsHuman, Code::OverbroadListing));
    };
    if !best.is_match() {
        return Some(verdict(NeedsHuman, Code::NameMismatch));
    }
    if host.name_is_listed_for.is_some() {
        return Some(verdict(NeedsHuman, Code::NameBelongsToOtherDomain));
    }
    let of_suffix = host.education_suffix.as_ref().and_then(|suffix| suffix.segment);
    let segments: Vec<EducationSegment> = host.own_listings().filter_map(|listing| listing.segment).collect();
    let listings_disagree = segments.windows(2).any(|pair| pair[0] != pair[1]);
    let contradicts = |segment| findings.segment.contradicts(Some(segment));
    if listings_disagree || segments.iter().copied().chain(of_suffix).any(contradicts) {
        return Some(verdict(NeedsHuman, Code::SegmentMismatch));
    }
    if used.iter().filter(|listing| listing.score.is_match()).all(|listing| listing.is_not_teaching) {
        return Some(verdict(NeedsHuman, Code::ListedNotTeaching));
    }
    Some(verdict(Approve, Code::EduDataset))
}

/// E11.
pub(super) fn suffix(findings: &Findings, host: &HostFinding) -> Option<Verdict> {
    let suffix = host.education_suffix.as_ref().filter(|suffix| suffix.grade.is_checked())?;
    if suffix.is_host_itself {
        return Some(verdict(NeedsHuman, Code::SuffixItself));
    }
    if host.name_is_listed_for.is_some() {
        return Some(verdict(NeedsHuman, Code::NameBelongsToOtherDomain));
    }
    if findings.segment.contradicts(suffix.segment) {
        return Some(verdict(NeedsHuman, Code::SegmentMismatch));
    }
    if !is_plausible(findings, host, suffix) {
        return Some(verdict(NeedsHuman, Code::NameImplausible));
    }
    Some(verdict(Approve, if suffix.grade == Grade::A { Code::EduSuffixA } else { Code::EduSuffixB }))
}

fn is_plausible(findings: &Findings, host: &HostFinding, suffix: &SuffixFinding) -> bool {
    let name = &findings.name;
    if host.research_word.is_some() {
        return false;
    }
    match suffix.grade {
        Grade::A => name.has_institution_word || name.has_weak_word || host.label_is_in_name,
        Grade::B => name.has_institution_word,
        Grade::C | Grade::L => false,
    }
}

/// The listing with most in common, for those that explain.
pub(crate) fn best_listing(host: &HostFinding) -> Option<&ListingFinding> {
    host.used_listings().max_by_key(|listing| listing.score)
}
