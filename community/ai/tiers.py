"""Which backend does a task: the best that is installed, or the one that a setting names.

Those of one task are listed from the simplest to the best. A server is never chosen by itself: what
members wrote would leave the site, so a setting has to name it.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from community.kernel.errors import Unavailable

logger = logging.getLogger(__name__)

AUTO, OFF, SERVER = "auto", "off", "server"
MINILM, DISTILBERT = "all-MiniLM-L6-v2", "distilbert-base-uncased-finetuned-sst-2-english"


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One backend. `missing()` tells what it lacks, or is empty; `module` makes it when it is
    needed, by its function `make`. `weights` is the name of their folder in AI_WEIGHTS."""

    backend: str
    module: str
    weights: str = ""
    missing: Callable[[], str] = lambda: ""


def _weights(name: str, *packages: str) -> str:
    folder = Path(settings.AI_WEIGHTS) / name
    if not (folder / "model.safetensors").is_file():
        return f"no weights in {folder}"  # no translation: a command
    absent = [package for package in packages if find_spec(package) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


def _server(model: str) -> str:
    unset = [name for name in ("AI_SERVER_URL", model) if not getattr(settings, name)]
    return f"not set: {', '.join(unset)}" if unset else ""


TASKS: Mapping[str, Sequence[Tier]] = {
    "sentiment": (
        Tier(backend="lexicon", module="community.ai.sentiment.lexicon"),
        Tier(
            backend="transformers",
            module="community.ai.sentiment.distilbert",
            weights=DISTILBERT,
            missing=partial(_weights, DISTILBERT, "transformers", "torch"),
        ),
        Tier(
            backend=SERVER,
            module="community.ai.sentiment.server",
            missing=partial(_server, "AI_SERVER_CHAT_MODEL"),
        ),
    ),
    "classifier": (
        Tier(backend="linear", module="community.ai.classification.linear"),
        Tier(
            backend=SERVER,
            module="community.ai.classification.server",
            missing=partial(_server, "AI_SERVER_CHAT_MODEL"),
        ),
    ),
    "embedder": (
        Tier(backend="lsa", module="community.ai.embedding.lsa"),
        Tier(
            backend="minilm",
            module="community.ai.embedding.minilm",
            weights=MINILM,
            missing=partial(_weights, MINILM, "safetensors", "tokenizers"),
        ),
        Tier(
            backend=SERVER,
            module="community.ai.embedding.server",
            missing=partial(_server, "AI_SERVER_EMBEDDING_MODEL"),
        ),
    ),
}


def asked_for(task: str) -> str:
    """What the setting says: "auto", "off" or the name of a backend."""
    return str(getattr(settings, f"AI_{task.upper()}"))


def possible(task: str) -> list[Tier]:
    """The tiers that may do a task, the best first: those that are installed, or the one that the
    setting names."""
    wanted = asked_for(task)
    if wanted == AUTO:
        allowed = [tier for tier in reversed(TASKS[task]) if tier.backend != SERVER]
    else:
        allowed = [tier for tier in TASKS[task] if tier.backend == wanted]
    return [tier for tier in allowed if not tier.missing()]


def chosen(task: str) -> Tier | None:
    """The tier of a task: the best possible one, without those that this process could not make.
    None where the task is off, or lacks something that its setting needs."""
    return next((tier for tier in possible(task) if not is_broken(task, tier)), None)


_made: dict[tuple[str, str], Any] = {}
_broken: set[tuple[str, str]] = set()
_making = Lock()


def backend(task: str) -> Any:
    """The backend of a task, which is made once in a process; None as `chosen`.

    One that cannot be made, such as from broken weights, is logged once and not tried again by
    this process: "auto" takes the next lower one. What a setting names is replaced by none.
    """
    while (tier := chosen(task)) is not None:
        key = (task, tier.backend)
        if (found := _made.get(key)) is not None:
            return found
        with _making:  # the worker has threads, and weights are large
            if key not in _made and key not in _broken:
                _make(key, tier)
    return None


def _make(key: tuple[str, str], tier: Tier) -> None:
    try:
        _made[key] = import_module(tier.module).make()
    except Unavailable:  # it may be there later
        raise
    except Exception:
        logger.exception("%s: the backend %s cannot be used", *key)
        _broken.add(key)


def is_broken(task: str, tier: Tier) -> bool:
    """Whether this process could not make it."""
    return (task, tier.backend) in _broken


def made() -> dict[str, str]:
    """Which backend of each task this process has made so far, by its name and version, where all
    of the task has one version."""
    return {
        task: f"{name} {getattr(one, 'version', '')}".rstrip()
        for (task, name), one in sorted(_made.items(), key=lambda item: item[0])
    }


def forget() -> None:
    """Let backends be made again: the settings or the weights have changed."""
    with _making:
        _made.clear()
        _broken.clear()
