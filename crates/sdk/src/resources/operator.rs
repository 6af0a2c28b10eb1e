//! What operators do (Qualify's `/operator/v1`, O1 to O15), with a staff member's token.

use qualify_contract::operator::{
    DatasetsView, DecisionView, EducationDecision, IssueCode, OperatorAuditRecord, PartnerView,
    PreviewVetting, PutAccountStatus, PutDirectoryRoles, PutPartner, VettingPreview,
};
use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::validations::{AccountValidationStatus, ValidationCode};
use qualify_vocabulary::{CustomerId, DecisionId, PartnerId};

use super::staff_reviews::Reviews;
use crate::call::{Call, escaped};
use crate::client::Client;
use crate::error::Result;
use crate::page::{List, ListCall, Paging};
use crate::reading::{json_of, shape};

/// The audience of staff's tokens, unless the service was given another one.
pub const OPERATOR_AUDIENCE: &str = "api://qualify-operator";

/// What operators do: `client.operator()`. The client's cloud asks for tokens of the audience [`OPERATOR_AUDIENCE`].
#[derive(Debug, Clone)]
pub struct Operator {
    client: Client,
}

impl Client {
    /// What operators and reviewers do.
    pub fn operator(&self) -> Operator {
        Operator { client: self.clone() }
    }
}

impl Operator {
    /// The cases of all partners.
    pub fn reviews(&self) -> Reviews {
        Reviews::new(self.client.clone())
    }

    /// The partners (O15).
    pub fn partners(&self) -> List<PartnerView> {
        self.list(Call::get("list_partners", "/operator/v1/partners"))
    }

    /// Creates a partner, or replaces what is known of it (O1).
    ///
    /// # Errors
    /// The call fails.
    pub async fn put_partner(&self, partner: PartnerId, body: &PutPartner) -> Result<PartnerView> {
        self.client.send(Call::put("put_partner", of_partner(partner, "")).json(body)?).await?.object()
    }

    /// A partner (O2).
    ///
    /// # Errors
    /// The call fails: there is no such partner.
    pub async fn partner(&self, partner: PartnerId) -> Result<PartnerView> {
        self.client.send(Call::get("get_partner", of_partner(partner, ""))).await?.object()
    }

    /// A partner's validation codes (O3).
    ///
    /// # Errors
    /// The call fails.
    pub async fn codes(&self, partner: PartnerId) -> Result<Vec<ValidationCode>> {
        let answer = self.client.send(Call::get("list_partner_codes", of_partner(partner, "/codes"))).await?;
        answer.understood(json_of(&answer.body).and_then(|value| shape::list_in(value, &["items"])))
    }

    /// Issues a validation code to a partner (O4).
    ///
    /// # Errors
    /// The call fails: the code is there already.
    pub async fn issue_code(&self, partner: PartnerId, code: &IssueCode) -> Result<ValidationCode> {
        self.client.send(Call::post("issue_code", of_partner(partner, "/codes")).json(code)?).await?.object()
    }

    /// Says whether a customer's account may buy (O5).
    ///
    /// # Errors
    /// The call fails.
    pub async fn set_account_status(
        &self,
        partner: PartnerId,
        customer: CustomerId,
        status: &PutAccountStatus,
    ) -> Result<AccountValidationStatus> {
        let target = of_customer(partner, customer, "account-status");
        self.client.send(Call::put("set_account_status", target).json(status)?).await?.object()
    }

    /// Records that a customer is a nonprofit, as another system found (O6).
    ///
    /// # Errors
    /// The call fails.
    pub async fn import_nonprofit(
        &self,
        partner: PartnerId,
        customer: CustomerId,
    ) -> Result<QualificationRecord> {
        let target = of_customer(partner, customer, "nonprofit");
        self.client.send(Call::post("import_nonprofit", target)).await?.object()
    }

    /// Decides about Education (O7).
    ///
    /// # Errors
    /// The call fails: there is nothing to decide.
    pub async fn decide_education(
        &self,
        partner: PartnerId,
        customer: CustomerId,
        decision: &EducationDecision,
    ) -> Result<QualificationRecord> {
        let target = of_customer(partner, customer, "education/decision");
        self.client.send(Call::post("decide_education", target).json(decision)?).await?.object()
    }

    /// Says which roles a user has at a customer (O8).
    ///
    /// # Errors
    /// The call fails.
    pub async fn set_directory_roles(
        &self,
        partner: PartnerId,
        customer: CustomerId,
        roles: &PutDirectoryRoles,
    ) -> Result<()> {
        let target = of_customer(partner, customer, "directory-roles");
        self.client.send(Call::put("set_directory_roles", target).json(roles)?).await.map(drop)
    }

    /// What was decided about a customer, the newest first (O9).
    pub fn decisions(&self, partner: PartnerId, customer: CustomerId) -> List<DecisionView> {
        self.list(Call::get("list_decisions", of_customer(partner, customer, "decisions")))
    }

    /// One decision with its texts (O10).
    ///
    /// # Errors
    /// The call fails: there is no such decision.
    pub async fn decision(&self, decision: DecisionId) -> Result<DecisionView> {
        self.client
            .send(Call::get("get_decision", format!("/operator/v1/decisions/{decision}")))
            .await?
            .object()
    }

    /// The datasets that are loaded, and what is wrong with any (O11).
    ///
    /// # Errors
    /// The call fails.
    pub async fn datasets(&self) -> Result<DatasetsView> {
        self.client.send(Call::get("list_datasets", "/operator/v1/datasets")).await?.object()
    }

    /// Takes a dataset that was held back (O12).
    ///
    /// # Errors
    /// The call fails: nothing of it is held back.
    pub async fn accept_dataset(&self, dataset: &str) -> Result<DatasetsView> {
        let target = format!("/operator/v1/datasets/{}/accept", escaped(dataset));
        self.client.send(Call::post("accept_dataset", target)).await?.object()
    }

    /// What the rules would say about an organisation (O13). Nothing is stored but that it was asked.
    ///
    /// # Errors
    /// The call fails.
    pub async fn preview_vetting(&self, organisation: &PreviewVetting) -> Result<VettingPreview> {
        let call = Call::post("preview_vetting", "/operator/v1/vetting/preview").json(organisation)?;
        self.client.send(call).await?.object()
    }

    /// The trail of all partners, or of one, the newest first (O14).
    pub fn audit(&self, partner: Option<PartnerId>) -> List<OperatorAuditRecord> {
        let partner = partner.map(|partner| partner.to_string());
        self.list(Call::get("list_trail", "/operator/v1/audit").query("partner", partner.as_deref()))
    }

    fn list<T: serde::de::DeserializeOwned + Send + 'static>(&self, first: Call) -> List<T> {
        List::new(self.client.clone(), ListCall::new(first, Paging::Query))
    }
}

fn of_partner(partner: PartnerId, rest: &str) -> String {
    format!("/operator/v1/partners/{partner}{rest}")
}

fn of_customer(partner: PartnerId, customer: CustomerId, rest: &str) -> String {
    format!("/operator/v1/partners/{partner}/customers/{customer}/{rest}")
}
