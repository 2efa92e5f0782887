"""The first start: when it seeds, and that it does so whole."""

import re
import runpy
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from community.accounts.models import Profile, User
from community.announcements.models import Announcement
from community.discussions.models import Post, Tag, TagGroup, Thread
from community.discussions.models.reading import Watch
from community.kernel.invariants import broken
from community.search.models import Document
from community.setup import demo
from forum.models import Category
from tests.factories import UserFactory
from tests.handled import handled
from tests.processes import ROOT

pytestmark = pytest.mark.django_db


def seeded():
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def test_the_first_start_tells_the_password_and_the_second_nothing(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    said = seeded()
    handled()
    rows = Post.objects.count(), User.objects.count()
    found = Document.objects.filter(source="discussions.post")
    assert found.count() == Post.objects.live().filter(thread__deleted_at=None).count() > 100
    assert not broken()

    again = seeded()

    name, password = re.match(r"Administrator: (\S+)   Password: (\S+)\n", said).groups()
    assert authenticate(None, username=name, password=password).is_superuser
    assert (tmp_path / "demonstration").exists()
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


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_staff_need_a_second_factor_everywhere_but_in_the_demonstration(
    is_demonstration, tmp_path, monkeypatch
):
    if is_demonstration:
        (tmp_path / "demonstration").touch()
    monkeypatch.delenv("STAFF_NEED_SECOND_FACTOR", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    read = runpy.run_path(str(ROOT / "community/settings.py"))

    assert read["STAFF_NEED_SECOND_FACTOR"] is not is_demonstration
