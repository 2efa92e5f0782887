"""What REST takes and shows of trackers."""

from typing import Any

from rest_framework import serializers

from community.kernel.operations.inputs import Chosen
from feedback.models import Board, Status, TrackerConnection, TrackerLink
from feedback.trackers.access import hook_url
from feedback.trackers.queries import connections_of, with_health
from feedback.trackers.registration import trackers

TOLD_ONCE = "Shown once, when the connection is created or the secret is rotated; else empty."


def _boards(viewer: Any) -> Any:
    return Board.objects.managed_by(viewer)


class StatusInIn(serializers.Serializer):
    """Which category of statuses one of the tracker's statuses is."""

    status = serializers.CharField(max_length=100, help_text="The tracker's status.")
    category = serializers.ChoiceField(Status.Category.choices)


class CredentialIn(serializers.Serializer):
    """One of the credentials: `token` of GitHub."""

    name = serializers.CharField(max_length=40)
    value = serializers.CharField(max_length=2000)


class TrackerConnectionIn(serializers.Serializer):
    board = Chosen(_boards, Board)
    tracker = serializers.CharField(max_length=20, help_text="For example `github`.")
    project = serializers.CharField(max_length=200, help_text="Of GitHub: `owner/repository`.")
    credentials = CredentialIn(many=True, help_text="Encrypted, and not shown again.")
    name = serializers.CharField(max_length=80, required=False)
    api_url = serializers.URLField(
        max_length=300, required=False, help_text="Of a tracker on a server of its own."
    )
    webhook_secret = serializers.CharField(
        max_length=200, required=False, help_text="If the tracker made one; else it is made here."
    )
    statuses_in = StatusInIn(many=True, required=False)
    statuses_out = StatusInIn(many=True, required=False)
    syncs_comments = serializers.BooleanField(required=False)


class TrackerConnectionEditIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    project = serializers.CharField(max_length=200)
    api_url = serializers.URLField(
        max_length=300, help_text="Another address needs the credentials, too."
    )
    credentials = CredentialIn(many=True)
    statuses_in = StatusInIn(many=True)
    statuses_out = StatusInIn(many=True)
    syncs_comments = serializers.BooleanField()
    is_active = serializers.BooleanField()


class WebhookSecretIn(serializers.Serializer):
    webhook_secret = serializers.CharField(
        max_length=200,
        required=False,
        help_text="If the tracker made one; else it is made here.",
    )


class TrackerConnectionOut(serializers.ModelSerializer):
    """A project of an issue tracker that a board is connected with, and how the connection does."""

    tracker_label = serializers.SerializerMethodField(help_text="What the tracker is called.")
    statuses_in = serializers.SerializerMethodField(
        help_text="By the tracker's statuses, which category: `closed:completed = completed`."
    )
    statuses_out = serializers.SerializerMethodField(
        help_text="By category, which of the tracker's statuses: `planned = label:planned`."
    )
    waiting_count = serializers.SerializerMethodField(help_text="What is still to be transferred.")
    failed_count = serializers.SerializerMethodField(help_text="What failed and can be retried.")
    webhook_url = serializers.SerializerMethodField(help_text=TOLD_ONCE)
    secret = serializers.SerializerMethodField(help_text="The webhook's. " + TOLD_ONCE)

    class Meta:
        model = TrackerConnection
        fields = [
            "id", "version", "board", "tracker", "tracker_label", "name", "api_url", "project",
            "statuses_in", "statuses_out", "syncs_comments", "is_active", "account_id",
            "reconciled_at", "failures_count", "last_error", "failed_at", "paused_until",
            "waiting_count", "failed_count", "webhook_url", "secret",
        ]  # fmt: skip
        read_only_fields = fields

    def get_tracker_label(self, row: TrackerConnection) -> str:
        return next((one.label for one in trackers() if one.name == row.tracker), row.tracker)

    def get_statuses_in(self, row: TrackerConnection) -> list[str]:
        return [f"{status} = {category}" for status, category in row.statuses_in.items()]

    def get_statuses_out(self, row: TrackerConnection) -> list[str]:
        return [f"{category} = {status}" for category, status in row.statuses_out.items()]

    def get_waiting_count(self, row: TrackerConnection) -> int:
        counted = _counted(row)
        return int(counted.waiting_pushes + counted.waiting_deliveries)

    def get_failed_count(self, row: TrackerConnection) -> int:
        counted = _counted(row)
        return int(counted.failed_pushes + counted.failed_deliveries)

    def get_webhook_url(self, row: TrackerConnection) -> str:
        return hook_url(row) if hasattr(row, "told_once") else ""

    def get_secret(self, row: TrackerConnection) -> str:
        return getattr(row, "told_once", "")


def _counted(row: TrackerConnection) -> Any:
    """The row with its counts: lists have them, what an action returns has not."""
    if not hasattr(row, "waiting_pushes"):
        counted = with_health(TrackerConnection.objects.filter(pk=row.pk)).get()
        vars(row).update({k: v for k, v in vars(counted).items() if k not in vars(row)})
    return row


class LinkIn(serializers.Serializer):
    connection = Chosen(connections_of, TrackerConnection, parents=("idea",))
    reference = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="The key or address of an existing issue; without it one is created.",
    )


class LinkOut(serializers.ModelSerializer):
    """An idea's issue in a tracker."""

    url = serializers.CharField(help_text="Empty until the issue is created.")

    class Meta:
        model = TrackerLink
        fields = [
            "id", "idea", "connection", "state", "key", "url", "external_status", "created_at",
        ]  # fmt: skip
        read_only_fields = fields
