"""What REST and GraphQL take and show of the review queue."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.accounts.models import User
from community.ai.models import Sentiment
from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.kernel.rest import KeptFields
from community.moderation.models import Flag, ReviewItem
from community.moderation.queue.actions import DECISIONS
from community.moderation.queue.loaders import shown_by_id
from community.moderation.queue.queries import Dashboard, ShownItem


class ContentOut(serializers.Serializer):
    """What an item is about."""

    title = serializers.CharField()
    url = serializers.CharField(help_text="The address on the website.")
    html = serializers.CharField()
    language = serializers.CharField(help_text="The code of its language; empty if unknown.")
    container_id = serializers.IntegerField(
        allow_null=True, help_text="Where it stands, such as the ID of a category."
    )
    container_title = serializers.CharField()
    is_hidden = serializers.BooleanField()
    is_deleted = serializers.BooleanField()


class ItemFlagOut(serializers.Serializer):
    """A flag, and how reliable its member's flags are."""

    member = serializers.CharField(source="flag.member.username")
    reason = serializers.ChoiceField(Flag.Reason.choices, source="flag.reason")
    text = serializers.CharField(source="flag.text")
    outcome = serializers.ChoiceField(Flag.Outcome.choices, source="flag.outcome")
    created_at = serializers.DateTimeField(source="flag.created_at")
    agreed_count = serializers.IntegerField(
        source="agreed", help_text="The number of the member's flags that moderators agreed with."
    )
    decided_count = serializers.IntegerField(
        source="decided", help_text="The number of the member's flags that were decided."
    )


class NoteOut(serializers.Serializer):
    """What a moderator tells the others."""

    by = serializers.CharField(source="by.username")
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


class SentimentOut(serializers.ModelSerializer):
    """How a text was scored by a model. It says nothing about the member who wrote it."""

    class Meta:
        model = Sentiment
        fields = ["label", "confidence", "needs_attention", "language", "backend", "version"]
        read_only_fields = fields
        extra_kwargs = {
            "confidence": {"help_text": "From 0 to 1; 0 of an unknown one."},
            "needs_attention": {"help_text": "Negative, with a confidence above 0.9."},
            "language": {"help_text": "As it was detected; empty if unknown."},
            "backend": {"help_text": "Such as `lexicon`."},
        }


class ItemOut(KeptFields, serializers.ModelSerializer):
    """Something that waits, or waited, for a moderator's decision."""

    subject = serializers.SerializerMethodField(
        help_text="What it is about: a kind and an ID, such as `discussions.post:7`."
    )
    content = serializers.SerializerMethodField(
        help_text="Null if it is gone, or if the caller may no longer read it."
    )
    member = serializers.SerializerMethodField(help_text="Whose content it is.")
    priority = serializers.SerializerMethodField(help_text="`low`, `medium` or `high`.")
    reasons = serializers.SerializerMethodField(help_text="Why it waits, as codes.")
    claimed_by = serializers.SerializerMethodField()
    decided_by = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField(help_text="What the member was told.")
    flags = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    sentiment = serializers.SerializerMethodField(
        help_text="How the text was scored; null if it was not, or if the caller may not read it."
    )

    class Meta:
        model = ReviewItem
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "type", "subject", "status", "content", "member", "score", "priority", "reasons",
            "flags", "notes", "claimed_by", "claimed_at", "hidden_at", "decided_by", "decided_at",
            "text", "sentiment", "version", "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "type": {"help_text": "Such as `flag`, `approval` or `appeal`."},
            "score": {"help_text": "How urgent flags make it."},
            "hidden_at": {"help_text": "When flags hid the content, before a decision."},
        }

    def _shown(self, item: ReviewItem) -> ShownItem:
        shown: ShownItem = batch_load_for(self, item, shown_by_id)
        return shown

    def get_subject(self, item: ReviewItem) -> str:
        return str(item.subject)

    @extend_schema_field(ContentOut(allow_null=True))
    def get_content(self, item: ReviewItem) -> Any:
        described = self._shown(item).described
        return described and ContentOut(described).data

    def get_member(self, item: ReviewItem) -> str | None:
        return _name(self._shown(item).item.member)

    def get_priority(self, item: ReviewItem) -> str:
        return self._shown(item).priority

    def get_reasons(self, item: ReviewItem) -> list[str]:
        return list(item.reasons)

    def get_claimed_by(self, item: ReviewItem) -> str | None:
        return _name(self._shown(item).item.claimed_by)

    def get_decided_by(self, item: ReviewItem) -> str | None:
        return _name(self._shown(item).item.decided_by)

    def get_text(self, item: ReviewItem) -> str:
        return self._shown(item).told

    @extend_schema_field(ItemFlagOut(many=True))
    def get_flags(self, item: ReviewItem) -> Any:
        return ItemFlagOut(self._shown(item).flags, many=True).data

    @extend_schema_field(NoteOut(many=True))
    def get_notes(self, item: ReviewItem) -> Any:
        return NoteOut(self._shown(item).notes, many=True).data

    @extend_schema_field(SentimentOut(allow_null=True))
    def get_sentiment(self, item: ReviewItem) -> Any:
        score = self._shown(item).sentiment
        return score and SentimentOut(score).data


