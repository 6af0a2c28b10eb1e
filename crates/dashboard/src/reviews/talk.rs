//! What people have written in a case, by time.

use qualify_domain::review::{Note, Review};
use qualify_texts::Dashboard as Texts;
use qualify_texts::Locale;
use qualify_vocabulary::Timestamp;

/// Something that somebody wrote.
#[derive(Debug)]
pub(super) struct Said {
    at: Timestamp,
    pub(super) what: &'static str,
    pub(super) by: String,
    pub(super) when: String,
    pub(super) lines: Vec<String>,
    /// Until when an answer is taken.
    pub(super) until: Option<String>,
}

/// The appeal, questions with their answers, and notes, the oldest first.
pub(super) fn of(texts: Texts, locale: Locale, review: &Review) -> Vec<Said> {
    let said = |what, note: &Note| Said {
        at: note.at,
        what,
        by: note.by.clone(),
        when: locale.moment(note.at),
        lines: vec![note.text.clone()],
        until: None,
    };
    let appeal = review.subject.appeal.iter().map(|note| said(texts.review_talk_appeal(), note));
    let notes = review.notes.iter().map(|note| said(texts.review_talk_note(), note));
    let questions = review.questions.iter().map(|question| Said {
        at: question.at,
        what: texts.review_talk_question(),
        by: question.by.clone(),
        when: locale.moment(question.at),
        lines: question.items.clone(),
        until: question.reply.is_none().then(|| texts.review_talk_until(locale.moment(question.until))),
    });
    let replies = review.questions.iter().filter_map(|question| question.reply.as_ref());
    let replies = replies.map(|note| said(texts.review_talk_reply(), note));
    let mut all: Vec<Said> = appeal.chain(questions).chain(replies).chain(notes).collect();
    all.sort_by_key(|said| said.at);
    all
}
