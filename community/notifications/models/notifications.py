"""One member's notification of one thing, and what each member wants to be notified of."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.kernel.subjects import Subject
from community.notifications.models.mail import Mail


class NotificationQuerySet(models.QuerySet["Notification"]):
    def on_site(self) -> Self:
        """Those that the member finds on the site: neither by email alone nor retracted."""
        return self.filter(is_on_site=True, retracted_at=None)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notification(models.Model):
    """What a member is notified of. `key` names the thing: nobody is notified twice of one.

    The subject is what it is about and leads to; the context is what the subject is in (a post's
    thread). Emails are grouped by context; reading the context up to `position` reads the
    notification. Whether the member may see the subject is asked again whenever it is shown.
    """

    # Every index of a member's begins with the member.
    member = models.ForeignKey(
        User, models.CASCADE, related_name="notifications", db_index=False, verbose_name=_("member")
    )
    type = models.CharField(_("type"), max_length=40)  # of registration.py: "discussions.reply"
    subject_kind = models.CharField(_("subject kind"), max_length=40)
    subject_id = models.BigIntegerField(_("subject ID"))
    context_kind = models.CharField(_("context kind"), max_length=40)
    context_id = models.BigIntegerField(_("context ID"))
    position = models.PositiveIntegerField(_("position in the context"), default=0, db_default=0)
    actors = ArrayField(  # members' ids, the latest last; empty: the system
        models.BigIntegerField(), verbose_name=_("actors"), default=list
    )
    reason = models.CharField(_("reason"), max_length=40)  # of registration.py
    # What the reason speaks of: a tag, a category, a thread. Empty: nothing.
    place_kind = models.CharField(_("place kind"), max_length=40, blank=True, db_default="")
    place_id = models.BigIntegerField(_("place ID"), null=True, blank=True)
    facts = models.JSONField(_("facts"), default=dict)  # ids, numbers, names of ours: no text
    key = models.CharField(_("key"), max_length=80)
    merges = models.BooleanField(_("merges"), default=False)
    is_on_site = models.BooleanField(_("on site"), default=True)
    event_id = models.BigIntegerField(_("event ID"), null=True, blank=True)
    happened_at = models.DateTimeField(_("happened at"), db_default=Now())
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    retracted_at = models.DateTimeField(_("retracted at"), null=True, blank=True)
    # Set while an email is wanted and not yet composed.
    mail_due_at = models.DateTimeField(_("email due at"), null=True, blank=True)
    mail = models.ForeignKey(
        Mail, models.SET_NULL, null=True, blank=True, related_name="notifications",
        db_index=False, verbose_name=_("email"),
    )  # fmt: skip

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "key"],
                condition=Q(merges=False),
                name="notifications_notification_once",
            ),
            models.UniqueConstraint(
                fields=["member", "key"],
                condition=Q(merges=True, read_at=None),
                name="notifications_notification_merged",
            ),
        ]
        indexes = [
            models.Index(
                fields=["member", "-id"],
                condition=Q(is_on_site=True, retracted_at=None),
                name="notifications_of_member",
            ),
            models.Index(
                fields=["member", "context_id"],
                condition=Q(read_at=None),
                name="notifications_unread",
            ),
            models.Index(fields=["context_id", "subject_id"], name="notifications_of_context"),
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False),
                name="notifications_mail_wanted",
            ),
            models.Index(
                fields=["mail"], condition=Q(mail__isnull=False), name="notifications_in_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.type}"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)

    @property
    def context(self) -> Subject:
        return Subject(self.context_kind, self.context_id)

    @property
    def place(self) -> Subject | None:
        return None if self.place_id is None else Subject(self.place_kind, self.place_id)


class Preference(models.Model):
    """Where a member wants notifications of one type: a row only if it is not the default."""

    member = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="notification_preferences",
        db_index=False,
        verbose_name=_("member"),
    )
    type = models.CharField(_("type"), max_length=40)
    is_on_site = models.BooleanField(_("on site"))
    is_by_mail = models.BooleanField(_("by email"))

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "type"], name="notifications_preference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.type}"
