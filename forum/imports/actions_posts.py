"""Bringing in replies over an API, for topics that are here."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from community.accounts.models import User
from community.accounts.policy import is_administrator
from community.discussions.imports.actions.replies import import_replies
from community.discussions.imports.actions.threads import hold_site
from community.discussions.models.external_ids import ExternalId
from community.kernel.errors import Denied
from forum.imports.actions_topics import post_result
from forum.imports.items import PostItem, Result, Unfit, check_once, failed
from forum.imports.named import known
from forum.imports.replies import Batch
from forum.models import KIND


def import_post_items(*, source: str, items: Sequence[PostItem], by: User) -> list[Result]:
    """Write replies, those that did not come from the source before; tell what became of each,
    in order.

    They stand behind what their topics have, and no topic's state is asked. Nobody is notified,
    no limit counts, and one event tells of all.
    """
    if not is_administrator(by):
        raise Denied
    with transaction.atomic():
        hold_site(site=source)
        batch = Batch.of(items, source=source, by=by)
        refused = _repeated(items)
        why_not = batch.fit_all([item for at, item in enumerate(items) if at not in refused])
        if batch.replies:
            import_replies(site=source, kind=KIND, replies=batch.replies, by=by)
        now = known(ExternalId.Kind.ANSWER, (item.external_id for item in items), source=source)
        return [
            refused.get(at) or _result(item, why_not.get(item.external_id), now, batch.posts)
            for at, item in enumerate(items)
        ]


def _repeated(items: Sequence[PostItem]) -> dict[int, Result]:
    seen: set[str] = set()
    found = {}
    for at, item in enumerate(items):
        try:
            check_once(item, seen)
        except Unfit as why:
            found[at] = failed(item.external_id, why)
    return found


def _result(
    item: PostItem, why: Unfit | None, now: Mapping[str, int], before: Mapping[str, int]
) -> Result:
    return failed(item.external_id, why) if why else post_result(item, now, before)