def _name(member: User | None) -> str | None:
    return member.username if member else None


class ItemFilter(serializers.Serializer):
    status = serializers.ChoiceField(
        [*ReviewItem.Status.values, "decided"],
        required=False,
        help_text="`open`, `approved`, `rejected`, `ignored`, or `decided` for these three.",
    )
    type = serializers.CharField(required=False, help_text="Only items of this type: `flag`.")
    member = serializers.CharField(
        required=False, help_text="Only items about content of the member with this username."
    )
    mine = serializers.BooleanField(
        required=False, help_text="Only items that the caller has claimed."
    )


class ClaimIn(serializers.Serializer):
    force = serializers.BooleanField(
        default=False, help_text="Take it over from another moderator."
    )


class NoteIn(serializers.Serializer):
    text = serializers.CharField()


class DecisionIn(serializers.Serializer):
    decision = serializers.ChoiceField(
        list(DECISIONS),
        help_text="`approve`: it is fine. `reject`: it is not. `ignore`: neither. `hide`, `delete`:"
        " agree with the flags, and hide or delete what they are about.",
    )
    text = serializers.CharField(
        required=False, allow_blank=True, help_text="A message to the member."
    )


class TypeCountOut(serializers.Serializer):
    type = serializers.CharField()
    count = serializers.IntegerField()


class ModeratorCountOut(serializers.Serializer):
    moderator = serializers.CharField()
    count = serializers.IntegerField()


class DashboardOut(serializers.Serializer):
    """How much waits, for how long, and who decides, of the items that the caller may see."""

    open = serializers.IntegerField(help_text="The number of open items.")
    by_type = serializers.SerializerMethodField(help_text="Open items by type.")
    oldest_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when the oldest open item has been waiting."
    )
    hours_median = serializers.FloatField(
        allow_null=True, help_text="Median of the hours to a decision, in the last 30 days."
    )
    hours_p90 = serializers.FloatField(
        allow_null=True, help_text="9 of 10 decisions took at most so many hours."
    )
    decided_count = serializers.IntegerField(help_text="Decisions in the last 30 days.")
    by_moderator = serializers.SerializerMethodField(help_text="These by moderator.")

    @extend_schema_field(TypeCountOut(many=True))
    def get_by_type(self, board: Dashboard) -> Any:
        return [{"type": name, "count": count} for name, count in board.by_type.items()]

    @extend_schema_field(ModeratorCountOut(many=True))
    def get_by_moderator(self, board: Dashboard) -> Any:
        return [{"moderator": m.username, "count": count} for m, count in board.by_moderator]
