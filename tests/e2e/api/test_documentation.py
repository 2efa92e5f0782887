"""The documentation for programs in a browser: nothing of it comes from elsewhere."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def asked(reader):
    """Open a page and gather the addresses that it asked for."""

    def open_page(path):
        page, addresses = reader("about:blank"), []
        page.on("request", lambda request: addresses.append(request.url))
        page.goto(path)
        return page, addresses

    return open_page


def ours(addresses, product):
    own = (f"{product.url}/", "data:", "blob:")
    return len(addresses) > 2 and all(address.startswith(own) for address in addresses)


def test_swagger_opens_an_operation_and_asks_by_token(asked, prepared, product):
    page, addresses = asked("/api/docs/")

    page.get_by_role("button", name="Authorize").click()
    by_token = page.locator(".auth-container").filter(has_text="Bearer")
    by_token.get_by_label("Value").fill(prepared["token"])
    by_token.get_by_role("button", name="Apply credentials").click()
    by_token.get_by_role("button", name="Close", exact=True).click()
    of_me = page.locator(".opblock-get", has=page.locator('[data-path="/api/v1/me/"]'))
    if not of_me.is_visible():  # its tag is folded
        page.locator(".opblock-tag", has_text=re.compile("^(accounts|me)")).first.click()
    of_me.locator(".opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table")).to_contain_text("looker")
    assert ours(addresses, product)


def test_a_developer_finds_every_guide_and_an_example(asked, product):
    page, addresses = asked("/")
    page.get_by_role("link", name="Developers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Developers")
    ways = page.locator("main").get_by_role("link").all()
    paths = [way.get_attribute("href") for way in ways]
    assert len(paths) > 6
    for path in paths:
        assert page.request.get(path).status == 200, path

    page.goto("/developers/overview/")
    page.get_by_role("navigation", name="On this page", exact=True).get_by_text("Errors").click()
    samples = page.get_by_role("group", name="Language")
    samples.last.get_by_text("Python", exact=True).first.click()
    for sample in (samples.first, samples.last):  # one choice for all of them
        expect(sample.locator("pre").nth(1)).to_be_visible()
        expect(sample.locator("pre").nth(0)).to_be_hidden()
    page.goto("/developers/quick-start/")
    page.goto("/developers/overview/")
    expect(samples.first.get_by_role("radio", name="Python")).to_be_checked()

    page.goto("/api/redoc/")  # where the reference was
    expect(page).to_have_url(f"{product.url}/api/docs/")
    page.get_by_placeholder("Filter operations").fill("acceptance")
    operation = page.locator('.opblock [data-path="/api/v1/answers/{post}/acceptance/"]')
    expect(operation).to_have_count(page.locator(".opblock").count())
    operation.first.click()
    expect(page.get_by_text("How do I pair the sensor?").first).to_be_visible()
    assert ours(addresses, product)
