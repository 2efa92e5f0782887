"""The whole product with its demonstration, once for all workers, and a browser for each."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.e2e.content import MEMBERS
from tests.shared_product import Product, folder_of_the_run, shared_product
from tests.stack import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]  # fmt: skip
SEEN = ROOT / ".cache" / "e2e"  # what a journey that failed saw
PATIENCE = 15_000  # ms: two cores run the product, the tests and their browsers

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Started as a person would, on a free port."""
    with shared_product(folder_of_the_run(tmp_path_factory.getbasetemp())) as product:
        yield product


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def told_by(function: str, product: Product) -> Any:
    """What a function of prepare.py returns inside the product: run once for all workers."""
    script = f"import json; from tests.e2e import prepare; print(json.dumps(prepare.{function}()))"

    def run() -> Any:
        printed = product.run("manage.py", "shell", "--no-imports", "-c", script)
        return json.loads(printed.splitlines()[-1])

    return product.once(function, run)


@pytest.fixture(scope="session")
def prepared(product: Product) -> dict[str, Any]:
    """Members with their sessions, and what there is to look at."""
    return told_by("everything", product)


# -- readers and members ---------------------------------------------------------------------
NO_FAULT = (
    "Failed to load resource",  # a status that the test asked for
    "WebSocket connection",  # its page was left before the socket was open
    "ViewTransition",  # the next page came before the last had faded
    "htmx:sendAbort",  # a newer preview took the place of one that was on its way,
    "htmx:afterRequest",  # which htmx tells of twice (where sending failed it says sendError)
)
PAGES, FAULTS = pytest.StashKey[list[Page]](), pytest.StashKey[list[str]]()

Reader = Callable[..., Page]


@pytest.fixture
def reader(request: pytest.FixtureRequest, browser: Browser, product: Product) -> Iterator[Reader]:
    """Open a page as somebody new: with a width, a colour scheme, a session, a language, without
    scripts.

    A script that fails, or a rule of the content policy that is broken, fails the test.
    """
    pages = request.node.stash[PAGES] = []
    faults = request.node.stash[FAULTS] = []

    def note(fault: str) -> None:
        if not any(known in fault for known in NO_FAULT):
            faults.append(fault)

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            note(said.text)

    def open_page(
        path: str = "/", *, width: int = 1280, session: str = "", language: str = "", **options: Any
    ) -> Page:
        look = {"viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
        context = browser.new_context(base_url=product.url, **look | options)
        context.set_default_timeout(PATIENCE)
        cookies = {"sessionid": session, "language": language}
        context.add_cookies(
            [
                {"name": name, "value": value, "url": product.url}
                for name, value in cookies.items()
                if value
            ]
        )
        page = context.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: note(str(error)))
        page.on("console", hear)
        page.goto(path)
        return page

    yield open_page
    for page in pages:
        page.context.close()
    pages.clear()
    assert not faults


@pytest.fixture
def member(reader: Reader, product: Product, prepared: dict[str, Any]) -> Reader:
    """Open a page as a member whom no other journey knows."""

    def open_page(path: str = "/", **options: Any) -> Page:
        number = product.next_number("member")
        assert number < MEMBERS, "more members are needed than are prepared"
        return reader(path, session=prepared["sessions"][f"member{number}"], **options)

    return open_page


def name_of(page: Page) -> str:
    """The member who reads this page."""
    return page.locator(".me .menu .label").text_content() or ""


# -- what a journey that failed saw ----------------------------------------------------------
@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed and item.stash.get(PAGES, None):
        report.sections.append(("what the browser showed", "\n".join(shown(item))))
        report.sections.append(("the product's output", item.funcargs["product"].last_output()))
    return report


def shown(item: pytest.Item) -> Iterator[str]:
    """Keep a picture and the HTML of each open page; say where they are, and what went wrong."""
    folder = SEEN / re.sub(r"\W+", "-", item.nodeid.removeprefix("tests/e2e/")).strip("-")
    shutil.rmtree(folder, ignore_errors=True)  # of an earlier run
    folder.mkdir(parents=True)
    for number, page in enumerate(item.stash[PAGES], 1):
        try:
            page.screenshot(path=folder / f"{number}.png")
            (folder / f"{number}.html").write_text(page.content())
            yield f"{page.url} ({page.title()}): {folder / str(number)}.png and .html"
        except PlaywrightError as error:  # it is closed, or the browser has gone
            yield f"page {number}: {error.message.splitlines()[0]}"
    yield from (f"fault: {fault}" for fault in item.stash[FAULTS])
