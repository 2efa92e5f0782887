"""Training of classifiers on a site's own rows."""

import logging
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.ai import registration, tiers
from community.ai.classification.queries import task_of
from community.ai.models import Progress, TrainedModel
from community.kernel.errors import RuleViolation
from community.kernel.languages import Text

logger = logging.getLogger(__name__)

MOST_ROWS = 20_000  # the newest
# Of the mistakes that always saying the most frequent label makes. Where nearly all rows have one
# label, a model that says little else is a little better, and of no use.
MOST_MISTAKES = 0.75
FEWEST_ROWS = 50
FEWEST_OF_LABEL = 5  # rows; labels with fewer are left out
MOST_LABELS = 100  # those with the most rows: weights are labels times features
LINEAR = "linear"


class TooFewRows(RuleViolation):
    code = "too_few_rows"
    title: Text = _("Too few rows")
    message: Text = _(
        "A classifier needs at least 50 rows, and 2 labels that have at least 5 rows each."
    )


class NothingRegistered(RuleViolation):
    code = "unknown_classifier"
    title: Text = _("Unknown classifier")
    message: Text = _("No app registers rows under this name.")


def train(*, name: str) -> TrainedModel:
    """Train on the newest rows registered under this name, and replace the former model with the
    new one. If it is hardly better on held-out rows than the most frequent label, none is
    kept and nothing is suggested: the figures of the row say so.

    Raises NothingRegistered, or TooFewRows, after which there is no model, either: the rows that
    the one before knew are gone. Takes up to some minutes and 1 GB; for the worker of models and
    commands.
    """
    from community.ai.classification.training import fit  # noqa: PLC0415 - scikit-learn

    if (registered := registration.labelled_as(name)) is None:
        raise NothingRegistered
    rows = _usable(list(registered.rows(MOST_ROWS)))
    if rows is None:
        TrainedModel.objects.filter(task=task_of(name)).delete()
        raise TooFewRows
    fitted = fit(rows)
    figures = fitted.figures
    is_better = 1 - figures["accuracy"] <= MOST_MISTAKES * (1 - figures["baseline"])
    with transaction.atomic():
        model, _created = TrainedModel.objects.update_or_create(
            task=task_of(name),
            defaults={
                "backend": LINEAR,
                "version": fitted.classifier.version,
                "rows_count": len(rows),
                "figures": figures | {"is_better": is_better},
                "payload": fitted.payload if is_better else b"",
                "trained_at": timezone.now(),
            },
        )
    return model


def _usable(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]] | None:
    """The rows of labels that have enough of them; None if these are too few."""
    rows = [(text, label) for text, label in rows if any(map(str.isalnum, text))]
    counts = Counter(label for _, label in rows)
    ordered = sorted(counts, key=lambda label: (-counts[label], label))[:MOST_LABELS]
    kept = {label for label in ordered if counts[label] >= FEWEST_OF_LABEL}
    rows = [row for row in rows if row[1] in kept]
    return rows if len(rows) >= FEWEST_ROWS and len(kept) > 1 else None


def _attempts(name: str) -> str:
    return f"training {name}"  # no translation: a key  # no translation: a key


def due() -> list[int]:
    """The numbers, in order of their names, of those that were not trained today (UTC): nightly,
    for as soon as the day begins. None where another backend is chosen."""
    tier = tiers.chosen("classifier")
    if tier is None or tier.backend != LINEAR:
        return []
    names = [part.name for part in registration.labelled()]
    tried = Progress.objects.filter(task__in=map(_attempts, names), version=_today())
    done = set(tried.values_list("task", flat=True))
    return [number for number, name in enumerate(names) if _attempts(name) not in done]


def train_due(number: int) -> None:
    """Train one of those that are due, once a day, however often this is called. One whose worker
    was killed, perhaps for its memory, is tried again the next day."""
    names = [part.name for part in registration.labelled()]
    if number >= len(names):
        return
    name = names[number]
    Progress.objects.get_or_create(task=_attempts(name), defaults={"version": ""})
    today = _today()
    if (
        not Progress.objects.filter(task=_attempts(name))
        .exclude(version=today)
        .update(version=today)
    ):
        return
    try:
        model = train(name=name)
    except TooFewRows:
        logger.info("classifier %s: too few rows", name)
        return
    logger.info("classifier %s: %s", name, model.figures)


def train_again(*, models: Sequence[TrainedModel]) -> None:
    """Let the worker train these within the next seconds."""
    tasks = [_attempts(model.task.removeprefix(task_of(""))) for model in models]
    Progress.objects.filter(task__in=tasks).update(version="")


def _today() -> str:
    return timezone.now().date().isoformat()
