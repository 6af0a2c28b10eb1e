"""What goes wrong for people: a session ends while they write, somebody is faster, a click comes twice, names mean harm."""

import hashlib
import sqlite3
import time

from driver import check, has_text, wait_until
from people import (
    ANA, CHARTER, HOSTILE, LENA, NORTHLIGHT, NO_TEACHING, OLGA, RAJ, STATUTES, browser, case_of, new_library, partner_api,
    sign_in, sign_in_there, staff_api,
)
from reviewer import fill_decision, state_of

# Where a sandbox that was started in this folder keeps what it knows.
DATABASE = "qualify-data/qualify.db"
LONG = "x" * 10_000


def let_session_end(own, api):
    """Time ends the session of this browser, a minute ago."""
    secret = own.cookie("qualify-session")
    with sqlite3.connect(DATABASE, timeout=20) as database:
        ended = database.execute(
            "UPDATE browser_sessions SET ends_at = ? WHERE secret_hash = ?",
            (int((time.time() - 60) * 1_000_000), hashlib.sha256(secret.encode()).digest()),
        )
        check(ended.rowcount == 1, "the session is there")
    database.close()
    # Whoever reads sees it behind the next write of the service's own.
    new_library(api, 40)


def session_ends(driver, url, looks):
    """A session ends while somebody writes: what they wrote is there again after the sign-in, and is sent once."""
    api = partner_api(url)
    customer = new_library(api, 41)
    with browser(driver, url) as own:
        sign_in(own, ANA)
        own.visit(f"/dashboard/customers/{customer}/billing")
        own.find("#companyName").fill("Boston <b>Library</b>")
        let_session_end(own, api)
        own.follow("Save")
        has_text(own, "What you wrote is kept")
        looks.look(own, "session-ended", stays=True)
        own.leave(own.find("main a.button").click)
        sign_in_there(own, ANA)
        has_text(own, "Send what you wrote?")
        has_text(own, "Boston <b>Library</b>")
        looks.look(own, "kept-form", stays=True)
        own.leave(own.find(f"form[action='/dashboard/customers/{customer}/billing'] button").click)
        has_text(own, "The billing profile is saved.")
    saved = api.call("GET", f"/v1/customers/{customer}")["billingProfile"]["companyName"]
    check(saved == "Boston <b>Library</b>", saved)


def somebody_is_faster(driver, url, looks):
    """Somebody decided or changed it meanwhile: the page says who and what, and nothing is overwritten."""
    partner, raj = partner_api(url), staff_api(url, RAJ)
    customer = new_library(partner, 42)
    case = case_of(url, customer)
    with browser(driver, url) as own:
        sign_in(own, LENA)
        own.visit(f"/dashboard/reviews/{case}")
        own.follow("Claim this case")
        fill_decision(own, "approve", CHARTER)
        staff_api(url, LENA).call("POST", f"/operator/v1/reviews/{case}/release", {})
        raj.call("POST", f"/operator/v1/reviews/{case}/claim", {})
        raj.call("POST", f"/operator/v1/reviews/{case}/decide", {
            "decision": "deny", "reason": "Not an eligible Library", "reasonCode": "LIBRARY", "explanation": NO_TEACHING,
            "evidence": [STATUTES],
        })
        own.leave(own.find("form[action$='/decide'] .actions button").click)
        has_text(own, f"{RAJ} decided meanwhile: Denied")
        has_text(own, CHARTER)
        looks.look(own, "case-overtaken", stays=True)
        check(state_of(raj, case) == "denied", "nothing was overwritten")
    with browser(driver, url) as ana, browser(driver, url) as sam:
        for own, name in ((ana, ANA), (sam, "sam@northlight.example")):
            sign_in(own, name)
            own.visit(f"/dashboard/customers/{customer}/billing")
        sam.find("#email").fill("director@bpl.org")
        sam.follow("Save")
        ana.find("#email").fill("front@bpl.org")
        ana.follow("Save")
        has_text(ana, "sam@northlight.example")
        has_text(ana, "director@bpl.org")
        looks.look(ana, "billing-overtaken", stays=True)
        check(mail_of(partner, customer) == "director@bpl.org", "nothing was overwritten")
        ana.follow("Save")
        has_text(ana, "The billing profile is saved.")
        check(mail_of(partner, customer) == "front@bpl.org", "the second time one knows what one replaces")


def mail_of(api, customer):
    return api.call("GET", f"/v1/customers/{customer}")["billingProfile"]["email"]


def clicked_twice(driver, url, looks):
    """A form that is clicked twice, with scripts and without, does what it does once."""
    partner, api = partner_api(url), staff_api(url, LENA)
    case = case_of(url, new_library(partner, 43))
    for has_scripts in (True, False):
        with browser(driver, url, has_scripts=has_scripts) as own:
            sign_in(own, LENA)
            own.visit(f"/dashboard/reviews/{case}")
            if has_scripts:
                own.follow("Claim this case")
            own.find("#note-text").fill(f"Written once, scripts: {has_scripts}")
            own.leave(own.find("form[action$='/notes'] button").click_twice)
            has_text(own, "Written once")
    notes = [note["text"] for note in api.call("GET", f"/operator/v1/reviews/{case}")["notes"]]
    check(sorted(notes) == ["Written once, scripts: False", "Written once, scripts: True"], f"{notes}")
    for has_scripts in (True, False):
        before = webhooks_twice(partner)
        with browser(driver, url, has_scripts=has_scripts) as own:
            sign_in(own, ANA)
            own.visit("/dashboard/webhooks/new")
            own.find("#url").fill("http://127.0.0.1:9/twice")
            own.leave(own.find("form.request .actions button").click_twice)
            wait_until("it is there", lambda: webhooks_twice(partner) > before)
            own.visit("/dashboard/webhooks")
        check(webhooks_twice(partner) == before + 1, "a second click makes none")


