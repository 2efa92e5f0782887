"""Documents without objects: what a backend finds is of the words alone."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from community.accounts.models import Audience
from community.search.analysis.vectors import vector_of
from community.search.backends.interface import Matches
from community.search.models import Document, Unsent
from community.search.registration import Entry

EPOCH = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def entry(object_id: int, **fields: Any) -> Entry:
    """Each a day newer than the one before it."""
    moment = EPOCH + datetime.timedelta(days=object_id)
    told = {
        "kind": "toy.thing",
        "group_id": object_id,
        "audience_id": Audience.PUBLIC_ID,
        "created_at": moment,
        "updated_at": moment,
    }
    return Entry(object_id=object_id, **told | fields)


@transaction.atomic
def keep(entries: Iterable[Entry]) -> list[Document]:
    """Their documents, and the note that they are to be sent."""
    documents = [
        Document.objects.update_or_create(
            source="toys.thing",
            object_id=one.object_id,
            defaults={
                "kind": one.kind,
                "group_id": one.group_id,
                "audience_id": one.audience_id,
                "created_at": one.created_at,
                "updated_at": one.updated_at,
                "lexemes": vector_of(one),
            },
        )[0]
        for one in entries
    ]
    note(documents)
    return documents


@transaction.atomic
def drop(object_ids: Iterable[int]) -> None:
    documents = list(Document.objects.filter(object_id__in=list(object_ids)))
    note(documents)
    Document.objects.filter(pk__in=[document.pk for document in documents]).delete()


def note(documents: Iterable[Document]) -> None:
    for document in documents:
        Unsent.objects.filter(pk=document.pk).delete()
        Unsent.objects.create(pk=document.pk)


def found(matches: Matches) -> list[int]:
    """The objects, the best first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT object_id FROM ({matches.sql}) AS found JOIN search_document USING (id)"
            " ORDER BY rank DESC, created_at DESC, object_id DESC",
            matches.params,
        )
        return [pk for (pk,) in cursor.fetchall()]
