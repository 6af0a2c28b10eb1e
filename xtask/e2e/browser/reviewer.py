"""What reviewers do: claim, ask, decide, take back, agree with each other, decide alike; with keys, and without scripts."""

from driver import check, has_text, wait_until
from people import (
    CHARTER, CLOSED, LENA, NORTHLIGHT, NO_TEACHING, RAJ, RITA, STATUTES, browser, case_of, new_library, partner_api, sign_in,
    staff_api,
)

# A decision of a page takes effect ten seconds later.
EFFECT_SECONDS = 30


def state_of(api, review):
    return api.call("GET", f"/operator/v1/reviews/{review}")["state"]


def wait_for_state(api, review, state):
    wait_until(f"the case is {state}", lambda: state_of(api, review) == state, EFFECT_SECONDS)


def fill_decision(own, verdict, explanation):
    own.find(f"input[name=verdict][value={verdict}]").click()
    if verdict == "deny":
        own.choose("#reason", "Not an eligible Library")
    own.find("#explanation").fill(explanation)
    own.find("#evidence").fill(STATUTES)


def decide(own, verdict, explanation):
    fill_decision(own, verdict, explanation)
    own.leave(own.find("form[action$='/decide'] .actions button").click)


def claim_ask_decide(driver, url, looks):
    """A reviewer claims, asks, decides, takes the decision back, and decides again."""
    api, partner = staff_api(url), partner_api(url)
    case, asked = (case_of(url, new_library(partner, number)) for number in (1, 2))
    with browser(driver, url) as own:
        sign_in(own, RITA)
        looks.look(own, "cases")
        own.visit(f"/dashboard/reviews/{asked}")
        looks.look(own, "case", is_page=False)
        own.follow("Claim this case")
        looks.look(own, "case-claimed")
        own.find("#ask-items").fill("Which grades do you teach?")
        own.leave(own.find("form[action$='/ask'] button").click)
        check(state_of(api, asked) == "needs-info", state_of(api, asked))
        looks.look(own, "case-asked", is_page=False)
        own.visit(f"/dashboard/reviews/{case}")
        own.follow("Claim this case")
        decide(own, "deny", NO_TEACHING)
        own.visit("/dashboard/reviews")
        own.leave(own.find("form[action$='/take-back'] button").click)
        has_text(own, "You took the decision back.")
        check(state_of(api, case) == "claimed", "nothing was decided")
        own.visit(f"/dashboard/reviews/{case}")
        decide(own, "approve", CHARTER)
        has_text(own, "It takes effect at")
        sent = own.here()
        looks.look(own, "decision-sent", stays=True, is_page=False)
        own.visit("/dashboard/reviews")
        looks.look(own, "cases-with-drafts", stays=True, is_page=False)
        own.visit(sent)
        # The page says so by itself.
        own.wait_for_text("The decision was carried out.", EFFECT_SECONDS)
        check(state_of(api, case) == "approved", "it was approved")
        looks.look(own, "decision-carried-out", is_page=False)


def four_eyes(driver, url, looks):
    """What ends an approval, a second reviewer confirms: with scripts, and without."""
    api, partner = staff_api(url), partner_api(url)
    for number, has_scripts in ((3, True), (44, False)):
        case = case_about_an_approval(api, partner, url, number)
        with browser(driver, url, has_scripts=has_scripts) as raj, browser(driver, url, has_scripts=has_scripts) as lena:
            sign_in(raj, RAJ)
            raj.visit(f"/dashboard/reviews/{case}")
            raj.follow("Claim this case")
            decide(raj, "deny", CLOSED)
            sign_in(lena, LENA)
            wait_for_state(api, case, "pending-second")
            lena.visit(f"/dashboard/reviews/{case}")
            has_text(lena, f"{RAJ} proposes:")
            if has_scripts:
                looks.look(lena, "case-proposed")
            lena.leave(lena.find("form[action$='/confirm'] button").click)
            has_text(lena, "It takes effect at")
            if has_scripts:
                lena.wait_for_text("was carried out.", EFFECT_SECONDS)
            else:
                wait_until("it is confirmed", lambda: is_confirmed(lena, case), EFFECT_SECONDS)
            lena.visit(f"/dashboard/reviews/{case}")
            has_text(lena, "Confirmed; the approval ends at")
            if has_scripts:
                looks.look(lena, "case-confirmed", is_page=False)


def is_confirmed(own, case):
    own.visit(f"/dashboard/reviews/{case}")
    return "Confirmed; the approval ends at" in own.text()


def case_about_an_approval(api, partner, url, number):
    customer = new_library(partner, number)
    first = case_of(url, customer)
    api.call("POST", f"/operator/v1/reviews/{first}/claim", {})
    api.call("POST", f"/operator/v1/reviews/{first}/decide",
             {"decision": "approve", "explanation": CHARTER, "evidence": ["its charter"]})
    path = f"/operator/v1/partners/{NORTHLIGHT}/customers/{customer}/reviews"
    return api.call("POST", path, {"text": "Closed?"})["id"]


