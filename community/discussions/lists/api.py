"""What the lists take and give over REST."""

from rest_framework import serializers

from community.discussions.models import PERIODS
from forum.api import TopicOut


class ListIn(serializers.Serializer):
    category = serializers.SlugField(
        required=False,
        allow_unicode=True,
        help_text="A category's slug. Its subcategories are included.",
    )
    tag = serializers.CharField(required=False, help_text="A tag's name or synonym.")
    cursor = serializers.CharField(
        required=False, help_text="A cursor: `older` or `newer` of the previous page."
    )
    limit = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=100,
        default=30,
        help_text="Number of topics per page.",
    )


class TopIn(ListIn):
    period = serializers.ChoiceField(choices=PERIODS, default="month", help_text="The period.")


class TopicPageOut(serializers.Serializer):
    results = TopicOut(many=True)
    older = serializers.CharField(allow_null=True)
    newer = serializers.CharField(allow_null=True)


class TopicCountsOut(serializers.Serializer):
    unread = serializers.IntegerField()
    new = serializers.IntegerField()
