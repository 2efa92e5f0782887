"""An access token: made, seen once, used by a program, revoked."""

import json
import urllib.error
import urllib.request

from playwright.sync_api import Page, expect

from tests.e2e.steps import NO_SCRIPTS


def asked_by_token(product, secret: str) -> int:
    """As a program would: without cookies; returns the status."""
    request = urllib.request.Request(
        f"{product.url}/api/v1/topics/?limit=1", headers={"Authorization": f"Bearer {secret}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            json.load(answer)
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def make(page: Page, name: str) -> str:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Read the topics").check()
    page.get_by_label("Expiration").select_option("30 days")
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_role("heading", name=f"Token created: {name}")).to_be_visible()
    return page.locator("#secret").inner_text()


def test_a_token_is_copied_seen_once_opens_what_it_may_and_is_revoked(member, product):
    page = member("/settings/tokens/", permissions=["clipboard-read", "clipboard-write"])

    secret = make(page, "Weather pipeline")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".toast")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    row = page.get_by_role("listitem").filter(has_text="Weather pipeline")
    expect(row).to_contain_text("never used")
    assert asked_by_token(product, secret) == 200

    page.goto("/settings/tokens/")
    assert secret not in page.content()
    row.get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("Revoked")
    assert asked_by_token(product, secret) == 401


def test_without_scripts_a_token_is_there_to_be_selected(member):
    page = member("/settings/tokens/", **NO_SCRIPTS)

    assert make(page, "By hand").startswith("ctk_")
    expect(page.locator("[data-copy-text]")).to_be_hidden()
