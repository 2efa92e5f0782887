"""What lists and pages keep for all readers is true again as soon as it is another."""

import pytest

from community.accounts.people.actions import set_roles
from community.accounts.people.actions_profile import rename_member
from community.discussions.models import Tag
from community.discussions.tags.actions import delete_tag, edit_tag, merge_tag
from tests.factories import AdminFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return TopicFactory(tags=["pot"], by=UserFactory(username="Rosalind", trust_level=3))


def shown(as_, url="/"):
    return as_(UserFactory()).get(url).content.decode()


def rename(tag, by):
    edit_tag(tag=tag, name="kettle", by=by)


def merge(tag, by):
    into = TopicFactory(tags=["kettle"], by=UserFactory(trust_level=3)).tags.get()
    merge_tag(tag=tag, into=into, by=by)


def delete(tag, by):
    delete_tag(tag=tag, by=by)


@pytest.mark.parametrize("change", [rename, merge, delete])
def test_a_list_shows_no_tag_that_is_gone(change, topic, as_):
    assert "/tag/pot/" in shown(as_)

    change(Tag.objects.get(name="pot"), by=ModeratorFactory())
    handled()

    page = shown(as_)
    assert "/tag/pot/" not in page
    assert ("/tag/kettle/" in page) == (change is not delete)


@pytest.mark.parametrize("url", ["/", "/t/-/{}/"])
def test_a_new_name_stands_beside_what_was_written(url, topic, as_):
    url = url.format(topic.pk)
    client = as_(UserFactory())
    assert "Rosalind" in client.get(url, follow=True).content.decode()

    rename_member(member=topic.thread.author, username="Ada", by=AdminFactory())
    handled()

    page = client.get(url, follow=True).content.decode()
    assert "Rosalind" not in page
    assert "Ada" in page


def test_a_new_role_stands_beside_what_was_written(topic, as_):
    client, url = as_(UserFactory()), topic.get_absolute_url()
    assert "Moderator" not in client.get(url).content.decode()

    set_roles(member=topic.thread.author, is_moderator=True, by=AdminFactory())
    handled()

    assert "Moderator" in client.get(url).content.decode()
