"""What REST and GraphQL show of the trend of sentiment."""

from django.db.models import BigIntegerField
from rest_framework import serializers


class WeeklySentimentOut(serializers.Serializer):
    """How the posts of one week in one container were scored. Shares are null below 10 posts."""

    container_id = serializers.IntegerField(
        source="container.container_id", allow_null=True,
        help_text="Such as the ID of a category; null for what is in none.",
    )  # fmt: skip
    container_title = serializers.CharField(source="container.title")
    week = serializers.DateField(help_text="Its Monday, in UTC.")
    scored_count = serializers.IntegerField(
        source="numbers.scored", help_text="Without those that are unknown."
    )
    positive_count = serializers.IntegerField(source="numbers.positive")
    neutral_count = serializers.IntegerField(source="numbers.neutral")
    negative_count = serializers.IntegerField(source="numbers.negative")
    unknown_count = serializers.IntegerField(
        source="numbers.unknown", help_text="In other languages, or without words."
    )
    attention_count = serializers.IntegerField(
        source="numbers.attention", help_text="Of the negative ones, those that need attention."
    )
    negative_share = serializers.FloatField(
        source="numbers.negative_share", allow_null=True, help_text="From 0 to 1."
    )
    positive_share = serializers.FloatField(
        source="numbers.positive_share", allow_null=True, help_text="From 0 to 1."
    )
    change = serializers.FloatField(
        allow_null=True,
        help_text="The share of negative posts minus that of the shown weeks before, together.",
    )
    before_count = serializers.IntegerField(
        source="before.scored", help_text="The number of scored posts of these weeks."
    )
    made_by = serializers.ListField(
        child=serializers.CharField(), help_text="The backends that scored them, with versions."
    )


class SentimentFilter(serializers.Serializer):
    container = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=BigIntegerField.MAX_BIGINT,
        help_text="Only this container: the ID of a category or a board.",
    )
