//! Domain values as the wire shows them, and wire values as the domain reads them.

use qualify_contract::v1::addresses::AddressToValidate;
use qualify_contract::v1::audit::{AUDIT_OBJECT_TYPE, AuditDatum, AuditRecord, RESOURCE_TYPE};
use qualify_contract::v1::countries::CountryValidationRules;
use qualify_contract::v1::customers::{
    self as wire_customers, CUSTOMER_OBJECT_TYPE, CustomerListItem, NO_RELATIONSHIP, RELATIONSHIP,
};
use qualify_contract::v1::partner_profiles::{LegalBusinessProfile, OrganizationProfile, PrimaryContact};
use qualify_contract::v1::profiles::{self as wire_profiles, BillingProfileUpdate, CompanyProfile};
use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::time::{entity_tag_of, wire_time_ticks};
use qualify_contract::v1::validations::{GccValidation, ValidationCode as WireCode};
use qualify_contract::v1::{Links, OtherMembers, ResourceAttributes};
use qualify_domain::audit::AuditEntry;
use qualify_domain::billing_profile::{Address, AddressInput, BillingProfileInput};
use qualify_domain::country::{Country, Pattern};
use qualify_domain::customer::{Customer, CustomerKey, CustomerSummary, NewCustomerInput};
use qualify_domain::partner::Partner;
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::qualification::{GovernmentRecord, RecordView};
use qualify_domain::validation_code::ValidationCode;
use qualify_vocabulary::{CustomerId, PartnerId};

/// A profile of a partner does not change while the service runs.
const ORGANIZATION_ETAG: &str = "1";

/// A record of C3 and C4.
pub(crate) fn record(view: RecordView) -> QualificationRecord {
    match (view.status, view.opened_at) {
        (Some(status), Some(opened_at)) => {
            QualificationRecord::vetted(view.qualification, status, view.reason, opened_at)
        }
        _ => QualificationRecord::declared(view.qualification),
    }
}

/// A code of C5.
pub(crate) fn validation_code(partner_id: PartnerId, code: ValidationCode) -> WireCode {
    WireCode {
        partner_id,
        organization_name: code.organization_name,
        validation_id: code.id,
        max_creates: code.units.map(|units| units.max_creates),
        remaining_creates: code.units.map(|units| units.remaining_creates),
        etag: Some(entity_tag_of(code.changed_at)),
    }
}

/// The object of C6.
pub(crate) fn gcc_validation(key: CustomerKey, record: &GovernmentRecord) -> GccValidation {
    GccValidation {
        partner_id: key.partner,
        customer_id: key.customer,
        validation_id: record.validation.code.clone(),
        organization_name: record.validation.organization_name.clone(),
        etag: Some(entity_tag_of(record.opened_at)),
    }
}

/// An item of S2.
pub(crate) fn customer_item(summary: CustomerSummary) -> CustomerListItem {
    CustomerListItem {
        id: summary.id,
        company_profile: CompanyProfile {
            tenant_id: summary.id,
            domain: summary.domain.into(),
            company_name: summary.company_name,
            address: None,
            email: None,
            organization_registration_number: None,
            links: Some(Links::to_self(format!("/customers/{}/profiles/company", summary.id))),
            attributes: ResourceAttributes::of(CompanyProfile::OBJECT_TYPE),
        },
        relationship_to_partner: RELATIONSHIP.into(),
        links: Some(Links::to_self(format!("/customers/{}", summary.id))),
        attributes: ResourceAttributes::of(CUSTOMER_OBJECT_TYPE),
    }
}

/// The object of S3, and of Q35, which ends what it shows.
pub(crate) fn customer(customer: &Customer) -> wire_customers::Customer {
    let is_live = customer.relationship.check_is_live().is_ok();
    let relationship = if is_live { RELATIONSHIP } else { NO_RELATIONSHIP };
    wire_customers::Customer {
        id: customer.id,
        commerce_id: Some(customer.commerce_id),
        company_profile: company_profile(customer),
        billing_profile: Some(billing_profile(customer)),
        relationship_to_partner: relationship.into(),
        allow_delegated_access: Some(is_live),
        user_credentials: None,
        custom_domains: vec![customer.domain.as_str().to_owned()],
        associated_partner_id: customer.associated_partner_id.clone(),
        enable_gdap_by_default: None,
        links: Some(Links::to_self(format!("/customers/{}", customer.id))),
        attributes: ResourceAttributes::of(CUSTOMER_OBJECT_TYPE),
    }
}

