//! The objects of customers, as the contract prints them and as clients send them.

use qualify_contract::v1::customers::*;
use qualify_contract::v1::profiles::{Address, BillingProfile, BillingProfileUpdate, CompanyProfile};
use qualify_contract::v1::{Links, OtherMembers, ResourceAttributes};
use qualify_vocabulary::{BillingProfileId, CommerceId, CustomerId};
use qualify_wire::json;

const ID: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";

const S3: &str = concat!(
    r#"{"id":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","commerceId":"b1d6f0a4-2c35-4f8e-8e0a-6a1f9c2d7e55","#,
    r#""companyProfile":{"tenantId":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","domain":"lakeside.onmicrosoft.com","#,
    r#""companyName":"Lakeside School","address":{"country":"US","region":"WA","city":"Redmond","#,
    r#""addressLine1":"15 Lake St","postalCode":"98052","phoneNumber":"4255550100"},"email":"it@lakeside.example","#,
    r#""links":{"self":{"uri":"/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/profiles/company","method":"GET","#,
    r#""headers":[]}},"attributes":{"objectType":"CustomerCompanyProfile"}},"#,
    r#""billingProfile":{"id":"1f0c7a52-7d2e-4a61-9d7b-53b7c3a90d11","firstName":"Ana","lastName":"Berg","#,
    r#""email":"it@lakeside.example","culture":"en-US","language":"en","companyName":"Lakeside School","#,
    r#""defaultAddress":{"country":"US","city":"Redmond","state":"WA","addressLine1":"15 Lake St","#,
    r#""postalCode":"98052","firstName":"Ana","lastName":"Berg","phoneNumber":"4255550100"},"#,
    r#""links":{"self":{"uri":"/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/profiles/billing","method":"GET","#,
    r#""headers":[]}},"attributes":{"etag":"5920358838484612121","objectType":"CustomerBillingProfile"}},"#,
    r#""relationshipToPartner":"reseller","allowDelegatedAccess":true,"customDomains":["lakeside.onmicrosoft.com"],"#,
    r#""links":{"self":{"uri":"/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","method":"GET","headers":[]}},"#,
    r#""attributes":{"objectType":"Customer"}}"#,
);

fn address() -> Address {
    Address {
        country: Some("US".into()),
        city: Some("Redmond".into()),
        address_line1: Some("15 Lake St".into()),
        postal_code: Some("98052".into()),
        phone_number: Some("4255550100".into()),
        ..Address::default()
    }
}

fn company() -> CompanyProfile {
    CompanyProfile {
        tenant_id: CustomerId::parse(ID).expect("a GUID"),
        domain: "lakeside.onmicrosoft.com".to_owned(),
        company_name: "Lakeside School".to_owned(),
        address: Some(Address { region: Some("WA".into()), ..address() }),
        email: Some("it@lakeside.example".into()),
        organization_registration_number: None,
        links: Some(Links::to_self(format!("/customers/{ID}/profiles/company"))),
        attributes: ResourceAttributes::of(CompanyProfile::OBJECT_TYPE),
    }
}

fn billing() -> BillingProfile {
    let person = Address {
        first_name: Some("Ana".into()),
        last_name: Some("Berg".into()),
        state: Some("WA".into()),
        ..address()
    };
    BillingProfile {
        id: BillingProfileId::parse("1f0c7a52-7d2e-4a61-9d7b-53b7c3a90d11").expect("a GUID"),
        first_name: Some("Ana".into()),
        last_name: Some("Berg".into()),
        email: "it@lakeside.example".to_owned(),
        culture: "en-US".to_owned(),
        language: "en".to_owned(),
        company_name: "Lakeside School".to_owned(),
        default_address: person,
        links: Some(Links::to_self(format!("/customers/{ID}/profiles/billing"))),
        attributes: ResourceAttributes::with_etag(BillingProfile::OBJECT_TYPE, "5920358838484612121"),
        other: OtherMembers::new(),
    }
}

fn customer() -> Customer {
    Customer {
        id: CustomerId::parse(ID).expect("a GUID"),
        commerce_id: Some(CommerceId::parse("b1d6f0a4-2c35-4f8e-8e0a-6a1f9c2d7e55").expect("a GUID")),
        company_profile: company(),
        billing_profile: Some(billing()),
        relationship_to_partner: RELATIONSHIP.into(),
        allow_delegated_access: Some(true),
        user_credentials: None,
        custom_domains: vec!["lakeside.onmicrosoft.com".to_owned()],
        associated_partner_id: None,
        enable_gdap_by_default: None,
        links: Some(Links::to_self(format!("/customers/{ID}"))),
        attributes: ResourceAttributes::of(CUSTOMER_OBJECT_TYPE),
    }
}

#[test]
fn a_customer_is_written_as_the_contract_shows_it() {
    assert_eq!(serde_json::to_string(&customer()).unwrap(), S3);
    assert_eq!(serde_json::from_str::<Customer>(S3).unwrap(), customer());
}

