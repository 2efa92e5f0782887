"""What the lists take and give over REST."""

from rest_framework import serializers

from community.discussions.models import PERIODS
from forum.api import TopicOut


class ListIn(serializers.Serializer):
    category = serializers.SlugField(required=False, allow_unicode=True)
    tag = serializers.CharField(required=False)
    cursor = serializers.CharField(required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=30)


class TopIn(ListIn):
    period = serializers.ChoiceField(choices=PERIODS, default="month")


class TopicPageOut(serializers.Serializer):
    results = TopicOut(many=True)
    older = serializers.CharField(allow_null=True)
    newer = serializers.CharField(allow_null=True)


class TopicCountsOut(serializers.Serializer):
    unread = serializers.IntegerField()
    new = serializers.IntegerField()
