"""The whole product with its demonstration, once, and a real browser with readers of their own."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from community.setup.embedded import PostgreSQL, Valkey
from tests.stack import INHERITED, ROOT, Up

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def product(request: pytest.FixtureRequest) -> Iterator[Up]:
    """Started as a person would, on a free port; what it prints is there to be read."""
    folder = Path(tempfile.mkdtemp(prefix="community-e2e-"))
    folder.chmod(0o755)
    up = Up(folder / "data")
    try:
        up.until_ready()
        yield up
    finally:
        up.end(2)
        for server in (PostgreSQL(folder / "data"), Valkey(folder / "data")):
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


# So many at once may not sign up or in from one address, so these are let in by a side door.
MEMBERS = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from community.accounts.actions import sign_up
cookies = {}
for n in range(40):
    member = sign_up(username=f"member{n}", password=None, trust_level=2)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    cookies[member.username] = session.session_key
print(json.dumps(cookies))
"""


def told_by(script: str, product: Up, words: str = "") -> Any:
    """What a script that runs in the product prints as JSON in its last line."""
    kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
        cwd=ROOT, env=kept | {"DATA_DIR": str(product.data)}, capture_output=True, check=False,
        input=words.encode(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout.decode().splitlines()[-1])


@pytest.fixture(scope="session")
def members(product: Up) -> dict[str, str]:
    """Names of members, each with a session."""
    return told_by(MEMBERS, product)


@pytest.fixture
def join(members: dict[str, str], product: Up) -> Callable[[Page], str]:
    """Let somebody new be signed in in this page's browser; return the name."""

    def enter(page: Page) -> str:
        name, session = members.popitem()
        address = f"http://localhost:{product.port}"
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page.goto("/")
        return name

    return enter


Reader = Callable[..., Page]


NO_FAULT = (
    "Failed to load resource",  # a status that the test asked for
    "WebSocket connection",  # the live process comes up after the web: the page polls until then
    "ViewTransition",  # the next page came before the last had faded
    "htmx:sendAbort",  # a newer preview took the place of one that was on its way,
    "htmx:afterRequest",  # which htmx tells of twice (where sending failed it says sendError)
)


@pytest.fixture
def reader(browser: Browser, product: Up) -> Iterator[Reader]:
    """Open the home page as somebody new: with a width, a colour scheme, or without scripts.

    A script that fails, or a rule of the content policy that is broken, fails the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note(fault: str) -> None:
        if not any(known in fault for known in NO_FAULT):
            faults.append(fault)

    def open_page(path: str = "/", *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            base_url=f"http://localhost:{product.port}",
            viewport={"width": width, "height": 900},
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: note(str(error)))
        page.on("console", lambda said: note(said.text) if said.type == "error" else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def admin(product: Up) -> tuple[str, str]:
    """The name and password that the first start printed."""
    printed = re.search(r"Administrator: (\S+) +Password: (\S+)", "".join(product.out))
    assert printed
    return printed[1], printed[2]
