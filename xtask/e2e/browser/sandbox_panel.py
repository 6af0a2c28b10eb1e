"""The powers of a sandbox, as its panel shows them."""

from driver import check, wait_until
from people import browser, partner_api

PAGES = {
    "panel-partners": "Partners of your own",
    "panel-outcomes": "Outcomes",
    "panel-faults": "Faults",
    "panel-exchanges": "API exchanges",
    "panel-checkup": "Checkup",
}


def panel(driver, url, looks):
    """Whoever looks sets a sandbox's clock."""
    with browser(driver, url) as own:
        own.visit("/dashboard/sandbox")
        looks.look(own, "panel")
        own.find("#now").fill("2031-05-06T07:08:09Z")
        own.leave(own.find("#now + button").click)
        check("2031" in own.find(".environment").text(), own.find(".environment").text())
        partner_api(url).call("GET", "/v1/customers")
        for name, path in (
            ("panel-partners", "partners"), ("panel-outcomes", "outcomes"), ("panel-faults", "faults"),
            ("panel-exchanges", "requests"), ("panel-checkup", "checkup"),
        ):
            own.leave(own.find(f".tabs a[href$='/{path}']").click)
            looks.look(own, name)
        own.visit("/dashboard/sandbox/requests")
        own.leave(own.find("tbody a").click)
        looks.look(own, "panel-exchange")


JOURNEYS = [panel]
