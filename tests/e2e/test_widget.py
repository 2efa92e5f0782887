"""The widget on a page of another origin, whose policy allows nothing but the script's own site."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from community.widget.identity import signed_token
from tests.e2e.conftest import Reader
from tests.shared_product import Product

BARE = "<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1><p><a href=#top>Basket</a></p>"


class Shop:
    """A page of another product, at another address, whose server signs one person in."""

    def __init__(self, product: Product) -> None:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = shop.html(self.path).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", shop.policy)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        script = f"from tests.widget.prepare import site; site({self.url!r})"
        printed = product.run("manage.py", "shell", "--no-imports", "-c", script)
        self.site = json.loads(printed.splitlines()[-1])
        self.script = f"{product.url}/widget/{self.site['key']}.js"
        self.policy = (
            f"default-src 'none'; script-src {product.url}; connect-src {product.url};"
            f" img-src {product.url}; require-trusted-types-for 'script'"
        )

    def token(self) -> str:
        secret, at = self.site["secret"], int(time.time())
        return signed_token(secret, external_id="7", name="Rosa Linde", at=at)

    def html(self, path: str) -> str:
        user = "" if path == "/visitor" else f' data-user="{self.token()}"'
        return f'{BARE}<script src="{self.script}"{user} async></script>'


@pytest.fixture
def shop(product: Product) -> Iterator[Shop]:
    shop = Shop(product)
    thread = Thread(target=shop.server.serve_forever, daemon=True)
    thread.start()
    yield shop
    shop.server.shutdown()
    shop.server.server_close()
    thread.join()


def tab_to(page: Page, label: str) -> None:
    """As somebody without a mouse gets there."""
    target = page.get_by_role("button", name=label, exact=True)
    for _ in range(30):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === one.getRootNode().activeElement"):
            return
    raise AssertionError(label)


def test_somebody_of_another_product_submits_an_idea_and_votes(reader: Reader, shop: Shop) -> None:
    page = reader(f"{shop.url}/", width=360)
    dialog = page.get_by_role("dialog", name="Feedback")
    page.get_by_role("button", name="Feedback").wait_for()

    tab_to(page, "Feedback")
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Enter")  # the focus is where it was
    dialog.get_by_label("Title").focus()
    page.keyboard.type("Show the pressure in inches")
    page.keyboard.press("Tab")
    while not dialog.get_by_label("Description").evaluate("e => e.matches(':focus')"):
        page.keyboard.press("Tab")  # past similar ideas
    page.keyboard.type("Hectopascals mean nothing to me.")
    tab_to(page, "Submit")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status").filter(has_text="Thank you")).to_be_focused()

    vote = dialog.get_by_role("button", name="Vote: Show the dew point")
    vote.focus()
    page.keyboard.press("Enter")
    expect(vote).to_have_attribute("aria-pressed", "true")
    expect(vote).to_be_focused()

    visitor = reader(f"{shop.url}/visitor")
    visitor.get_by_role("button", name="Feedback").click()
    lists = visitor.get_by_role("dialog", name="Feedback")
    expect(lists.get_by_text("Show the dew point")).to_be_visible()
    expect(lists.get_by_role("link", name="Sign in")).to_be_visible()
    expect(lists.get_by_label("Title")).to_have_count(0)
    visitor.evaluate("token => commons('identify', async () => token)", shop.token())
    expect(lists.get_by_role("heading", name="Your ideas")).to_be_visible()

    board = reader(shop.site["board"])
    expect(board.get_by_role("link", name="Show the pressure in inches").first).to_be_visible()
