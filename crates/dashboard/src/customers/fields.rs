//! The fields of a customer's billing profile, as forms show them. A field has the name that the wire gives its member, so
//! that what the domain finds wrong with a member stands beside its field.

use qualify_domain::billing_profile::{AddressInput, BillingProfile, BillingProfileInput};
use qualify_domain::country::Country;
use qualify_domain::{MemberProblem, Refusal};
use qualify_texts::Dashboard as Texts;

use crate::form::SentForm;

/// A field of a form, for the template.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// An example.
    pub(super) example: &'static str,
    /// What browsers fill in by themselves.
    pub(super) autocomplete: &'static str,
    pub(super) value: String,
    pub(super) is_required: bool,
    /// What can be chosen; any text where nothing stands here.
    pub(super) choices: Vec<(&'static str, &'static str)>,
    /// What is wrong with it.
    pub(super) problem: Option<String>,
    /// What is there now, where somebody else has changed it meanwhile.
    pub(super) there_now: Option<String>,
}

impl Field {
    /// The value as people read it: of what can be chosen, its name.
    pub(super) fn shown(self) -> String {
        let chosen = self.choices.iter().find(|(value, _)| *value == self.value);
        chosen.map_or(self.value.clone(), |(_, name)| (*name).to_owned())
    }
}

/// A member: its name, its label, what a browser fills in, whether it has to be there, and where a profile has it.
type Member =
    (&'static str, fn(Texts) -> &'static str, &'static str, bool, fn(&BillingProfile) -> Option<&str>);

/// The members of a profile, in the order of the form.
const MEMBERS: &[Member] = &[
    ("companyName", |t| t.billing_company_name(), "organization", true, |p| Some(&p.company_name)),
    ("email", |t| t.billing_email(), "email", true, |p| Some(&p.email)),
    ("firstName", |t| t.billing_first_name(), "given-name", false, |p| p.first_name.as_deref()),
    ("lastName", |t| t.billing_last_name(), "family-name", false, |p| p.last_name.as_deref()),
    ("culture", |t| t.billing_culture(), "off", true, |p| Some(&p.culture)),
    ("language", |t| t.billing_language(), "off", true, |p| Some(&p.language)),
    (COUNTRY, |t| t.billing_country(), "country", true, |p| Some(&p.default_address.country)),
    (
        "defaultAddress.addressLine1",
        |t| t.billing_address_line_1(),
        "address-line1",
        false,
        |p| p.default_address.address_line1.as_deref(),
    ),
    (
        "defaultAddress.addressLine2",
        |t| t.billing_address_line_2(),
        "address-line2",
        false,
        |p| p.default_address.address_line2.as_deref(),
    ),
    (
        "defaultAddress.city",
        |t| t.billing_city(),
        "address-level2",
        false,
        |p| p.default_address.city.as_deref(),
    ),
    (
        "defaultAddress.state",
        |t| t.billing_state(),
        "address-level1",
        false,
        |p| p.default_address.state.as_deref(),
    ),
    ("defaultAddress.region", |t| t.billing_region(), "off", false, |p| p.default_address.region.as_deref()),
    (
        "defaultAddress.postalCode",
        |t| t.billing_postal_code(),
        "postal-code",
        false,
        |p| p.default_address.postal_code.as_deref(),
    ),
    (
        "defaultAddress.firstName",
        |t| t.billing_address_first_name(),
        "off",
        false,
        |p| p.default_address.first_name.as_deref(),
    ),
    (
        "defaultAddress.middleName",
        |t| t.billing_address_middle_name(),
        "off",
        false,
        |p| p.default_address.middle_name.as_deref(),
    ),
    (
        "defaultAddress.lastName",
        |t| t.billing_address_last_name(),
        "off",
        false,
        |p| p.default_address.last_name.as_deref(),
    ),
    (
        "defaultAddress.phoneNumber",
        |t| t.billing_phone_number(),
        "tel",
        false,
        |p| p.default_address.phone_number.as_deref(),
    ),
];

const COUNTRY: &str = "defaultAddress.country";

/// The fields with the values of a profile.
pub(super) fn of_profile(texts: Texts, profile: &BillingProfile) -> Vec<Field> {
    fields(texts, |member| (member.4)(profile).unwrap_or_default().to_owned())
}

/// The fields with what was sent.
pub(super) fn of_form(texts: Texts, form: &SentForm) -> Vec<Field> {
    fields(texts, |member| form.text(member.0).to_owned())
}

fn fields(texts: Texts, value: impl Fn(&Member) -> String) -> Vec<Field> {
    let field = |member: &Member| Field {
        name: member.0,
        label: (member.1)(texts),
        example: example_of(member.0),
        autocomplete: member.2,
        value: value(member),
        is_required: member.3,
        choices: if member.0 == COUNTRY { countries(texts) } else { Vec::new() },
        problem: None,
        there_now: None,
    };
    MEMBERS.iter().map(field).collect()
}

/// What people may not know how to write.
fn example_of(member: &str) -> &'static str {
    match member {
        "culture" => "en-US, pl-PL",
        "language" => "en, pl, pt-PT",
        _ => "",
    }
}

