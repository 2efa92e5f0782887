"""What REST and GraphQL show of the log."""

from rest_framework import serializers

from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.moderation.log.loaders import shown_by_id
from community.moderation.log.policy import may_see_names
from community.moderation.log.queries import subject_for
from community.moderation.models import LogEntry


class SubjectField(serializers.CharField):
    def get_attribute(self, entry: LogEntry) -> str:
        return subject_for(self.context["viewer"], entry)


class EntryOut(serializers.ModelSerializer):
    """What a moderator did."""

    subject = SubjectField(
        help_text="What it was done to: a kind and an ID, such as `discussions.post:7`."
    )
    text = serializers.SerializerMethodField(help_text="In words, in the caller's language.")
    actor = serializers.SerializerMethodField(help_text="Null if the site does not tell names.")
    member = serializers.SerializerMethodField(
        help_text="Whom it concerns; null if nobody, or if the site does not tell names."
    )
    reason = serializers.SerializerMethodField(help_text="As the member was told.")
    is_undoable = serializers.SerializerMethodField(help_text="By the caller, now.")

    class Meta:
        model = LogEntry
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "action", "subject", "text", "actor", "member", "reason", "happened_at",
            "undone_at", "is_undoable",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"action": {"help_text": "Such as `discussions.thread_closed`."}}

    def get_text(self, entry: LogEntry) -> str:
        return batch_load_for(self, entry, shown_by_id).text

    def get_reason(self, entry: LogEntry) -> str:
        return batch_load_for(self, entry, shown_by_id).reason

    def get_is_undoable(self, entry: LogEntry) -> bool:
        return batch_load_for(self, entry, shown_by_id).is_undoable

    def get_actor(self, entry: LogEntry) -> str | None:
        return entry.actor.username if may_see_names(self.context["viewer"]) else None

    def get_member(self, entry: LogEntry) -> str | None:
        told = entry.member if may_see_names(self.context["viewer"]) else None
        return told.username if told else None


class LogFilter(serializers.Serializer):
    action = serializers.CharField(required=False, help_text="Such as `moderation.ban`.")
    actor = serializers.CharField(required=False, help_text="The username of a moderator.")
    member = serializers.CharField(required=False, help_text="The username of whom it concerns.")
    subject = serializers.CharField(required=False, help_text="Such as `discussions.post:7`.")
