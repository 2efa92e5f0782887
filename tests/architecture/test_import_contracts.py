"""Walls that import-linter cannot see. That only actions write is guarded in tests/conftest.py."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.urls import get_resolver
from rest_framework.settings import api_settings

from community.kernel.admin import ActionAdmin
from tests.architecture.operations import paid_by
from tests.conftest import OURS, ROOT, UNGUARDED, WRITES
from tests.factories import AdminFactory, TopicFactory, UserFactory

LAYERS = [
    {"events"},
    {"accounts"},
    {"live", "ai"},
    {"announcements", "notifications", "search", "webhooks", "widget"},
    {"moderation"},
    {"discussions"},
    {"payments"},
    {"forum", "feedback", "governance", "registry", "support"},
    {"experience"},
]
RANK = {label: rank for rank, layer in enumerate(LAYERS) for label in layer}


def test_foreign_keys_point_down():
    wrong = [
        f"{field.model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        if field.is_relation and points_wrong(model, field.related_model)
    ]
    assert not wrong


def points_wrong(model, target):
    here, there = model._meta.app_label, target._meta.app_label
    known = here in RANK and there in RANK
    return known and here != there and RANK[there] >= RANK[here]


@pytest.mark.django_db
def test_every_model_change_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_a_write_from_a_door_is_caught():
    member = UserFactory()
    interface = compile("member.save()", ROOT / "forum/views.py", "exec")

    with pytest.raises(AssertionError, match=r"forum/views\.py writes accounts_user"):
        exec(interface, {"member": member})


def test_no_table_of_ours_is_written_unseen():
    ours = [
        model._meta
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.partition(".")[0] in OURS and model._meta.app_label not in UNGUARDED
    ]

    assert len(ours) > 30
    assert not [meta.label for meta in ours if not WRITES.match(f"DELETE FROM {meta.db_table}")]


def test_the_walls_inside_an_app_stand_in_every_app_that_acts():
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    walls = next(one for one in linted["contracts"] if one["name"].startswith("Inside an app"))
    acting = {
        app.name
        for app in apps.get_app_configs()
        if app.name.partition(".")[0] in linted["root_packages"]
        if app.models_module
        if [*Path(app.path).glob("actions*"), *Path(app.path).glob("*/actions*")]
    }

    containers = walls["containers"]
    assert not [app for app in acting if not any(fnmatch(app, one) for one in containers)]


def test_the_admin_acts_and_does_not_edit():
    assert admin.site._registry
    assert all(
        isinstance(model_admin, ActionAdmin) for model_admin in admin.site._registry.values()
    )


@pytest.mark.django_db
def test_the_admin_has_no_way_around_the_actions(as_):
    topic, client = TopicFactory(), as_(AdminFactory())

    assert client.get("/admin/forum/topic/").status_code == 200
    assert client.get("/admin/forum/topic/add/").status_code == 403
    assert client.post(f"/admin/forum/topic/{topic.pk}/delete/").status_code == 403
    assert client.post(f"/admin/forum/topic/{topic.pk}/change/", {"category": 1}).status_code == 403


admin.autodiscover()  # the tests are collected before the URLs are loaded


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model",
    [
        pytest.param(model, id=model._meta.label, marks=paid_by(model._meta.app_label))
        for model in admin.site._registry
    ],
)
def test_every_list_of_the_admin_opens_for_staff_only(model, as_):
    url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    TopicFactory()

    assert as_(AdminFactory()).get(url).status_code == 200
    assert as_(UserFactory()).get(url).status_code == 302
    assert as_().get(url).status_code == 302


def test_rest_takes_no_password_alone():
    assert [c.__name__ for c in api_settings.DEFAULT_AUTHENTICATION_CLASSES] == [
        "BearerAuthentication",
        "SessionAuthentication",
    ]


def test_every_page_has_a_name():
    """Except what the admin, the router and the library name for themselves."""
    unnamed = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if not hasattr(pattern, "url_patterns") and pattern.name is None
    ]
    assert not unnamed


WORDS = re.compile(r"\b(?:TODO|FIXME|XXX)\b|pypi\.org|files\.pythonhosted")


def test_nothing_is_left_to_do_and_no_registry_is_named():
    kept = {"py", "html", "js", "css", "md", "toml", "txt", "yaml", "graphql"}
    files = (path for path in ROOT.rglob("*") if path.suffix.lstrip(".") in kept)
    ours = [p for p in files if not p.relative_to(ROOT).parts[0].startswith(".")]
    assert len(ours) > 100

    found = [
        str(path.relative_to(ROOT))
        for path in ours
        if path.name != "test_import_contracts.py" and WORDS.search(path.read_text(errors="ignore"))
    ]

    assert not found
