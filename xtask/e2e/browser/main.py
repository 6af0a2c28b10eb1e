"""Journeys through the dashboard of the sandbox that SANDBOX_URL names, in a real Chromium.

PICTURES names a folder for pictures of every page, where those are wanted. QUALIFY_NODE_PACKAGES names the folder where
axe-core was installed.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import operator_pages
import partner
import partner_pages
import reviewer
import sandbox_panel
import troubles
from driver import Driver, Fault, Refused
from looks import Looks

# What goes on beside each other: those of a lane act as the same people, one after the other.
LANES = [[*partner.JOURNEYS, *partner_pages.JOURNEYS], reviewer.OF_ONE, reviewer.OF_TWO]
# The figures have something to count once the others have been there; the clock is moved last.
AFTERWARDS = [[*troubles.JOURNEYS, *operator_pages.JOURNEYS, *sandbox_panel.JOURNEYS]]


def follow(lane, driver, url, looks):
    for journey in lane:
        started = time.monotonic()
        title = journey.__doc__.splitlines()[0]
        print(f"  {title}", flush=True)
        try:
            journey(driver, url, looks)
        except (Fault, Refused) as fault:
            looks.expect(False, f"{title} No: {fault}")
        print(f"  ... {journey.__name__}: {time.monotonic() - started:.1f} s", flush=True)


def main():
    url, only = os.environ["SANDBOX_URL"], sys.argv[1:]
    driver = Driver()
    looks = Looks(url, os.environ.get("PICTURES"))
    try:
        for lanes in (LANES, AFTERWARDS):
            chosen = [[journey for journey in lane if not only or journey.__name__ in only] for lane in lanes]
            with ThreadPoolExecutor() as workers:
                for done in [workers.submit(follow, lane, driver, url, looks) for lane in chosen]:
                    done.result()
    finally:
        driver.close()
    cost, name = looks.heaviest
    print(f"  {len(looks.seen)} pages and states were looked at; the heaviest is {name} with {cost} bytes")
    if looks.faults:
        sys.exit(f"no: {len(looks.faults)} faults, above")


main()
