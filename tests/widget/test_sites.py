"""Sites of the widget: who sets them up, what they may say, and their secrets."""

import re

import pytest

from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from community.widget.actions import create_widget_site, edit_widget_site, rotate_widget_secret
from community.widget.actions.sites import NoSuchPanel, NotAnOrigin, OptionMissing, SiteNameNeeded
from community.widget.identity import IdentityInvalid, person_by_token
from community.widget.models import WidgetSite
from community.widget.recipes import PYTHON
from tests.factories import AdminFactory, ModeratorFactory
from tests.feedback.factories import make_board
from tests.widget.sites import ORIGIN, Page, make_site

pytestmark = pytest.mark.django_db


def values(**changed):
    return {
        "name": "Shop", "origins": [ORIGIN], "panels": ["feedback"],
        "options": {"feedback": {"board": make_board().pk}}, **changed,
    }  # fmt: skip


def told(name):
    return EventRecord.objects.filter(name=f"widget.site.{name}").count()


def test_the_secret_is_returned_once_and_kept_encrypted():
    site = make_site()

    kept = WidgetSite.objects.get(pk=site.pk)
    assert site.secret.encode() not in bytes(kept.secrets)
    assert not hasattr(kept, "secret")
    assert told("created") == 1


NO_ORIGINS = [
    "http://shop.example.org",
    "https://shop.example.org/x",
    "https://*.example.org",
    "null",
    "*",
    "https://a b.example",
    "https://shop.example.org:99999999",
    "https://u@shop.example",
    "javascript:alert(1)",
    "https://" + "a" * 260,
    "",
]


def test_what_is_no_origin_is_refused():
    given, admin = values(), AdminFactory()

    for origin in NO_ORIGINS:
        with pytest.raises(NotAnOrigin):
            create_widget_site(**{**given, "origins": [origin]}, by=admin)

    assert not WidgetSite.objects.exists()


def test_origins_are_kept_as_browsers_send_them():
    given = [
        "HTTPS://Shop.Example.org:443/",
        ORIGIN,
        "http://localhost:3000",
        "http://127.0.0.1:80",
    ]

    site = create_widget_site(**values(origins=given), by=AdminFactory())

    assert site.origins == [ORIGIN, "http://localhost:3000", "http://127.0.0.1"]


INCOMPLETE = [
    ({"name": "  "}, SiteNameNeeded),
    ({"name": "x" * 81}, SiteNameNeeded),
    ({"origins": []}, NotAnOrigin),
    ({"panels": []}, NoSuchPanel),
    ({"panels": ["feedback", "feedback"]}, NoSuchPanel),
    ({"panels": ["nope"]}, NoSuchPanel),
    ({"options": {}}, OptionMissing),
    ({"options": {"feedback": {"board": 10**9}}}, OptionMissing),
    ({"options": {"feedback": None}}, OptionMissing),
]


def test_what_a_site_needs():
    given, admin = values(), AdminFactory()

    for changed, refusal in INCOMPLETE:
        with pytest.raises(refusal):
            create_widget_site(**{**given, **changed}, by=admin)

    assert not WidgetSite.objects.exists()


def test_only_administrators_set_up_sites():
    site, moderator = make_site(), ModeratorFactory()

    with pytest.raises(Denied):
        create_widget_site(**values(), by=moderator)
    with pytest.raises(Denied):
        edit_widget_site(widget_site=site, name="Mine", by=moderator)
    with pytest.raises(Denied):
        rotate_widget_secret(widget_site=site, by=moderator)

    assert [*WidgetSite.objects.values_list("name", "version")] == [("Shop", 1)]
    assert told("edited") == told("secret_rotated") == 0


def test_an_edit_of_an_old_version_is_refused_and_one_that_changes_nothing_is_none():
    site, admin = make_site(), AdminFactory()
    edit_widget_site(widget_site=site, name="Store", version=1, by=admin)

    with pytest.raises(Stale):
        edit_widget_site(widget_site=site, name="Mine", version=1, by=admin)
    same = edit_widget_site(widget_site=site, name="Store", by=admin)

    assert (same.version, told("edited")) == (2, 1)


def test_a_site_that_is_off_answers_nothing():
    site = make_site()
    page = Page(site).signed_in()

    edit_widget_site(widget_site=site, is_active=False, by=AdminFactory())

    paths = ("config/", "panels/feedback/", "panels/feedback/similar/")
    assert [page.get(path).status_code for path in paths] == [404] * 3
    assert page.submit().status_code == 404
    assert page.client.get(f"/widget/{site.key}.js").status_code == 404


def test_two_secrets_are_valid_while_one_is_rotated_and_a_leaked_one_ends_its_sessions():
    site, admin = make_site(), AdminFactory()
    old, page = site.secret, Page(site).signed_in()
    of_old = page.token()

    renewed = rotate_widget_secret(widget_site=site, by=admin)
    assert person_by_token(renewed, of_old)
    assert person_by_token(renewed, page.token(secret=renewed.secret))
    assert page.get("panels/feedback/").status_code == 200

    last = rotate_widget_secret(widget_site=site, by=admin, former_is_valid=False)
    for token in (of_old, page.token(secret=renewed.secret)):
        with pytest.raises(IdentityInvalid):
            person_by_token(last, token)
    assert page.get("panels/feedback/").json()["code"] == "widget_identity_invalid"
    assert old not in (renewed.secret, last.secret)
    assert told("secret_rotated") == 2


def test_the_recipe_of_the_admin_signs_tokens():
    site = make_site()
    known = {"SECRET": site.secret}

    exec(PYTHON, known)

    person, _session = person_by_token(site, known["widget_token"](7, "Zoë"))
    assert (person.external_id, person.name) == ("7", "Zoë")


def test_the_admin_shows_a_secret_once_and_rotates_it(as_):
    client, board = as_(AdminFactory()), make_board()
    form = {"name": "Shop", "origins": ORIGIN, "panels": ["feedback"], "is_active": "on"}

    missing = client.post("/admin/widget/widgetsite/add/", form)
    added = client.post(
        "/admin/widget/widgetsite/add/", {**form, "feedback_board": board.pk}
    ).content.decode()

    assert "Choose a value." in missing.content.decode()
    site = WidgetSite.objects.get()
    assert site.options == {"feedback": {"board": board.pk}}
    [secret] = set(re.findall(r"wsk_[\w-]+", added))
    assert person_by_token(site, Page(site).token(secret=secret))
    url = f"/admin/widget/widgetsite/{site.pk}"
    for again in (f"{url}/change/", f"{url}/secret/"):
        shown = client.get(again).content.decode()
        assert site.key in shown
        assert "wsk_" not in shown

    rotated = client.post(f"{url}/secret/", {})
    assert secret not in (new := set(re.findall(r"wsk_[\w-]+", rotated.content.decode())))
    assert len(new) == 1
    assert "no-store" in rotated["Cache-Control"]
    changed = client.post(f"{url}/change/", {**form, "name": "Store", "feedback_board": board.pk})
    assert changed.status_code == 302
    stale = {**form, "name": "Mine", "feedback_board": board.pk, "version": site.version}
    client.post(f"{url}/change/", stale)  # what another wrote in the meantime stays
    assert WidgetSite.objects.get().name == "Store"
    assert WidgetSite.objects.get().name == "Store"
