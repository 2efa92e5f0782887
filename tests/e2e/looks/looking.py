"""Whether a page is accessible, no wider than its window, and all of it can be read."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

NARROW, WIDE = 360, 1280
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What holds needs no words: telling of it takes as long again as finding out.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}

SIZES = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
BROKEN = Path(__file__).with_name("broken.js").read_text()

SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        const moved = sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 120));
        if (!hadRecentInput) window.shifts.push([value, ...moved]);
      }
    }).observe({ type: 'layout-shift', buffered: true });
"""
SLOW = {"offline": False, "latency": 50, "downloadThroughput": 150_000, "uploadThroughput": 150_000}


def slowed(page: Page) -> None:
    """The page's pages come piece by piece, their scripts and pictures after the first paint; they
    note whatever moves."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.emulateNetworkConditions", SLOW)
    page.add_init_script(SHIFTS)


def stays_still(page: Page) -> None:
    """Nothing moved while it was loaded."""
    page.wait_for_load_state("networkidle")
    shifts = page.evaluate("shifts")
    assert not shifts, f"{page.url}: {shifts}"


def resize(page: Page, width: int) -> None:
    """The page is not loaded again: its layout is all that depends on the width."""
    page.set_viewport_size({"width": width, "height": 900})


def fits(page: Page) -> None:
    """No wider than the window, wide and narrow, and nothing is cut off or lies over another; it
    stays narrow."""
    for width in (WIDE, NARROW):
        resize(page, width)
        found, has = page.evaluate(SIZES)
        assert has == width, "the window has another size than was asked for"
        assert found <= width, f"{page.url} is {found} px wide at {width}"
        broken = page.evaluate(BROKEN)
        assert not broken, "\n".join([f"{page.url} at {width}", *broken])


def accessible(page: Page) -> None:
    """As axe sees it, as it is now."""
    page.evaluate("scrollTo(0, 0)")  # half a button under the bar at the top is not too small
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    result = AxeResults(page.evaluate(f"axe.run({json.dumps(OPTIONS)})"))
    assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"


def speak(page: Page, language: str) -> None:
    """The pages that come next are in this language."""
    at = urlsplit(page.url)
    cookie = {"name": "language", "value": language, "url": f"{at.scheme}://{at.netloc}/"}
    page.context.add_cookies([cookie])


def looks_right(page: Page) -> None:
    """Both, narrow."""
    fits(page)
    accessible(page)


def visit(page: Page, path: str) -> None:
    """The page itself, not one that it leads to."""
    page.goto(path)
    found = urlsplit(page.url)
    assert found._replace(scheme="", netloc="").geturl() == path
