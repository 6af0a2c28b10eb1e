//! What stands around every page: which service this is, where one can go, who signed in.

use http::Method;
use qualify_server::auth::Identity;
use qualify_server::clock::ClockView;
use qualify_texts::{Dashboard as Texts, Locale};
use qualify_vocabulary::StaffRole;

use crate::assets;
use crate::visit::Visit;

/// A part of the dashboard, for the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// None of those below: signing in, errors.
    None,
    /// The partner's customers.
    Customers,
    /// The partner's validation codes.
    Codes,
    /// What happened to the partner's customers.
    Activity,
    /// The partner's webhooks.
    Webhooks,
    /// The reviewers' cases.
    Reviews,
    /// Partners, for operators.
    Partners,
    /// What was decided.
    Decisions,
    /// What decisions look things up in.
    Datasets,
    /// The trail of all partners.
    Trail,
    /// How the service fares.
    Health,
    /// Pictures of the work.
    Figures,
    /// One's own sessions.
    Sessions,
    /// The panel of a sandbox.
    Sandbox,
}

/// Who sees a part in the navigation.
#[derive(Debug, Clone, Copy)]
enum Seen {
    ByPartners,
    ByStaff(&'static [StaffRole]),
    /// Whoever looks, signed in or not.
    InSandboxes,
}

/// A part of the dashboard: who sees it, where it is, what it is called.
type Part = (Area, Seen, &'static str, fn(Texts) -> &'static str);

/// The parts: a line more is a link more.
const LINKS: &[Part] = &[
    (Area::Customers, Seen::ByPartners, "/dashboard/customers", |texts| texts.frame_customers()),
    (Area::Codes, Seen::ByPartners, "/dashboard/codes", |texts| texts.codes_title()),
    (Area::Activity, Seen::ByPartners, "/dashboard/activity", |texts| texts.activity_title()),
    (Area::Webhooks, Seen::ByPartners, "/dashboard/webhooks", |texts| texts.webhooks_title()),
    (Area::Reviews, Seen::ByStaff(&StaffRole::ALL), "/dashboard/reviews", |texts| texts.reviews_title()),
    (Area::Figures, Seen::ByStaff(&StaffRole::ALL), "/dashboard/figures", |texts| texts.figures_title()),
    (Area::Decisions, Seen::ByStaff(&StaffRole::ALL), "/dashboard/decisions", |texts| {
        texts.decisions_title()
    }),
    (Area::Partners, Seen::ByStaff(&StaffRole::ALL), "/dashboard/partners", |texts| texts.partners_title()),
    (Area::Datasets, Seen::ByStaff(&StaffRole::ALL), "/dashboard/datasets", |texts| texts.datasets_title()),
    (Area::Trail, Seen::ByStaff(&StaffRole::ALL), "/dashboard/audit", |texts| texts.trail_title()),
    (Area::Health, Seen::ByStaff(&StaffRole::ALL), "/dashboard/health", |texts| texts.health_title()),
    (Area::Sandbox, Seen::InSandboxes, "/dashboard/sandbox", |texts| texts.panel_title()),
];

/// A link of the navigation.
#[derive(Debug)]
pub struct Link {
    /// Where it leads.
    pub address: &'static str,
    /// What it says.
    pub label: &'static str,
    /// Whether the page is of its part.
    pub is_current: bool,
}

/// Which service this is.
#[derive(Debug)]
pub struct Environment<'a> {
    pub name: &'a str,
    /// What a sandbox's clock shows.
    pub clock: Option<String>,
    pub is_sandbox: bool,
}

/// A language that can be chosen.
#[derive(Debug)]
pub struct Language {
    pub tag: &'static str,
    pub name: &'static str,
    pub is_current: bool,
}

/// What stands around a page. Each page's template has it as `frame`.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The texts in the visitor's language.
    pub texts: Texts,
    /// The visitor's language.
    pub locale: Locale,
    /// `light`, `dark`, or empty where the browser decides.
    pub theme: &'static str,
    /// By which the page's policy knows its style and its scripts.
    pub nonce: &'a str,
    pub environment: Environment<'a>,
    pub links: Vec<Link>,
    /// Who signed in; none where nobody has.
    pub person: Option<&'a str>,
    pub is_own: bool,
    /// The token of the page's forms: `ui::token(frame)` puts it there.
    pub form_token: String,
    /// Where the choice of language leads back to.
    pub here: String,
    pub languages: Vec<Language>,
    pub style: &'static str,
    pub script: &'static str,
    /// What loads parts of a page, for those that have some: it is more than everything else together.
    pub htmx: &'static str,
}

impl<'a> Frame<'a> {
    pub(crate) fn of(visit: &'a Visit, area: Area) -> Self {
        let texts = visit.texts();
        Self {
            texts,
            locale: visit.locale,
            theme: visit.theme.map_or("", qualify_domain::browser_session::Theme::name),
            nonce: &visit.nonce,
            environment: environment(visit),
            links: links(visit, area),
            person: visit.session.as_ref().map(|session| session.kept.person.name.as_str()),
            is_own: area == Area::Sessions,
            form_token: visit.form_token().unwrap_or_default(),
            here: here(visit),
            languages: languages(visit),
            style: assets::STYLE,
            script: assets::SCRIPT,
            htmx: assets::HTMX,
        }
    }
}

/// The page, or behind a form the page above it: what was sent is not sent again by whoever chooses a language.
fn here(visit: &Visit) -> String {
    if visit.info.method == Method::GET {
        return visit.address();
    }
    let above = visit.info.path.rsplit_once('/').map_or("", |(above, _)| above);
    if above.is_empty() { "/dashboard".to_owned() } else { above.to_owned() }
}

fn environment(visit: &Visit) -> Environment<'_> {
    let config = &visit.dashboard.config;
    if !config.sandbox.enabled {
        return Environment { name: &config.dashboard.environment_name, clock: None, is_sandbox: false };
    }
    let now = match visit.identity() {
        Some(Identity::Partner(principal)) => visit.dashboard.clock.now_of(principal.caller.partner),
        Some(Identity::Staff(_)) | None => visit.dashboard.clock.now(),
    };
    let shown = visit.locale.moment(now);
    let is_running = visit.dashboard.clock.view().is_some_and(|ClockView { running, .. }| running);
    let texts = visit.texts();
    let clock = if is_running { texts.frame_clock_running(shown) } else { texts.frame_clock_standing(shown) };
    Environment { name: texts.frame_sandbox(), clock: Some(clock), is_sandbox: true }
}

fn links(visit: &Visit, area: Area) -> Vec<Link> {
    let is_seen = |seen: Seen| match (seen, visit.identity()) {
        (Seen::ByPartners, Some(Identity::Partner(_))) => true,
        (Seen::ByStaff(roles), Some(Identity::Staff(staff))) => {
            staff.roles.iter().any(|role| roles.contains(role))
        }
        (Seen::InSandboxes, _) => visit.dashboard.config.sandbox.enabled,
        (Seen::ByPartners | Seen::ByStaff(_), _) => false,
    };
    let shown = LINKS.iter().filter(|(_, seen, _, _)| is_seen(*seen));
    shown
        .map(|(of, _, address, label)| Link { address, label: label(visit.texts()), is_current: *of == area })
        .collect()
}

fn languages(visit: &Visit) -> Vec<Language> {
    let choices = Locale::CHOICES.iter();
    choices
        .map(|locale| Language {
            tag: locale.tag(),
            name: locale.own_name(),
            is_current: *locale == visit.locale,
        })
        .collect()
}
