//! A browser without a screen: it keeps cookies, signs in as a person does, and sends the forms of the pages it got.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::http::{Request, Response, encoded};
use crate::server::TestServer;

/// A browser at a server's pages.
#[derive(Debug)]
pub struct Browser<'server> {
    url: &'server str,
    cookies: Mutex<BTreeMap<String, String>>,
    /// The token of the page that it got last.
    token: Mutex<String>,
}

/// Redirects that are followed one after the other.
const REDIRECTS_MAX: usize = 6;

impl TestServer {
    /// A browser that has been nowhere yet.
    pub fn browser(&self) -> Browser<'_> {
        Browser::at(self.url())
    }

    /// A browser in which somebody of the seed has signed in.
    ///
    /// # Panics
    /// The sign-in does not work.
    #[track_caller]
    pub fn browser_of(&self, name: &str) -> Browser<'_> {
        let browser = self.browser();
        browser.sign_in(name);
        browser
    }
}

impl<'server> Browser<'server> {
    /// A browser that has been nowhere yet, for the pages of a server at a URL.
    pub fn at(url: &'server str) -> Self {
        Self { url, cookies: Mutex::default(), token: Mutex::default() }
    }

    /// Asks for a page; a redirect is an answer.
    #[track_caller]
    pub fn get(&self, path: &str) -> Response {
        self.send(self.request("GET", path))
    }

    /// Asks for a page, and follows where it leads.
    #[track_caller]
    pub fn visit(&self, path: &str) -> Response {
        let answer = self.get(path);
        self.follow(answer)
    }

    /// Sends a form with the token of the page that was shown last.
    #[track_caller]
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let token = self.token();
        let all = [("form_token", token.as_str())].into_iter().chain(fields.iter().copied());
        self.post_alone(path, &all.collect::<Vec<_>>())
    }

    /// Sends these fields and nothing else.
    #[track_caller]
    pub fn post_alone(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let request = self.request("POST", path).header("Content-Type", "application/x-www-form-urlencoded");
        self.send(request.body(pairs.join("&")))
    }

    /// A request with the browser's cookies; what comes of it is for [`send`](Self::send).
    pub fn request(&self, method: &str, path: &str) -> Request {
        let request = Request::new(self.url, method, path);
        let cookies = self.cookies();
        if cookies.is_empty() { request } else { request.header("Cookie", cookies) }
    }

    /// Its cookies, as a header has them.
    pub fn cookies(&self) -> String {
        let cookies = self.cookies.lock().expect("nobody panics with the lock");
        let cookies: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.join("; ")
    }

    /// Sends a request, and keeps the cookies and the form's token of the answer.
    #[track_caller]
    pub fn send(&self, request: Request) -> Response {
        let answer = request.send();
        let mut cookies = self.cookies.lock().expect("nobody panics with the lock");
        for cookie in answer.headers_named("Set-Cookie") {
            let (name, rest) = cookie.split_once('=').expect("a cookie has a name");
            let value = rest.split(';').next().unwrap_or_default();
            if rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        if answer.header("Content-Type").is_some_and(|kind| kind.starts_with("text/html"))
            && let Some(token) = attribute_behind(answer.text(), "name=\"form_token\" value=\"")
        {
            *self.token.lock().expect("nobody panics with the lock") = token;
        }
        answer
    }

    /// Goes where an answer leads, until it leads nowhere.
    #[track_caller]
    pub fn follow(&self, mut answer: Response) -> Response {
        for _ in 0..REDIRECTS_MAX {
            if !(300..400).contains(&answer.status) {
                return answer;
            }
            let place = answer.header("Location").expect("a redirect leads somewhere").to_owned();
            answer = self.get(place.strip_prefix(self.url).unwrap_or(&place));
        }
        panic!("it leads round and round: {:?}", answer.header("Location"));
    }

    /// Signs in as somebody of the seed, from the page where one signs in.
    ///
    /// # Panics
    /// It does not work.
    #[track_caller]
    pub fn sign_in(&self, name: &str) -> Response {
        let shown = self.visit("/dashboard/sign-in/start?as=partner").expect(200);
        self.sign_in_on(&shown, name)
    }

    /// Signs in on the issuer's page that is shown, and follows where it leads.
    ///
    /// # Panics
    /// It does not work.
    #[track_caller]
    pub fn sign_in_on(&self, shown: &Response, name: &str) -> Response {
        let action = attribute_behind(shown.text(), "action=\"").expect("the page has a form");
        let fields = [("username", name), ("password", "sandbox"), ("decision", "sign_in")];
        let answer = self.post(&action, &fields);
        self.follow(answer)
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("nobody panics with the lock").get(name).cloned()
    }

    /// Puts a cookie there, as somebody else might.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("nobody panics with the lock").insert(name.to_owned(), value.to_owned());
    }

    /// The token of the page that was shown last.
    pub fn token(&self) -> String {
        self.token.lock().expect("nobody panics with the lock").clone()
    }
}

/// The value that stands behind a text in HTML.
pub fn attribute_behind(html: &str, text: &str) -> Option<String> {
    let rest = &html[html.find(text)? + text.len()..];
    let value = rest.split('"').next()?;
    Some(value.replace("&#38;", "&").replace("&amp;", "&").replace("&#39;", "'").replace("&quot;", "\""))
}
