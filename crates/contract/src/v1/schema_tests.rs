//! Every reference inside the schemas must lead somewhere, or the OpenAPI document is broken.

use std::collections::BTreeSet;

use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::addresses::{AddressToValidate, AddressValidation};
use super::audit::AuditCollection;
use super::countries::CountryValidationRules;
use super::customers::{Customer, CustomerCollection, NewCustomer};
use super::exchange::{ExchangedToken, TokenExchange};
use super::partner_profiles::{LegalBusinessProfile, OrganizationProfile};
use super::profiles::BillingProfileUpdate;
use super::qualifications::{CreateQualificationRequest, QualificationRecord};
use super::validations::{AccountValidationStatus, GccValidation, ValidationCode};
use crate::errors::{Envelope, RateLimitBody};
use crate::operator::{
    EducationDecision, IssueCode, OperatorAuditCollection, PartnerView, PutAccountStatus, PutPartner,
};

fn schemas_of<T: ToSchema>(all: &mut Vec<(String, RefOr<Schema>)>) {
    all.push((T::name().into_owned(), <T as PartialSchema>::schema()));
    T::schemas(all);
}

#[test]
fn every_reference_between_schemas_is_resolved() {
    let mut all = Vec::new();
    schemas_of::<Customer>(&mut all);
    schemas_of::<CustomerCollection>(&mut all);
    schemas_of::<NewCustomer>(&mut all);
    schemas_of::<BillingProfileUpdate>(&mut all);
    schemas_of::<QualificationRecord>(&mut all);
    schemas_of::<CreateQualificationRequest>(&mut all);
    schemas_of::<ValidationCode>(&mut all);
    schemas_of::<GccValidation>(&mut all);
    schemas_of::<AccountValidationStatus>(&mut all);
    schemas_of::<AuditCollection>(&mut all);
    schemas_of::<AddressToValidate>(&mut all);
    schemas_of::<AddressValidation>(&mut all);
    schemas_of::<CountryValidationRules>(&mut all);
    schemas_of::<ExchangedToken>(&mut all);
    schemas_of::<TokenExchange>(&mut all);
    schemas_of::<LegalBusinessProfile>(&mut all);
    schemas_of::<OrganizationProfile>(&mut all);
    schemas_of::<Envelope>(&mut all);
    schemas_of::<RateLimitBody>(&mut all);
    schemas_of::<PutPartner>(&mut all);
    schemas_of::<PartnerView>(&mut all);
    schemas_of::<IssueCode>(&mut all);
    schemas_of::<PutAccountStatus>(&mut all);
    schemas_of::<EducationDecision>(&mut all);
    schemas_of::<OperatorAuditCollection>(&mut all);

    let names: BTreeSet<_> = all.iter().map(|(name, _)| name.as_str()).collect();
    let json = serde_json::to_string(&all).unwrap();
    let prefix = "#/components/schemas/";
    let references: BTreeSet<_> =
        json.split(prefix).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unresolved: Vec<_> = references.difference(&names).collect();
    assert!(unresolved.is_empty(), "{unresolved:?} of {names:?}");
    assert!(
        references.contains("QualificationName") && references.contains("VettingReasonText"),
        "{references:?}"
    );
}
