from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from community.kernel.backup import Backup


class RecognitionConfig(AppConfig):
    name = "experience.recognition"
    label = "recognition"
    verbose_name = _("Recognition")
    backup = Backup(
        models=[
            "recognition.ContributionKind",
            "recognition.KindOfContainer",
            "recognition.Contribution",
            "recognition.ReputationEntry",
            "recognition.Score",
            "recognition.ReputationDrift",
            "recognition.Tally",
            "recognition.Visits",
            "recognition.CountedBadge",
            "recognition.TrustRequirement",
            "recognition.VoteRing",
            "recognition.RecognitionState",
        ],
        left_out={"recognition.BoardRow": "computed again every hour"},
        created={
            "recognition.contributionkind": "TRUE",
            "recognition.trustrequirement": "TRUE",
            # Days are closed as soon as the product runs, also while nobody is there.
            "recognition.recognitionstate": "TRUE",
            "recognition.countedbadge": "TRUE",
            "events.eventrecord": "name = 'recognition.day.closed'",
        },
    )

    def ready(self) -> None:
        # cycle: this module is loaded before the models are
        from experience.recognition import events as known_in_all_processes  # noqa: F401, PLC0415

        post_migrate.connect(_make_what_must_exist, sender=self)


def _make_what_must_exist(**_signal: object) -> None:
    # cycle: this module is loaded before the models are
    from experience.recognition.ledger.actions_kinds import ensure_kinds  # noqa: PLC0415
    from experience.recognition.trust.actions_requirements import (  # noqa: PLC0415
        ensure_requirements,
    )

    ensure_kinds()
    ensure_requirements()
