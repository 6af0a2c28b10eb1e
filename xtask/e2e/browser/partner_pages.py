"""What a partner asks for and keeps an eye on: qualifications, codes, activity, webhooks."""

import pathlib
import tempfile

from driver import check, has_text, wait_until
from people import (
    ANA, LAKESIDE, NO_TEACHING, NOT_ONLY, STATUTES, browser, case_of, new_library, partner_api, sign_in, staff_api
)

# Bytes a second, with which one sees how a file goes.
SLOWLY = 400_000
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n"
# What the bar says, once it says something.
PART_SENT = """
const bar = document.querySelector("progress");
return bar && !bar.parentElement.hidden && bar.value > 0 && bar.value < bar.max;
"""


def request_education(driver, url, looks):
    """The AdminAgent asks for Education for Lakeside School, watches it approved, and sees the record."""
    with browser(driver, url) as own:
        sign_in(own, ANA)
        own.visit(f"/dashboard/customers/{LAKESIDE}")
        own.leave(own.find(".tabs a[href$='/qualifications']").click)
        looks.look(own, "qualifications-none", is_page=False)
        own.leave(own.find("a[href$='/qualifications/new']").click)
        looks.look(own, "request")
        ask_for_education(own, "https://lakeside.k12.wa.us", lambda: looks.look(own, "request-preview", stays=True))
        wait_until("it is approved", lambda: is_approved(own, LAKESIDE))
        looks.look(own, "qualifications")
        own.leave(own.find("a[href*='/dashboard/activity?customer=']").click)
        check(own.find_all("tbody tr"), "the activity has the request")
        looks.look(own, "activity-of-customer", is_page=False)


def ask_for_education(own, website, look=lambda: None):
    """By both pages of the form, the first of which is shown."""
    own.find("input[name=qualification][value=Education]").click()
    own.choose("#segment", "K12")
    own.find("#website").fill(website)
    own.leave(own.find("form.request .actions button").click)
    look()
    own.leave(own.find("form .actions button:not([name])").click)


def is_approved(own, customer):
    own.visit(f"/dashboard/customers/{customer}/qualifications")
    return own.find_all("section[aria-labelledby=current] .badge.good")


def request_without_scripts(driver, url, looks):
    """Without JavaScript a customer is created, asks for Education, and is approved; a denial is appealed."""
    with browser(driver, url, has_scripts=False) as own:
        sign_in(own, ANA)
        own.visit("/dashboard/customers/new")
        for field, text in (
            ("companyProfile.domain", "riversideschool.onmicrosoft.com"), ("companyName", "Riverside School"),
            ("email", "it@riverside.k12.wa.us"), ("culture", "en-US"), ("language", "en"),
        ):
            own.find(f"[name='{field}']").fill(text)
        own.find("select[name='defaultAddress.country'] option[value=US]").click()
        own.leave(own.find("main form .actions button").click)
        has_text(own, "The customer is created.")
        own.leave(own.find("main a.button").click)
        customer = own.here().split("/")[3].split("?")[0]
        own.visit(f"/dashboard/customers/{customer}/qualifications/new")
        ask_for_education(own, "https://riverside.k12.wa.us")
        wait_until("it is approved", lambda: is_approved(own, customer))
        own.leave(own.find("a[href*='/dashboard/activity?customer=']").click)
        check(own.find_all("tbody tr"), "the activity has the request")
        denied = new_library(partner_api(url), 8)
        case = deny(staff_api(url), url, denied)
        own.visit(f"/dashboard/customers/{denied}/reviews/{case}")
        own.find("#appeal-text").fill(NOT_ONLY)
        own.leave(own.find("form[action$='/appeal'] button").click)
        has_text(own, NOT_ONLY)


def deny(api, url, customer):
    case = case_of(url, customer)
    api.call("POST", f"/operator/v1/reviews/{case}/claim", {})
    api.call("POST", f"/operator/v1/reviews/{case}/decide", {
        "decision": "deny", "reason": "Not an eligible Library", "reasonCode": "LIBRARY", "explanation": NO_TEACHING,
        "evidence": [STATUTES],
    })
    return case


def appeal(driver, url, looks):
    """A denial is appealed; a question is answered, with a document."""
    api, partner = staff_api(url), partner_api(url)
    denied, asked = new_library(partner, 6), new_library(partner, 7)
    cases = {denied: deny(api, url, denied), asked: case_of(url, asked)}
    api.call("POST", f"/operator/v1/reviews/{cases[asked]}/claim", {})
    api.call("POST", f"/operator/v1/reviews/{cases[asked]}/ask", {"items": [STATUTES]})
    with browser(driver, url) as own, tempfile.TemporaryDirectory() as folder:
        sign_in(own, ANA)
        own.visit(f"/dashboard/customers/{denied}/qualifications")
        own.leave(own.find(f".timeline a[href$='/reviews/{cases[denied]}']").click)
        looks.look(own, "own-case-denied")
        own.find("#appeal-text").fill(NOT_ONLY)
        own.leave(own.find("form[action$='/appeal'] button").click)
        looks.look(own, "own-case-appealed", is_page=False)
        own.visit(f"/dashboard/customers/{asked}/reviews/{cases[asked]}")
        looks.look(own, "own-case-asked", is_page=False)
        file = pathlib.Path(folder, "statutes.pdf")
        file.write_bytes(b"no document")
        own.find("#document").type(str(file))
        own.find("form[action*='/documents'] button").click()
        own.wait_for_text("The file was not taken.")
        looks.look(own, "own-case-document-wrong", stays=True, is_page=False)
        file.write_bytes(PDF.replace(b"startxref", b"% A line that says nothing.\n" * 40_000 + b"startxref"))
        own.find("#document").type(str(file))
        own.devtools("Network.enable")
        own.devtools("Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1, uploadThroughput=SLOWLY)
        own.find("form[action*='/documents'] button").click()
        wait_until("it shows how much is sent", lambda: own.run(PART_SENT))
        own.wait_for_text("The document is handed in.")
        own.devtools("Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1, uploadThroughput=-1)
        own.find("#reply-text").fill(NOT_ONLY)
        own.leave(own.find("form[action$='/reply'] button").click)
        has_text(own, NOT_ONLY)
        looks.look(own, "own-case-answered", is_page=False)


def keep_an_eye(driver, url, looks):
    """Validation codes, activity, and webhooks."""
    with browser(driver, url) as own:
        sign_in(own, ANA)
        for name in ("codes", "activity", "webhooks"):
            own.leave(own.find(f"header nav a[href='/dashboard/{name}']").click)
            looks.look(own, name)
        own.leave(own.find("a[href='/dashboard/webhooks/new']").click)
        looks.look(own, "new-webhook")
        # Nobody listens there.
        own.find("#url").fill("http://127.0.0.1:9/hook")
        own.leave(own.find("form.request .actions button").click)
        looks.look(own, "webhook-created", stays=True)
        own.leave(own.find("main a.button").click)
        own.leave(own.find("form[action$='/test'] button").click)
        looks.look(own, "webhook")


JOURNEYS = [request_education, request_without_scripts, appeal, keep_an_eye]