#[test]
fn a_created_customer_has_credentials_and_no_links() {
    let created = Customer {
        user_credentials: Some(UserCredentials {
            user_name: "admin".to_owned(),
            password: "qT7-once".to_owned(),
        }),
        enable_gdap_by_default: Some(false),
        links: None,
        ..customer()
    };
    let json = serde_json::to_string(&created).unwrap();
    assert!(json.contains(r#""userCredentials":{"userName":"admin","password":"qT7-once"}"#), "{json}");
    assert!(
        json.ends_with(r#""enableGDAPByDefault":false,"attributes":{"objectType":"Customer"}}"#),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<Customer>(&json).unwrap(), created);
}

#[test]
fn a_listed_customer_is_written_as_the_contract_shows_it() {
    let item = CustomerListItem {
        id: CustomerId::parse(ID).unwrap(),
        company_profile: CompanyProfile { address: None, email: None, ..company() },
        relationship_to_partner: RELATIONSHIP.into(),
        links: Some(Links::to_self(format!("/customers/{ID}"))),
        attributes: ResourceAttributes::of(CUSTOMER_OBJECT_TYPE),
    };
    let expected = concat!(
        r#"{"id":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","companyProfile":{"#,
        r#""tenantId":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","domain":"lakeside.onmicrosoft.com","#,
        r#""companyName":"Lakeside School","links":{"self":{"#,
        r#""uri":"/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/profiles/company","method":"GET","headers":[]}},"#,
        r#""attributes":{"objectType":"CustomerCompanyProfile"}},"relationshipToPartner":"reseller","#,
        r#""links":{"self":{"uri":"/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","method":"GET","headers":[]}},"#,
        r#""attributes":{"objectType":"Customer"}}"#,
    );
    assert_eq!(serde_json::to_string(&item).unwrap(), expected);
    assert_eq!(serde_json::from_str::<CustomerListItem>(expected).unwrap(), item);
}

#[test]
fn the_body_that_the_dotnet_sdk_sends_reads() {
    let body = concat!(
        r#"{"Id":null,"CommerceId":null,"CompanyProfile":{"TenantId":null,"Domain":"lakeside.onmicrosoft.com","#,
        r#""CompanyName":null,"OrganizationRegistrationNumber":null,"#,
        r#""Attributes":{"ObjectType":"CustomerCompanyProfile"}},"BillingProfile":{"Id":null,"Email":"it@lakeside.example","#,
        r#""DefaultAddress":{"Country":"US","Region":null,"AddressLine1":"15 Lake St"},"#,
        r#""Attributes":{"ObjectType":"CustomerBillingProfile"}},"RelationshipToPartner":"unknown","#,
        r#""AllowDelegatedAccess":null,"UserCredentials":null,"CustomDomains":null,"AssociatedPartnerId":null,"#,
        r#""Attributes":{"ObjectType":"Customer"}}"#,
    );
    let new: NewCustomer = json::read(body.as_bytes()).unwrap();
    let company = new.company_profile.unwrap();
    assert_eq!((company.domain.as_deref(), company.company_name), (Some("lakeside.onmicrosoft.com"), None));
    let billing = new.billing_profile.unwrap();
    assert_eq!((billing.email.as_deref(), billing.etag()), (Some("it@lakeside.example"), None));
    assert_eq!(billing.default_address.unwrap().country.as_deref(), Some("US"));
    assert_eq!(new.associated_partner_id, None);
}

#[test]
fn the_gdap_member_and_the_etag_read_in_any_casing() {
    let new: NewCustomer = json::read(br#"{"enableGdapByDefault":true}"#).unwrap();
    assert_eq!(new.enable_gdap_by_default, Some(true));
    let update: BillingProfileUpdate = json::read(
        br#"{"Attributes":{"Etag":"17","ObjectType":"CustomerBillingProfile"},"Links":{"Self":null}}"#,
    )
    .unwrap();
    assert_eq!(update.etag(), Some("17"));
}

#[test]
fn what_a_client_read_it_can_send_back() {
    let read = serde_json::to_string(&billing()).unwrap();
    let update: BillingProfileUpdate = json::read(read.as_bytes()).unwrap();
    assert_eq!(update.etag(), Some("5920358838484612121"));
    assert_eq!(update.default_address, Some(billing().default_address));
}

#[test]
fn debug_shows_no_personal_data_and_no_password() {
    let created = Customer {
        user_credentials: Some(UserCredentials {
            user_name: "admin".to_owned(),
            password: "qT7-once".to_owned(),
        }),
        ..customer()
    };
    let new: NewCustomer = json::read(S3.as_bytes()).unwrap();
    let item: CustomerListItem = json::read(S3.as_bytes()).unwrap();
    let shown = [
        format!("{created:?}"),
        format!("{new:?}"),
        format!("{item:?}"),
        format!("{:?}", billing()),
        format!("{:?}", company()),
        format!("{:?}", new.billing_profile),
    ];
    for text in shown {
        for secret in
            ["Ana", "Berg", "it@lakeside", "15 Lake", "98052", "425555", "qT7", "admin", "Lakeside School"]
        {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
