"""An access token: made, seen once, used by a program, revoked."""

import json
import urllib.error
import urllib.request

from playwright.sync_api import Page, expect


def asked_by_token(product, secret: str) -> int:
    """As a program would: without cookies; returns the status."""
    request = urllib.request.Request(
        f"http://localhost:{product.port}/api/v1/topics/?limit=1",
        headers={"Authorization": f"Bearer {secret}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            json.load(answer)
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def make(page: Page, name: str) -> str:
    page.goto("/settings/tokens/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Read what you may read").check()
    page.get_by_label("Good for").select_option("30 days")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_role("heading", name=f"{name} is ready")).to_be_visible()
    return page.locator("#secret").inner_text()


def test_a_token_is_seen_once_opens_what_it_may_and_is_revoked(reader, join, product):
    page = reader()
    join(page)

    secret = make(page, "Weather pipeline")
    row = page.get_by_role("listitem").filter(has_text="Weather pipeline")
    expect(row).to_contain_text("never used")
    assert asked_by_token(product, secret) == 200

    page.goto("/settings/tokens/")
    assert secret not in page.content()
    row.get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("Revoked")
    assert asked_by_token(product, secret) == 401


def test_it_is_copied_by_a_button_and_selected_without_one(reader, join):
    page = reader()
    join(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    secret = make(page, "Copied")
    page.get_by_role("button", name="Copy").click()

    expect(page.locator(".toast")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == secret


def test_without_scripts_it_is_there_to_be_selected(reader, join):
    page = reader(java_script_enabled=False)
    join(page)

    assert make(page, "By hand").startswith("ctk_")
    expect(page.locator("[data-copy-text]")).to_be_hidden()
