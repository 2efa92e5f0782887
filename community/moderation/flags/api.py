"""What REST and GraphQL take and show of flags."""

from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers

from community.kernel.subjects import Subject
from community.moderation.models import Flag

SUBJECT = "A kind and an ID: `discussions.post:7`, `discussions.thread:3`, `accounts.member:5`."


class SubjectField(serializers.CharField):
    """A subject, written as `kind:id`. Whether there is such a thing, the action asks."""

    def to_internal_value(self, data: Any) -> Any:
        subject = Subject.parse(super().to_internal_value(data))
        if subject is None:
            raise serializers.ValidationError(
                gettext("Write a kind and an ID, such as discussions.post:7.")
            )
        return subject


class FlagIn(serializers.Serializer):
    subject = SubjectField(help_text=SUBJECT)
    reason = serializers.ChoiceField(Flag.Reason.choices)
    text = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="An explanation, which the reason `other` needs.",
    )
    take_action = serializers.BooleanField(
        default=False, help_text="Hide it at once; for its moderators."
    )


class FlagOut(serializers.ModelSerializer):
    """A flag of the caller's own, and what became of it."""

    subject = serializers.SerializerMethodField(help_text=SUBJECT)

    class Meta:
        model = Flag
        fields = ["id", "subject", "reason", "text", "outcome", "created_at"]
        read_only_fields = fields

    def get_subject(self, flag: Flag) -> str:
        return str(flag.item.subject)
