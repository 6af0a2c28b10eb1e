//! What is asked: the facts about an applicant, and the policy under which they are judged (vetting specification 2).

use qualify_vocabulary::{EducationSegment, IsoCountry, Qualification};
use serde::{Deserialize, Serialize};

use crate::Country;

/// An application as somebody filled it in. Nothing in it has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// What is asked for.
    pub asked_for: Qualification,
    /// The organisation's legal name.
    pub legal_name: String,
    /// The organisation's website: a URL or a host.
    pub website: Option<String>,
    /// A person's e-mail address there, or its host.
    pub email: Option<String>,
    /// The domain of the organisation's tenant.
    pub domain: Option<String>,
    /// The country of its postal address.
    pub country: CountryInput,
    /// The kind of school.
    pub segment: SegmentInput,
    /// For Government Community Cloud: the validation code.
    pub code: CodeInput,
    /// The qualifications that it holds already.
    pub held: Vec<Qualification>,
    /// What proves that the applicant controls the host.
    pub control: Control,
    /// Whether another customer was approved with the registrable domain on which an approval would rest.
    pub is_claimed_elsewhere: bool,
}

impl Application {
    /// An application for a qualification under a name; everything else is absent.
    pub fn new(asked_for: Qualification, legal_name: impl Into<String>) -> Self {
        Self {
            asked_for,
            legal_name: legal_name.into(),
            website: None,
            email: None,
            domain: None,
            country: CountryInput::Absent,
            segment: SegmentInput::Absent,
            code: CodeInput::Missing,
            held: Vec::new(),
            control: Control::None,
            is_claimed_elsewhere: false,
        }
    }
}

/// The country as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CountryInput {
    /// Not given: nothing is asked about it.
    #[default]
    Absent,
    /// One of them.
    Known(Country),
    /// A text that names no country.
    Unknown,
}

impl CountryInput {
    /// Reads a code of two or three letters, in any casing; a blank text gives none (vetting specification 15.8).
    ///
    /// ```
    /// use qualify_vetting::{Country, CountryInput};
    /// assert_eq!(CountryInput::parse("usa"), CountryInput::Known(Country::US));
    /// assert_eq!(CountryInput::parse("UK"), CountryInput::Unknown);
    /// assert_eq!(CountryInput::parse(" "), CountryInput::Absent);
    /// ```
    pub fn parse(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::Absent;
        }
        let country = IsoCountry::find(text).and_then(|country| Country::parse(country.alpha_2));
        country.map_or(Self::Unknown, Self::Known)
    }

    /// Whether a text was given that names none.
    pub const fn is_unknown(self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The country, if it is known.
    pub(crate) const fn known(self) -> Option<Country> {
        match self {
            Self::Known(country) => Some(country),
            Self::Absent | Self::Unknown => None,
        }
    }
}

/// The segment as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SegmentInput {
    /// Not given, which is fine.
    #[default]
    Absent,
    /// One of the two.
    Known(EducationSegment),
    /// A text that names no segment.
    Unknown,
}

/// The validation code as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CodeInput {
    /// None was given.
    #[default]
    Missing,
    /// It is none of the partner's.
    Unknown,
    /// No unit of it is left.
    Exhausted,
    /// It is good.
    Good {
        /// The organisation for which it was issued.
        organization: String,
    },
}

/// What proves that the applicant controls the host. It is never evidence of eligibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// Nothing.
    #[default]
    None,
    /// A link in an e-mail.
    Email,
    /// A record in the DNS.
    Dns,
    /// The tenant's verified domain.
    TenantVerified,
}

/// Under which policy an application is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How much an approval takes.
    pub strictness: Strictness,
    /// Whether names below `example` are ordinary ones, as in the sandbox.
    pub allow_reserved: bool,
    /// From this age on, in days, a listing is stale.
    pub listing_age_days_max: u32,
    /// From this age on, in days, a registry is stale.
    pub registry_age_days_max: u32,
    /// In how many business days a person usually decides; it decides nothing, and is said.
    #[serde(default = "usual_business_days")]
    pub sla_business_days: u32,
}

const fn usual_business_days() -> u32 {
    3
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            strictness: Strictness::Standard,
            allow_reserved: false,
            listing_age_days_max: 180,
            registry_age_days_max: 30,
            sla_business_days: usual_business_days(),
        }
    }
}

/// How much an approval takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strictness {
    /// Evidence.
    #[default]
    Standard,
    /// Evidence that is not stale, and proof of control over the host.
    Strict,
}
