//! The words of a decision: how it ended, and the one code that says why (vetting specification 7 and 8).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ParseError, VettingReason};

/// How the examination of an application ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The customer qualifies.
    Approve,
    /// Nobody but a person can tell.
    NeedsHuman,
    /// The customer does not qualify.
    Deny,
    /// The application cannot be examined as it is.
    Invalid,
}

impl Outcome {
    /// All four, the weakest first: where two meet, the later one wins.
    pub const ALL: [Self; 4] = [Self::Approve, Self::NeedsHuman, Self::Deny, Self::Invalid];

    /// The one spelling, in files, in storage and on the operators' door.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::NeedsHuman => "needs-human",
            Self::Deny => "deny",
            Self::Invalid => "invalid",
        }
    }

    /// Reads the exact name.
    ///
    /// # Errors
    /// The text is not one of the names.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::ALL
            .into_iter()
            .find(|value| value.name() == text)
            .ok_or(ParseError::new("an outcome", "approve, needs-human, deny or invalid is expected"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Declares the codes with their spellings: each stands once.
macro_rules! reason_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The one reason to which a decision is traced. Stable: stored, and printed for people and scripts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ReasonCode {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl ReasonCode {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The one spelling.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

reason_codes! {
    /// No request can set this qualification.
    QualificationNotSettable = "QUALIFICATION_NOT_SETTABLE",
    /// The segment is not a known one.
    InputSegment = "INPUT_SEGMENT",
    /// What was given as the country is none.
    InputCountry = "INPUT_COUNTRY",
    /// The legal name is empty.
    InputName = "INPUT_NAME",
    /// An address is no domain.
    InputIp = "INPUT_IP",
    /// A public suffix belongs to nobody.
    InputPublicSuffix = "INPUT_PUBLIC_SUFFIX",
    /// A reserved name.
    InputReserved = "INPUT_RESERVED",
    /// A single label.
    InputSingle = "INPUT_SINGLE",
    /// Not a host name for another reason.
    InputHost = "INPUT_HOST",
    /// The customer has the qualification.
    AlreadyQualified = "ALREADY_QUALIFIED",
    /// The customer has one beside which this one cannot stand.
    QualificationConflict = "QUALIFICATION_CONFLICT",
    /// An earlier final finding says no.
    ListedNotEligible = "LISTED_NOT_ELIGIBLE",
    /// No host at all was named.
    NoDomain = "NO_DOMAIN",
    /// A disposable mailbox.
    Disposable = "DISPOSABLE",
    /// A public mailbox.
    FreeMail = "FREE_MAIL",
    /// A listing that covers more than an institution.
    OverbroadListing = "OVERBROAD_LISTING",
    /// Nothing but a tenant name, which proves nothing.
    NoOwnDomain = "NO_OWN_DOMAIN",
    /// A name with letters outside ASCII.
    Idn = "IDN",
    /// A person's page.
    PersonalPage = "PERSONAL_PAGE",
    /// The stop-list distrusts mailboxes there.
    Stoplisted = "STOPLISTED",
    /// Mailboxes there were abused.
    Abused = "ABUSED",
    /// Mail of members and guests, not of the institution.
    MembersMail = "MEMBERS_MAIL",
    /// The address and the evidence name two countries.
    CountryMismatch = "COUNTRY_MISMATCH",
    /// A school district of the .gov registry.
    GovSchoolDistrict = "GOV_SCHOOL_DISTRICT",
    /// The evidence names somebody else.
    NameMismatch = "NAME_MISMATCH",
    /// The evidence names the other segment.
    SegmentMismatch = "SEGMENT_MISMATCH",
    /// Government, not education.
    GovDomain = "GOV_DOMAIN",
    /// Below .mil, which is no school.
    Military = "MILITARY",
    /// A name below a platform that anybody can have.
    SharedPlatform = "SHARED_PLATFORM",
    /// A word that speaks of something beside a school.
    AffiliateOrNonTeaching = "AFFILIATE_OR_NON_TEACHING",
    /// The libraries' space.
    Library = "LIBRARY",
    /// Listed under this name.
    EduDataset = "EDU_DATASET",
    /// Listed, and by its name no place of teaching.
    ListedNotTeaching = "LISTED_NOT_TEACHING",
    /// The graded suffix itself.
    SuffixItself = "SUFFIX_ITSELF",
    /// The name is that of an institution elsewhere.
    NameBelongsToOtherDomain = "NAME_BELONGS_TO_OTHER_DOMAIN",
    /// The name does not sound like an institution.
    NameImplausible = "NAME_IMPLAUSIBLE",
    /// Below a suffix of grade A.
    EduSuffixA = "EDU_SUFFIX_A",
    /// Below a suffix of grade B.
    EduSuffixB = "EDU_SUFFIX_B",
    /// Nothing speaks for education.
    EduNoEvidence = "EDU_NO_EVIDENCE",
    /// Government Community Cloud needs a code.
    GccCodeMissing = "GCC_CODE_MISSING",
    /// The code is none of the partner's.
    GccCodeUnknown = "GCC_CODE_UNKNOWN",
    /// The code is used up.
    GccCodeExhausted = "GCC_CODE_EXHAUSTED",
    /// The code was issued for somebody else.
    GccCodeOrgMismatch = "GCC_CODE_ORG_MISMATCH",
    /// Not of the United States.
    GccNotUs = "GCC_NOT_US",
    /// In the .gov registry under this name.
    GovRegistry = "GOV_REGISTRY",
    /// Not in a registry that is complete.
    GovNotInRegistry = "GOV_NOT_IN_REGISTRY",
    /// Below a suffix of the government.
    GovSuffix = "GOV_SUFFIX",
    /// A locality's own name in the .us space.
    GovLocality = "GOV_LOCALITY",
    /// A private body beside the government's.
    GovPrivateBody = "GOV_PRIVATE_BODY",
    /// Nothing speaks for government.
    GovNoEvidence = "GOV_NO_EVIDENCE",
    /// State ownership was declared.
    SoeAttested = "SOE_ATTESTED",
    /// Only the website speaks for the customer, and anybody can name a website.
    ControlUnproven = "CONTROL_UNPROVEN",
    /// Another customer was approved with this domain.
    DuplicateClaim = "DUPLICATE_CLAIM",
    /// The evidence is older than the policy allows.
    StaleEvidence = "STALE_EVIDENCE",
    /// The installation decides all requests alike.
    PolicyFixed = "POLICY_FIXED",
    /// An operator decided.
    OperatorDecision = "OPERATOR_DECISION",
    /// A reviewer decided.
    ReviewDecision = "REVIEW_DECISION",
    /// The partner did not send what a reviewer asked for.
    InfoNotProvided = "INFO_NOT_PROVIDED",
    /// Somebody asks whether an approval still holds.
    ReverificationDue = "REVERIFICATION_DUE",
    /// The sandbox was told the outcome by the customer's e-mail host.
    SandboxScripted = "SANDBOX_SCRIPTED",
}

impl ReasonCode {
    /// Whether a rule comes to it by looking at the customer; the others say who decided, or why without looking.
    pub const fn is_of_a_rule(self) -> bool {
        !matches!(
            self,
            Self::PolicyFixed
                | Self::OperatorDecision
                | Self::ReviewDecision
                | Self::InfoNotProvided
                | Self::ReverificationDue
                | Self::SandboxScripted
        )
    }

    /// Reads the exact name.
    ///
    /// # Errors
    /// The text is not one of the codes.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.name() == text)
            .ok_or(ParseError::new("a reason code", "a code such as EDU_SUFFIX_A is expected"))
    }

    /// What partners read in the place of a code that is kept from them.
    pub const PERSON_LOOKS: &'static str = "PERSON_LOOKS";

    /// Whether the code says something about others than who asked: another partner's customer, or what is held
    /// against a domain (contract 9.5). To partners all of these read alike, so that none tells of another.
    pub const fn is_kept_from_partners(self) -> bool {
        matches!(self, Self::DuplicateClaim | Self::Stoplisted | Self::Abused | Self::OverbroadListing)
    }

    /// The code as partners read it.
    pub const fn name_for_partners(self) -> &'static str {
        if self.is_kept_from_partners() { Self::PERSON_LOOKS } else { self.name() }
    }

    /// The documented text that goes with a denial of Education for this reason.
    pub const fn vetting_reason(self) -> VettingReason {
        if matches!(self, Self::FreeMail | Self::Disposable) {
            VettingReason::NotAcademicDomain
        } else {
            VettingReason::NotEducationCustomer
        }
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_and_codes_read_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.name()), Ok(outcome));
            assert_eq!(serde_json::to_string(&outcome).unwrap(), format!("{:?}", outcome.name()));
        }
        for code in ReasonCode::ALL {
            assert_eq!(ReasonCode::parse(code.name()), Ok(*code));
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("{:?}", code.name()));
        }
        assert!(Outcome::parse("maybe").is_err() && ReasonCode::parse("edu_suffix_a").is_err());
        assert!(ReasonCode::parse(ReasonCode::PERSON_LOOKS).is_err(), "it is nobody's reason");
    }

    #[test]
    fn invalid_outweighs_deny_and_deny_a_person_and_a_person_an_approval() {
        assert!(Outcome::Invalid > Outcome::Deny);
        assert!(Outcome::Deny > Outcome::NeedsHuman);
        assert!(Outcome::NeedsHuman > Outcome::Approve);
    }
}
