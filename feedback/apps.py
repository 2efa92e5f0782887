from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from community.kernel import scopes
from community.kernel.backup import Backup


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")
    backup = Backup(
        models=[
            "feedback.BoardSettings",
            "feedback.Status",
            "feedback.Idea",
            "feedback.StatusChange",
            "feedback.EtaChange",
            "feedback.PrivateAudience",
            "feedback.Vote",
            "feedback.VoteBudget",
            "feedback.Assessment",
            "feedback.Release",
            "feedback.ReleaseItem",
        ],
        left_out={
            "feedback.TrackerConnection": "secrets of the original, and its address in webhooks",
            "feedback.TrackerLink": "belongs to a connection",
            "feedback.TrackerDelivery": "belongs to a connection",
            "feedback.TrackerPush": "belongs to a connection",
            "feedback.TrackerComment": "belongs to a connection",
        },
    )

    def ready(self) -> None:
        # cycle: this module is loaded before the models are
        from feedback import events as known_in_all_processes  # noqa: F401, PLC0415

        scopes.register(
            "feedback",
            read=_("Read the ideas, votes, roadmap and releases that you can see"),
            write=_("Submit ideas and vote as you, and manage boards if you are on their team"),
            includes="community",
        )
