//! `/sandbox/partners`: one is made, shown, taken away.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::OperatorStore as _;
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_vocabulary::{ApplicationId, CustomerId, PartnerId, PartnerRole};
use qualify_wire::errors::ApiError;
use qualify_wire::json;
use serde::{Deserialize, Serialize};

use super::path::{OwnPartnerIdPath, OwnPartnerPath, unknown};
use super::{OwnPartner, TooMany};
use crate::issuer::asked::AskedOrigin;
use crate::seed::SandboxSeed;
use crate::state::{Handle, Sandbox};
use crate::tokens::administrator_token;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct NewPartner {
    seed: Option<bool>,
}

/// A partner as its maker needs it: who it is, who its people are, what it has.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PartnerView<'a> {
    tenant: PartnerId,
    name: &'a str,
    application: ApplicationView<'a>,
    users: Vec<UserView<'a>>,
    codes: Vec<CodeView<'a>>,
    customers: Vec<CustomerView<'a>>,
}

#[derive(Serialize)]
struct ApplicationView<'a> {
    id: ApplicationId,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
}

#[derive(Serialize)]
struct UserView<'a> {
    name: &'a str,
    password: &'a str,
    role: PartnerRole,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeView<'a> {
    validation_id: &'a str,
    organization_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_creates: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_creates: Option<u32>,
}

#[derive(Serialize)]
struct CustomerView<'a> {
    id: CustomerId,
    name: &'a str,
    domain: &'a str,
    email: &'a str,
}

/// The OAuth names of the members are part of the fixed names.
#[derive(Serialize)]
struct CreatedPartner<'a> {
    #[serde(flatten)]
    partner: PartnerView<'a>,
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
}

#[derive(Serialize)]
struct PartnerList<'a> {
    items: Vec<ListedPartner<'a>>,
}

#[derive(Serialize)]
struct ListedPartner<'a> {
    tenant: PartnerId,
    name: &'a str,
    /// Its administrator.
    user: Option<&'a str>,
    /// Whether it began with customers and codes.
    seed: bool,
}

/// Makes a partner with everything that a test needs, in a world of its own, and answers with a token of its administrator.
#[utoipa::path(post, path = "/sandbox/partners", tag = "sandbox", operation_id = "create_partner",
    responses((status = 201, description = "The partner is there")))]
pub(crate) async fn create(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    asked: AskedOrigin,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let body = body?;
    let wish: NewPartner = if body.trim_ascii().is_empty() {
        NewPartner::default()
    } else {
        json::read_strict(&body).map_err(ApiError::from)?
    };
    let making = sandbox.partners.create(&sandbox, wish.seed.unwrap_or(true));
    let partner = request.meter.measure(making).await?.map_err(|TooMany| too_many(&sandbox))?;
    let (access_token, expires_in) = administrator_token(&sandbox, &asked, partner.id)?;
    let answer = CreatedPartner { partner: view(&partner), access_token, token_type: "Bearer", expires_in };
    Ok(answer::json(StatusCode::CREATED, &answer))
}

/// There are as many as there may be.
pub(crate) fn too_many(sandbox: &Sandbox) -> Failure {
    let most = sandbox.settings.partners_max;
    let text = format!(
        "There may be no more partners of their own than {most} ([sandbox] partners_max). DELETE one of \
         /sandbox/partners first; POST /sandbox/reset takes all away."
    );
    Failure::new(ErrorKind::InvalidProperty, text)
}

/// The partners that were made besides those of the seed.
#[utoipa::path(get, path = "/sandbox/partners", tag = "sandbox", operation_id = "list_own_partners",
    responses((status = 200, description = "The partners")))]
pub(crate) async fn list(State(sandbox): State<Handle>, _call: OpenCall) -> Result<Response, Failure> {
    let partners = sandbox.partners.list();
    let items = partners.iter().map(|partner| ListedPartner {
        tenant: partner.id,
        name: name_of(&partner.seed),
        user: administrator(&partner.seed),
        seed: partner.is_seeded,
    });
    Ok(answer::json(StatusCode::OK, &PartnerList { items: items.collect() }))
}

/// Takes a partner away with everything that is its own; one that is not there is as good as gone.
#[utoipa::path(delete, path = "/sandbox/partners/{partner}", tag = "sandbox", operation_id = "delete_partner",
    responses((status = 204, description = "It is there no more")))]
pub(crate) async fn delete(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    OwnPartnerIdPath(id): OwnPartnerIdPath,
) -> Result<StatusCode, Failure> {
    let is_of_others = sandbox.partners.find(id).is_none() && sandbox.store.find_partner(id).is_some();
    if is_of_others {
        let text = "This partner was not made by POST /sandbox/partners. It stays; POST /sandbox/reset brings its \
                    beginning back.";
        return Err(Failure::new(ErrorKind::InvalidProperty, text));
    }
    request.meter.measure(sandbox.partners.delete(&sandbox, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Back to what the partner began with: customers, codes, trail and clock, without faults. Its tokens stay good, and everybody
/// else is left as they are.
#[utoipa::path(post, path = "/sandbox/partners/{partner}/reset", tag = "sandbox", operation_id = "reset_partner",
    responses((status = 200, description = "It is as it began")))]
pub(crate) async fn reset(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
) -> Result<Response, Failure> {
    if request.meter.measure(sandbox.partners.reset(&sandbox, own.id)).await? {
        Ok(answer::json_static(StatusCode::OK, br#"{"status":"reset"}"#))
    } else {
        Err(unknown())
    }
}

pub(crate) fn name_of(seed: &SandboxSeed) -> &str {
    seed.partners.first().map_or("", |partner| partner.name.as_str())
}

pub(crate) fn administrator(seed: &SandboxSeed) -> Option<&str> {
    let administrator = seed.users.iter().find(|user| user.role == PartnerRole::AdminAgent);
    administrator.map(|user| user.name.as_str())
}

fn view(partner: &OwnPartner) -> PartnerView<'_> {
    let seed = &partner.seed;
    PartnerView {
        tenant: partner.id,
        name: name_of(seed),
        application: ApplicationView { id: seed.application.id, secret: seed.application.secret.as_deref() },
        users: seed
            .users
            .iter()
            .map(|user| UserView { name: &user.name, password: &user.password, role: user.role })
            .collect(),
        codes: seed
            .codes
            .iter()
            .map(|code| CodeView {
                validation_id: &code.validation_id,
                organization_name: &code.organization_name,
                max_creates: code.max_creates,
                remaining_creates: code.remaining_creates.or(code.max_creates),
            })
            .collect(),
        customers: seed
            .customers
            .iter()
            .map(|customer| CustomerView {
                id: customer.id,
                name: customer.billing_profile.company_name.as_deref().unwrap_or_default(),
                domain: customer.company_profile.domain.as_deref().unwrap_or_default(),
                email: customer.billing_profile.email.as_deref().unwrap_or_default(),
            })
            .collect(),
    }
}
