"""The documentation for programs in a browser: nothing of it comes from elsewhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import told_by

MAKE_TOKEN = """
import json
from community.accounts.access.actions import make_token
from community.accounts.actions import sign_up
member = sign_up(username="swagger-reader", password=None, trust_level=2)
token, secret = make_token(member=member, name="Trying out", scopes=["profile:read"], by=member)
print(json.dumps(secret))
"""


@pytest.fixture
def asked(reader):
    """Open a page and gather the addresses that it asked for."""

    def open_page(path):
        page, addresses = reader("/healthz"), []
        page.on("request", lambda request: addresses.append(request.url))
        page.goto(path)
        return page, addresses

    return open_page


def ours(addresses, product):
    own = (f"http://localhost:{product.port}/", "data:", "blob:")
    return all(address.startswith(own) for address in addresses)


def test_swagger_opens_an_operation_and_asks_by_token(asked, product):
    secret = told_by(MAKE_TOKEN, product)
    page, addresses = asked("/api/docs/")

    page.get_by_role("button", name="Authorize").click()
    by_token = page.locator(".auth-container").filter(has_text="Bearer")
    by_token.get_by_label("Value").fill(secret)
    by_token.get_by_role("button", name="Apply credentials").click()
    by_token.get_by_role("button", name="Close", exact=True).click()
    of_me = page.locator(".opblock-get", has=page.locator('[data-path="/api/v1/me/"]'))
    if not of_me.is_visible():  # its tag is folded
        page.locator(".opblock-tag", has_text=re.compile("^(accounts|me)")).first.click()
    of_me.locator(".opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table")).to_contain_text("swagger-reader")
    assert ours(addresses, product)


def test_redoc_shows_examples_and_finds(asked, product):
    page, addresses = asked("/api/redoc/")

    page.get_by_placeholder("Search...").fill("acceptance")
    expect(page.get_by_role("menuitem").filter(has_text="accept").first).to_be_visible()
    expect(page.get_by_text("How do I pair the sensor?").first).to_be_attached()
    assert ours(addresses, product)


def test_the_page_for_programs_leads_everywhere(reader):
    page = reader("/")
    page.get_by_role("link", name="For programs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For programs")

    ways = page.locator("main").get_by_role("link")
    addresses = [ways.nth(n).get_attribute("href") for n in range(ways.count())]

    assert len(addresses) > 6
    for address in addresses:
        assert page.request.get(address).status == 200, address
