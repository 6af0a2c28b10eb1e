//! Every page, as everybody asks for it. What is asserted comes from the rows of the table alone: a new page is called without
//! further ado.

use qualify_testkit::seed::{LAKESIDE, NOBODY};
use qualify_testkit::{Browser, Response, TestServer};
use qualify_vocabulary::StaffRole;
use qualify_wire::endpoints::{AuthMode, DASHBOARD, Endpoint, Method, Role};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Nobody has signed in.
    Nobody,
    /// Somebody shows a secret of no session.
    Garbage,
    /// The partner's user who may read.
    Reader,
    /// The partner's user who may do everything.
    Administrator,
    /// Another partner's user.
    OtherPartner,
    /// Staff in one role.
    Staff(StaffRole),
}

const EVERYBODY: [Who; 8] = [
    Who::Nobody,
    Who::Garbage,
    Who::Reader,
    Who::Administrator,
    Who::OtherPartner,
    Who::Staff(StaffRole::Operator),
    Who::Staff(StaffRole::Reviewer),
    Who::Staff(StaffRole::Lead),
];

impl Who {
    fn browser(self, server: &TestServer) -> Browser<'_> {
        match self {
            Self::Nobody => server.browser(),
            Self::Garbage => {
                let browser = server.browser();
                browser.set_cookie("qualify-session", &"x".repeat(43));
                browser
            }
            Self::Reader => server.browser_of("rob@northlight.example"),
            Self::Administrator => server.browser_of("ana@northlight.example"),
            Self::OtherPartner => server.browser_of("sue@southgate.example"),
            Self::Staff(StaffRole::Operator) => server.browser_of("olga@qualify.example"),
            Self::Staff(StaffRole::Reviewer) => server.browser_of("rita@qualify.example"),
            Self::Staff(StaffRole::Lead | StaffRole::Auditor) => server.browser_of("lena@qualify.example"),
        }
    }
}

/// What a row says to somebody.
#[derive(Debug, PartialEq, Eq)]
enum Answered {
    /// The handler answers, whatever it says.
    Through,
    /// Leads to where one signs in; a form is told so.
    SignIn,
    /// Somebody else's page.
    Refused,
    /// What the path names is not there for this partner.
    NotThere,
}

fn expected(row: &Endpoint, who: Who) -> Answered {
    let is_of_partner = matches!(who, Who::Reader | Who::Administrator | Who::OtherPartner);
    match (row.auth, who) {
        (AuthMode::None, _) => Answered::Through,
        (_, Who::Nobody | Who::Garbage) => Answered::SignIn,
        (AuthMode::PartnerPage, _) if !is_of_partner => Answered::Refused,
        (AuthMode::PartnerPage, Who::Reader) if row.role == Role::Writer => Answered::Refused,
        (AuthMode::PartnerPage, Who::OtherPartner) if row.path_names().next().is_some() => Answered::NotThere,
        (AuthMode::StaffPage, Who::Staff(role)) => match row.role {
            Role::Staff(roles) if roles.contains(&role) => Answered::Through,
            Role::Staff(_) | Role::Any | Role::Writer => Answered::Refused,
        },
        (AuthMode::StaffPage, _) => Answered::Refused,
        (_, _) => Answered::Through,
    }
}

fn answered(row: &Endpoint, answer: &Response) -> Answered {
    let place = answer.header("Location").unwrap_or_default();
    match answer.status {
        303 if row.is_of_a_session() && place.starts_with("/dashboard/sign-in?back=") => Answered::SignIn,
        401 => Answered::SignIn,
        403 if row.is_of_a_session() => Answered::Refused,
        404 => Answered::NotThere,
        _ => Answered::Through,
    }
}

fn path(row: &Endpoint) -> String {
    let segment = |one: &'static str| match one {
        "{customer_id}" => LAKESIDE,
        one if one.starts_with('{') => NOBODY,
        one => one,
    };
    row.path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The page that ends the session that asks comes last.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "`filter` hands it over so")]
fn ends_the_session(row: &&Endpoint) -> bool {
    row.id() == "SignOut"
}

fn ask(browser: &Browser<'_>, row: &Endpoint) -> Response {
    match row.method {
        Method::Get => browser.get(&path(row)),
        _ => browser.post(&path(row), &[]),
    }
}

#[test]
fn trust_13_every_page_answers_everybody_as_its_row_says() {
    let server = TestServer::start();
    let mut calls = 0;
    for who in EVERYBODY {
        let browser = who.browser(&server);
        // A page with a form, so that there is a token.
        browser.visit("/dashboard/sessions");
        let rows = DASHBOARD.iter().filter(|row| !ends_the_session(row));
        for row in rows.chain(DASHBOARD.iter().filter(ends_the_session)) {
            let answer = ask(&browser, row);
            let case = format!("{} {} by {who:?}: {}", row.method.name(), path(row), answer.status);
            let named_nothing = row.path_names().any(|name| name != "customer_id") && answer.status == 404;
            let (expected, answered) = (expected(row, who), answered(row, &answer));
            assert!(
                answered == expected || (named_nothing && expected == Answered::Through),
                "{case}: {expected:?}"
            );
            assert!(!matches!(answer.status, 405 | 500..), "{case}");
            if answer.status >= 400 {
                let is_page = answer.header("Content-Type").is_some_and(|kind| kind.starts_with("text/html"));
                assert!(is_page, "{case}");
            }
            calls += 1;
        }
    }
    assert_eq!(calls, DASHBOARD.len() * EVERYBODY.len());
}

#[test]
fn trust_13_no_form_is_taken_without_its_own_token() {
    let server = TestServer::start();
    let other = server.browser_of("sam@northlight.example");
    other.visit("/dashboard/sessions");
    for row in DASHBOARD.iter().filter(|row| row.method != Method::Get && row.is_of_a_session()) {
        // Everybody who could send it if it had one.
        let name =
            if row.auth == AuthMode::StaffPage { "lena@qualify.example" } else { "ana@northlight.example" };
        let browser = server.browser_of(name);
        for token in [None, Some(String::new()), Some("x".repeat(86)), Some(other.token())] {
            let fields: Vec<(&str, &str)> =
                token.iter().map(|token| ("form_token", token.as_str())).collect();
            let answer = browser.post_alone(&path(row), &fields);
            assert_eq!(answer.status, 403, "{}: {token:?}", row.path);
        }
        browser.visit("/dashboard/sessions").expect(200);
    }
}

#[test]
fn trust_13_no_form_of_another_origin_is_taken() {
    let server = TestServer::start();
    let browser = server.browser_of("ana@northlight.example");
    browser.visit("/dashboard/sessions");
    let token = format!("form_token={}", browser.token());
    for row in DASHBOARD.iter().filter(|row| row.method != Method::Get) {
        for (name, value) in
            [("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")]
        {
            let request = browser.request("POST", &path(row)).header(name, value).body(&token);
            assert_eq!(browser.send(request).status, 403, "{} {name}: {value}", row.path);
        }
    }
}
