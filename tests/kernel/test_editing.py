"""What actions that edit a row have in common."""

import pytest
from django.db import transaction

from community.accounts.models import Group, Page
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Stale
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    words = {"source": "Words", "html": "<p>Words</p>", "html_version": 1}
    return Page.objects.create(slug="about", title="About", **words)


def test_what_differs_is_written_and_raises_the_version(page):
    assert save_changes(page, {"title": "Us", "source": "Words"}, html="<p>Words.</p>")

    page.refresh_from_db()
    assert (page.title, page.html, page.version) == ("Us", "<p>Words.</p>", 2)


def test_what_does_not_differ_is_not_written(page, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not save_changes(page, {"title": "About"}, html="<p>Other</p>")

    assert (page.html, page.version) == ("<p>Words</p>", 1)


def test_only_the_given_fields_are_written(page):
    Page.objects.filter(pk=page.pk).update(source="Meanwhile")

    save_changes(page, {"title": "Us"})

    page.refresh_from_db()
    assert (page.title, page.source) == ("Us", "Meanwhile")


def test_a_row_without_a_version_is_saved_all_the_same():
    group = Group.objects.create(name="Crew", slug="crew")

    assert save_changes(group, {"name": "Band"})
    assert Group.objects.get(pk=group.pk).name == "Band"


def test_another_version_is_stale_and_none_asks_for_none(page):
    check_version(page, None, now="")
    check_version(page, 1, now="")

    with pytest.raises(Stale) as refused:
        check_version(page, 2, now="Words")

    assert (refused.value.version, refused.value.now) == (1, "Words")


def test_a_locked_row_is_as_it_is_now(page):
    Page.objects.filter(pk=page.pk).update(title="Meanwhile")

    with transaction.atomic():
        assert locked(page).title == "Meanwhile"


def test_the_user_of_a_request_is_locked_too(as_):
    member = UserFactory()
    user = as_(member).get("/").wsgi_request.user

    with transaction.atomic():
        assert locked(user) == member
