//! The rules in their order, with the version of them all.

use qualify_vocabulary::{Outcome, Qualification, ReasonCode};

use super::rule::{Judge, Rule, verdict};
use super::{education, gates, government, validity};

/// The version of the rules: stored with every decision.
pub const RULESET: &str = "2";

use Outcome::{Approve, Deny, Invalid, NeedsHuman};
use ReasonCode as Code;

const EDUCATION: Option<Qualification> = Some(Qualification::Education);
const GOVERNMENT: Option<Qualification> = Some(Qualification::GovernmentCommunityCloud);
const STATE_OWNED: Option<Qualification> = Some(Qualification::StateOwnedEntity);

/// All rules in their order.
pub const TABLE: &[Rule] = &[
    Rule {
        id: "V1",
        asked_for: None,
        condition: "The qualification cannot be asked for; the segment is not one of the two, the country \
                    none of ISO 3166 (absent is fine); the legal name is empty; the e-mail address is none; hosts were named and none of them can be looked up (for \
                    Government Community Cloud, the public suffix of another country)",
        answers: &[
            (Invalid, Code::QualificationNotSettable),
            (Invalid, Code::InputSegment),
            (Invalid, Code::InputCountry),
            (Invalid, Code::InputName),
            (Invalid, Code::InputIp),
            (Invalid, Code::InputPublicSuffix),
            (Invalid, Code::InputReserved),
            (Invalid, Code::InputSingle),
            (Invalid, Code::InputHost),
            (Deny, Code::GccNotUs),
        ],
        judge: Judge::Application(validity::inputs),
    },
    Rule {
        id: "V2",
        asked_for: None,
        condition: "The customer has the qualification already, or one that does not go with it",
        answers: &[(Invalid, Code::AlreadyQualified), (Invalid, Code::QualificationConflict)],
        judge: Judge::Application(validity::held),
    },
    Rule {
        id: "V3",
        asked_for: EDUCATION,
        condition: "Our own table of organisations says of this name with this domain that it is not eligible",
        answers: &[(Deny, Code::ListedNotEligible)],
        judge: Judge::Host(validity::refused),
    },
    Rule {
        id: "E1",
        asked_for: EDUCATION,
        condition: "No host was named at all",
        answers: &[(NeedsHuman, Code::NoDomain)],
        judge: Judge::Application(education::no_host),
    },
    Rule {
        id: "E2",
        asked_for: EDUCATION,
        condition: "A disposable mailbox that nobody lists: as an address at the service itself; below it, or as a website",
        answers: &[(Deny, Code::Disposable), (NeedsHuman, Code::SharedPlatform)],
        judge: Judge::Host(education::disposable),
    },
    Rule {
        id: "E3",
        asked_for: EDUCATION,
        condition: "A public mailbox outside of a checked suffix: that nobody lists, as an address at the service itself; \
                    below it, or as a website; whose listing is quarantined",
        answers: &[
            (Deny, Code::FreeMail),
            (NeedsHuman, Code::SharedPlatform),
            (NeedsHuman, Code::OverbroadListing),
        ],
        judge: Judge::Host(education::public_mailbox),
    },
    Rule {
        id: "E4",
        asked_for: EDUCATION,
        condition: "A name below onmicrosoft.com that nobody lists; it counts only where no other host was named",
        answers: &[(NeedsHuman, Code::NoOwnDomain)],
        judge: Judge::Host(education::tenant_name),
    },
    Rule {
        id: "E5",
        asked_for: EDUCATION,
        condition: "Letters outside of ASCII in the host; a person's page",
        answers: &[(NeedsHuman, Code::Idn), (NeedsHuman, Code::PersonalPage)],
        judge: Judge::Host(education::doubtful_form),
    },
    Rule {
        id: "E6",
        asked_for: EDUCATION,
        condition: "The host or a parent is in the stop-list; in the abuse list",
        answers: &[(NeedsHuman, Code::Stoplisted), (NeedsHuman, Code::Abused)],
        judge: Judge::Host(education::distrusted),
    },
    Rule {
        id: "E6m",
        asked_for: EDUCATION,
        condition: "A name for the mail of members and guests (students, alumni, mailbox) directly below a listed or \
                    graded one, unless it is listed itself",
        answers: &[(NeedsHuman, Code::MembersMail)],
        judge: Judge::Host(education::members_mail),
    },
    Rule {
        id: "E7",
        asked_for: EDUCATION,
        condition: "The address is in another country than the suffix or a listing says, or two listings disagree",
        answers: &[(NeedsHuman, Code::CountryMismatch)],
        judge: Judge::Host(education::country),
    },
    Rule {
        id: "E8",
        asked_for: EDUCATION,
        condition: "Below .gov: a school district of the registry under this name, but not as higher education; \
                    under another name; as higher education; another body",
        answers: &[
            (Approve, Code::GovSchoolDistrict),
            (NeedsHuman, Code::NameMismatch),
            (NeedsHuman, Code::SegmentMismatch),
            (NeedsHuman, Code::GovDomain),
        ],
        judge: Judge::Host(education::government),
    },
    Rule {
        id: "E9",
        asked_for: EDUCATION,
        condition: "Below .mil; on a shared platform without a listing; the host is listed or graded, and the name \
                    holds a word of something beside teaching that the evidence does not; in the libraries' space",
        answers: &[
            (NeedsHuman, Code::Military),
            (NeedsHuman, Code::SharedPlatform),
            (NeedsHuman, Code::AffiliateOrNonTeaching),
            (NeedsHuman, Code::Library),
        ],
        judge: Judge::Host(education::beside_teaching),
    },
    Rule {
        id: "E10",
        asked_for: EDUCATION,
        condition: "The host or a parent is listed: only by entries that are quarantined; under another name; the \
                    name is listed for another domain and not for this one; with another segment; under a name of \
                    research that is no place of teaching; else",
        answers: &[
            (NeedsHuman, Code::OverbroadListing),
            (NeedsHuman, Code::NameMismatch),
            (NeedsHuman, Code::NameBelongsToOtherDomain),
            (NeedsHuman, Code::SegmentMismatch),
            (NeedsHuman, Code::ListedNotTeaching),
            (Approve, Code::EduDataset),
        ],
        judge: Judge::Host(education::listed),
    },
    Rule {
        id: "E11",
        asked_for: EDUCATION,
        condition: "Below a suffix of grade A or B: the suffix itself; the name is listed for another domain; the \
                    suffix is for the other segment; the name is not plausible; else",
        answers: &[
            (NeedsHuman, Code::SuffixItself),
            (NeedsHuman, Code::NameBelongsToOtherDomain),
            (NeedsHuman, Code::SegmentMismatch),
            (NeedsHuman, Code::NameImplausible),
            (Approve, Code::EduSuffixA),
            (Approve, Code::EduSuffixB),
        ],
        judge: Judge::Host(education::suffix),
    },
    Rule {
        id: "E12",
        asked_for: EDUCATION,
        condition: "Nothing speaks for education",
        answers: &[(NeedsHuman, Code::EduNoEvidence)],
        judge: Judge::Host(|_, _| Some(verdict(NeedsHuman, Code::EduNoEvidence))),
    },
    Rule {
        id: "G1",
        asked_for: GOVERNMENT,
        condition: "The code is missing; is none of the partner's; has no unit left",
        answers: &[
            (Invalid, Code::GccCodeMissing),
            (Deny, Code::GccCodeUnknown),
            (Deny, Code::GccCodeExhausted),
        ],
        judge: Judge::Application(government::code),
    },
    Rule {
        id: "G2",
        asked_for: GOVERNMENT,
        condition: "The address is outside of the United States and their territories",
        answers: &[(Deny, Code::GccNotUs)],
        judge: Judge::Application(government::address),
    },
    Rule {
        id: "G2h",
        asked_for: GOVERNMENT,
        condition: "A disposable or public mailbox, as an address at the service itself; below it, or as a website; below \
                    the suffix of a foreign or international body",
        answers: &[
            (Deny, Code::Disposable),
            (Deny, Code::FreeMail),
            (NeedsHuman, Code::SharedPlatform),
            (Deny, Code::GccNotUs),
        ],
        judge: Judge::Host(government::not_of_the_united_states),
    },
    Rule {
        id: "G3",
        asked_for: GOVERNMENT,
        condition: "A name below onmicrosoft.com; the code was issued for another organisation; letters outside of \
                    ASCII in the host",
        answers: &[
            (NeedsHuman, Code::NoOwnDomain),
            (NeedsHuman, Code::GccCodeOrgMismatch),
            (NeedsHuman, Code::Idn),
        ],
        judge: Judge::Host(government::doubtful),
    },
    Rule {
        id: "G4",
        asked_for: GOVERNMENT,
        condition: "Below .gov and in the registry: under this name with words of a private body added; under this name, or \
                    below the row of a state under the name of a part of it that the host's label names; under another",
        answers: &[
            (NeedsHuman, Code::GovPrivateBody),
            (Approve, Code::GovRegistry),
            (NeedsHuman, Code::NameMismatch),
        ],
        judge: Judge::Host(government::registered),
    },
    Rule {
        id: "G5",
        asked_for: GOVERNMENT,
        condition: "Below .gov and not in a registry that is complete; without such a registry, the name speaks of a \
                    private body; of a government body or of what the host says; else",
        answers: &[
            (NeedsHuman, Code::GovNotInRegistry),
            (NeedsHuman, Code::GovPrivateBody),
            (Approve, Code::GovSuffix),
            (NeedsHuman, Code::NameImplausible),
        ],
        judge: Judge::Host(government::unregistered),
    },
    Rule {
        id: "G6",
        asked_for: GOVERNMENT,
        condition: "Below another suffix of the government, or a locality's own name in the .us space that the legal \
                    name holds: the name speaks of a private body; of a public body of the kind that the suffix is for; \
                    else",
        answers: &[
            (NeedsHuman, Code::GovPrivateBody),
            (Approve, Code::GovSuffix),
            (Approve, Code::GovLocality),
            (NeedsHuman, Code::NameImplausible),
        ],
        judge: Judge::Host(government::other_suffix),
    },
    Rule {
        id: "G7",
        asked_for: GOVERNMENT,
        condition: "Nothing speaks for government, which holders of regulated data and cities on .com show by papers",
        answers: &[(NeedsHuman, Code::GovNoEvidence)],
        judge: Judge::Host(|_, _| Some(verdict(NeedsHuman, Code::GovNoEvidence))),
    },
    Rule {
        id: "S1",
        asked_for: STATE_OWNED,
        condition: "A declaration of state ownership, which is recorded and not vetted",
        answers: &[(Approve, Code::SoeAttested)],
        judge: Judge::Application(|_| Some(verdict(Approve, Code::SoeAttested))),
    },
    Rule {
        id: "H1",
        asked_for: None,
        condition: "Several hosts: one of them carries a flag of integrity (letters, stop-list, name, country, \
                    segment, quarantine), whatever the others say; the only host that speaks for the customer is a \
                    website, which anybody can name",
        answers: &[
            (NeedsHuman, Code::Idn),
            (NeedsHuman, Code::Stoplisted),
            (NeedsHuman, Code::Abused),
            (NeedsHuman, Code::CountryMismatch),
            (NeedsHuman, Code::NameMismatch),
            (NeedsHuman, Code::SegmentMismatch),
            (NeedsHuman, Code::OverbroadListing),
            (NeedsHuman, Code::ControlUnproven),
        ],
        judge: Judge::Together,
    },
    Rule {
        id: "P1",
        asked_for: EDUCATION,
        condition: "It would be approved, and another customer was approved with the same domain",
        answers: &[(NeedsHuman, Code::DuplicateClaim)],
        judge: Judge::Approval(gates::claimed),
    },
    Rule {
        id: "P2",
        asked_for: None,
        condition: "It would be approved, the policy is strict, and nothing proves control over the host",
        answers: &[(NeedsHuman, Code::ControlUnproven)],
        judge: Judge::Approval(gates::control),
    },
    Rule {
        id: "P3",
        asked_for: None,
        condition: "It would be approved, the policy is strict, and the evidence is older than it allows",
        answers: &[(NeedsHuman, Code::StaleEvidence)],
        judge: Judge::Approval(gates::age),
    },
];