fn countries(texts: Texts) -> Vec<(&'static str, &'static str)> {
    let mut countries: Vec<_> =
        Country::all().iter().map(|country| (country.code, texts.locale().country(country.code))).collect();
    countries.sort_by_key(|(_, name)| *name);
    countries
}

/// What the member of this name is called; none where there is no such member.
pub(crate) fn label_of(texts: Texts, name: &str) -> Option<&'static str> {
    MEMBERS.iter().find(|(known, ..)| *known == name).map(|(_, label, ..)| label(texts))
}

/// What was sent, for the domain to read.
pub(super) fn profile_of(form: &SentForm) -> BillingProfileInput {
    BillingProfileInput {
        first_name: form.owned("firstName"),
        last_name: form.owned("lastName"),
        email: form.owned("email"),
        culture: form.owned("culture"),
        language: form.owned("language"),
        company_name: form.owned("companyName"),
        default_address: Some(address_of(form)),
    }
}

/// The address that was sent.
pub(super) fn address_of(form: &SentForm) -> AddressInput {
    let member = |name: &str| form.owned(&format!("defaultAddress.{name}"));
    AddressInput {
        country: member("country"),
        region: member("region"),
        city: member("city"),
        state: member("state"),
        address_line1: member("addressLine1"),
        address_line2: member("addressLine2"),
        postal_code: member("postalCode"),
        first_name: member("firstName"),
        middle_name: member("middleName"),
        last_name: member("lastName"),
        phone_number: member("phoneNumber"),
    }
}

/// The same of a profile that is there.
pub(super) fn address_in(profile: &BillingProfile) -> AddressInput {
    let address = profile.default_address.clone();
    AddressInput {
        country: Some(address.country),
        region: address.region,
        city: address.city,
        state: address.state,
        address_line1: address.address_line1,
        address_line2: address.address_line2,
        postal_code: address.postal_code,
        first_name: address.first_name,
        middle_name: address.middle_name,
        last_name: address.last_name,
        phone_number: address.phone_number,
    }
}

/// Says beside each field what is wrong with it; `false` if that is about no field.
pub(super) fn mark(texts: Texts, fields: &mut [Field], refusal: &Refusal) -> bool {
    match refusal {
        Refusal::MembersMissing(members) => {
            members
                .iter()
                .map(|member| put(fields, member, texts.form_missing().to_owned()))
                // Each is marked, not only those up to the first.
                .filter(|is_marked| *is_marked)
                .count()
                > 0
        }
        Refusal::MembersUnusable(problems) => mark_problems(texts, fields, problems),
        Refusal::PhoneNumberMissing => {
            put(fields, "defaultAddress.phoneNumber", texts.form_missing().to_owned())
        }
        Refusal::RegistrationNumberMissing => {
            put(fields, "companyProfile.organizationRegistrationNumber", texts.form_missing().to_owned())
        }
        Refusal::RegistrationNumberInvalid { sample } => {
            put(fields, "companyProfile.organizationRegistrationNumber", texts.form_unusable(sample))
        }
        // What else can be refused is about the whole of it.
        _ => false,
    }
}

/// The same for what is wrong with single members.
pub(super) fn mark_problems(texts: Texts, fields: &mut [Field], problems: &[MemberProblem]) -> bool {
    mark_all(fields, problems.iter().map(|problem| (problem.member, texts.form_unusable(problem.rule))))
}

/// Says all of these; `false` if none of them is about a field.
fn mark_all(fields: &mut [Field], said: impl Iterator<Item = (&'static str, String)>) -> bool {
    let marked = said.filter(|(member, text)| put(fields, member, text.clone())).count();
    marked > 0
}

fn put(fields: &mut [Field], member: &str, text: String) -> bool {
    let member = member.strip_prefix("billingProfile.").unwrap_or(member);
    // An address that is checked by itself names its members without saying where it stands.
    let of_address = |field: &Field| field.name.strip_prefix("defaultAddress.") == Some(member);
    let place = fields.iter().position(|field| field.name == member);
    let Some(place) = place.or_else(|| fields.iter().position(of_address)) else { return false };
    fields[place].problem = Some(text);
    true
}
