//! What operators do, each act with its audit record.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::Act;
use qualify_domain::customer::{AccountStatusRecord, CustomerKey};
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::PutPartner;
use qualify_domain::qualification::decide::{self, Verdict};
use qualify_domain::qualification::{Change, ExclusiveRecord, RecordView};
use qualify_domain::validation_code::{VALIDATION_CODES_MAX, ValidationCode};
use qualify_domain::vetting::{DecidedBy, DecisionSeed};
use qualify_vocabulary::{AccountStatus, PartnerId, UserId};

use super::requests::granted;
use super::saving::{self, Before, Settled, customer_fact, partner_fact};
use super::session::Session;
use super::writer::Decided;
use super::{audit, claimed_domains, customers, examine, partners, qualifications, validation_codes};

/// Answers the partner, and all partners, so that the directory in memory can be replaced after the commit.
pub(super) fn put_partner(
    session: &Session,
    act: &Act,
    command: PutPartner,
) -> Decided<(Partner, Vec<Partner>)> {
    let before = partners::find(session, command.partner)?;
    let partner = command.apply_to(before.as_ref());
    partners::put(session, &partner, act.now)?;
    let status = match partner.status {
        PartnerStatus::Active => "active",
        PartnerStatus::Suspended => "suspended",
    };
    let details = vec![
        ("Name".into(), partner.name.clone()),
        ("SandboxAccount".into(), partner.is_sandbox_account.to_string()),
        ("Status".into(), status.to_owned()),
        ("MayCreateCustomers".into(), partner.may_create_customers.to_string()),
    ];
    audit::append(
        session,
        &AuditFact { details, ..partner_fact(act, partner.id, AuditOperation::PutPartner) },
    )?;
    Ok(Ok((partner, partners::list(session)?)))
}

pub(super) fn issue_validation_code(
    session: &Session,
    act: &Act,
    partner: PartnerId,
    code: ValidationCode,
) -> Decided<ValidationCode> {
    granted!(partners::find(session, partner)?.ok_or(Refusal::PartnerNotFound));
    if validation_codes::count(session, partner)? >= VALIDATION_CODES_MAX {
        return Ok(Err(Refusal::TooManyValidationCodes(VALIDATION_CODES_MAX)));
    }
    if !validation_codes::insert(session, partner, &code, act.now)? {
        return Ok(Err(Refusal::ValidationCodeExists(code.id)));
    }
    let details = vec![
        ("ValidationCode".into(), code.id.to_string()),
        ("OrganizationName".into(), code.organization_name.clone()),
    ];
    audit::append(
        session,
        &AuditFact { details, ..partner_fact(act, partner, AuditOperation::IssueValidationCode) },
    )?;
    Ok(Ok(code))
}

pub(super) fn set_account_status(
    session: &Session,
    act: &Act,
    key: CustomerKey,
    status: AccountStatus,
) -> Decided<AccountStatusRecord> {
    let standing = granted!(customers::get_standing(session, key)?);
    let record = AccountStatusRecord { status, changed_at: act.now };
    customers::set_account_status(session, key, record)?;
    let fact = AuditFact {
        details: vec![("AccountStatus".into(), status.name().to_owned())],
        ..customer_fact(act, key, &standing.company_name, AuditOperation::SetAccountStatus)
    };
    audit::append(session, &fact)?;
    Ok(Ok(record))
}

pub(super) fn set_directory_roles(
    session: &Session,
    act: &Act,
    key: CustomerKey,
    user: UserId,
    roles: &[String],
) -> Decided<()> {
    let standing = granted!(customers::get_standing(session, key)?);
    customers::set_directory_roles(session, key, user, roles, act.now)?;
    let fact = AuditFact {
        details: vec![("User".into(), user.to_string()), ("Roles".into(), roles.join(", "))],
        ..customer_fact(act, key, &standing.company_name, AuditOperation::SetDirectoryRoles)
    };
    audit::append(session, &fact)?;
    Ok(Ok(()))
}

pub(super) fn import_nonprofit(session: &Session, act: &Act, key: CustomerKey) -> Decided<RecordView> {
    let (standing, current) = granted!(qualifications::get(session, key)?);
    let record = granted!(decide::import_nonprofit(&current, act.now));
    let change = Change::Exclusive(ExclusiveRecord::Nonprofit(record));
    let before = Before { key, company_name: &standing.company_name, records: &current };
    saving::save_request(session, act, before, &change, Vec::new()).map(Ok)
}

pub(super) fn decide_education(
    session: &Session,
    act: &Act,
    key: CustomerKey,
    verdict: Verdict,
    seed: &DecisionSeed,
) -> Decided<RecordView> {
    let (standing, current) = granted!(qualifications::get(session, key)?);
    let record = granted!(decide::apply_verdict(&current, verdict));
    let settled = Settled {
        draft: verdict.draft(),
        // What vetting would have let an approval rest on; or it was approved with it before.
        claim: claimed_domains::find_of(session, key)?,
        seed,
        decided_by: DecidedBy::actor(&act.actor),
        attempt: examine::get_facts(session, key)?.attempts,
    };
    let before = Before { key, company_name: &standing.company_name, records: &current };
    saving::save_decision(session, act, before, record, settled).map(Ok)
}
