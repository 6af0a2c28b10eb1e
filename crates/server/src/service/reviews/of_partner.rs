//! The partner's side of a case: it answers, appeals, takes back, and reads what was found.

use std::sync::Arc;

use qualify_domain::Refusal;
use qualify_domain::ports::{
    ActOnReview, CustomerStore as _, DecisionStore as _, Opening, Outcome, ReviewPlace, ReviewStore as _,
    Slice, StoredReview,
};
use qualify_domain::review::{Command, DOCUMENTS_MAX, Note, Review, ReviewKind};
use qualify_texts::Locale;
use qualify_vocabulary::{CustomerId, PageSize, ReviewId};

use super::new_case;
use super::story::{self, NextStep};
use crate::service::asker::PartnerAsker;
use crate::service::{customers, explained};
use crate::vetting::fresh_seed;

/// An act of a partner in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerAct {
    Reply,
    Appeal,
    Withdraw,
    HandIn,
}

/// The acts that the asker could do with a case now: what a page offers. What is foreseen binds nobody.
pub fn possible_acts(asker: &PartnerAsker<'_>, stored: &StoredReview) -> Vec<PartnerAct> {
    if asker.caller.check_may_write().is_err() {
        return Vec::new();
    }
    let (rules, now) = (&asker.app.review_rules, asker.now());
    let leads = |command: Command| stored.review.clone().apply(command, rules, now).is_ok();
    let next = story::of(stored, rules, now).next;
    let possible = [
        (PartnerAct::Reply, leads(Command::Reply(note(asker, "-".to_owned())))),
        (PartnerAct::Appeal, matches!(next, NextStep::AppealBefore(_) | NextStep::AppealAgainBefore(..))),
        (PartnerAct::Withdraw, leads(Command::WithdrawByPartner)),
        (PartnerAct::HandIn, !stored.review.state.is_final() && stored.documents.len() < DOCUMENTS_MAX),
    ];
    possible.into_iter().filter(|(_, is_possible)| *is_possible).map(|(act, _)| act).collect()
}

/// The cases of a customer, the newest first.
pub async fn list(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    after: Option<ReviewPlace>,
    size: PageSize,
) -> Outcome<Slice<StoredReview>> {
    let key = asker.key(customer);
    asker.measure(asker.app.store.check_customer(key)).await?;
    asker.measure(asker.app.store.list_customer_reviews(key, after, size)).await
}

/// A case of a customer of the asker's.
pub async fn find(asker: &PartnerAsker<'_>, customer: CustomerId, id: ReviewId) -> Outcome<StoredReview> {
    let key = asker.key(customer);
    asker.measure(asker.app.store.check_customer(key)).await?;
    let found = asker.measure(asker.app.store.find_review(id, Some(key))).await?;
    Ok(found.ok_or(Refusal::ReviewNotFound)?)
}

/// What the rules found, in a language, while a person decides about a request; nothing about any other case.
pub async fn finding(
    asker: &PartnerAsker<'_>,
    stored: &StoredReview,
    locale: Locale,
) -> Outcome<Option<String>> {
    let Review { subject, state, .. } = &stored.review;
    let is_looked_at = subject.kind == ReviewKind::Request && !state.is_final();
    let Some(decision) = subject.decision.filter(|_| is_looked_at) else { return Ok(None) };
    let decision = asker.measure(asker.app.store.find_decision(decision)).await?;
    Ok(decision.and_then(|decision| explained::of_stored(&decision, locale)))
}

/// Answers what a reviewer asked.
pub async fn reply(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    id: ReviewId,
    text: String,
) -> Outcome<StoredReview> {
    customers::check_may_write(asker, customer).await?;
    act(asker, customer, id, Command::Reply(note(asker, text))).await
}

/// Contests a denial, by a case of its own.
pub async fn appeal(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    denied: ReviewId,
    text: String,
) -> Outcome<StoredReview> {
    customers::check_may_write(asker, customer).await?;
    find(asker, customer, denied).await?;
    let opening = Opening::Appeal { denied, text: note(asker, text) };
    let command = new_case(asker.app, asker.act(), asker.key(customer), opening);
    asker.measure(asker.app.store.open_review(command)).await
}

/// Takes an open request or appeal back.
pub async fn withdraw(asker: &PartnerAsker<'_>, customer: CustomerId, id: ReviewId) -> Outcome<StoredReview> {
    customers::check_may_write(asker, customer).await?;
    act(asker, customer, id, Command::WithdrawByPartner).await
}

async fn act(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    id: ReviewId,
    command: Command,
) -> Outcome<StoredReview> {
    let acted = asker.app.store.act_on_review(ActOnReview {
        act: asker.act(),
        review: id,
        wall: Some(asker.key(customer)),
        command,
        rules: Arc::clone(&asker.app.review_rules),
        seed: fresh_seed(),
    });
    asker.measure(acted).await
}

fn note(asker: &PartnerAsker<'_>, text: String) -> Note {
    Note { by: asker.name(), at: asker.now(), text }
}
