//! What a qualification request would use, and whether it may be sent: before `qualification set` and `qualifications
//! create` do what cannot be undone (contract 6.3 rule 8).

use std::fmt::Write as _;
use std::io::BufRead as _;

use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::validations::ValidationCode;
use qualify_sdk::QualificationRequest;
use qualify_vocabulary::{CustomerId, Qualification, ValidationCodeId, VettingStatus};
use serde::Serialize;

use crate::args::WishArgs;
use crate::confirm::{self, Consent};
use crate::exit::Failure;
use crate::session::Session;
use crate::shown::{Row, or_dash};

/// A request that may be sent, and what it comes to.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) qualification: Qualification,
    pub(crate) code: Option<ValidationCodeId>,
    args: Parts,
}

#[derive(Debug)]
struct Parts {
    segment: Option<qualify_vocabulary::EducationSegment>,
    website: Option<String>,
}

/// What would be done, for people and programs. The code is masked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    pub(crate) customer_id: CustomerId,
    customer: String,
    qualification: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    segment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_organization: Option<String>,
    /// The units that the code has; absent where it has no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    units_left: Option<u32>,
    has: Vec<QualificationRecord>,
    done: bool,
}

impl Wish {
    /// Refuses what makes no sense before anything is asked.
    pub(crate) fn parse(args: &WishArgs) -> Result<Self, Failure> {
        let wrong = |text: &str| Err(Failure::WrongSettings(text.to_owned()));
        match args.qualification {
            Qualification::None | Qualification::Nonprofit => {
                return wrong(
                    "None and Nonprofit cannot be asked for: take Education, GovernmentCommunityCloud or StateOwnedEntity",
                );
            }
            Qualification::GovernmentCommunityCloud if args.code.is_none() => {
                return wrong(
                    "GovernmentCommunityCloud needs a validation code: --code; `qualify codes list` shows yours",
                );
            }
            Qualification::Education if args.segment.is_none() && !args.legacy => {
                return wrong(
                    "Education needs --segment K12 or --segment HigherEducation; --legacy asks without one, as old clients did",
                );
            }
            _ => {}
        }
        if args.qualification != Qualification::Education
            && (args.segment.is_some() || args.website.is_some() || args.legacy)
        {
            return wrong("--segment, --website and --legacy are for Education");
        }
        if args.qualification != Qualification::GovernmentCommunityCloud && args.code.is_some() {
            return wrong("--code is for GovernmentCommunityCloud");
        }
        let code = args.code.as_deref().map(read_code).transpose()?;
        Ok(Self {
            qualification: args.qualification,
            code,
            args: Parts { segment: args.segment, website: args.website.clone() },
        })
    }

    /// Whether only the asynchronous form can carry it.
    pub(crate) fn needs_asynchronous_form(&self) -> bool {
        self.args.segment.is_some() || self.args.website.is_some()
    }

    pub(crate) fn request(&self) -> QualificationRequest {
        let request = match (self.qualification, &self.code) {
            (Qualification::GovernmentCommunityCloud, Some(code)) => {
                QualificationRequest::government_community_cloud(code)
            }
            (Qualification::Education, _) => self.args.segment.map_or_else(
                QualificationRequest::education_without_segment,
                QualificationRequest::education,
            ),
            (
                Qualification::StateOwnedEntity
                | Qualification::GovernmentCommunityCloud
                | Qualification::None
                | Qualification::Nonprofit,
                _,
            ) => QualificationRequest::state_owned_entity(),
        };
        match &self.args.website {
            Some(website) => request.website(website),
            None => request,
        }
    }
}

/// The code itself, or the first line of standard input.
fn read_code(text: &str) -> Result<ValidationCodeId, Failure> {
    let mut line = String::new();
    let text = if text == "-" {
        std::io::stdin().lock().read_line(&mut line).map_err(|error| {
            Failure::WrongSettings(format!("--code: standard input cannot be read: {error}"))
        })?;
        &line
    } else {
        text
    };
    ValidationCodeId::from_input(text).ok_or_else(|| Failure::WrongSettings("--code is empty".to_owned()))
}

