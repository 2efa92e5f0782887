"""Figures of models: shares with their intervals, what is confused with what, speed and memory."""

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from math import sqrt
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Any

Z = 1.959964  # of 95 in 100
RESAMPLES = 2000
RUNS = 3  # of which the median is stated
AT_LEAST = 0.5  # seconds of CPU that a run takes, so that its clock is exact enough


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share of independent cases: E. B. Wilson, "Probable Inference, the Law
    of Succession, and Statistical Inference", 1927. Of none, all from 0 to 1."""
    if not of:
        return 0.0, 1.0
    share, squared = right / of, Z * Z
    middle = share + squared / (2 * of)
    spread = Z * sqrt(share * (1 - share) / of + squared / (4 * of * of))
    low, high = ((middle + sign * spread) / (1 + squared / of) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean by the percentiles of resampled means (B. Efron, 1979). The same
    values give the same interval."""
    random = Random(20)  # noqa: S311 - no secret
    means = sorted(mean(random.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return means[round(RESAMPLES * 0.025)], means[round(RESAMPLES * 0.975) - 1]


def share(right: int, of: int) -> dict[str, Any]:
    return {"value": right / of if of else None, "interval": wilson(right, of), "of": of}


def average(values: Sequence[float]) -> dict[str, Any]:
    return {"value": mean(values), "interval": bootstrap(values), "of": len(values)}


def per_label(known: Sequence[str], found: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Of each label that is known or found: precision, recall, F1, and how many have it."""
    both, said, there = Counter(), Counter(found), Counter(known)  # type: Counter[str], Counter[str], Counter[str]
    both.update(one for one, other in zip(known, found, strict=True) if one == other)
    labels: dict[str, dict[str, Any]] = {}
    for label in sorted(there | said):
        right = both[label]
        labels[label] = {
            "precision": right / said[label] if said[label] else None,
            "recall": right / there[label] if there[label] else None,
            "f1": 2 * right / (said[label] + there[label]),
            "of": there[label],
        }
    return labels


def macro_f1(known: Sequence[str], found: Sequence[str]) -> float:
    """The mean of each label's F1."""
    return float(mean(label["f1"] for label in per_label(known, found).values()))


def confusion(known: Sequence[str], found: Sequence[str]) -> dict[str, dict[str, int]]:
    """How often each known label was found to be which."""
    table: dict[str, dict[str, int]] = {}
    for one, other in zip(known, found, strict=True):
        row = table.setdefault(one, {})
        row[other] = row.get(other, 0) + 1
    return table


def memory() -> float:
    """Megabytes that this process has in memory now; where /proc is missing, at most so far."""
    statm = Path("/proc/self/statm")
    if statm.is_file():
        pages = int(statm.read_text().split()[1])
        return float(pages * resource.getpagesize() / 1e6)
    return highest_memory()


def highest_memory() -> float:
    """Megabytes that this process has had in memory at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


class Cost:
    """Time and memory of a model in a process that has nothing else: begun before its packages are
    imported. Time is that of the CPU, of all threads, so that what else runs hardly matters."""

    def __init__(self) -> None:
        self._before = memory()
        self._began = time.process_time()
        self.told: dict[str, Any] = {}

    def loaded(self) -> None:
        self.told["load_seconds"] = time.process_time() - self._began

    def used(self, work: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> None:
        """Let it work through texts until that is long enough to be measured; then again."""
        work(texts[:8])  # what is made at the first use is no part of the speed
        times = 1
        while (first := self._run(work, texts, times)) < AT_LEAST:
            times *= 2
        runs = [first] + [self._run(work, texts, times) for _ in range(RUNS - 1)]
        self.told |= {
            "milliseconds": median(runs) / len(texts) / times * 1000,
            "characters": round(mean(map(len, texts))),
            "megabytes": max(0.0, memory() - self._before),
            "most_megabytes": max(0.0, memory() - self._before, highest_memory() - self._before),
        }

    @staticmethod
    def _run(work: Callable[[Sequence[str]], Any], texts: Sequence[str], times: int) -> float:
        began = time.process_time()
        for _ in range(times):
            work(texts)
        return time.process_time() - began


def size_of(*paths: Path) -> float:
    """Megabytes of files and of all files in folders."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6
