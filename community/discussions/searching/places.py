"""Containers and tags, as results of their own and as what posts are narrowed down by.

Neither says when it was made: they count as of their last change.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience
from community.discussions.models import Container, Tag, Thread
from community.discussions.models.containers import container_kind
from community.kernel.text import fold, number
from community.search import registration
from community.search.registration import (
    BadValue,
    Entry,
    Facet,
    FacetValue,
    Found,
    Kind,
    Operator,
    Source,
    key,
)

CONTAINERS, TAGS = "discussions.container", "discussions.tag"


# -- containers --------------------------------------------------------------------------------
def _indexed() -> QuerySet[Container]:
    """Those of the kinds that an app's search.py names."""
    names = [kind.name for kind in registration.kinds()]
    return Container.objects.filter(kind__in=names)


def _read_containers(ids: Sequence[int]) -> list[Entry]:
    rows = _indexed().filter(pk__in=ids).select_related("parent__parent")
    return [_container(row) for row in rows]


def _container(row: Container) -> Entry:
    above, at = [], row.parent
    while at:
        above.append(at)
        at = at.parent
    told = {row.audience_id, Audience.PUBLIC_ID}  # a title is for its readers only
    return Entry(
        object_id=row.pk,
        kind=row.kind,
        group_id=row.pk,
        audience_id=row.audience_id,
        created_at=row.updated_at,
        updated_at=row.updated_at,
        title=row.title,
        body=row.description,
        container_ids=[one.pk for one in above],
        place=" ".join(one.title for one in above if one.audience_id in told),
        # What its threads' documents depend on is noticed by it: subscribers.OTHER_CONTAINERS.
        states=["solutions"] if row.has_solutions else [],
        version=row.version,
    )


def _show_containers(ids: Sequence[int], viewer: Any) -> Mapping[int, Found]:
    rows = list(Container.objects.visible_to(viewer).filter(pk__in=ids))
    parents = Container.objects.visible_to(viewer).in_bulk({row.parent_id for row in rows})
    return {row.pk: _shown_container(row, parents.get(row.parent_id or 0)) for row in rows}


def _shown_container(row: Container, parent: Container | None) -> Found:
    kind = registration.kind_named(row.kind)
    return Found(
        title=row.title,
        url=row.get_absolute_url(),
        version=row.version,
        place=parent.title if parent else "",
        place_url=parent.get_absolute_url() if parent else "",
        icon=kind.icon if kind else "",
        text=row.description,
    )


def _same_group(group_id: int, after: int, most: int) -> list[int]:
    """Each is a group of its own."""
    return [group_id] if group_id > after else []


containers = Source(
    name=CONTAINERS,
    read=_read_containers,
    ids_after=lambda after, most: list(
        _indexed().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most]
    ),
    count=lambda: _indexed().count(),
    ids_of_group=_same_group,
    visible=Container.objects.visible_to,
    show=_show_containers,
    outdated=lambda ids: ids,  # few, so all are read
)


def _container_values(ids: Sequence[int], viewer: Any) -> Mapping[int, FacetValue]:
    return {
        row.pk: FacetValue(label=row.title, term=f"{container_kind(row.kind).label}:{row.slug}")
        for row in Container.objects.visible_to(viewer).filter(pk__in=ids)
    }


# -- tags --------------------------------------------------------------------------------------
def _read_tags(ids: Sequence[int]) -> list[Entry]:
    """Another name of a tag finds it, as a word of its place."""
    rows = Tag.objects.filter(pk__in=ids, synonym_of=None).prefetch_related("synonyms")
    return [
        Entry(
            object_id=row.pk,
            kind=TAGS,
            group_id=row.pk,
            audience_id=Audience.PUBLIC_ID,  # who may know of it is asked of the tag
            created_at=row.updated_at,
            updated_at=row.updated_at,
            title=row.name,
            body=row.description,
            place=" ".join(sorted(one.name for one in row.synonyms.all())),
        )
        for row in rows
    ]


def _show_tags(ids: Sequence[int], viewer: Any) -> Mapping[int, Found]:
    return {
        row.pk: Found(
            title=row.name, url=row.get_absolute_url(), icon="tag", text=row.description
        )
        for row in Tag.objects.known_to(viewer).filter(pk__in=ids)
    }  # fmt: skip


tags = Source(
    name=TAGS,
    read=_read_tags,
    ids_after=lambda after, most: list(
        Tag.objects.filter(pk__gt=after, synonym_of=None)
        .order_by("pk")
        .values_list("pk", flat=True)[:most]
    ),
    count=lambda: Tag.objects.filter(synonym_of=None).count(),
    ids_of_group=_same_group,
    visible=Tag.objects.known_to,
    show=_show_tags,
    outdated=lambda ids: ids,
)


def _tag_values(ids: Sequence[int], viewer: Any) -> Mapping[int, FacetValue]:
    known = Tag.objects.known_to(viewer).filter(pk__in=ids)
    return {row.pk: FacetValue(label=row.name, term=f"#{row.name}") for row in known}


# -- what a query says of them -----------------------------------------------------------------
def _find_tag(value: str, viewer: Any) -> Sequence[str]:
    known = Tag.objects.known_to(viewer)
    wanted = fold(value)
    found = known.named(wanted) or known.named(wanted.removeprefix("#"))  # as in tag:#bug
    if not found:
        raise BadValue(gettext("There is no tag “%(value)s”.") % {"value": value})
    return [key("tag", tag.pk) for tag in found]


def _find_thread(value: str, viewer: Any) -> Sequence[str]:
    pk = number(value)
    if pk is None or not Thread.objects.visible_to(viewer).filter(pk=pk).exists():
        raise BadValue(gettext("There is no topic with the ID “%(value)s”.") % {"value": value})
    return [key("topic", pk)]


def _thread_title(value: str, viewer: Any) -> str:
    titles = Thread.objects.visible_to(viewer).filter(pk=number(value) or 0)
    return titles.values_list("title", flat=True).first() or ""


parts = (
    containers,
    tags,
    Kind(name=TAGS, word="tag", label=_("Tags"), icon="tag", position=80),
    Operator(
        name="tag", help=_("With a tag"), example="#bluetooth", find=_find_tag, signs=["#"]
    ),
    Operator(
        name="topic",
        help=_("In one topic, by its ID"),
        example="topic:12",
        find=_find_thread,
        is_within_group=True,
        label_of=_thread_title,
    ),
    Facet(
        name="container",
        label=_("Category"),
        column="container_id",
        label_of=_container_values,
        position=20,
        above="SELECT id, parent_id AS above_id FROM discussions_container"
        " WHERE parent_id IS NOT NULL",
    ),
    Facet(
        name="tag", label=_("Tags"), column="tags", label_of=_tag_values, position=30
    ),
)  # fmt: skip
