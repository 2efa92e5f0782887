"""How texts sound, asked of the backend that does it here, and which of them are to be scored."""

from collections.abc import Callable, Sequence

from django.db.models import Q, Value
from django.db.models.functions import Concat

from community.ai import protocols, tiers
from community.ai.language import detected
from community.ai.models import Progress, Sentiment
from community.ai.protocols import Scored
from community.ai.registration import Scorable, scorables
from community.ai.sentiment.results import has_words, unknown

TASK = "sentiment"
LANGUAGE = "en"  # which all backends read


def backend() -> protocols.Sentiment | None:
    """In the worker of models alone. None: it is off, or lacks something that its setting needs."""
    found: protocols.Sentiment | None = tiers.backend(TASK)
    return found


def made_by(model: protocols.Backend) -> str:
    return f"{model.backend} {model.version}"


def scored(texts: Sequence[str], said: Sequence[str]) -> list[tuple[Scored, str]]:
    """The sentiment and the language of each text, as `texts.readable` gives them, in the worker of
    models. `said` is which language each author said it is in, or empty.

    Texts in other languages than English, and those without words, are unknown. Raises Unavailable:
    a server does not answer.
    """
    languages = [detected(*one) for one in zip(texts, said, strict=True)]
    results = [unknown()] * len(texts)
    read = [
        at
        for at, (text, language) in enumerate(zip(texts, languages, strict=True))
        if language == LANGUAGE and has_words(text)
    ]
    if read and (model := backend()):
        for at, one in zip(read, model.score([texts[at] for at in read]), strict=True):
            results[at] = one
    return list(zip(results, languages, strict=True))


def named(name: str) -> Scorable | None:
    return next((one for one in scorables() if one.name == name), None)


def task_of(name: str) -> str:
    """As its row of Progress is named."""
    return f"sentiment {name}"  # no translation: a key


def stale_task_of(name: str) -> str:
    return f"sentiment {name} edited"  # no translation: a key


def undone(name: str, version: str) -> Callable[[Sequence[int]], list[int]]:
    """Keeps the ids of texts that this backend and version (see `made_by`) have not scored. What
    was edited is left out: it goes first, by `stale`."""

    def keep(ids: Sequence[int]) -> list[int]:
        rows = Sentiment.objects.filter(subject_kind=name, subject_id__in=ids)
        by = Concat("backend", Value(" "), "version")
        done = rows.annotate(by=by).filter(Q(is_stale=True) | Q(by=version))
        found = set(done.values_list("subject_id", flat=True))
        return [pk for pk in ids if pk not in found]

    return keep


def stale(name: str) -> Callable[[int | None, int], list[int]]:
    """The ids below one, the highest first, of texts that are to be scored again."""

    def ids_before(below: int | None, most: int) -> list[int]:
        rows = Sentiment.objects.filter(subject_kind=name, is_stale=True)
        if below is not None:
            rows = rows.filter(subject_id__lt=below)
        return list(rows.order_by("-subject_id").values_list("subject_id", flat=True)[:most])

    return ids_before


def is_due(found: Scorable) -> bool:
    """Whether there is anything to score, in a few queries of one row each, and without a model.
    A new version of the same backend is noticed by the nightly look at all of them."""
    if (tier := tiers.chosen(TASK)) is None:
        return False
    if Sentiment.objects.filter(subject_kind=found.name, is_stale=True).exists():
        return True
    newest = found.ids_before(None, 1)
    through = Progress.objects.filter(
        task=task_of(found.name), version__startswith=f"{tier.backend} ", at_id=None
    )
    return bool(newest) and not through.filter(floor_id__gte=newest[0]).exists()
