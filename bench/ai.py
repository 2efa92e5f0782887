"""Each model beside its baseline: how good, how fast, how large. Prints docs/models.md.

    make bench ROWS=models > docs/models.md     a minute or two

Each measurement runs in a process of its own, so that the time to load and the memory are those of
one model alone. Nothing is written, no database is read, and no network is used. Weights are looked
for where the settings say (AI_WEIGHTS).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
THREADS = (
    "1"  # of the libraries for matrices: more of them wait for each other by using their cores
)
MEASURES = (
    *("yardstick", "always_neutral", "vader", "lexicon", "transformers"),
    *("linear", "linear_cost", "lexical", "lsa", "lsa_cost", "minilm"),
    "minilm_cost",
)
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


def main(names: Sequence[str]) -> None:
    if names:
        sys.stdout.write(json.dumps(here(names[0]), ensure_ascii=False))
        return
    found = all_of_them()
    import ai_page  # noqa: PLC0415 - what is measured must not have it in its memory

    sys.stdout.write(ai_page.rendered(found, tiers()) + "\n")


def tiers() -> dict[str, list[str]]:
    from community.ai.tiers import TASKS  # noqa: PLC0415 - not at the start of a measurement

    return {task: [tier.backend for tier in those] for task, those in TASKS.items()}


def all_of_them() -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="community-bench-") as folder:
        return {name: in_its_process(name, folder) for name in MEASURES}


def here(name: str) -> dict[str, Any]:
    """The figures of one measurement, made in this process."""
    import django  # noqa: PLC0415

    django.setup()
    import ai_measures  # noqa: PLC0415 - after django.setup()

    return ai_measures.MEASURES[name]()


def environment(data_dir: str) -> dict[str, str]:
    """Settings that need no server; weights are looked for where they are otherwise."""
    told = os.environ | OFFLINE | {
        "DJANGO_SETTINGS_MODULE": "community.settings",
        "SECRET_KEY": "unused",
        "DATA_DIR": data_dir,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    used = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
    told.setdefault("AI_WEIGHTS", str(used / "weights"))
    return told | {
        f"{library}_NUM_THREADS": THREADS for library in ("OMP", "OPENBLAS", "MKL", "RAYON")
    }


def in_its_process(name: str, data_dir: str) -> dict[str, Any]:
    sys.stderr.write(f"{name} ...\n")
    done = subprocess.run(
        [sys.executable, __file__, name],
        env=environment(data_dir),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
