"""What members are notified of: sanctions and the outcome of an appeal. Nobody turns that off."""

from django.utils.translation import gettext_lazy as _

from community.moderation.sanctions import subjects as shown_in_notifications  # noqa: F401
from community.notifications.registration import (
    Group,
    NotificationReason,
    NotificationType,
    register,
)

REASON = "moderation.own_account"

register(
    NotificationType(
        name="moderation.sanction", label=_("Warnings, silences and suspensions"),
        group=Group.MODERATION, icon="shield", position=900, rank=1, by_mail=True, is_required=True,
        sentence=_("Moderators decided about your account: %(subject)s"),
    ),
    NotificationType(
        name="moderation.appeal_decided", label=_("Answers to your appeals"),
        group=Group.MODERATION, icon="shield", position=910, rank=1, by_mail=True, is_required=True,
        sentence=_("Your appeal was decided: %(subject)s"),
    ),
    NotificationReason(name=REASON, text=_("Because it concerns your account")),
)  # fmt: skip
