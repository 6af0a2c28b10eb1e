"""What a partner's administrator does: find a customer's Microsoft ID where the documents say that it is, and the rest."""

from driver import check, has_text, wait_until
from people import ANA, LAKESIDE, browser, new_school, partner_api, sign_in, sign_in_there

SCHOOL = "Lakeside School"


def microsoft_id(driver, url, looks):
    """The AdminAgent finds Lakeside School's Microsoft ID by the path that the documents describe."""
    with browser(driver, url) as own:
        own.visit("/")
        own.leave(own.find("a[href='/dashboard']").click)
        looks.look(own, "sign-in")
        own.leave(own.find("a[href*='as=partner']").click)
        sign_in_there(own, ANA)
        own.follow("Customers")
        looks.look(own, "customers")
        own.find("#search").type("lakeside sch")
        wait_until("the list has one row", lambda: len(own.find_all("#found tbody tr")) == 1)
        check("search=lakeside" in own.here(), f"what is searched stands in the address: {own.here()}")
        own.follow(SCHOOL)
        own.follow("Account")
        section = own.named("h2", "Customer Account Info")
        check(section.attribute("id") == "info", "the section has its heading")
        rows = [element.text() for element in own.find_all("section[aria-labelledby=info] dl > div")]
        check(any("Microsoft ID" in row and LAKESIDE in row for row in rows), f"the Microsoft ID is there: {rows}")
        copy = own.find("button[data-copy]")
        check(copy.attribute("data-copy") == LAKESIDE, "the button copies it")
        copy.click()
        wait_until("it says so", lambda: copy.text() == "Copied")
        looks.look(own, "account")
        billing(own, looks)
        create(own, looks)
        own.follow(ANA)
        looks.look(own, "your-sign-ins")
        own.visit("/dashboard/customers/00000000-0000-4000-8000-000000000000")
        looks.look(own, "not-here")
        own.follow("Sign out")
        looks.look(own, "signed-out", is_page=False)


def billing(own, looks):
    own.visit(f"/dashboard/customers/{LAKESIDE}")
    own.follow("Edit")
    looks.look(own, "billing")
    own.find("#postal_code, #postal-code, [name*=ostal]").fill("not a code")
    own.follow("Check the address")
    looks.look(own, "billing-wrong", stays=True, is_page=False)
    own.visit(f"/dashboard/customers/{LAKESIDE}/billing")
    own.follow("Save")
    looks.look(own, "billing-saved", is_page=False)


def create(own, looks):
    own.follow("Customers")
    own.follow("New customer")
    looks.look(own, "new-customer")


def hungarian(driver, url, looks):
    """In Hungarian, chosen at the foot of a page: the Microsoft ID, a request, its approval, and the record of it."""
    school = new_school(partner_api(url))
    with browser(driver, url) as own:
        own.visit("/dashboard/sign-in")
        own.choose("#choice-language", "hu")
        own.leave(own.find("footer button").click)
        check(own.find("html").attribute("lang") == "hu", "the page says its language")
        sign_in(own, ANA)
        own.follow("Ügyfelek")
        own.follow(SCHOOL)
        own.follow("Fiók")
        own.named("h2", "Ügyfélfiók adatai")
        rows = [element.text() for element in own.find_all("section[aria-labelledby=info] dl > div")]
        check(any("Microsoft-azonosító" in row and LAKESIDE in row for row in rows), f"the id is there: {rows}")
        own.visit(f"/dashboard/customers/{school}")
        own.follow("Minősítések")
        own.follow("Minősítés kérelmezése")
        own.find("input[name=qualification][value=Education]").click()
        own.choose("#segment", "K12")
        own.find("#website").fill("https://meadow.k12.wa.us")
        own.follow("Mire vezetne?")
        has_text(own, "A szabályok jóváhagynák.")
        own.follow("A kérelem elküldése")
        has_text(own, "A kérelem be van adva.")
        wait_until("it is approved", lambda: is_approved_in_hungarian(own, school))
        timeline = [element.text() for element in own.find_all(".timeline li")]
        check(len(timeline) == 1 and "Oktatás" in timeline[0], f"the case is told: {timeline}")
        check("Nincs teendő" in timeline[0], f"it says what to do next: {timeline}")
        own.follow("Az ügyfél összes változása")
        records = [element.text() for element in own.find_all("tbody tr")]
        check(any("Oktatás: Jóváhagyva" in record for record in records), f"the record is there: {records}")
        own.follow("Kijelentkezés")


def is_approved_in_hungarian(own, customer):
    own.visit(f"/dashboard/customers/{customer}/qualifications")
    badges = [element.text() for element in own.find_all("section[aria-labelledby=current] .badge")]
    return badges == ["Oktatás: Jóváhagyva"]


def without_scripts(driver, url, looks):
    """The Microsoft ID without JavaScript."""
    with browser(driver, url, has_scripts=False) as own:
        sign_in(own, ANA)
        own.follow("Customers")
        own.find("#search").type("lakeside sch")
        own.follow("Search")
        check(len(own.find_all("#found tbody tr")) == 1, "the list has one row")
        own.follow(SCHOOL)
        rows = [element.text() for element in own.find_all("section[aria-labelledby=info] dl > div")]
        check(any("Microsoft ID" in row and LAKESIDE in row for row in rows), f"the Microsoft ID is there: {rows}")
        check(all(not button.text() for button in own.find_all("button[data-copy]")), "what would do nothing is not shown")


JOURNEYS = [microsoft_id, hungarian, without_scripts]