/// Reads what a customer has and what the code has left, says what would be done, and asks. None if that was all.
pub(crate) async fn planned(session: &Session, args: &WishArgs) -> Result<Option<Wish>, Failure> {
    let wish = Wish::parse(args)?;
    let plan = plan(session, args, &wish).await?;
    match confirm::ask(&plan.words(&session.place.name()), args.change)? {
        Consent::Given => {
            session.before_change();
            Ok(Some(wish))
        }
        Consent::DryRun => {
            session.one(&plan)?;
            Ok(None)
        }
    }
}

async fn plan(session: &Session, args: &WishArgs, wish: &Wish) -> Result<Plan, Failure> {
    let scope = session.client.customers().by_id(args.id);
    let customer = scope.get().await?;
    let has = scope.qualification().get_qualifications().await?;
    let code = match &wish.code {
        Some(code) => Some(usable(session.client.validation_codes().await?, code)?),
        None => None,
    };
    Ok(Plan {
        customer_id: args.id,
        customer: customer.company_profile.company_name,
        qualification: wish.qualification.name().to_owned(),
        segment: args.segment.map(|segment| segment.name().to_owned()),
        code: wish.code.as_ref().map(ToString::to_string),
        units_left: code.as_ref().and_then(|code| code.remaining_creates),
        code_organization: code.map(|code| code.organization_name),
        has,
        done: false,
    })
}

/// The partner's code, if it has a unit left.
fn usable(codes: Vec<ValidationCode>, wanted: &ValidationCodeId) -> Result<ValidationCode, Failure> {
    let found = codes.into_iter().find(|code| code.validation_id == *wanted);
    let code = found.ok_or_else(|| {
        Failure::Failed(format!(
            "nothing was done: the code {wanted} is not among the partner's; `qualify codes list` shows them"
        ))
    })?;
    if code.remaining_creates == Some(0) {
        return Err(Failure::Failed(format!(
            "nothing was done: the code {wanted} has no unit left; ask whoever issued it for another one"
        )));
    }
    Ok(code)
}

impl Plan {
    fn is_there_already(&self) -> bool {
        self.has.iter().any(|record| {
            let is_in_force = record
                .vetting_status
                .as_ref()
                .is_none_or(|status| status.known() == Some(VettingStatus::Approved));
            is_in_force && record.qualification.as_str() == self.qualification
        })
    }

    /// What would be done, in sentences.
    fn words(&self, place: &str) -> String {
        let segment = self.segment.as_ref().map(|segment| format!(" ({segment})")).unwrap_or_default();
        let has: Vec<String> = self.has.iter().map(described).collect();
        let has = if has.is_empty() { "nothing".to_owned() } else { has.join(", ") };
        let mut words = format!(
            "{}{segment} for {} ({}) at {place}. It cannot be undone.\nThe customer has: {has}.",
            self.qualification, self.customer, self.customer_id
        );
        if self.is_there_already() {
            words.push_str(" It is there already: nothing would change, and nothing be used.");
        } else if let Some(code) = &self.code {
            let of = self.code_organization.as_deref().unwrap_or_default();
            let units = match self.units_left {
                Some(left) => format!("{left} left, {} afterwards", left.saturating_sub(1)),
                None => "it has no limit".to_owned(),
            };
            // Writing to a string does not fail.
            let _ = write!(words, "\nIt uses a unit of the code {code} ({of}): {units}.");
        }
        words
    }
}

fn described(record: &QualificationRecord) -> String {
    match &record.vetting_status {
        Some(status) => format!("{} ({status})", record.qualification),
        None => record.qualification.to_string(),
    }
}

impl Row for Plan {
    const TITLES: &'static [&'static str] =
        &["CUSTOMER", "NAME", "QUALIFICATION", "SEGMENT", "CODE", "UNITS-LEFT", "HAS", "DONE"];

    fn cells(&self) -> Vec<String> {
        let units = match (&self.code, self.units_left) {
            (None, _) => "-".to_owned(),
            (Some(_), None) => "no limit".to_owned(),
            (Some(_), Some(left)) => left.to_string(),
        };
        let has: Vec<String> = self.has.iter().map(described).collect();
        vec![
            self.customer_id.to_string(),
            self.customer.clone(),
            self.qualification.clone(),
            or_dash(self.segment.as_deref()),
            or_dash(self.code.as_deref()),
            units,
            or_dash(Some(has.join(", ").as_str())),
            "no, dry run".to_owned(),
        ]
    }
}
