"""What REST takes and shows of the lines above every page."""

from rest_framework import serializers

from community.announcements.actions import LONGEST
from community.announcements.models import Announcement


class AnnouncementIn(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST)
    tone = serializers.ChoiceField(choices=Announcement.Tone.choices, required=False)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class AnnouncementShown(serializers.Serializer):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    tone = serializers.ChoiceField(choices=Announcement.Tone.choices)
    text = serializers.CharField(help_text="The Markdown source.")
    html = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
