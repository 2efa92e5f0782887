"""What REST and GraphQL take and show of notifications."""

from typing import Any

from rest_framework import serializers

from community.notifications.registration import Group
from community.notifications.shown import shown


class NotificationFilter(serializers.Serializer):
    group = serializers.ChoiceField(
        Group.choices, required=False, help_text="Only notifications of one group."
    )
    unread = serializers.BooleanField(
        required=False, allow_null=True, default=None,
        help_text="Only unread ones, or with false only read ones.",
    )  # fmt: skip


class NotificationGroupIn(serializers.Serializer):
    group = serializers.ChoiceField(
        Group.choices, required=False, help_text="Only those of one group; without it, all."
    )


class VisibleList(serializers.ListSerializer[Any]):
    """Those of the rows that the viewer may see now: a page can have fewer than were asked for."""

    def to_representation(self, rows: Any) -> list[Any]:
        return super().to_representation(shown(list(rows), self.context["viewer"]))


class NotificationOut(serializers.Serializer):
    """A notification whose subject the member may see."""

    id = serializers.IntegerField(source="pk")
    type = serializers.CharField(source="row.type", help_text="As in the preferences.")
    group = serializers.ChoiceField(Group.choices, source="type.group")
    reason = serializers.CharField(source="row.reason", help_text="A name for programs.")
    reason_text = serializers.CharField(help_text="The reason in the caller's language.")
    sentence = serializers.CharField(
        source="sentence_text", help_text="What happened, in the caller's language."
    )
    subject = serializers.CharField(
        source="row.subject", help_text="A kind and an id, such as `discussions.post:7`."
    )
    url = serializers.CharField(source="content.url", help_text="The subject's address.")
    actors = serializers.ListField(
        child=serializers.CharField(), source="actor_names",
        help_text="Usernames of those who did it, the latest first; at most 3.",
    )  # fmt: skip
    others = serializers.IntegerField(help_text="How many did it, beside the latest.")
    excerpt = serializers.CharField(source="content.excerpt", help_text="Plain text.")
    happened_at = serializers.DateTimeField(source="row.happened_at")
    seen_at = serializers.DateTimeField(source="row.seen_at", allow_null=True)
    read_at = serializers.DateTimeField(source="row.read_at", allow_null=True)

    class Meta:
        list_serializer_class = VisibleList


class CountOut(serializers.Serializer):
    """Unread notifications."""

    unread = serializers.IntegerField(
        source="count", help_text="At most 100, which stands for as many or more."
    )
    has_unseen = serializers.BooleanField(
        source="is_new", help_text="Whether some came since the list was last looked at."
    )


class PreferenceOut(serializers.Serializer):
    """Where the member is notified of one type."""

    type = serializers.CharField(source="type.name")
    label = serializers.CharField(source="type.label")  # type: ignore[assignment]
    group = serializers.ChoiceField(Group.choices, source="type.group")
    on_site = serializers.BooleanField(help_text="On the website and in its live updates.")
    by_mail = serializers.BooleanField(help_text="By email, unless it is read within 10 minutes.")
    is_default = serializers.BooleanField()
    is_required = serializers.BooleanField(
        source="type.is_required", help_text="Cannot be turned off."
    )


class PreferencesOut(serializers.Serializer):
    preferences = PreferenceOut(many=True, source="*")


class PreferenceIn(serializers.Serializer):
    on_site = serializers.BooleanField(required=False)
    by_mail = serializers.BooleanField(required=False)
