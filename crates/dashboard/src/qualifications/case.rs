//! A case as its partner sees it: where it stands, why, what to do next, what was asked and answered, documents, and what can be
//! done with it now. Who of the staff works on it is nobody's business here.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::ports::{CustomerStore as _, Document, StoredReview};
use qualify_domain::review::{Note, Review};
use qualify_server::service::reviews::of_partner::{self, PartnerAct};
use qualify_server::service::reviews::story;
use qualify_server::service::said::Said;
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::Timestamp;

use super::case_in_path::OwnCaseInPath;
use super::words::{self, Told};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::PartnerPage;
use crate::reviews::words::kind_name;
use crate::state::Dashboard;
use crate::words::{Notice, qualification_name};

/// How a case is shown: after a form that was not carried out, with why.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) status: StatusCode,
    pub(super) notice: Option<Notice>,
    /// The field that something is wrong with, and what.
    pub(super) problem: Option<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "qualifications/case.html")]
struct CasePage<'a> {
    frame: Frame<'a>,
    id: String,
    name: &'a str,
    review: String,
    kind: &'static str,
    qualification: &'static str,
    /// What the writer of a form has seen.
    seen: String,
    told: Told,
    facts: Vec<(&'static str, String)>,
    notice: Option<Notice>,
    talk: Vec<Written>,
    documents: Vec<DocumentShown>,
    acts: Vec<PartnerAct>,
    typed: &'a SentForm,
    problem: Option<(&'static str, String)>,
}

/// Something that somebody wrote.
struct Written {
    at: Timestamp,
    what: &'static str,
    /// Who; nobody where it was staff.
    by: Option<String>,
    when: String,
    lines: Vec<String>,
    until: Option<String>,
}

struct DocumentShown {
    id: String,
    kind: String,
    bytes: String,
    added: String,
    by: String,
    deleted: Option<String>,
}

impl CasePage<'_> {
    fn may(&self, act: PartnerAct) -> bool {
        self.acts.contains(&act)
    }

    fn problem_of(&self, field: &str) -> Option<&str> {
        let problem = self.problem.as_ref().filter(|(known, _)| *known == field);
        problem.map(|(_, text)| text.as_str())
    }
}

pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    case: OwnCaseInPath,
) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let notice = done(page.texts(), query.text("done")).map(Notice::good);
    render(&dashboard, &page, &case, &SentForm::default(), Shown { notice, ..Shown::default() }).await
}

fn done(texts: Texts, done: &str) -> Option<&'static str> {
    let text = match done {
        "replied" => texts.case_done_replied(),
        "appealed" => texts.case_done_appealed(),
        "withdrawn" => texts.case_done_withdrawn(),
        "handed-in" => texts.case_done_handed_in(),
        _ => return None,
    };
    Some(text)
}

/// What somebody sees of a case by whose form it can be overtaken: where it stands, and how often the partner was asked.
pub(super) fn seen(review: &Review) -> String {
    format!("{} {}", review.state.name(), review.questions.len())
}

/// The case with what was typed.
pub(super) async fn render(
    dashboard: &Dashboard,
    page: &PartnerPage,
    case: &OwnCaseInPath,
    typed: &SentForm,
    shown: Shown,
) -> Result<Response, PageError> {
    let (texts, stored) = (page.texts(), &case.stored);
    let (review, asker) = (&stored.review, page.asker());
    let customer = page.info.meter.measure(dashboard.store.get_customer(page.key(case.customer))).await?;
    let said = Said::about(&asker, case.customer, page.locale()).await?;
    let template = CasePage {
        frame: page.frame(Area::Customers),
        id: case.customer.to_string(),
        name: &customer.billing.company_name,
        review: review.subject.id.to_string(),
        kind: kind_name(texts, review.subject.kind),
        qualification: qualification_name(texts, review.subject.qualification),
        seen: seen(review),
        told: words::told(page, &said, stored).await?,
        facts: facts(page, stored),
        notice: shown.notice,
        talk: talk(page, review),
        documents: stored.documents.iter().map(|document| document_shown(page, document)).collect(),
        acts: of_partner::possible_acts(&asker, stored),
        typed,
        problem: shown.problem,
    };
    page.show_as(shown.status, &template)
}

fn facts(page: &PartnerPage, stored: &StoredReview) -> Vec<(&'static str, String)> {
    let (texts, locale, review) = (page.texts(), page.locale(), &stored.review);
    let rules = page.dashboard.review_rules();
    let ending = review.ending.as_ref();
    let effective = story::notice_of(&review.state).map(|notice| notice.effective_at);
    let facts = [
        (texts.review_opened(), Some(locale.moment(review.subject.created_at))),
        (texts.case_decided(), ending.map(|ending| locale.moment(ending.at))),
        (texts.reviews_reason(), ending.map(|ending| ending.reason_code.name_for_partners().to_owned())),
        (texts.case_appeal_until(), story::appeal_until(stored, rules).map(|until| locale.moment(until))),
        (texts.case_effective(), effective.map(|at| locale.moment(at))),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// The appeal, questions and answers, the oldest first. Notes are for staff alone.
fn talk(page: &PartnerPage, review: &Review) -> Vec<Written> {
    let (texts, locale) = (page.texts(), page.locale());
    let own = |what, note: &Note| Written {
        at: note.at,
        what,
        by: Some(note.by.clone()),
        when: locale.moment(note.at),
        lines: vec![note.text.clone()],
        until: None,
    };
    let appeal = review.subject.appeal.iter().map(|note| own(texts.review_talk_appeal(), note));
    let questions = review.questions.iter().map(|question| Written {
        at: question.at,
        what: texts.case_question(),
        by: None,
        when: locale.moment(question.at),
        lines: question.items.clone(),
        until: question.reply.is_none().then(|| texts.review_talk_until(locale.moment(question.until))),
    });
    let replies = review.questions.iter().filter_map(|question| question.reply.as_ref());
    let replies = replies.map(|note| own(texts.case_reply_of(), note));
    let mut all: Vec<Written> = appeal.chain(questions).chain(replies).collect();
    all.sort_by_key(|said| said.at);
    all
}

fn document_shown(page: &PartnerPage, document: &Document) -> DocumentShown {
    let locale = page.locale();
    DocumentShown {
        id: document.id.to_string(),
        kind: document.media_type.clone(),
        bytes: locale.number(document.bytes),
        added: locale.moment(document.added_at),
        by: document.added_by.clone(),
        deleted: document.deleted_at.map(|at| page.texts().review_document_deleted(locale.moment(at))),
    }
}