/// The object of S5, which S3 holds too. The partner administers the tenant, so address and e-mail are in it.
pub(crate) fn company_profile(customer: &Customer) -> CompanyProfile {
    let address = &customer.billing.default_address;
    CompanyProfile {
        tenant_id: customer.id,
        domain: customer.domain.as_str().to_owned(),
        company_name: customer.billing.company_name.clone(),
        address: Some(wire_profiles::Address {
            country: Some(address.country.clone()),
            region: address.region.clone().or_else(|| address.state.clone()),
            city: address.city.clone(),
            address_line1: address.address_line1.clone(),
            address_line2: address.address_line2.clone(),
            postal_code: address.postal_code.clone(),
            phone_number: address.phone_number.clone(),
            ..wire_profiles::Address::default()
        }),
        email: Some(customer.billing.email.clone()),
        organization_registration_number: customer.registration_number.clone(),
        links: Some(Links::to_self(format!("/customers/{}/profiles/company", customer.id))),
        attributes: ResourceAttributes::of(CompanyProfile::OBJECT_TYPE),
    }
}

/// The object of S6.
pub(crate) fn billing_profile(customer: &Customer) -> wire_profiles::BillingProfile {
    let billing = &customer.billing;
    wire_profiles::BillingProfile {
        id: customer.billing_profile_id,
        first_name: billing.first_name.clone(),
        last_name: billing.last_name.clone(),
        email: billing.email.clone(),
        culture: billing.culture.clone(),
        language: billing.language.clone(),
        company_name: billing.company_name.clone(),
        default_address: wire_address(&billing.default_address),
        links: Some(Links::to_self(format!("/customers/{}/profiles/billing", customer.id))),
        attributes: ResourceAttributes::with_etag(
            wire_profiles::BillingProfile::OBJECT_TYPE,
            customer.billing_etag(),
        ),
        other: OtherMembers::new(),
    }
}

/// The object of S9.
pub(crate) fn country_rules(country: &Country) -> CountryValidationRules {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let registration = country.registration();
    let is_demanded = registration.map(|_| true);
    CountryValidationRules {
        iso2_code: country.code.to_owned(),
        default_culture: country.default_culture().to_owned(),
        is_state_required: country.is_state_required(),
        supported_states_list: texts(&country.states),
        supported_languages_list: texts(&country.languages),
        supported_cultures_list: texts(&country.cultures),
        is_postal_code_required: country.is_postal_code_required(),
        postal_code_regex: country.postal_code.as_ref().map(Pattern::regex),
        is_city_required: country.is_city_required(),
        is_vat_id_supported: country.is_vat_id_supported(),
        phone_number_regex: country.phone_number.clone(),
        is_tax_id_supported: country.is_tax_id_supported(),
        // Nothing here refuses a customer without one.
        is_tax_id_optional: country.is_tax_id_supported(),
        country_calling_codes_list: texts(&country.calling_codes),
        customer_organization_registration_number_required: is_demanded,
        customer_organization_registration_number_regex: registration
            .and_then(|registration| registration.pattern.as_ref())
            .map(Pattern::regex),
        customer_organization_registration_number_sample: registration
            .and_then(|registration| registration.sample)
            .map(str::to_owned),
        customer_organization_phone_number_required: is_demanded,
        attributes: ResourceAttributes::of(CountryValidationRules::OBJECT_TYPE),
    }
}

/// The object of S12.
pub(crate) fn organization_profile(partner: &Partner, profile: &PartnerProfile) -> OrganizationProfile {
    OrganizationProfile {
        id: partner.id,
        company_name: partner.name.clone(),
        default_address: wire_address(&profile.address),
        tenant_id: partner.id,
        domain: profile.domain.clone(),
        email: profile.email.clone(),
        language: profile.language.clone(),
        culture: profile.culture.clone(),
        profile_type: OrganizationProfile::OBJECT_TYPE.into(),
        links: Some(Links::to_self("/profiles/organization")),
        attributes: ResourceAttributes::with_etag(OrganizationProfile::OBJECT_TYPE, ORGANIZATION_ETAG),
    }
}

