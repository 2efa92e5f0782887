"""Connections to issue trackers, and what goes through them in both directions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.discussions.models import Container, Post
from feedback.models.ideas import Idea


class TrackerConnection(models.Model):
    """A project of an issue tracker, and the board whose ideas are linked with its issues."""

    board = models.ForeignKey(
        Container, models.CASCADE, related_name="trackers", verbose_name=_("board")
    )
    # Of feedback/trackers/registration.py: github, linear, jira.
    tracker = models.CharField(_("tracker"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    api_url = models.URLField(_("API address"), max_length=300)
    # "owner/repository", a team's key, a project's key
    project = models.CharField(_("project"), max_length=200)
    credentials = models.BinaryField(_("credentials"))  # JSON, encrypted
    webhook_secrets = models.BinaryField(_("webhook secrets"))  # JSON list, encrypted, two at most
    path_token = models.CharField(  # of the address that webhooks are sent to
        _("webhook token"), max_length=64, unique=True
    )
    # Our own account there: what it does is not news.
    account_id = models.CharField(_("account ID"), max_length=100, blank=True)
    # by its statuses, which category: "Todo" to planned, many to one
    statuses_in = models.JSONField(_("incoming statuses"), default=dict, blank=True)
    # by category, which of its statuses: planned to "Todo"
    statuses_out = models.JSONField(_("outgoing statuses"), default=dict, blank=True)
    syncs_comments = models.BooleanField(_("comments are synchronized"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # -- health --
    reconciled_at = models.DateTimeField(_("last poll"), null=True, blank=True)
    reconcile_due_at = models.DateTimeField(_("next poll"), db_default=Now())
    hook_renewed_at = models.DateTimeField(_("webhook renewed at"), null=True, blank=True)
    failures_count = models.PositiveIntegerField(_("failures in a row"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("tracker connection")
        verbose_name_plural = _("tracker connections")
        constraints = [
            models.UniqueConstraint(
                fields=["board", "tracker", "project"], name="feedback_tracker_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TrackerLink(models.Model):
    """An idea and its issue. The row is written before the issue is created."""

    class State(models.TextChoices):
        CREATING = "creating", pgettext_lazy("link to an issue", "Being created")
        LINKED = "linked", pgettext_lazy("link to an issue", "Linked")
        BROKEN = "broken", pgettext_lazy("link to an issue", "Broken")

    idea = models.ForeignKey(
        Idea, models.CASCADE, related_name="tracker_links", verbose_name=_("idea")
    )
    connection = models.ForeignKey(
        TrackerConnection, models.CASCADE, related_name="links", verbose_name=_("connection")
    )
    external_id = models.CharField(_("external ID"), max_length=100, null=True, blank=True)
    key = models.CharField(_("key"), max_length=100, blank=True)  # "#42", "ENG-7"
    url = models.URLField(_("URL"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CREATING)
    # Stands in the issue, so that what was created before a timeout is found again.
    marker = models.UUIDField(_("marker"), default=uuid.uuid4, unique=True)
    pushed_hash = models.CharField(_("hash of what was sent last"), max_length=64, blank=True)
    # The issue's own time of its newest change that was applied, as the tracker writes it.
    pulled_version = models.CharField(_("version applied last"), max_length=40, blank=True)
    external_status = models.CharField(_("external status"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("link to an issue")
        verbose_name_plural = _("links to issues")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="feedback_link_of_issue"
            ),
            models.UniqueConstraint(fields=["idea", "connection"], name="feedback_link_of_idea"),
            models.CheckConstraint(
                condition=~Q(state="linked") | Q(external_id__isnull=False),
                name="feedback_link_known",
            ),
        ]

    def __str__(self) -> str:
        return self.key or gettext("Link %(id)s") % {"id": self.pk}


class TrackerWork(models.Model):
    """What a delivery and a push share: slow work with its attempts."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a transfer", "Waiting")
        DONE = "done", pgettext_lazy("of a transfer", "Done")
        FAILED = "failed", pgettext_lazy("of a transfer", "Failed")

    state = models.CharField(
        pgettext_lazy("of a transfer", "state"), max_length=8, choices=State, default=State.WAITING
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    due_at = models.DateTimeField(_("due at"), db_default=Now(), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        abstract = True


class TrackerDelivery(TrackerWork):
    """A webhook that came in, as it was sent; each once."""

    connection = models.ForeignKey(
        TrackerConnection, models.CASCADE, related_name="deliveries", verbose_name=_("connection")
    )
    delivery_id = models.CharField(_("delivery ID"), max_length=200)
    event = models.CharField(_("event"), max_length=60, blank=True)
    body = models.JSONField(_("body"), default=dict)

    class Meta:
        verbose_name = _("tracker delivery")
        verbose_name_plural = _("tracker deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "delivery_id"], name="feedback_delivery_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="waiting"), name="feedback_delivery_due"
            )
        ]

    def __str__(self) -> str:
        return self.delivery_id


class TrackerPush(TrackerWork):
    """What a tracker is to be told of one link, in order."""

    class Kind(models.TextChoices):
        CREATE = "create", _("Create the issue")
        STATUS = "status", _("Change the status")
        COMMENT = "comment", _("Add a comment")

    link = models.ForeignKey(
        TrackerLink, models.CASCADE, related_name="pushes", verbose_name=_("link")
    )
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    post = models.ForeignKey(  # the comment
        Post, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("comment")
    )
    value = models.CharField(_("value"), max_length=100, blank=True)  # the status to be set

    class Meta:
        verbose_name = _("outgoing change")
        verbose_name_plural = _("outgoing changes")
        constraints = [
            models.UniqueConstraint(
                fields=["link", "post"], condition=Q(kind="comment"), name="feedback_push_comment"
            ),
            models.UniqueConstraint(
                fields=["link"], condition=Q(kind="create"), name="feedback_push_create"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="feedback_push_due")
        ]

    def __str__(self) -> str:
        return gettext("Outgoing change %(id)s") % {"id": self.pk}


class TrackerComment(models.Model):
    """A comment in the tracker, and the post that it is here; none if it is the copy of one, which
    several trackers can have and which changes nothing here."""

    link = models.ForeignKey(
        TrackerLink, models.CASCADE, related_name="comments", verbose_name=_("link")
    )
    post = models.OneToOneField(
        Post, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    external_id = models.CharField(_("external ID"), max_length=100)
    pulled_version = models.CharField(_("version applied last"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("linked comment")
        verbose_name_plural = _("linked comments")
        constraints = [
            models.UniqueConstraint(
                fields=["link", "external_id"], name="feedback_linked_comment_once"
            )
        ]

    def __str__(self) -> str:
        return self.external_id
