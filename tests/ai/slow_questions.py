"""Questions that a worker of models answers in tests, as `celery worker -I` loads them."""

import sys
import time

from community.ai.asking import answers

HEAVY = [
    "numpy", "scipy", "sklearn", "joblib", "safetensors", "tokenizers", "py3langid",
    "vaderSentiment", "torch", "transformers",
]  # fmt: skip


@answers("tests.slow")
def slow(seconds: float) -> str:
    time.sleep(seconds)
    return "done"


@answers("tests.heavy")
def heavy() -> list[str]:
    return [name for name in HEAVY if name in sys.modules]


@answers("tests.broken")
def broken() -> None:
    raise ValueError("broken")
