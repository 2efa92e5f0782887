"""Suggested containers over REST and GraphQL."""

from rest_framework import serializers

from community.discussions.suggesting.queries import LONGEST_SOURCE, LONGEST_TITLE


class SuggestedContainerIn(serializers.Serializer):
    kind = serializers.CharField(
        max_length=40, help_text="The kind of the new thread: `forum.topic` or `feedback.idea`."
    )
    title = serializers.CharField(
        max_length=LONGEST_TITLE, help_text="The title, as far as it is written."
    )
    text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_SOURCE,
        help_text="The beginning of the text, in Markdown.",
    )


class SuggestedContainerOut(serializers.Serializer):
    """The category or board that a new thread belongs in."""

    kind = serializers.CharField(source="container.kind", help_text="Such as `forum.category`.")
    container_id = serializers.IntegerField(source="container.pk")
    title = serializers.CharField(source="container.title")
    confidence = serializers.FloatField(help_text="How probable it is, from 0 to 1.")
