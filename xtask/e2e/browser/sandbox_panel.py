"""The powers of a sandbox, as its panel shows them."""

from driver import check, wait_until
from people import browser, partner_api

PAGES = {
    "panel-partners": "Partners of your own",
    "panel-snapshots": "Snapshots",
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
            ("panel-partners", "partners"), ("panel-snapshots", "snapshots"), ("panel-outcomes", "outcomes"), ("panel-faults", "faults"),
            ("panel-exchanges", "requests"), ("panel-checkup", "checkup"),
        ):
            own.leave(own.find(f".tabs a[href$='/{path}']").click)
            looks.look(own, name)
        own.visit("/dashboard/sandbox/requests")
        own.leave(own.find("tbody a").click)
        looks.look(own, "panel-exchange")


def worlds(driver, url, looks):
    """Whoever looks makes a partner of their own, turns its clock, and takes snapshots."""
    with browser(driver, url) as own:
        own.visit("/dashboard/sandbox/partners")
        own.leave(own.find("form[action$='/partners'] button").click)
        own.find("section[aria-labelledby=clock] button[value='30d']").click()
        own.wait_for_text("The clock is moved")
        own.find("#snapshot-name").fill("before-it")
        own.follow("Take a snapshot")
        own.wait_for_text("The snapshot is taken.")
        looks.look(own, "panel-partner")
        own.follow("Snapshots")
        own.find("#snapshot-name").fill("of-all")
        own.follow("Take a snapshot")
        looks.look(own, "panel-snapshots-taken", is_page=False)
        own.find("input[name=sure]").click()
        own.follow("Restore")
        own.wait_for_text("Everything is as it was")


JOURNEYS = [panel, worlds]