def with_keys(driver, url, looks):
    """A reviewer who has no mouse claims a case and decides it."""
    api, partner = staff_api(url), partner_api(url)
    case = case_of(url, new_library(partner, 4))
    with browser(driver, url) as own:
        own.visit("/dashboard/sign-in")
        own.press("Tab")
        check(own.focused().attribute("class") == "skip", "the first stop leads to the content")
        own.press("Enter")
        tab_to(own, "a.button")
        own.leave(lambda: own.press("Enter"))
        tab_to(own, "#username")
        own.press(*RITA, "Tab", *"sandbox")
        own.leave(lambda: own.press("Enter"))
        own.press("?")
        wait_until("the keys are listed", lambda: own.find_all("dialog[open]"))
        looks.look(own, "keys", stays=True)
        own.press("Escape")
        wait_until("they are put away", lambda: not own.find_all("dialog[open]"))
        for _ in range(len(own.find_all("a[data-case]"))):
            own.press("j")
            if own.focused().attribute("href").endswith(case):
                break
        own.leave(lambda: own.press("o"))
        check(own.here().endswith(case), f"the case is shown, not {own.here()}")
        own.leave(lambda: own.press("c"))
        check(state_of(api, case) == "claimed", "it was claimed")
        own.press("d")
        # A choice of several is one stop; the next ones are the fields.
        own.press("Space")
        tab_to(own, "#explanation")
        own.press(*"A school.")
        tab_to(own, "#evidence")
        own.press(*"its charter")
        own.press("Tab")
        own.leave(lambda: own.press("Enter"))
        has_text(own, "It takes effect at")
        own.leave(lambda: own.press("t"))
        has_text(own, "You took the decision back.")
        own.leave(lambda: own.press("u"))
        check(own.here() == "/dashboard/reviews", own.here())


def tab_to(own, selector):
    """Goes on by the tabulator until something like that has the focus; it has to show."""
    for _ in range(60):
        own.press("Tab")
        if own.run("return document.activeElement.matches(arguments[0])", selector):
            style = own.run("return getComputedStyle(document.activeElement).outlineStyle")
            check(style != "none", f"{selector} has the focus, and nothing shows it")
            return
    check(False, f"the tabulator never comes to {selector}")


def alike(driver, url, looks):
    """Thirty cases are decided alike, after a preview, and taken back at once: with scripts, and without."""
    api, partner = staff_api(url), partner_api(url)
    cases = [case_of(url, new_library(partner, number)) for number in range(10, 40)]
    for has_scripts in (True, False):
        with browser(driver, url, has_scripts=has_scripts) as own:
            decide_alike(own, cases, looks if has_scripts else None)
        check(all(state_of(api, case) == "queued" for case in cases), "nothing was decided")


def decide_alike(own, cases, looks):
    sign_in(own, RITA)
    own.visit("/dashboard/reviews")
    for case in cases:
        own.find(f"input[value='{case}']").click()
    own.follow("Decide the chosen cases alike")
    if looks:
        looks.look(own, "alike")
    fill_decision(own, "deny", NO_TEACHING)
    own.leave(own.find("button[value=preview]").click)
    if looks:
        looks.look(own, "alike-preview", stays=True)
    own.leave(own.find("button[value=carry-out]").click)
    if looks:
        looks.look(own, "alike-sent", stays=True, is_page=False)
    own.leave(own.find("form[action$='/take-back'] button").click)
    has_text(own, "You took the decision back.")
    check(not own.find_all("form[action$='/take-back']"), "all are taken back at once")


def decide_without_scripts(driver, url, looks):
    """A reviewer without JavaScript claims, asks, decides, takes back."""
    api, partner = staff_api(url), partner_api(url)
    case = case_of(url, new_library(partner, 5))
    with browser(driver, url, has_scripts=False) as own:
        sign_in(own, RAJ)
        check(own.run("return typeof htmx") == "undefined", "no script ran")
        own.visit(f"/dashboard/reviews/{case}")
        own.follow("Claim this case")
        own.find("#note-text").fill("Ask the headmistress.")
        own.leave(own.find("form[action$='/notes'] button").click)
        has_text(own, "Ask the headmistress.")
        decide(own, "approve", CHARTER)
        has_text(own, "It takes effect at")
        own.leave(own.find("form[action$='/take-back'] button").click)
        has_text(own, "You took the decision back.")
        decide(own, "approve", CHARTER)
        wait_for_state(api, case, "approved")
        own.leave(own.find("#sent a").click)
        has_text(own, "The decision was carried out.")


# Rita's, and those of Raj and Lena.
OF_ONE = [claim_ask_decide, with_keys, alike]
OF_TWO = [four_eyes, decide_without_scripts]
