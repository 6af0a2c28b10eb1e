//! What operators do, each act with its audit record.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::Act;
use qualify_domain::customer::{AccountStatusRecord, CustomerKey};
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports;
use qualify_domain::qualification::decide::{self, Verdict};
use qualify_domain::qualification::{Change, ExclusiveRecord, RecordView};
use qualify_domain::validation_code::{VALIDATION_CODES_MAX, ValidationCode};
use qualify_domain::vetting::{DecidedBy, DecisionSeed};
use qualify_vocabulary::{AccountStatus, PartnerId, UserId};

use super::saving::{self, Before, Settled};
use super::{Operation, load};
use crate::rows::Rows;
use crate::undone::Done;

/// Creates or changes a partner. Answers it, and all partners, so that whoever keeps them in memory knows.
#[derive(Clone)]
pub(crate) struct PutPartner {
    pub(crate) act: Act,
    pub(crate) command: ports::PutPartner,
}

impl Operation for PutPartner {
    type Answer = (Partner, Vec<Partner>);

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { act, command } = self;
        let before = rows.find_partner(command.partner).await?;
        let partner = command.apply_to(before.as_ref());
        rows.put_partner(&partner, act.now)?;
        let status = match partner.status {
            PartnerStatus::Active => "active",
            PartnerStatus::Suspended => "suspended",
        };
        let fact = AuditFact::of_partner(&act, partner.id, AuditOperation::PutPartner).with(vec![
            ("Name".into(), partner.name.clone()),
            ("SandboxAccount".into(), partner.is_sandbox_account.to_string()),
            ("Status".into(), status.to_owned()),
            ("MayCreateCustomers".into(), partner.may_create_customers.to_string()),
        ]);
        rows.append_audit(&fact).await?;
        let partners = rows.list_partners().await?;
        Ok((partner, partners))
    }
}

/// Issues a code to a partner.
#[derive(Clone)]
pub(crate) struct IssueCode {
    pub(crate) act: Act,
    pub(crate) partner: PartnerId,
    pub(crate) code: ValidationCode,
}

impl Operation for IssueCode {
    type Answer = ValidationCode;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<ValidationCode> {
        let Self { act, partner, code } = self;
        rows.find_partner(partner).await?.ok_or(Refusal::PartnerNotFound)?;
        if rows.count_codes(partner).await? >= VALIDATION_CODES_MAX {
            return Err(Refusal::TooManyValidationCodes(VALIDATION_CODES_MAX).into());
        }
        rows.insert_code(partner, &code, act.now)?;
        let fact = AuditFact::of_partner(&act, partner, AuditOperation::IssueValidationCode).with(vec![
            ("ValidationCode".into(), code.id.to_string()),
            ("OrganizationName".into(), code.organization_name.clone()),
        ]);
        rows.append_audit(&fact).await?;
        Ok(code)
    }
}

/// Records an account status.
#[derive(Clone)]
pub(crate) struct SetAccountStatus {
    pub(crate) act: Act,
    pub(crate) key: CustomerKey,
    pub(crate) status: AccountStatus,
}

impl Operation for SetAccountStatus {
    type Answer = AccountStatusRecord;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<AccountStatusRecord> {
        let Self { act, key, status } = self;
        let standing = load::standing(rows, key).await?;
        let record = AccountStatusRecord { status, changed_at: act.now };
        rows.save_account_status(key, record)?;
        let fact =
            AuditFact::of_customer(&act, key, &standing.company_name, AuditOperation::SetAccountStatus)
                .with(vec![("AccountStatus".into(), status.name().to_owned())]);
        rows.append_audit(&fact).await?;
        Ok(record)
    }
}

/// Records the directory roles of a user on a customer.
#[derive(Clone)]
pub(crate) struct SetDirectoryRoles {
    pub(crate) act: Act,
    pub(crate) key: CustomerKey,
    pub(crate) user: UserId,
    pub(crate) roles: Vec<String>,
}

impl Operation for SetDirectoryRoles {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        let Self { act, key, user, roles } = self;
        let standing = load::standing(rows, key).await?;
        rows.replace_directory_roles(key, user, &roles, act.now)?;
        let fact =
            AuditFact::of_customer(&act, key, &standing.company_name, AuditOperation::SetDirectoryRoles)
                .with(vec![("User".into(), user.to_string()), ("Roles".into(), roles.join(", "))]);
        rows.append_audit(&fact).await?;
        Ok(())
    }
}

/// Gives a customer an approved Nonprofit record, as only an import can.
#[derive(Clone)]
pub(crate) struct ImportNonprofit {
    pub(crate) act: Act,
    pub(crate) key: CustomerKey,
}

impl Operation for ImportNonprofit {
    type Answer = RecordView;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<RecordView> {
        let Self { act, key } = self;
        let (standing, current) = load::records(rows, key).await?;
        let record = decide::import_nonprofit(&current, act.now)?;
        let change = Change::Exclusive(ExclusiveRecord::Nonprofit(record));
        let before = Before { key, company_name: &standing.company_name, records: &current };
        saving::save_request(rows, &act, before, &change, Vec::new()).await
    }
}

/// Applies an operator's verdict, which is a decision like another.
#[derive(Clone)]
pub(crate) struct DecideEducation {
    pub(crate) act: Act,
    pub(crate) key: CustomerKey,
    pub(crate) verdict: Verdict,
    pub(crate) seed: DecisionSeed,
}

impl Operation for DecideEducation {
    type Answer = RecordView;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<RecordView> {
        let Self { act, key, verdict, seed } = self;
        let (standing, current) = load::records(rows, key).await?;
        let record = decide::apply_verdict(&current, verdict)?;
        let settled = Settled {
            draft: verdict.draft(),
            // What vetting would have let an approval rest on; or it was approved with it before.
            approved_domain: rows.find_approved_domain(key).await?,
            seed: &seed,
            decided_by: DecidedBy::actor(&act.actor),
            attempt: standing.attempts,
        };
        let before = Before { key, company_name: &standing.company_name, records: &current };
        saving::save_decision(rows, &act, before, record, settled).await
    }
}
