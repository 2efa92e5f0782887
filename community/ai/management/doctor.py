"""What `manage.py ai_doctor` prints: which backend does each task, and what the others lack.

It makes the chosen backends in its own process. Whatever fails is told in its line.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count

from community.ai import registration, tiers
from community.ai.asking import ask
from community.ai.models import Progress, Sentiment, TrainedModel
from community.ai.tiers import AUTO, OFF, Tier
from community.kernel.errors import Unavailable

PATIENCE = 5.0  # seconds that the worker has
DIGITS = 12  # of a hash, as they are shown
THRESHOLDS = ("attention_above", "floor", "related_above")
SAMPLE = "Thanks, the update fixed the crash when I upload a picture."
SIMILAR = "After the new release, adding an image no longer breaks."


def report() -> Iterator[str]:
    """The lines."""
    for task in tiers.TASKS:
        yield from _task(task)
        yield ""
    yield from _worker()
    yield ""
    try:
        yield from _database()
    except Error as error:
        yield f"Database: not available ({_one_line(error)})"


def wrong_settings() -> list[str]:
    """A line for each setting that names a backend which cannot be used."""
    return [
        f"AI_{task.upper()}={wanted}: {_why(task, wanted)}"
        for task in tiers.TASKS
        if (wanted := tiers.asked_for(task)) not in {AUTO, OFF} and tiers.chosen(task) is None
    ]


def _why(task: str, wanted: str) -> str:
    known = {tier.backend: tier for tier in tiers.TASKS[task]}
    if wanted not in known:
        return f"not one of {', '.join([AUTO, OFF, *known])}"
    return known[wanted].missing() or "it cannot be loaded"


# -- the tiers of one task ---------------------------------------------------------------------
def _task(task: str) -> Iterator[str]:
    yield f"{task.capitalize()} (AI_{task.upper()}={tiers.asked_for(task)})"
    trouble = ""
    try:
        model = tiers.backend(task)
    except Exception as error:  # noqa: BLE001 - it is told
        model, trouble = None, _one_line(error)
    chosen = tiers.chosen(task)
    rows = [
        ("*" if tier is chosen else "", tier.backend, _state(task, tier), *_details(tier, model))
        for tier in tiers.TASKS[task]
    ]
    yield from _table([("", "backend", "state", "version", "SHA-256", "thresholds"), *rows])
    if trouble:
        yield f"  Not usable now: {trouble}"
    if model is not None:
        yield from _samples(task, model)


def _state(task: str, tier: Tier) -> str:
    if lacks := tier.missing():
        return lacks
    if tiers.is_broken(task, tier):
        return "cannot be loaded"
    return "chosen" if tier is tiers.chosen(task) else "available"


def _details(tier: Tier, model: Any) -> tuple[str, str, str]:
    """Version, hash and thresholds; of those that are not loaded, the hash alone."""
    digest = _hash_of_weights(tier)
    if model is None or getattr(model, "backend", "") != tier.backend:
        return "", digest, ""
    values = [(name, getattr(model, name, 2.0)) for name in THRESHOLDS]
    told = [f"{name} {value:g}" for name, value in values if value <= 1]  # 2: none is ever reached
    return str(getattr(model, "version", "")), digest, ", ".join(told)


def _hash_of_weights(tier: Tier) -> str:
    file = Path(settings.AI_WEIGHTS) / tier.weights / "model.safetensors"
    if not tier.weights or not file.is_file():
        return ""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()[:DIGITS]
    except OSError as error:
        return _one_line(error)


# -- one sample of each ------------------------------------------------------------------------
def _samples(task: str, model: Any) -> Iterator[str]:
    samples: dict[str, Callable[[Any], Iterator[tuple[str, Callable[[], str]]]]] = {
        "sentiment": _of_sentiment,
        "classifier": _of_classifier,
        "embedder": _of_embedder,
    }
    try:
        for name, sample in samples[task](model):
            start = time.perf_counter()
            result = sample()
            yield f"  {name}: {result} ({(time.perf_counter() - start) * 1000:.1f} ms)"
    except Exception as error:  # noqa: BLE001 - it is told
        yield f"  No sample: {_one_line(error)}"


def _of_sentiment(model: Any) -> Iterator[tuple[str, Callable[[], str]]]:
    def score() -> str:
        [found] = model.score([SAMPLE])
        return f"{found.label.value} {found.confidence:.2f}"

    yield f"“{SAMPLE}”", score


def _of_classifier(model: Any) -> Iterator[tuple[str, Callable[[], str]]]:
    """A classifier for each kind of rows that apps have registered."""
    for part in registration.labelled():
        own = model.of(part.name) if hasattr(model, "of") else model

        def classify(own: Any = own) -> str:
            if own is None:
                return "not trained"
            [found] = own.classify([SAMPLE])
            return f"{found.label or 'no label'} {found.confidence:.2f}, floor {own.floor:.2f}"

        yield part.name, classify


def _of_embedder(model: Any) -> Iterator[tuple[str, Callable[[], str]]]:
    def embed() -> str:
        one, other = model.embed([SAMPLE, SIMILAR])
        return f"{len(one)} numbers, similarity {float(one @ other):.2f}"

    yield f"“{SAMPLE}” and “{SIMILAR}”", embed


# -- the worker and the database ---------------------------------------------------------------
def _worker() -> Iterator[str]:
    try:
        told = ask("ai.worker", patience=PATIENCE)
    except Unavailable as error:
        yield f"Worker of models: does not answer ({_one_line(error)})"
        return
    loaded = ", ".join(f"{task}: {name}" for task, name in told["loaded"].items())
    yield f"Worker of models: answers; at most {told['peak_mb']} MB; loaded: {loaded or 'nothing'}"


def _database() -> Iterator[str]:
    yield f"pgvector: {_pgvector()}"
    rows = Sentiment.objects.values_list("subject_kind", "backend", "version", "label")
    counts = rows.annotate(count=Count("pk")).order_by(
        "subject_kind", "backend", "version", "label"
    )
    yield from _titled("Sentiments", [("kind", "backend", "version", "label", "rows"), *counts])
    yield from _titled(
        "Trained models",
        [
            ("task", "backend", "version", "SHA-256", "rows", "trained at"),
            *map(_trained, TrainedModel.objects.order_by("task")),
        ],
    )
    yield from _titled(
        "Progress",
        [("task", "version", "state"), *map(_progress, Progress.objects.order_by("task"))],
    )


def _pgvector() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT default_version, installed_version FROM pg_available_extensions"
            " WHERE name = 'vector'"
        )
        found = cursor.fetchone()
    if found is None:
        return "not on this server"
    available, installed = found
    return f"installed, {installed}" if installed else f"available, {available}, not installed"


def _trained(model: TrainedModel) -> tuple[object, ...]:
    digest = hashlib.sha256(model.payload).hexdigest()[:DIGITS]
    at = model.trained_at.isoformat(" ", "minutes")
    return model.task, model.backend, model.version, digest, model.rows_count, at


def _progress(progress: Progress) -> tuple[str, str, str]:
    under_way = progress.at_id is not None
    state = f"at {progress.at_id}" if under_way else f"done up to {progress.floor_id}"
    return progress.task, progress.version, state


def _titled(title: str, rows: Sequence[Sequence[object]]) -> Iterator[str]:
    if len(rows) == 1:
        yield f"{title}: none"
        return
    yield f"{title}:"
    yield from _table(rows)


def _table(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
