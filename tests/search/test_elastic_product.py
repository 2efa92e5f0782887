"""The product with Elasticsearch: what is written is found, and nothing private is told."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.search.backends import elasticsearch as backend
from community.search.elastic import client, index
from community.search.language.parsing import parse
from community.search.models import Unsent
from community.search.queries import find
from tests.factories import PostFactory, TopicFactory
from tests.handled import handled
from tests.search.elastic_server import filled
from tests.search.test_nothing_leaks import SECRETS, STALE, edited_since

pytestmark = [pytest.mark.django_db, pytest.mark.servers, pytest.mark.xdist_group("elastic")]


@pytest.fixture(autouse=True)
def asked(elasticsearch, monkeypatch):
    """What Elasticsearch was asked and answered: PostgreSQL is not asked in its place."""
    answered, matches = [], backend.matches
    monkeypatch.setattr(
        backend, "matches", lambda *of: answered.append(matches(*of)) or answered[-1]
    )
    filled()
    return answered


def found(text, viewer=None):
    client.client().indices.refresh(index=index.alias())
    viewer = viewer or AnonymousUser()
    return find(parse(text, viewer), viewer)


def test_what_members_write_is_found_after_the_relay_and_the_worker(asked):
    thread = TopicFactory(title="Installing the pump").thread
    PostFactory(thread=thread, source="The okapi drinks.")
    handled()

    results = found("installed okapi")

    assert [hit.group_id for hit in results.hits] == [thread.pk]
    assert "<mark>okapi</mark>" in results.hits[0].snippet_html
    assert len(asked) == 1
    assert not Unsent.objects.exists()


@pytest.mark.parametrize("make", SECRETS)
def test_nothing_private_is_told(make, asked):
    """Neither when it was written there nor while Elasticsearch still has it as it was."""
    secret = make()
    if make not in STALE:
        handled()

    results = found("okapi")

    shown = 1 if make is edited_since else 0
    assert (results.count, len(results.hits), bool(results.facets)) == (shown, shown, bool(shown))
    if secret.reader:
        assert found("okapi", User.objects.get(pk=secret.reader.pk)).count == 1
    assert asked
