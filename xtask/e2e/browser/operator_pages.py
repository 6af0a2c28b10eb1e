"""What operators look after."""

from driver import check, has_text
from people import NORTHLIGHT, OLGA, browser, new_library, partner_api, sign_in


def look_after(driver, url, looks):
    """An operator goes through partners, decisions, datasets, the trail, health, and the pictures of the work."""
    with browser(driver, url) as own:
        sign_in(own, OLGA)
        for name in ("figures", "decisions", "partners", "datasets", "audit", "health"):
            own.leave(own.find(f"header nav a[href='/dashboard/{name}']").click)
            looks.look(own, name)
        own.visit(f"/dashboard/partners/{NORTHLIGHT}")
        looks.look(own, "partner")
        own.visit("/dashboard/decisions")
        own.leave(own.find("tbody a[href*='/dashboard/decisions/']").click)
        looks.look(own, "decision")
        own.visit("/dashboard/decisions/check")
        looks.look(own, "chains")
        figures(own, looks)


def figures(own, looks):
    """Each number leads to the list that it counts."""
    own.visit("/dashboard/figures")
    rows = own.run(
        "return [...document.querySelectorAll('a[data-number]')].map((a) => [a.dataset.number, a.getAttribute('href')])"
    )
    number, place = next((row for row in rows if row[0] != "0"), (None, None))
    check(place, "something was counted")
    own.visit(place)
    looks.look(own, "figures-cases")
    shown = len(own.find_all("tbody tr"))
    check(shown == min(int(number), 50), f"{number} were counted, {shown} are in the list {place}")


def record(driver, url, looks):
    """An operator finds a customer by its Microsoft ID, and records what no request can."""
    customer = new_library(partner_api(url), 60)
    with browser(driver, url) as own:
        sign_in(own, OLGA)
        own.visit(f"/dashboard/partners/{NORTHLIGHT}")
        own.find("#customer").fill("00000000-0000-4000-8000-000000000000")
        own.follow("Open a customer")
        looks.look(own, "partner-customer-not-found", is_page=False)
        own.find("#customer").fill(customer)
        own.follow("Open a customer")
        looks.look(own, "partner-customer")
        own.choose("#status", "Allowed")
        own.find("form[action$='/account-status'] input[name=sure]").click()
        own.follow("Set the account status")
        has_text(own, "The account status is set.")
        own.find("input[name=verdict][value=approve]").click()
        own.find("form[action$='/education'] input[name=sure]").click()
        own.leave(own.find("form[action$='/education'] .actions button").click)
        has_text(own, "The decision is made.")
        has_text(own, "Education: Approved")
        own.find("#user").fill("no id")
        own.find("form[action$='/directory-roles'] input[name=sure]").click()
        own.leave(own.find("form[action$='/directory-roles'] button").click)
        looks.look(own, "partner-customer-wrong", stays=True, is_page=False)


JOURNEYS = [look_after, record]
