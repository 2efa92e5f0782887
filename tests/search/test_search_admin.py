"""The index in the admin."""

import pytest

from community.search.models import Document, Outdated
from tests.factories import AdminFactory, TopicFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


def test_documents_are_shown_by_ids_and_indexed_again(as_):
    topic = TopicFactory(title="A secret pump")
    handled()
    document = Document.objects.get(group_id=topic.thread.pk, source="discussions.post")
    Document.objects.filter(pk=document.pk).update(body="something else", version=0)
    client = as_(AdminFactory())

    pages = [
        client.get("/admin/search/document/").content.decode(),
        client.get(f"/admin/search/document/{document.pk}/change/").content.decode(),
    ]
    chosen = {"action": "index_again", "_selected_action": [document.pk]}
    client.post("/admin/search/document/", chosen)

    assert all(f"discussions.post:{document.object_id}" in page for page in pages)
    assert not any("secret" in page or "something else" in page for page in pages)
    document.refresh_from_db()
    assert document.body == "It only blinks."


def test_what_could_not_be_indexed_is_retried(as_):
    row = Outdated.objects.create(
        source="discussions.post", group_id=1, due_at=None, attempts=8, error="KeyError()"
    )
    client = as_(AdminFactory())

    assert "KeyError()" in client.get("/admin/search/outdated/").content.decode()
    client.post("/admin/search/outdated/", {"action": "retry", "_selected_action": [row.pk]})

    row.refresh_from_db()
    assert (row.attempts, row.error, row.due_at is None) == (0, "", False)
