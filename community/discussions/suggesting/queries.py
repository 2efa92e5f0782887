"""Suggested containers, by the classifier that learns from public threads (`labelled.py`)."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from community.accounts import rates
from community.accounts.models import User
from community.ai.asking import ask
from community.discussions.containers.permissions import Action, rules
from community.discussions.kinds import Kind, kind_named, names
from community.discussions.labelled import has_labels, text_of
from community.discussions.models import Container
from community.discussions.policy import may_write
from community.kernel.errors import Unavailable
from community.kernel.markdown.limits import TooMuch
from community.kernel.markdown.pipeline import rendering
from community.kernel.text import number

LONGEST_TITLE = 200
LONGEST_SOURCE = 2000  # characters of Markdown: models read 512 of its words
SHORTEST = 10  # characters, as for similar topics


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A container and how probable it is, 0 to 1."""

    container: Container
    confidence: float


def suggested_container(
    viewer: User | AnonymousUser, *, kind: str, title: str, source: str = ""
) -> Suggestion | None:
    """The container that a new thread of this kind belongs in, by its title and the beginning of
    its Markdown text. None where the classifier is not sure enough, nobody answers for it, or the
    viewer may not start threads there. Raises TooMany."""
    if not may_write(viewer) or (of := _kind(kind)) is None:
        return None
    text = _read(title[:LONGEST_TITLE].strip(), source[:LONGEST_SOURCE])
    if len(text) < SHORTEST:
        return None
    rates.consume("quick_search", by=viewer)
    try:
        label, confidence = ask("ai.classify", name=of.name, text=text)
    except Unavailable:
        return None
    if (pk := number(label or "")) is None or not rules(viewer).allows(Action.START, pk):
        return None
    mine = Container.objects.visible_to(viewer).filter(kind=of.lists.container_kind, pk=pk)
    container = mine.first()
    return Suggestion(container=container, confidence=confidence) if container else None


def _kind(name: str) -> Kind | None:
    found = kind_named(name) if name in names() else None
    return found if found and has_labels(found) else None


def _read(title: str, source: str) -> str:
    """As `labelled.py` reads what is published, so that the model sees what it was trained on."""
    try:
        return text_of(title, rendering(source).html)
    except TooMuch:
        return title
