"""An app of somebody's: registered, allowed on the page that asks, used, and revoked again."""

import base64
import hashlib
import json
import re
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import name_of
from tests.e2e.steps import prove_it_is_me

VERIFIER = "a-verifier-that-only-the-app-knows-and-nobody-guesses"
DIGEST = hashlib.sha256(VERIFIER.encode()).digest()
CHALLENGE = base64.urlsafe_b64encode(DIGEST).decode().rstrip("=")


@contextmanager
def waiting_app():
    """A program on the member's own device that waits for the browser; what it was told."""
    told = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path.startswith("/back"):
                told.append(parse_qs(urlsplit(self.path).query))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<h1>Back in the app</h1>")

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/back", told
    finally:
        server.shutdown()


def asking(client_id, back, scope="forum:read forum:write profile:read"):
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": back,
        "scope": scope,
        "state": "of-this-app",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"/oauth/authorize/?{urlencode(asked)}"


def fetched(product, **sent):
    """What the token endpoint answers to a program, which has no cookies."""
    url = f"{product.url}/oauth/token/"
    with urllib.request.urlopen(url, urlencode(sent).encode(), timeout=20) as answer:
        return json.load(answer)


def asked_api(product, path, token):
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{product.url}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def register(page, name, redirects, *, kind):
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Website").fill("https://trails.example")
    page.get_by_label(kind).check()
    page.get_by_label("Where members are sent back to").fill(redirects)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.locator(".app-facts code").first.inner_text()


def test_an_app_on_a_device_is_allowed_used_and_revoked(reader, member, prepared, product):
    maker = reader("/settings/apps/new/", session=prepared["sessions"]["maker"])
    prove_it_is_me(maker)
    client_id = register(maker, "Pocket notes", "http://127.0.0.1/back", kind="members' devices")
    user = member()
    name = name_of(user)

    with waiting_app() as (back, told):
        user.goto(asking(client_id, back))
        expect(user.get_by_role("heading", level=1)).to_have_text("Let Pocket notes act for you?")
        expect(user.get_by_text("Read your profile and settings")).to_be_visible()
        user.get_by_role("button", name="Do not allow").click()
        expect(user.get_by_role("heading", level=1)).to_have_text("Back in the app")
        user.goto(asking(client_id, back))
        user.get_by_role("button", name="Allow", exact=True).click()
        expect(user.get_by_role("heading", level=1)).to_have_text("Back in the app")

    assert told[0]["error"] == ["access_denied"]
    assert told[1]["state"] == ["of-this-app"]
    pair = fetched(
        product,
        grant_type="authorization_code",
        client_id=client_id,
        code=told[1]["code"][0],
        code_verifier=VERIFIER,
    )
    status, me = asked_api(product, "/api/v1/me/", pair["access_token"])
    assert (status, me["username"]) == (200, name)
    assert asked_api(product, "/api/v1/me/apps/", pair["access_token"])[0] == 403

    user.goto("/settings/apps/")
    expect(user.get_by_role("heading", name="Pocket notes")).to_be_visible()
    user.get_by_role("button", name="Revoke the access of Pocket notes").click()
    expect(user.get_by_text("No app acts for you")).to_be_visible()
    assert asked_api(product, "/api/v1/me/", pair["access_token"])[0] == 401


def test_an_app_on_a_server_is_asked_for_once(member, product):
    page = member("/settings/apps/new/")
    back = "https://app.example/back"
    client_id = register(page, "Ride planner", back, kind="on a server of mine")
    secret = page.locator("#secret").inner_text()

    with page.expect_request(re.compile(r"^https://app\.example/back\?code=")) as first:
        page.goto(asking(client_id, back, "forum:read"))
        page.get_by_role("button", name="Allow", exact=True).click()
    code = parse_qs(urlsplit(first.value.url).query)["code"][0]
    page.route("https://app.example/**", lambda route: route.fulfill(body="Back again"))
    page.goto("/")
    page.goto(asking(client_id, back, "forum:read"))

    expect(page.get_by_text("Back again")).to_be_visible()
    pair = fetched(
        product,
        grant_type="authorization_code",
        client_id=client_id,
        client_secret=secret,
        code=code,
        redirect_uri=back,
        code_verifier=VERIFIER,
    )
    assert asked_api(product, "/api/v1/topics/latest/", pair["access_token"])[0] == 200
    assert asked_api(product, "/api/v1/me/", pair["access_token"])[0] == 403
    page.goto("/settings/apps/")
    page.get_by_role("link", name="Ride planner").click()
    expect(page.get_by_text(secret)).to_have_count(0)
    page.locator("details.sure summary").click()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("No app acts for you")).to_be_visible()
