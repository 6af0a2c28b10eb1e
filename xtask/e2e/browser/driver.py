"""A real Chromium, driven by its own chromedriver over WebDriver and DevTools; nothing but Python's library."""

import base64
import contextlib
import json
import os
import re
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

WAIT_SECONDS = 20
# Under which key of an answer WebDriver names an element.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c", "Space": " ", "Down": "\ue015"}
# No proxy leads to this machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Fault(AssertionError):
    """What a page is not, or does not."""


def check(condition, text):
    if not condition:
        raise Fault(text)


def has_text(browser, text):
    check(text in browser.text(), f"'{text}' is not on {browser.here()}: {browser.find('main').text()[:600]}")


def wait_until(what, condition, seconds=WAIT_SECONDS):
    """What the condition gives once that is something, asked again and again."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(Refused):
            if found := condition():
                return found
        check(time.monotonic() < end, f"after {seconds} s still not: {what}")
        time.sleep(0.05)


class Refused(Exception):
    """WebDriver did not do it; the text begins with why, as the standard names it."""


class Driver:
    """The chromedriver of this machine, as a process."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["chromedriver", "--port=0", "--log-level=SEVERE"], stdout=subprocess.PIPE, text=True
        )
        for line in self.process.stdout:
            if port := re.search(r"started successfully on port (\d+)", line):
                self.url = f"http://127.0.0.1:{port[1]}"
                # Nobody reads on, and a full pipe would stop it.
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return
        raise Fault("chromedriver does not start")

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with OPENER.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as answer:
            value = json.load(answer)["value"]
            raise Refused(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    def close(self):
        self.process.terminate()
        self.process.wait(10)


class Element:
    def __init__(self, browser, key):
        self.browser, self.key = browser, key

    def send(self, method, path, body=None):
        return self.browser.send(method, f"/element/{self.key}{path}", body)

    def click(self):
        self.send("POST", "/click", {})

    def click_twice(self):
        """As fast as a finger does."""
        step = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        move = {"type": "pointerMove", "origin": self.as_argument(), "x": 0, "y": 0}
        self.browser.run("arguments[0].scrollIntoView({ block: 'center' })", self.as_argument())
        pointer = {"type": "pointer", "id": "mouse", "actions": [move, *step, *step]}
        self.browser.send("POST", "/actions", {"actions": [pointer]})

    def as_argument(self):
        """The element as a script gets it."""
        return {ELEMENT: self.key}

    def type(self, text):
        self.send("POST", "/value", {"text": KEYS.get(text, text)})

    def fill(self, text):
        self.send("POST", "/clear", {})
        self.type(text)

    def text(self):
        return self.send("GET", "/text")

    def value(self):
        return self.send("GET", "/property/value")

    def attribute(self, name):
        return self.send("GET", f"/attribute/{name}")


class Browser:
    """A browser of its own, with its cookies and its cache."""

    def __init__(self, driver, url, has_scripts=True):
        self.driver, self.url, self.folder = driver, url, tempfile.TemporaryDirectory(prefix="qualify-e2e-browser-")
        arguments = [
            "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server", "--lang=en-GB",
            "--window-size=1280,900", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
            f"--user-data-dir={self.folder.name}",
        ]
        if os.geteuid() == 0:
            # Chromium has no sandbox of its own for root, as whom tests run in containers.
            arguments.append("--no-sandbox")
        options = {"args": arguments, "prefs": {"intl.accept_languages": "en-GB"}}
        if not has_scripts:
            options["prefs"]["profile.managed_default_content_settings.javascript"] = 2
        wish = {
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"performance": "ALL"},
            "unhandledPromptBehavior": "dismiss",
        }
        session = driver.send("POST", "/session", {"capabilities": {"alwaysMatch": wish}})
        self.session = session["sessionId"]
        self.has_scripts = has_scripts
        self.show_as(1280, 900)

    def close(self):
        self.driver.send("DELETE", f"/session/{self.session}")
        with contextlib.suppress(OSError):
            self.folder.cleanup()

    def send(self, method, path, body=None):
        return self.driver.send(method, f"/session/{self.session}{path}", body)

    def devtools(self, command, **parameters):
        return self.send("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def run(self, script, *arguments):
        return self.send("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_with_answer(self, script, *arguments):
        """A script that calls its last argument when it is done."""
        return self.send("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def visit(self, path):
        self.send("POST", "/url", {"url": path if "://" in path else self.url + path})

    def here(self):
        """The path of the page, with its query."""
        return self.send("GET", "/url").removeprefix(self.url)

    def text(self):
        return self.find("body").text()

    def find_all(self, selector):
        found = self.send("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, element[ELEMENT]) for element in found]

    def find(self, selector):
        return wait_until(f"{selector} on {self.here()}", lambda: self.find_all(selector))[0]

    def named(self, selector, text):
        """The element of this text, as whoever reads finds it."""

        def look():
            return [element for element in self.find_all(selector) if element.text().strip() == text]

        return wait_until(f"'{text}' ({selector}) on {self.here()}", look)[0]

    def follow(self, text):
        """Clicks what is a link or a button of this text, and waits for the page that it leads to."""
        self.leave(self.named("a, button", text).click)

    def leave(self, act):
        """Does something that leads to another page, and waits until that is there."""
        before = self.find("html").key

        def is_another():
            try:
                roots = self.find_all("html")
                return roots and roots[0].key != before and self.run("return document.readyState") == "complete"
            except Refused:
                return False

        act()
        wait_until(f"another page than {self.here()}", is_another)

    def wait_for_text(self, text, seconds=WAIT_SECONDS):
        wait_until(f"'{text}' on {self.here()}", lambda: text in self.text(), seconds)

    def choose(self, selector, value):
        self.find(f"{selector} option[value='{value}']").click()

    def press(self, *keys):
        """Keys as a keyboard sends them, to whatever has the focus."""
        steps = []
        for key in keys:
            for one in [KEYS[key]] if key in KEYS else key:
                steps += [{"type": "keyDown", "value": one}, {"type": "keyUp", "value": one}]
        self.send("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": steps}]})

    def focused(self):
        return Element(self, self.send("GET", "/element/active")[ELEMENT])

    def show_as(self, width, height):
        """The window as wide and high as this, in pixels of CSS."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def wish_theme(self, theme):
        # Colours that are still on their way would be neither the one nor the other.
        wishes = {"prefers-color-scheme": theme, "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self.devtools("Emulation.setEmulatedMedia", features=features)

    def set_language(self, tag):
        """As the form at the foot of each page does."""
        cookie = {"name": "qualify-language", "value": tag, "path": "/dashboard", "sameSite": "Lax"}
        self.send("POST", "/cookie", {"cookie": cookie})

    def cookie(self, name):
        return self.send("GET", f"/cookie/{name}")["value"]

    def events(self):
        """What the browser told of its network since this was asked last: pairs of an event and its values."""
        entries = self.send("POST", "/se/log", {"type": "performance"})
        messages = (json.loads(entry["message"])["message"] for entry in entries)
        return [(message["method"], message["params"]) for message in messages]

    def picture(self, scale, quality, height_max):
        """The page from its top, as bytes of a WebP picture."""
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], height_max), "scale": scale}
        shot = self.devtools(
            "Page.captureScreenshot", format="webp", quality=quality, clip=clip, captureBeyondViewport=True
        )
        return base64.b64decode(shot["data"])
