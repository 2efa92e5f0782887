"""`manage.py train_classifier [NAME]`: train now instead of in the coming night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.ai import registration
from community.ai.classification import actions
from community.ai.models import TrainedModel


class Command(BaseCommand):
    """The worker uses the new model from the next question on."""

    help = (
        "Train the classifiers on this site's own rows, or only the one named, such as"
        " forum.topic, and print how good it is on held-out rows."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="such as forum.topic; all if omitted")

    def handle(self, *, name: str | None, **_options: Any) -> None:
        """Of all, those with too few rows are named and passed over; the only one is an error."""
        names = [part.name for part in registration.labelled()]
        if name is None:
            for one in names:
                self._train(one)
        elif name in names:
            self._train(name, is_only=True)
        else:
            raise CommandError(f"Unknown classifier {name}. There are: {', '.join(names)}.")

    def _train(self, name: str, *, is_only: bool = False) -> None:
        try:
            model = actions.train(name=name)
        except actions.TooFewRows as refusal:
            if is_only:
                raise CommandError(f"{name}: {refusal}") from refusal
            self.stdout.write(f"{name}: {refusal}")
            return
        self.stdout.write(f"{name}: {_told(model)}")


def _told(model: TrainedModel) -> str:
    figures = model.figures
    said = (
        f"{model.rows_count} rows, {figures['labels']} labels, accuracy {figures['accuracy']:.3f}"
        f" (majority {figures['baseline']:.3f})"
    )
    if not figures["is_better"]:
        return f"{said}: hardly better than the majority, so nothing is suggested"
    if figures["floor"] is None:
        return f"{said}: no confidence is precise enough, so nothing is suggested"
    return (
        f"{said}, suggested for {figures['coverage']:.0%} with precision"
        f" {figures['precision']:.3f}, version {model.version}"
    )
