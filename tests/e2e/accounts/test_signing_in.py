"""Joining, and signing in by a password, a second factor or a passkey."""

import base64
import hashlib
import hmac
import io
import struct
import time

from PIL import Image
from playwright.sync_api import expect

from tests.e2e.steps import (
    NO_SCRIPTS,
    confirm,
    fill_sign_up,
    prove_it_is_me,
    sign_out,
    sign_up,
    with_password,
)

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def drawn() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (40, 90, 60)).save(out, "PNG")
    return out.getvalue()


def test_without_scripts_a_newcomer_joins_tells_of_oneself_and_adds_an_app(reader, product):
    page = reader("about:blank", **NO_SCRIPTS)
    sign_up(page, product, "teller")

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

    visitor = reader("/u/teller/", **NO_SCRIPTS)
    expect(visitor.locator(".person .prose em")).to_have_text("measure")
    expect(visitor.get_by_role("link", name="https://example.org/rain")).to_be_visible()
    picture = visitor.locator(".person img.avatar")
    assert visitor.request.get(picture.get_attribute("src")).ok
    feed = visitor.locator('link[type="application/atom+xml"]').get_attribute("href")
    assert visitor.request.get(feed).ok

    # a password alone opens the account, until there is an app with codes
    sign_out(page)
    page.get_by_role("link", name="Sign in").first.click()
    with_password(page, "TELLER")
    expect(page.locator(".me .avatar")).to_be_visible()
    page.goto("/accounts/2fa/totp/activate/")
    prove_it_is_me(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.get_by_label("Or type this secret").input_value()
    page.get_by_label("Code from the app").fill(code(secret, int(time.time()) // 30))
    page.get_by_role("button", name="Turn on").click()
    recovery = page.locator(".codes code").first.inner_text()
    sign_out(page)
    page.goto("/accounts/login/")
    with_password(page, "teller")
    page.get_by_label("Code").fill("123456")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".me .avatar")).to_be_visible()


def test_a_passkey_is_added_and_signs_in_alone_and_as_the_second_step(reader, product):
    page = reader("about:blank")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_up(page, product, "keyholder")

    page.goto("/accounts/2fa/webauthn/add/")
    prove_it_is_me(page)
    page.get_by_label("What to call it").fill("My laptop")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("heading", name="My laptop")).to_be_visible()

    sign_out(page)
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This one")).to_be_visible()

    sign_out(page)
    page.goto("/accounts/login/")
    with_password(page, "keyholder")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".me .avatar")).to_be_visible()


def test_without_scripts_somebody_is_asked_in_and_comes_once(reader, member, product):
    host = member("/settings/invitations/", **NO_SCRIPTS)
    host.get_by_label("A word from you").fill("Come and see.")
    host.get_by_role("button", name="Invite").click()
    link = host.get_by_label("Copy this link now").input_value()
    host.reload()
    expect(host.get_by_label("Copy this link now")).to_have_count(0)

    guest = reader(link, **NO_SCRIPTS)
    expect(guest.get_by_text("Come and see.")).to_be_visible()
    guest.get_by_role("link", name="Join").click()
    fill_sign_up(guest, "comer")
    confirm(guest, product, "comer")

    host.reload()
    expect(host.get_by_text("1 of 1 joined")).to_be_visible()
    guest.context.clear_cookies()
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("This invitation is over")
