//! The form of a request: what is asked for, and what belongs to it.

use qualify_domain::qualification::create::CreateRequest;
use qualify_domain::qualification::{CodeInput, SegmentInput};
use qualify_domain::validation_code::ValidationCode;
use qualify_texts::{Dashboard as Texts, Locale};
use qualify_vocabulary::{EducationSegment, Qualification, ValidationCodeId};

use crate::form::SentForm;
use crate::words::qualification_name;

pub(super) const QUALIFICATION: &str = "qualification";
pub(super) const SEGMENT: &str = "segment";
pub(super) const WEBSITE: &str = "website";
pub(super) const CODE: &str = "code";

/// The fields that a request is made of.
pub(super) const FIELDS: [&str; 4] = [QUALIFICATION, SEGMENT, WEBSITE, CODE];

/// What can be asked for.
const ASKED_FOR: [Qualification; 3] =
    [Qualification::Education, Qualification::GovernmentCommunityCloud, Qualification::StateOwnedEntity];

/// Something that can be chosen.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
    pub(super) is_possible: bool,
}

/// The fields with what was typed.
#[derive(Debug)]
pub(super) struct RequestFields {
    pub(super) qualifications: Vec<Choice>,
    pub(super) segments: Vec<Choice>,
    pub(super) website: String,
    pub(super) codes: Vec<Choice>,
}

impl RequestFields {
    pub(super) fn of(texts: Texts, form: &SentForm, codes: &[ValidationCode]) -> Self {
        let choice = |field: &str, value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            is_chosen: form.text(field) == value,
            is_possible: true,
        };
        let qualification =
            |one: Qualification| choice(QUALIFICATION, one.name(), qualification_name(texts, one));
        let segment = |one: EducationSegment| choice(SEGMENT, one.name(), segment_name(texts, one));
        let code = |code: &ValidationCode| Choice {
            is_possible: code.units.is_none_or(|units| units.remaining_creates > 0),
            ..choice(CODE, code.id.reveal(), &code_label(texts, code))
        };
        Self {
            qualifications: ASKED_FOR.map(qualification).into(),
            segments: EducationSegment::ALL.map(segment).into(),
            website: form.text(WEBSITE).to_owned(),
            codes: codes.iter().map(code).collect(),
        }
    }
}

/// The request of a form; none where nothing is asked for that can be. What does not belong to what is asked for does not
/// count.
pub(super) fn request(form: &SentForm) -> Option<CreateRequest> {
    let qualification = ASKED_FOR.into_iter().find(|one| one.name() == form.text(QUALIFICATION))?;
    let is_education = qualification == Qualification::Education;
    let segment =
        form.find(SEGMENT).filter(|_| is_education).map(|text| match EducationSegment::parse(text) {
            Ok(segment) => SegmentInput::Known(segment),
            Err(_) => SegmentInput::Unknown(text.to_owned()),
        });
    let code = form.find(CODE).filter(|_| qualification == Qualification::GovernmentCommunityCloud);
    Some(CreateRequest {
        qualification,
        segment: segment.unwrap_or_default(),
        website: form.owned(WEBSITE).filter(|_| is_education),
        code: CodeInput::gather([code.and_then(ValidationCodeId::from_input)]),
    })
}

/// What a request holds, for whoever looks through it.
pub(super) fn facts(
    texts: Texts,
    locale: Locale,
    request: &CreateRequest,
    codes: &[ValidationCode],
) -> Vec<(&'static str, String)> {
    let name = qualification_name(texts, request.qualification).to_owned();
    let mut facts = vec![(texts.customers_qualification(), name)];
    if let SegmentInput::Known(segment) = request.segment {
        facts.push((texts.request_segment(), segment_name(texts, segment).to_owned()));
    }
    facts.extend(request.website.clone().map(|website| (texts.request_website(), website)));
    if let CodeInput::Given(id) = &request.code
        && let Some(code) = codes.iter().find(|code| code.id == *id)
    {
        facts.push((texts.codes_code(), code.id.reveal().to_owned()));
        facts.push((texts.codes_organization(), code.organization_name.clone()));
        let left = code.units.map(|units| locale.number(units.remaining_creates));
        facts.push((texts.codes_left(), left.unwrap_or_else(|| texts.codes_without_limit().to_owned())));
    }
    facts
}

fn segment_name(texts: Texts, segment: EducationSegment) -> &'static str {
    match segment {
        EducationSegment::K12 => texts.request_segment_school(),
        EducationSegment::HigherEducation => texts.request_segment_university(),
    }
}

fn code_label(texts: Texts, code: &ValidationCode) -> String {
    let (id, organization) = (code.id.reveal(), code.organization_name.as_str());
    match code.units {
        Some(units) => texts.request_code_of(id, organization, units.remaining_creates),
        None => texts.request_code_unlimited(id, organization),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_belong_to_what_is_asked_for_does_not_count() {
        let form = |text: &str| SentForm::parse(text);
        let rest = "segment=K12&website=lakeside.example&code=481516";
        let education = request(&form(&format!("qualification=Education&{rest}"))).unwrap();
        assert_eq!(education.segment, SegmentInput::Known(EducationSegment::K12));
        assert_eq!(
            (education.website.as_deref(), education.code),
            (Some("lakeside.example"), CodeInput::Absent)
        );
        let government = request(&form(&format!("qualification=GovernmentCommunityCloud&{rest}"))).unwrap();
        assert_eq!((government.segment, government.website), (SegmentInput::Absent, None));
        assert!(matches!(government.code, CodeInput::Given(_)));
        let owned = request(&form(&format!("qualification=StateOwnedEntity&{rest}"))).unwrap();
        assert_eq!(
            (owned.segment, owned.website, owned.code),
            (SegmentInput::Absent, None, CodeInput::Absent)
        );
        for nothing in ["", "qualification=Nonprofit", "qualification=None", "qualification=%3Cb%3E"] {
            assert!(request(&form(nothing)).is_none(), "{nothing}");
        }
        let unknown = request(&form("qualification=Education&segment=Kindergarten")).unwrap();
        assert_eq!(unknown.segment, SegmentInput::Unknown("Kindergarten".to_owned()));
    }
}
