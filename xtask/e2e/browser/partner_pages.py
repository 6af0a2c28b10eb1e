"""What a partner asks for and keeps an eye on: qualifications, codes, activity, webhooks."""

import pathlib
import tempfile

from driver import check, has_text, wait_until
from people import (
    ANA, LAKESIDE, NO_TEACHING, NOT_ONLY, STATUTES, browser, case_of, new_library, partner_api, sign_in, staff_api
)

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n"


def request_education(driver, url, looks):
    """The AdminAgent asks for Education for Lakeside School, watches it approved, and sees the record."""
    with browser(driver, url) as own:
        sign_in(own, ANA)
        own.visit(f"/dashboard/customers/{LAKESIDE}")
        own.leave(own.find(".tabs a[href$='/qualifications']").click)
        looks.look(own, "qualifications-none", is_page=False)
        own.leave(own.find("a[href$='/qualifications/new']").click)
        looks.look(own, "request")
        own.find("input[name=qualification][value=Education]").click()
        own.choose("#segment", "K12")
        own.find("#website").fill("https://lakeside.k12.wa.us")
        own.leave(own.find("form.request .actions button").click)
        looks.look(own, "request-preview", stays=True)
        own.leave(own.find("form .actions button:not([name])").click)

        def is_approved():
            own.visit(f"/dashboard/customers/{LAKESIDE}/qualifications")
            return own.find_all("section[aria-labelledby=current] .badge.good")

        wait_until("it is approved", is_approved)
        looks.look(own, "qualifications")
        own.leave(own.find("a[href*='/dashboard/activity?customer=']").click)
        check(own.find_all("tbody tr"), "the activity has the request")
        looks.look(own, "activity-of-customer", is_page=False)


def appeal(driver, url, looks):
    """A denial is appealed; a question is answered, with a document."""
    api, partner = staff_api(url), partner_api(url)
    denied, asked = new_library(partner, 6), new_library(partner, 7)
    cases = {customer: case_of(url, customer) for customer in (denied, asked)}
    for case in cases.values():
        api.call("POST", f"/operator/v1/reviews/{case}/claim", {})
    api.call("POST", f"/operator/v1/reviews/{cases[denied]}/decide", {
        "decision": "deny", "reason": "Not an eligible Library", "reasonCode": "LIBRARY", "explanation": NO_TEACHING,
        "evidence": [STATUTES],
    })
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
        file.write_bytes(PDF)
        own.find("#document").type(str(file))
        own.leave(own.find("form[action*='/documents'] button").click)
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


JOURNEYS = [request_education, appeal, keep_an_eye]