/// The object of S13.
pub(crate) fn legal_business_profile(partner: &Partner, profile: &PartnerProfile) -> LegalBusinessProfile {
    let address = wire_address(&profile.address);
    LegalBusinessProfile {
        company_name: partner.name.clone(),
        primary_contact: PrimaryContact {
            first_name: address.first_name.clone(),
            last_name: address.last_name.clone(),
            email: profile.email.clone(),
            phone_number: address.phone_number.clone(),
        },
        company_approver_address: wire_profiles::Address {
            first_name: None,
            middle_name: None,
            last_name: None,
            phone_number: None,
            ..address.clone()
        },
        address,
        company_approver_email: profile.email.clone(),
        vetting_status: profile.vetting_status.name().into(),
        vetting_sub_status: profile.vetting_sub_status.clone(),
        profile_type: LegalBusinessProfile::OBJECT_TYPE.into(),
        links: Some(Links::to_self("/profiles/legalbusiness")),
        attributes: ResourceAttributes::of(LegalBusinessProfile::OBJECT_TYPE),
    }
}

fn wire_address(address: &Address) -> wire_profiles::Address {
    wire_profiles::Address {
        country: Some(address.country.clone()),
        region: address.region.clone(),
        city: address.city.clone(),
        state: address.state.clone(),
        address_line1: address.address_line1.clone(),
        address_line2: address.address_line2.clone(),
        postal_code: address.postal_code.clone(),
        first_name: address.first_name.clone(),
        middle_name: address.middle_name.clone(),
        last_name: address.last_name.clone(),
        phone_number: address.phone_number.clone(),
        other: OtherMembers::new(),
    }
}

/// The members of a billing profile as they were sent.
pub(crate) fn billing_input(update: BillingProfileUpdate) -> BillingProfileInput {
    BillingProfileInput {
        first_name: update.first_name,
        last_name: update.last_name,
        email: update.email,
        culture: update.culture,
        language: update.language,
        company_name: update.company_name,
        default_address: update.default_address.map(address_input),
    }
}

/// The members of an address as they were sent.
pub fn address_input(address: wire_profiles::Address) -> AddressInput {
    AddressInput {
        country: address.country,
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

/// The members of an address to validate.
pub(crate) fn address_to_check(address: &AddressToValidate) -> AddressInput {
    let address = address.clone();
    AddressInput {
        country: address.country,
        city: address.city,
        state: address.state,
        address_line1: address.address_line1,
        address_line2: address.address_line2,
        postal_code: address.postal_code,
        ..AddressInput::default()
    }
}

/// The members of a new customer as they were sent.
pub fn new_customer_input(new: wire_customers::NewCustomer) -> NewCustomerInput {
    let company = new.company_profile.unwrap_or_default();
    let billing = new.billing_profile.unwrap_or_default();
    NewCustomerInput {
        domain: company.domain,
        registration_number: company
            .organization_registration_number
            .or_else(|| billing.organization_registration_number.clone()),
        associated_partner_id: new.associated_partner_id,
        billing: billing_input(billing),
    }
}

/// A record of S11.
pub(crate) fn audit_record(entry: AuditEntry) -> AuditRecord {
    let fact = entry.fact.for_partner();
    let operation = fact.operation.name();
    let customer_id = fact.customer.as_ref().map(|customer| customer.id);
    let id = audit_record_id(fact.partner, customer_id, operation, entry.position.ticks());
    AuditRecord {
        id,
        partner_id: fact.partner,
        customer_id,
        customer_name: fact.customer.map(|customer| customer.name),
        user_principal_name: fact.actor.user_name,
        application_id: Some(fact.actor.application),
        resource_type: RESOURCE_TYPE.into(),
        resource_old_value: fact.old_value,
        resource_new_value: fact.new_value,
        operation_type: operation.into(),
        original_correlation_id: Some(fact.correlation_id),
        operation_date: Some(wire_time_ticks(fact.at)),
        operation_status: fact.status.name().into(),
        customized_data: fact.details.into_iter().map(|(key, value)| AuditDatum::new(key, value)).collect(),
        attributes: ResourceAttributes::of(AUDIT_OBJECT_TYPE),
    }
}

/// The id of an audit record; a record that is about no customer names the partner twice.
pub(crate) fn audit_record_id(
    partner: PartnerId,
    customer: Option<CustomerId>,
    operation: &str,
    ticks: i64,
) -> String {
    let customer = customer.unwrap_or_else(|| CustomerId::from_uuid(*partner.as_uuid()));
    qualify_contract::v1::audit::audit_record_id(partner, customer, operation, ticks)
}
