"""Bringing in topics with their posts over an API."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.urls import reverse

from community.accounts.models import User
from community.accounts.policy import is_administrator
from community.discussions.imports.actions.threads import announce_import, hold_site
from community.discussions.models.external_ids import ExternalId
from community.kernel.errors import Denied
from forum.actions_import import ImportedTopic, import_topics
from forum.imports.items import (
    PostItem,
    Result,
    Status,
    TopicItem,
    Unfit,
    check_once,
    failed,
)
from forum.imports.named import known
from forum.imports.topics import Batch, hold_categories, unknown_category
from forum.models import KIND, Topic


def import_topic_items(*, source: str, items: Sequence[TopicItem], by: User) -> list[Result]:
    """Write topics whole, those that did not come from the source before; tell what became of
    each, in order.

    Each is there with all its posts, or not at all and with the reason why. Nobody is notified,
    no limit counts, and one event tells of all. What categories ask of tags is not asked.
    """
    if not is_administrator(by):
        raise Denied
    with transaction.atomic():
        hold_site(site=source)
        batch = Batch.of(items, source=source, by=by)
        refused: dict[int, Result] = {}
        topics: dict[int, ImportedTopic] = {}
        seen: set[str] = set()
        for place, item in enumerate(items):
            try:
                check_once(item, seen)
                if item.external_id not in batch.topics:
                    topics[place] = batch.fit(item)
            except Unfit as why:
                refused[place] = failed(item.external_id, why)
        held = hold_categories({topic.category.pk for topic in topics.values()})
        for place in [place for place, topic in topics.items() if topic.category.pk not in held]:
            del topics[place]  # its category was deleted in this very moment
            refused[place] = failed(items[place].external_id, unknown_category())
        if topics:
            import_topics(topics=list(topics.values()))
            announce_import(site=source, kind=KIND, by=by)
        told = [item for place, item in enumerate(items) if place not in refused]
        results = iter(_results(told, batch))
        return [refused.get(place) or next(results) for place in range(len(items))]


def _results(items: Sequence[TopicItem], batch: Batch) -> list[Result]:
    """What those are called here that are here now."""
    topics = known(
        ExternalId.Kind.QUESTION, (item.external_id for item in items), source=batch.source
    )
    posts = known(
        ExternalId.Kind.ANSWER,
        (post.external_id for item in items for post in item.posts),
        source=batch.source,
    )
    rows = Topic.objects.select_related("thread").in_bulk(topics.values())
    return [
        Result(
            external_id=item.external_id,
            status=_status(item.external_id, batch.topics),
            id=topics[item.external_id],
            url=rows[topics[item.external_id]].get_absolute_url(),
            posts=[post_result(post, posts, batch.posts) for post in item.posts],
        )
        for item in items
    ]


def post_result(post: PostItem, now: Mapping[str, int], before: Mapping[str, int]) -> Result:
    """A post that is new where its topic is not has to be sent as a reply."""
    if post.external_id not in now:
        return failed(post.external_id, Unfit("topic_is_here", "external_id"))
    return Result(
        external_id=post.external_id,
        status=_status(post.external_id, before),
        id=now[post.external_id],
        url=reverse("discussions:short", args=[now[post.external_id]]),
    )


def _status(external_id: str, before: Mapping[str, int]) -> Status:
    return Status.UNCHANGED if external_id in before else Status.CREATED
