"""Requests of the widget's script: which pages are answered, with what, and how often."""

import re

import pytest
from django.test import Client

from community.widget import rates
from community.widget.script import FILES, FOLDER, script
from feedback.models import Board, Idea, Vote
from tests.factories import AdminFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.widget.sites import ORIGIN, Page, make_site

pytestmark = pytest.mark.django_db

STOPPED = [
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
    ".cookie", "localStorage", "sessionStorage", "'style'",
]  # fmt: skip
PATHS = ["config/", "panels/feedback/", "panels/feedback/similar/"]


FOREIGN = ["https://evil.example", "null", "", ORIGIN + ".evil.example"]


def test_other_origins_are_refused_and_cannot_read_why():
    site, answers = make_site(), []

    for origin in FOREIGN:
        page = Page(site, origin=origin)
        answers += [page.get(path) for path in PATHS]
        answers += [page.post("session/", {"token": page.token()}), page.submit()]

    for answer in answers:
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer
    assert not Idea.objects.exists()


def test_the_sites_own_pages_are_answered_without_credentials():
    page = Page(make_site()).signed_in()

    for answer in [*map(page.get, PATHS), page.submit(), page.submit(kind="nonsense")]:
        assert answer["Access-Control-Allow-Origin"] == ORIGIN
        assert "Access-Control-Allow-Credentials" not in answer
        assert "Origin" in answer["Vary"]
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert not answer.cookies
    assert page.get("config/")["Cache-Control"] == "public, max-age=300"
    assert page.get("panels/feedback/")["Cache-Control"] == "no-store"


def test_a_preflight_is_answered_for_these_origins_alone():
    page = Page(make_site())
    url = f"/widget/{page.site.key}/panels/feedback/submission/"

    asked = page.client.options(url, headers={"Origin": ORIGIN})
    refused = page.client.options(url, headers={"Origin": "https://evil.example"})
    wrong = page.client.get(url, headers={"Origin": ORIGIN})

    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "POST"
    assert asked["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert "Access-Control-Allow-Methods" not in refused
    assert wrong.status_code == 405


def test_a_session_cookie_gives_no_rights(as_):
    """Whoever is signed in to this site in the same browser is a visitor on the other's pages."""
    member = UserFactory(trust_level=2)
    site = make_site(board=make_board())
    idea = make_idea(board=site_board(site))
    page = Page(site, client=as_(member, enforce_csrf_checks=True))

    assert "form" not in page.panel()
    assert page.submit().status_code == 401
    assert page.vote(idea).status_code == 401

    assert Idea.objects.count() == 1
    assert not Vote.objects.filter(user=member).exists()


def site_board(site):
    return Board.objects.get(pk=site.options["feedback"]["board"])


def test_a_body_is_an_object_of_a_bounded_size():
    page = Page(make_site()).signed_in()
    path = "panels/feedback/submission/"

    assert page.post(path, "[1]").status_code == 400
    assert page.post(path, "{").status_code == 400
    assert page.post(path, "[" * 50_000).status_code == 400
    assert page.submit(source="x" * 100_001).status_code == 413
    assert page.submit(source={"a": 1}).json()["code"] == "widget_invalid_value"
    assert page.submit(source="a\0b").json()["code"] == "widget_invalid_value"

    assert not Idea.objects.exists()


@pytest.mark.limits
def test_one_address_cannot_ask_too_often(monkeypatch):
    monkeypatch.setitem(rates.LIMITS, "read", {rates.MINUTE: 2})
    page = Page(make_site())

    statuses = [page.get("config/").status_code for _ in range(3)]
    refused = page.get("config/")

    assert statuses == [200, 200, 429]
    assert refused["Access-Control-Allow-Origin"] == ORIGIN
    assert int(refused["Retry-After"]) > 0
    assert refused.json()["code"] == "too_many"


def test_the_script_is_small_and_is_kept():
    site = make_site()

    first = Client().get(f"/widget/{site.key}.js")
    again = Client().get(f"/widget/{site.key}.js", headers={"If-None-Match": first["ETag"]})

    assert first.status_code == 200
    assert first["Content-Type"] == "text/javascript; charset=utf-8"
    assert first["Cache-Control"] == "public, max-age=3600"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(first.content) < 20_000
    assert again.status_code == 304
    assert Client().get("/widget/nothing.js").status_code == 404


def test_the_script_has_all_its_files_and_nothing_that_a_strict_policy_stops():
    source = script()[0].decode()

    assert {path.name for path in FOLDER.glob("*.js")} == {*FILES}
    assert not [word for word in STOPPED if word in source]
    used = set(re.findall(r"\btexts\.(\w+)", source))
    assert used == Page(make_site()).get("config/").json()["texts"].keys()


def test_texts_are_in_the_language_of_the_page():
    page = Page(make_site())

    texts = {
        asked: page.get("config/", lang=asked).json()
        for asked in ("en", "en-US", "en-xa", "xx", "")
    }

    assert texts["en"]["texts"]["close"] == "Close"
    assert texts["en-xa"]["texts"]["close"] != "Close"
    assert texts["en-US"] == texts["xx"] == texts[""] == texts["en"]


def test_what_is_not_there_is_not_found():
    page, idea = Page(make_site()).signed_in(), make_idea()

    assert page.get("panels/nothing/").status_code == 404
    assert page.post("panels/nothing/submission/", {}).status_code == 404
    assert page.post(f"panels/feedback/items/{idea.pk}/delete/", {}).status_code == 404
    assert page.post(f"panels/feedback/items/{'9' * 25}/vote/", {"on": True}).status_code == 404
    assert page.vote(idea).status_code == 404  # of another board


def test_administrators_create_sites_by_rest_and_are_told_the_secret_once(as_):
    board, client = make_board(), as_(AdminFactory())
    site = {
        "name": "Shop", "origins": [ORIGIN], "panels": ["feedback"],
        "options": {"feedback": {"board": board.pk}},
    }  # fmt: skip

    made = client.post("/api/v1/widget-sites/", site, content_type="application/json")
    read = client.get(f"/api/v1/widget-sites/{made.json()['id']}/").json()

    assert made.status_code == 201, made.content
    assert made.json()["secret"].startswith("wsk_")
    assert read == {**made.json(), "secret": ""}
    assert read["options"] == {"feedback": {"board": board.pk}}
    assert as_(UserFactory()).get("/api/v1/widget-sites/").status_code == 403
