"""What holds for each page, however somebody came there: a journey says where it is, and everything is looked at.

axe-core finds no fault in light and in dark, as wide as a desk, as a phone and at 400 %, where nothing is to be scrolled
sideways; a first visit costs little, nothing is asked of another host, and in the language that nobody speaks every text is
translated and none is cut.
"""

import os
import pathlib
import re

from driver import wait_until
from people import TYPED

FIRST_VISIT_BYTES_MAX = 60 * 1024
# A phone, and 1280 pixels at 400 %.
NARROW = (390, 320)
WIDE = (1280, 900)
THEMES = ("light", "dark")
AXE = pathlib.Path(os.environ["QUALIFY_NODE_PACKAGES"], "node_modules/axe-core/axe.min.js").read_text()
# Of a picture of a page: small enough for a repository, and still to be read.
PICTURE = {"scale": 0.65, "quality": 10, "height_max": 900}

RUN_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then(
  (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html}`))),
  (error) => done([`axe-core: ${error}`]));
"""

# What sticks out: the page's own width says whether it is to be scrolled, the elements say why.
STICKS_OUT = """
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= width) return null;
const wide = [...document.body.querySelectorAll("*")].filter((element) =>
  element.getBoundingClientRect().right > width + 1 && !element.parentElement.closest(".wide"));
return wide.slice(0, 4).map((element) => element.outerHTML.slice(0, 160)).join("\\n") || "the page itself";
"""

# Words that were not translated, and texts that are cut. What people wrote, names of things, and what vetting would have
# looked at are as they are.
NOT_IN_PSEUDO = r"""
const DATA = "bdi, [autocomplete=country], code, pre, kbd, .typed, [lang=en], #choice-language, .home, script, style, .environment strong";
const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  if (!node.parentElement.closest(DATA)) texts.push(node.nodeValue);
}
for (const element of document.body.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
  for (const name of ["aria-label", "title", "alt"]) texts.push(element.getAttribute(name) || "");
}
const plain = texts.map((text) => text.trim()).filter((text) => /[A-Za-z]{3}/.test(text) && !/\[.*\]/s.test(text));
const cut = [...document.body.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const hides = /hidden|clip/.test(style.overflowX + style.overflowY) || element.matches("button, .button");
  return hides && !element.matches(".unseen, select, input, textarea")
    && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
});
return { plain, cut: cut.map((element) => element.outerHTML.slice(0, 160)) };
"""


class Looks:
    """Everything that is looked at on each page; pictures are made where a folder for them is named."""

    def __init__(self, url, pictures=None):
        self.url, self.pictures = url, pictures and pathlib.Path(pictures)
        self.seen, self.faults, self.heaviest = [], [], (0, "")

    def look(self, browser, name, stays=False, is_page=True):
        """Looks at what is shown, which is called so: a page, of which pictures are kept, or one more state of one. It
        `stays` where asking again would not show it.
        """
        print(f"    {name}", flush=True)
        self.hosts(browser, name)
        for theme in THEMES:
            self.axe(browser, name, theme)
            self.keep(browser, is_page and f"{name}-{theme}")
        browser.wish_theme(THEMES[0])
        self.narrow(browser, name, is_page)
        if not stays:
            self.other_languages(browser, name, is_page)
            self.first_visit(browser, name)
        self.seen.append(name)

    def expect(self, condition, fault):
        """Goes on after a fault: one run tells of all of them."""
        if not condition:
            print(f"      FAULT: {fault}", flush=True)
            self.faults.append(fault)

    def axe(self, browser, name, theme):
        browser.wish_theme(theme)
        if not browser.run("return typeof axe === 'object'"):
            browser.run(AXE)
        found = browser.run_with_answer(RUN_AXE)
        self.expect(not found, f"{name}, {theme}: axe-core finds\n" + "\n".join(found))

    def narrow(self, browser, name, is_page):
        for width in NARROW:
            browser.show_as(width, 844)
            sticks_out = browser.run(STICKS_OUT)
            self.expect(not sticks_out, f"{name}: {width} pixels are too few for\n{sticks_out}")
            if width == NARROW[0]:
                self.keep(browser, is_page and f"{name}-phone")
            for theme in THEMES:
                self.axe(browser, f"{name}, {width} pixels", theme)
            browser.wish_theme(THEMES[0])
        browser.show_as(*WIDE)

    def other_languages(self, browser, name, is_page):
        path = browser.here()
        browser.set_language("qps-ploc")
        browser.visit(path)
        found = browser.run(NOT_IN_PSEUDO)
        plain = [text for text in found["plain"] if text not in TYPED and not is_data(text)]
        self.expect(not plain, f"{name}: not translated: {plain}")
        self.expect(not found["cut"], f"{name}: cut:\n" + "\n".join(found["cut"]))
        browser.show_as(NARROW[1], 844)
        sticks_out = browser.run(STICKS_OUT)
        browser.show_as(*WIDE)
        self.expect(not sticks_out, f"{name}: with longer texts, {NARROW[1]} pixels are too few for\n{sticks_out}")
        if self.pictures and is_page:
            browser.set_language("hu")
            browser.visit(path)
            self.keep(browser, f"{name}-hungarian")
        browser.set_language("en")
        browser.visit(path)

    def first_visit(self, browser, name):
        self.hosts(browser, name)
        browser.devtools("Network.clearBrowserCache")
        browser.visit(browser.here())
        cost = 0

        def is_whole():
            nonlocal cost
            is_loaded = browser.run("return document.readyState") == "complete"
            for event, values in self.hosts(browser, name):
                if event == "Network.loadingFinished":
                    cost += values["encodedDataLength"]
            return cost and is_loaded

        wait_until(f"{name} is there", is_whole)
        self.heaviest = max(self.heaviest, (cost, name))
        self.expect(cost <= FIRST_VISIT_BYTES_MAX, f"{name}: a first visit costs {cost} bytes")

    def hosts(self, browser, name):
        """Reads what was asked for since the last time, and of whom."""
        events = browser.events()
        for event, values in events:
            if event == "Network.requestWillBeSent":
                asked = values["request"]["url"]
                own = asked.startswith((self.url + "/", "data:", "chrome", "about:"))
                self.expect(own, f"{name} asks another host: {asked}")
        return events

    def keep(self, browser, name):
        if self.pictures and name:
            (self.pictures / f"{name}.webp").write_bytes(browser.picture(**PICTURE))


# Domains, mail addresses, times, sums, codes, and the names of the seed: they are not said in any language.
DATA = re.compile(
    r"[\w.@+:/-]+\.(com|example|org|edu|us|net|invalid)\b|\w@\w|\d|UTC|^[A-Z_]{3,}$|^(Northlight Cloud|Southgate IT)$"
)


def is_data(text):
    return bool(DATA.search(text))
