"""Input and output of files in REST."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from community.discussions.models import Upload
from community.discussions.uploads.limits import LONGEST_ALT


class UploadOut(serializers.ModelSerializer):
    url = serializers.CharField(
        source="get_absolute_url", help_text="Asks who wants to see it, each time."
    )
    markdown = serializers.CharField(help_text="What shows it in a post.")
    unused_since = serializers.DateTimeField(
        source="orphaned_at",
        allow_null=True,
        help_text="Null while it is in a post. Files in no post are deleted after 48 hours.",
    )

    class Meta:
        model = Upload
        fields = [
            "key", "name", "kind", "media_type", "alt", "bytes", "width", "height", "widths",
            "url", "markdown", "created_at", "unused_since",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs: dict[str, Any] = {
            "bytes": {"help_text": "What of the quota it takes, with its smaller pictures."},
            "widths": {
                "help_text": "Of smaller pictures: `690.webp` in place of the name in its `url`."
            },
        }


class UploadIn(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)  # which is refused like any other
    alt = serializers.CharField(
        max_length=LONGEST_ALT, required=False, allow_blank=True, label=_("Alternative text")
    )


class UploadEditIn(serializers.Serializer):
    alt = serializers.CharField(max_length=LONGEST_ALT, allow_blank=True)
