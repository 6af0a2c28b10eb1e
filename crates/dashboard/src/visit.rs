//! What is known of a browser's request before its page's handler runs.

use std::sync::Arc;

use http::{HeaderMap, header};
use qualify_domain::browser_session::Theme;
use qualify_domain::ports::Outcome;
use qualify_server::api::call::RequestInfo;
use qualify_server::random::random_text;
use qualify_texts::{Dashboard as Texts, Locale};

use crate::cookies::Choice;
use crate::form;
use crate::origin::Origin;
use crate::session::{self, OpenSession};
use crate::state::Dashboard;

/// A browser's request: whose it is, in which language and how it wants to be answered.
#[derive(Debug)]
pub struct Visit {
    pub(crate) dashboard: Dashboard,
    pub(crate) info: Arc<RequestInfo>,
    pub(crate) origin: Origin,
    pub(crate) locale: Locale,
    pub(crate) theme: Option<Theme>,
    pub(crate) session: Option<OpenSession>,
    /// By which the policy of this one answer knows its style and its scripts.
    pub(crate) nonce: String,
    /// Whether a script asks, which puts what it gets into a page that is there.
    pub(crate) is_of_script: bool,
}

impl Visit {
    /// Reads the headers, and finds the session.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn of(
        dashboard: &Dashboard,
        info: &Arc<RequestInfo>,
        sent: &HeaderMap,
    ) -> Outcome<Self> {
        let visit = Self::without_session(dashboard, info, sent);
        let session = session::find(dashboard, info, sent, &visit.origin).await?;
        Ok(Self { session, ..visit })
    }

    /// The same, whoever signed in.
    pub(crate) fn without_session(dashboard: &Dashboard, info: &Arc<RequestInfo>, sent: &HeaderMap) -> Self {
        Self {
            dashboard: dashboard.clone(),
            info: Arc::clone(info),
            origin: Origin::of(dashboard, sent),
            locale: locale_of(sent, dashboard.config.sandbox.enabled),
            theme: Choice::Theme.find(sent).and_then(Theme::parse),
            session: None,
            nonce: random_text(),
            is_of_script: sent.contains_key("hx-request"),
        }
    }

    /// The texts of the pages in the visitor's language.
    pub fn texts(&self) -> Texts {
        Texts::in_locale(self.locale)
    }

    /// The visitor's language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// A token for a form of this session; none where nobody has signed in.
    pub(crate) fn form_token(&self) -> Option<String> {
        self.session.as_ref().map(|session| form::token(&session.kept.csrf_secret))
    }

    /// The path of the page with its query.
    pub(crate) fn address(&self) -> String {
        if self.info.query.is_empty() {
            self.info.path.clone()
        } else {
            format!("{}?{}", self.info.path, self.info.query)
        }
    }
}

/// The language that somebody chose, else one that the browser wishes for. The one of tests is a sandbox's.
fn locale_of(sent: &HeaderMap, is_sandbox: bool) -> Locale {
    let chosen = Choice::Language.find(sent).and_then(Locale::chosen);
    let chosen = chosen.filter(|locale| *locale != Locale::Pseudo || is_sandbox);
    let wishes = sent.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    chosen.unwrap_or_else(|| wishes.map_or_else(Locale::default, Locale::wished))
}
