"""Which backend does a task: the best that is installed, or the one that a setting names.

Those of one task are listed from the simplest to the best. A server is never chosen by itself: what
members wrote would leave the site, so a setting has to name it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

AUTO, OFF, SERVER = "auto", "off", "server"
MINILM, DISTILBERT = "all-MiniLM-L6-v2", "distilbert-base-uncased-finetuned-sst-2-english"


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One backend. `missing()` tells what it lacks, or is empty; `module` makes it when it is
    needed, by its function `make`."""

    backend: str
    module: str
    missing: Callable[[], str] = lambda: ""


def _weights(name: str, *packages: str) -> str:
    folder = Path(settings.AI_WEIGHTS) / name
    if not (folder / "model.safetensors").is_file():
        return f"no weights in {folder}"
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


def chosen(task: str) -> Tier | None:
    """The tier of a task; None where it is off, or lacks something that its setting needs."""
    wanted = asked_for(task)
    if wanted == AUTO:
        here = [tier for tier in TASKS[task] if tier.backend != SERVER and not tier.missing()]
        return here[-1] if here else None
    return next((t for t in TASKS[task] if t.backend == wanted and not t.missing()), None)


_made: dict[tuple[str, str], Any] = {}
_making = Lock()


def backend(task: str) -> Any:
    """The backend of a task, which is made once in a process; None as `chosen`."""
    if (tier := chosen(task)) is None:
        return None
    with _making:  # the worker has threads, and weights are large
        key = (task, tier.backend)
        if key not in _made:
            _made[key] = import_module(tier.module).make()
        return _made[key]


def forget() -> None:
    """Let backends be made again: the settings or the weights have changed."""
    with _making:
        _made.clear()
