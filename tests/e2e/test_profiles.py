"""Joining, telling of oneself and asking others in, and every page of an account, looked at
narrow and wide, light and dark."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.test_looks import check
from tests.e2e.test_signing_in import (
    confirm,
    join_by_form,
    prove_it_is_me,
    sign_out,
    with_password,
)

LOOKS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
VISITORS = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-used/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/none/",
    "/accounts/inactive/",
    "/invite/none/",
    "/u/",
    "/u/?order=newest&q=nobody",
    "/u/admin/",
    "/u/nobody-here/",
    "/guidelines/",
    "/conduct/",
    "/privacy/",
    "/about/",
]
SETTINGS = {
    "Profile": "/settings/",
    "Display": "/settings/display/",
    "User name": "/settings/name/",
    "Invitations": "/settings/invitations/",
    "E-mail": "/accounts/email/",
    "Password": "/accounts/password/change/",
    "Second factor": "/accounts/2fa/",
    "Sessions": "/accounts/sessions/",
}
BEHIND_A_PASSWORD = [
    "/accounts/reauthenticate/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/elsewhere/",
    "/accounts/logout/",
]


def looks_right(page: Page) -> None:
    """In each width and light, without asking for the page again."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        check(page)


def drawn() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (40, 90, 60)).save(out, "PNG")
    return out.getvalue()


def test_without_scripts_a_newcomer_joins_and_tells_of_oneself(reader, product):
    page = reader(java_script_enabled=False)
    join_by_form(page, "teller")
    confirm(page, product, "teller")
    sign_out(page)
    with_password(page, "teller")

    page.goto("/settings/")
    page.get_by_label("About you").fill("I *measure* the rain, here & there.")
    page.get_by_label("Place").fill("Tromsø")
    page.get_by_label("Links").fill("ftp://example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("https://")
    expect(page.get_by_label("Place")).to_have_value("Tromsø")
    page.get_by_label("Links").fill("https://example.org/rain")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    image = {"name": "me.png", "mimeType": "image/png", "buffer": drawn()}
    page.get_by_label("Picture").set_input_files(image)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("button", name="Replace")).to_be_visible()

    visitor = reader("/u/teller/", java_script_enabled=False)
    expect(visitor.locator(".person .prose em")).to_have_text("measure")
    expect(visitor.get_by_role("link", name="https://example.org/rain")).to_be_visible()
    picture = visitor.locator(".person img.avatar")
    assert visitor.request.get(picture.get_attribute("src")).ok
    feed = visitor.locator('link[type="application/atom+xml"]').get_attribute("href")
    assert visitor.request.get(feed).ok


def test_without_scripts_somebody_is_asked_in_and_comes_once(reader, join, product):
    host, guest = (reader(java_script_enabled=False) for _ in range(2))
    join(host)
    host.goto("/settings/invitations/")
    host.get_by_label("A word from you").fill("Come and see.")
    host.get_by_role("button", name="Invite").click()
    link = host.get_by_label("Pass this link on").input_value()
    host.reload()
    expect(host.get_by_label("Pass this link on")).to_have_count(0)

    guest.goto(link)
    expect(guest.get_by_text("Come and see.")).to_be_visible()
    guest.get_by_role("link", name="Join").click()
    join_by_form(guest, "comer")
    confirm(guest, product, "comer")

    host.reload()
    expect(host.get_by_text("1 of 1 joined")).to_be_visible()
    late = reader(link, java_script_enabled=False)
    expect(late.get_by_role("heading", level=1)).to_have_text("This invitation is over")


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_each_page_of_the_settings_leads_to_all_others(scripts, reader, join):
    page = reader(width=360, java_script_enabled=scripts)
    join(page)
    page.goto("/settings/")

    for name in SETTINGS:
        page.get_by_text("All settings").click()
        ways = page.get_by_role("navigation", name="Settings")
        ways.get_by_role("link", name=name, exact=True).click()
        expect(page.locator(".settings-ways [aria-current]")).to_have_text(name)


def test_visitors_pages_of_accounts_look_right(reader):
    page = reader()
    busy = page.locator("article.post .who a, .meta .last a, a[href^='/u/']").first
    name = busy.get_attribute("href") if busy.count() else "/u/admin/"

    for path in [*VISITORS, *(f"{name}{tab}" for tab in ("", "topics/", "solutions/", "likes/"))]:
        page.goto(path)
        looks_right(page)


def test_a_members_pages_of_an_account_look_right(reader, product):
    page = reader()
    join_by_form(page, "settler")
    confirm(page, product, "settler")
    page.goto(BEHIND_A_PASSWORD[1])
    prove_it_is_me(page)

    for path in [*SETTINGS.values(), *BEHIND_A_PASSWORD, "/u/settler/"]:
        page.goto(path)
        looks_right(page)
    page.goto("/accounts/email/")
    page.get_by_label("Another address").fill(f"{'quite.long.' * 5}@{'name.' * 9}example.org")
    page.get_by_role("button", name="Add", exact=True).click()
    looks_right(page)
    page.goto("/settings/")
    page.get_by_label("Links").fill("no link")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page)
