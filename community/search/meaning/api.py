"""What REST takes to find related topics."""

from rest_framework import serializers

from community.kernel.text import MOST_NUMBER


class RelatedIn(serializers.Serializer):
    kind = serializers.CharField(
        required=False, default="topic", help_text="As results name it: `topic`, `idea`."
    )
    id = serializers.IntegerField(
        source="group_id", min_value=1, max_value=MOST_NUMBER,
        help_text="The id of the topic: `group_id` of a result.",
    )  # fmt: skip