def webhooks_twice(api):
    found = api.call("GET", "/partner/v1/webhooks")
    found = found["items"] if isinstance(found, dict) else found
    return len([webhook for webhook in found if webhook["url"].endswith("/twice")])


def names_that_mean_harm(driver, url, looks):
    """Names of markup, marks of direction, formulas, and 10,000 characters are texts on every page that shows them."""
    partner, api = partner_api(url), staff_api(url, LENA)
    customers = [hostile_library(partner, number, name) for number, name in enumerate([*HOSTILE, LONG[:256]])]
    cases = [case_of(url, customer) for customer in customers]
    for case in cases:
        api.call("POST", f"/operator/v1/reviews/{case}/claim", {})
        for text in HOSTILE:
            api.call("POST", f"/operator/v1/reviews/{case}/notes", {"text": text})
        api.call("POST", f"/operator/v1/reviews/{case}/ask", {"items": [text[:500] for text in HOSTILE]})
    with browser(driver, url) as own:
        sign_in(own, ANA)
        for number, (customer, case) in enumerate(zip(customers, cases)):
            for name, path in (
                ("account", f"/dashboard/customers/{customer}"),
                ("qualifications", f"/dashboard/customers/{customer}/qualifications"),
                ("own-case", f"/dashboard/customers/{customer}/reviews/{case}"),
                ("billing", f"/dashboard/customers/{customer}/billing"),
                ("activity", f"/dashboard/activity?customer={customer}"),
            ):
                own.visit(path)
                harmless(own, looks, f"{name}-hostile-{number}")
        own.visit("/dashboard/customers?search=hostile")
        harmless(own, looks, "customers-hostile")
        fill_with_harm(own, "/dashboard/customers/new", ".actions button")
        harmless(own, looks, "new-customer-hostile")
        fill_with_harm(own, "/dashboard/webhooks/new", ".actions button")
        harmless(own, looks, "new-webhook-hostile")
    with browser(driver, url) as own:
        sign_in(own, OLGA)
        for number, case in enumerate(cases):
            own.visit(f"/dashboard/reviews/{case}")
            harmless(own, looks, f"case-hostile-{number}")
        for customer in customers:
            own.visit(f"/dashboard/partners/{NORTHLIGHT}/customers/{customer}")
            harmless(own, looks, "partner-customer-hostile")
        for name in ("reviews", "audit", "decisions", "figures", "partners"):
            own.visit(f"/dashboard/{name}")
            harmless(own, looks, f"{name}-hostile")
        fill_with_harm(own, "/dashboard/partners", ".fields .actions button")
        harmless(own, looks, "new-partner-hostile")
        fill_with_harm(own, f"/dashboard/partners/{NORTHLIGHT}", "form[action$='/codes'] button")
        harmless(own, looks, "new-code-hostile")


def fill_with_harm(own, path, button):
    """Every field of a page, past what the browser would keep to."""
    own.visit(path)
    own.run("""
      for (const field of document.querySelectorAll("main :is(input:not([type=hidden], [type=checkbox], [type=radio]), textarea)")) {
        field.removeAttribute("maxlength");
        field.removeAttribute("required");
        field.type = "text";
        field.value = arguments[0];
      }
      for (const form of document.forms) form.noValidate = true;
    """, HOSTILE[0] + "\u202e" + LONG)
    own.leave(own.find(f"main {button}").click)


def hostile_library(api, number, name):
    """A customer with this in every field that takes it, which asks for Education."""
    address = {
        "country": "US", "addressLine1": name[:200], "addressLine2": name[:200], "city": name[:100], "state": "MA",
        "postalCode": "02116", "firstName": name[:50], "lastName": name[:50],
    }
    body = {
        "companyProfile": {"domain": f"hostile{number}.onmicrosoft.com"},
        "billingProfile": {
            "companyName": name, "email": "desk@bpl.org", "culture": "en-US", "language": "en", "firstName": name[:50],
            "lastName": name[:50], "defaultAddress": address,
        },
    }
    customer = api.call("POST", "/v1/customers", body)["id"]
    api.call("POST", f"/v1/customers/{customer}/qualifications", {"qualification": "Education"})
    return customer


def harmless(own, looks, name):
    """Nothing of it ran or became an element, and the page holds on a phone and at 400 %."""
    print(f"    {name}", flush=True)
    found = own.run("return [window.harmed || null, document.querySelectorAll('main img, main script, main iframe').length]")
    looks.expect(found == [None, 0], f"{name}: a name became markup: {found}")
    looks.hosts(own, name)
    looks.axe(own, name, "light")
    looks.narrow(own, name, False)
    looks.seen.append(name)


JOURNEYS = [session_ends, somebody_is_faster, clicked_twice, names_that_mean_harm]
