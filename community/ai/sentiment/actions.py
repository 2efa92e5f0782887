"""Scoring what apps have registered, in the worker of models."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db.models.functions import Now
from django.utils import timezone

from community.ai import actions
from community.ai.actions import BATCH, SECONDS, Work, work_through
from community.ai.events import SentimentNeedsAttention
from community.ai.models import Sentiment
from community.ai.protocols import Scored
from community.ai.registration import Scorable, Written
from community.ai.sentiment.queries import (
    backend,
    made_by,
    named,
    scored,
    stale,
    stale_task_of,
    task_of,
    undone,
)
from community.ai.texts import readable
from community.ai.tiers import SERVER
from community.events.outbox import publish

NEW = timedelta(days=2)  # when a site scores all that it has, moderators are shown no older texts
AT_A_SERVER = 4  # texts in one transaction: each is a request of up to 20 seconds
PRUNED = 5000  # ids that are compared at once
KEY = ["subject_kind", "subject_id"]
RESULT = [
    "label", "confidence", "needs_attention", "language", "backend", "version", "is_stale",
    "scored_at",
]  # fmt: skip


def score_due(*, name: str, seconds: float = SECONDS) -> int:
    """Score texts of one kind, edited ones first and then what is not scored yet, the newest first;
    return how many were done. Each of the two takes about so many seconds at most.

    Several at once: the second does nothing. Nothing happens where the task is off, or no app
    registers this kind any more.
    """
    found, model = named(name), backend()
    if found is None or model is None:
        return 0
    version = made_by(model)
    walk = partial(
        Work,
        version=version,
        do=partial(_score, found, by=(model.backend, model.version)),
        batch=AT_A_SERVER if model.backend == SERVER else BATCH,
    )
    edited = walk(task=stale_task_of(name), ids_before=stale(name), undone=list)
    others = walk(task=task_of(name), ids_before=found.ids_before, undone=undone(name, version))
    return sum(work_through(work, seconds=seconds) for work in (edited, others))


def _score(found: Scorable, ids: Sequence[int], *, by: tuple[str, str]) -> None:
    """No text is locked while the model works: what was edited meanwhile is scored again."""
    read = {one.object_id: one for one in found.read(ids)}
    results = scored(
        [readable(one.html) for one in read.values()], [one.language for one in read.values()]
    )
    known = _locked(found.name, ids)
    changed = set(read.items()) - {(one.object_id, one) for one in found.read(ids)}
    rows = []
    for one, (result, language) in zip(read.values(), results, strict=True):
        if (one.object_id, one) in changed:
            continue
        if result.needs_attention and not known[one.object_id] and _is_new(one):
            publish(_news(found, one))
        rows.append(_row(found.name, one, result, language, by))
    Sentiment.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=KEY, update_fields=RESULT
    )
    # Of what is gone, rows are kept for a while: if it is restored, moderators hear nothing twice.
    gone = Sentiment.objects.filter(
        subject_kind=found.name, subject_id__in=[pk for pk in ids if pk not in read]
    )
    gone.update(is_stale=False, version="")


def _locked(name: str, ids: Sequence[int]) -> dict[int, bool]:
    """Which of these objects are known to need attention for what they say now: edited ones are
    not. Each has a row from now on, and an edit that would mark it as stale waits for the end of
    the transaction."""
    Sentiment.objects.bulk_create(_unscored(name, ids), ignore_conflicts=True)
    rows = Sentiment.objects.select_for_update().filter(subject_kind=name, subject_id__in=ids)
    told = rows.order_by("subject_id").values_list("subject_id", "needs_attention", "is_stale")
    return {pk: needs_attention and not is_stale for pk, needs_attention, is_stale in told}


def _unscored(name: str, ids: Sequence[int]) -> list[Sentiment]:
    """In the order in which everybody locks them."""
    return [
        Sentiment(
            subject_kind=name,
            subject_id=pk,
            label=Sentiment.Label.UNKNOWN,
            confidence=0,
            is_stale=True,
        )
        for pk in sorted(set(ids))
    ]


def _row(name: str, one: Written, result: Scored, language: str, by: tuple[str, str]) -> Sentiment:
    return Sentiment(
        subject_kind=name,
        subject_id=one.object_id,
        label=result.label.value,
        confidence=result.confidence,
        needs_attention=result.needs_attention,
        language=language,
        backend=by[0],
        version=by[1],
        is_stale=False,
        scored_at=Now(),
    )


def _is_new(one: Written) -> bool:
    return one.created_at > timezone.now() - NEW


def _news(found: Scorable, one: Written) -> SentimentNeedsAttention:
    return SentimentNeedsAttention(
        actor_id=None,
        subject_kind=found.name,
        subject_id=one.object_id,
        author_id=one.author_id,
        container_id=one.container_id,
    )


def score_again(*, kind: str, ids: Sequence[int]) -> None:
    """Let these objects be scored again, since their texts were edited. For subscribers."""
    Sentiment.objects.bulk_create(
        _unscored(kind, ids), update_conflicts=True, unique_fields=KEY, update_fields=["is_stale"]
    )


def look_again(*, name: str) -> None:
    """Each night: let the next walk look at all objects, and delete the rows of those that are
    gone for longer than they could be news."""
    actions.look_again(task=task_of(name))
    if (found := named(name)) is None:
        return
    old = Sentiment.objects.filter(subject_kind=name, scored_at__lt=timezone.now() - NEW)
    below: int | None = None
    while True:
        ids = found.ids_before(below, PRUNED)
        is_last = len(ids) < PRUNED
        between = old if is_last else old.filter(subject_id__gte=ids[-1])
        if below is not None:
            between = between.filter(subject_id__lt=below)
        between.exclude(subject_id__in=ids).delete()
        if is_last:
            return
        below = ids[-1]
