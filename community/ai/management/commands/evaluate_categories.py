"""`manage.py evaluate_categories TRAIN.csv TEST.csv`: how good the classifier is on other rows."""

import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.ai.classification.reading import WrongFile, rows_of


class Command(BaseCommand):
    """Nothing is stored."""

    help = (
        "Train the classifier on one CSV file and measure it on another, beside always choosing"
        " the most frequent category. Both have the columns text and category."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("train", metavar="TRAIN.csv")
        parser.add_argument("test", metavar="TEST.csv")

    def handle(self, *, train: str, test: str, **_options: Any) -> None:
        """End with one line on standard error if a file is not as it has to be."""
        try:
            rows, others = rows_of(train), rows_of(test)
        except WrongFile as error:
            raise CommandError(str(error)) from error
        counts = Counter(label for _, label in rows)
        if len(counts) < 2:
            raise CommandError(f"{train}: only the category {rows[0][1]}. It needs at least 2.")
        self._warn(counts, {label for _, label in others})
        self._measure(rows, others, majority=min(counts, key=lambda one: (-counts[one], one)))

    def _measure(
        self, rows: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]], *, majority: str
    ) -> None:
        from community.ai.classification.training import fit, measured  # noqa: PLC0415 - heavy

        began = time.perf_counter()
        try:
            fitted = fit(rows)
        except ValueError as error:
            raise CommandError(f"Could not train: {error}") from error
        trained = time.perf_counter()
        found = measured(fitted.classifier, others, majority)
        each = (time.perf_counter() - trained) / 2 / len(others)
        floor, precision = fitted.figures["floor"], found["precision"]
        lines = [
            f"rows        {len(rows)} to train, {len(others)} to test",
            f"categories  {len(fitted.classifier.labels)}",
            "            model   majority",
            f"accuracy    {found['accuracy']:.4f}  {found['baseline']:.4f}",
            f"macro-F1    {found['macro_f1']:.4f}  {found['baseline_macro_f1']:.4f}",
            f"floor       {_told(floor)}  (from it on, precision is 0.9 on held-out rows of TRAIN)",
            f"coverage    {found['coverage']:.4f}  (share of the rows above the floor)",
            f"precision   {_told(precision)}  (of these rows)",
            f"training    {trained - began:.1f} s",
            f"answer      {each * 1000:.2f} ms a text",
            f"memory      {_peak() / 1e6:.0f} MB at most, model {len(fitted.payload) / 1e6:.1f} MB",
            f"version     {fitted.classifier.version}",
        ]
        self.stdout.write("\n".join(lines))

    def _warn(self, counts: Counter[str], others: set[str]) -> None:
        if rare := sorted(label for label in counts if counts[label] == 1):
            self.stderr.write(f"Categories with a single row to train: {_listed(rare)}.")
        if unknown := sorted(others - counts.keys()):
            self.stderr.write(
                f"Categories without a row to train, always wrong: {_listed(unknown)}."
            )


def _listed(labels: Sequence[str]) -> str:
    more = f" and {len(labels) - 5} more" if len(labels) > 5 else ""
    return ", ".join(labels[:5]) + more


def _told(share: float | None) -> str:
    return "none" if share is None else f"{share:.4f}"


def _peak() -> int:
    """Bytes of memory that this process has had at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
