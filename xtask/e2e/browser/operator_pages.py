"""What operators look after."""

from driver import check
from people import OLGA, NORTHLIGHT, browser, sign_in


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


JOURNEYS = [look_after]
