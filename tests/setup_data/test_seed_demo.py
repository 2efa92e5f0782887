"""The first start: when it seeds, and that it does so whole."""

import os
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from community.accounts.models import User
from community.accounts.profiles import Profile
from community.discussions.models import Post, Thread
from community.discussions.reading import Watch
from community.setup import demo
from forum.models import Announcement, Category, Tag, TagGroup
from tests.factories import UserFactory
from tests.handled import handled
from tests.stack import ROOT

pytestmark = pytest.mark.django_db


def seeded():
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def test_the_first_start_tells_the_password_and_the_second_nothing():
    said = seeded()
    handled()
    rows = Post.objects.count(), User.objects.count()

    again = seeded()

    name, password = re.match(r"Administrator: (\S+)   Password: (\S+)\n", said).groups()
    assert authenticate(None, username=name, password=password).is_superuser
    assert again == ""
    assert (Post.objects.count(), User.objects.count()) == rows


def test_where_somebody_is_nothing_is_made():
    UserFactory()

    assert seeded() == ""
    assert not Thread.objects.exists()


def test_it_is_there_whole_or_not_at_all(monkeypatch):
    monkeypatch.setattr(demo, "PARTS", [*demo.PARTS, lambda _cast: 1 / 0])

    with pytest.raises(ZeroDivisionError):
        seeded()

    for model in (Thread, Category, Tag, TagGroup, Announcement, Watch, Profile):
        assert not model.objects.exists()
    assert not User.objects.filter(is_machine=False).exists()


@pytest.mark.parametrize(("is_demonstration", "needed"), [(True, "False"), (False, "True")])
def test_staff_need_a_second_factor_everywhere_but_in_the_demonstration(
    tmp_path, is_demonstration, needed
):
    if is_demonstration:
        (tmp_path / "demonstration").touch()
    kept = {k: v for k, v in os.environ.items() if k != "STAFF_NEED_SECOND_FACTOR"}
    question = "from django.conf import settings; print(settings.STAFF_NEED_SECOND_FACTOR)"

    told = subprocess.run(
        [sys.executable, "-c", question],
        cwd=ROOT,
        env=kept | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "community.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == needed


def test_a_seeded_place_says_that_it_is_a_demonstration(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    seeded()

    assert (tmp_path / "demonstration").exists()
