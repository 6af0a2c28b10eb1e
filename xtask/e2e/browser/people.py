"""Who is in the sandbox, how they sign in on its pages, and what the API does for a journey beforehand."""

import contextlib
import json
import urllib.error
import urllib.request

from driver import OPENER, Browser, Fault, check, wait_until

ANA = "ana@northlight.example"
RITA = "rita@qualify.example"
RAJ = "raj@qualify.example"
LENA = "lena@qualify.example"
OLGA = "olga@qualify.example"
NORTHLIGHT = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4"
# What people write in the journeys: it stays in its language.
STATUTES = "its statutes"
CHARTER = "The charter shows a school."
CLOSED = "It has closed."
NO_TEACHING = "A library without a teaching mission."
NOT_ONLY = "It is the library of a university."
# What nobody means well with: it is a text everywhere. Marks of direction are taken by no field, letters from right to left are.
HOSTILE = [
    "\"><img src=x onerror=\"harmed=1\"><script>harmed=1</script>", "\u05d1\u05d9\u05ea \u05e1\u05e4\u05e8) 1=\u0627\u0644",
    "=HYPERLINK(\"http://evil.example\",\"School\")", "{{7*7}} ${7*7} <%= 7*7 %> '; DROP TABLE customers; --",
]
TYPED = {STATUTES, CHARTER, CLOSED, NO_TEACHING, NOT_ONLY}
LAKESIDE = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420"


@contextlib.contextmanager
def browser(driver, url, **wishes):
    opened = Browser(driver, url, **wishes)
    try:
        yield opened
    finally:
        opened.close()


def sign_in(browser, name, door="partner"):
    """By the dashboard's own button, on the issuer's page."""
    browser.visit(f"/dashboard/sign-in/start?as={door}")
    sign_in_there(browser, name)


def sign_in_there(browser, name):
    browser.find("#username").fill(name)
    browser.find("#password").fill("sandbox")
    browser.leave(browser.find("button[value=sign_in]").click)
    check(browser.here().startswith("/dashboard"), f"{name} came to {browser.here()}")


class Api:
    """The API of the sandbox, for one of its people."""

    def __init__(self, url, wish):
        self.url, self.token = url, None
        self.token = self.call("POST", "/sandbox/token", wish)["access_token"]

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with OPENER.open(request, timeout=30) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as answer:
            raise Fault(f"{method} {path}: {answer.code} {answer.read().decode()[:600]}") from None


def partner_api(url):
    return Api(url, {})


def staff_api(url, name=RITA):
    return Api(url, {"kind": "staff", "user": name})


def new_customer(api, domain, name, email):
    body = {
        "companyProfile": {"domain": f"{domain}.onmicrosoft.com"},
        "billingProfile": {
            "companyName": name, "email": email, "culture": "en-US", "language": "en", "defaultAddress": {"country": "US"},
        },
    }
    return api.call("POST", "/v1/customers", body)["id"]


def new_school(api):
    """A customer of its own that can have Education."""
    return new_customer(api, "meadowschool", "Meadow School", "it@meadow.k12.wa.us")


def new_library(api, number):
    """A customer of its own that asks for Education."""
    customer = new_customer(api, f"bostonlibrary{number}", f"Boston Public Library {number}", "desk@bpl.org")
    api.call("POST", f"/v1/customers/{customer}/qualifications", {"qualification": "Education"})
    return customer


def case_of(url, customer):
    """The case of a customer that was just made."""
    api = staff_api(url)

    def look():
        items = api.call("GET", "/operator/v1/reviews")["items"]
        return [item["id"] for item in items if item["customerId"] == customer]

    return wait_until("people are to look", look)[0]
