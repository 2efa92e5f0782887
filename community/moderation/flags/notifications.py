"""What whoever flagged something is notified of."""

from django.utils.translation import gettext_lazy as _

from community.notifications.registration import (
    Group,
    NotificationReason,
    NotificationType,
    register,
)

register(
    NotificationType(
        name="moderation.flag_decided",
        label=_("Decisions on your flags"),
        group=Group.MODERATION,
        icon="flag",
        position=400,
        sentence=_("A moderator reviewed what you flagged: %(subject)s"),
        sentences={
            "agreed": _("A moderator agreed with your flag: %(subject)s"),
            "disagreed": _("A moderator reviewed your flag and found nothing wrong: %(subject)s"),
        },
    ),
    NotificationReason(name="moderation.flagged", text=_("Because you flagged it")),
)
