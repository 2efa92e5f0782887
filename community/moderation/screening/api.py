"""What REST and GraphQL take and show of word filters, and of what waits for approval."""

from typing import Any

from rest_framework import serializers

from community.accounts.people.api import MemberId
from community.kernel.shapes import Shape
from community.moderation.models import ReviewItem, WordFilter
from community.moderation.registration import REASONS


class WordFilterShape(Shape):
    by_id = MemberId(source="by")

    class Meta:
        model = WordFilter
        fields = [
            "id", "version", "pattern", "is_pattern", "is_case_sensitive", "action", "replacement",
            "note", "by_id", "created_at",
        ]  # fmt: skip
        read_only_fields = ["id", "version", "by_id", "created_at"]
        extra_kwargs = {
            "pattern": {"help_text": "Words, or a regular expression (RE2)."},
            "is_pattern": {"help_text": "Whether it is a regular expression; else whole words."},
            "replacement": {"help_text": "What the words are replaced by."},
            "note": {"help_text": "For other moderators."},
        }


WordFilterIn, WordFilterOut = WordFilterShape.input(), WordFilterShape.output()
WordFilterEditIn = WordFilterShape.edit()


class PreviewIn(serializers.Serializer[Any]):
    pattern = serializers.CharField(
        max_length=100,
        required=False,
        allow_blank=True,
        help_text="Words, or a regular expression. Without it, nothing is found.",
    )
    is_pattern = serializers.BooleanField(
        required=False, help_text="Whether it is a regular expression."
    )
    is_case_sensitive = serializers.BooleanField(required=False, help_text="Whether case matters.")


class MatchPieceOut(serializers.Serializer[Any]):
    text = serializers.CharField()
    is_match = serializers.BooleanField()


class ExcerptOut(serializers.Serializer[Any]):
    url = serializers.CharField(source="sample.url")
    author = serializers.CharField(source="sample.author")
    pieces = MatchPieceOut(many=True)


class PreviewOut(serializers.Serializer[Any]):
    """What a filter would have found among the last 1,000 posts that the caller may see."""

    checked_count = serializers.IntegerField(help_text="Posts that were looked at.")
    caught_count = serializers.IntegerField(help_text="Posts in which it would have been found.")
    excerpts = ExcerptOut(many=True, help_text="The newest of them, at most 20.")


class PendingPostOut(serializers.ModelSerializer[ReviewItem]):
    """A text of the caller that waits for approval."""

    title = serializers.CharField(source="payload.title", default="")
    source = serializers.CharField(  # type: ignore[assignment]
        source="payload.arguments.source", default=""
    )
    subject_id = serializers.IntegerField(
        source="payload.published_id", default=None, allow_null=True,
        help_text="The id that it will have when it is published.",
    )  # fmt: skip
    reasons = serializers.SerializerMethodField(help_text="Why it waits, in words.")

    class Meta:
        model = ReviewItem
        fields = ["id", "status", "title", "source", "subject_id", "reasons", "created_at"]
        read_only_fields = fields

    def get_reasons(self, item: ReviewItem) -> list[str]:
        return [str(REASONS.get(code, code)) for code in item.reasons]
