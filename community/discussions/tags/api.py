"""What REST takes and shows of tags."""

from typing import Any

from rest_framework import serializers

from community.discussions.models import Tag, TagGroup
from community.kernel.operations.inputs import Chosen
from community.kernel.shapes import Shape


def _tags(viewer: Any) -> Any:
    return Tag.objects.listed_to(viewer)


def _groups(_viewer: Any) -> Any:
    return TagGroup.objects.all()


class TagOut(serializers.ModelSerializer):
    url = serializers.CharField(source="get_absolute_url")
    topics_count = serializers.IntegerField(source="threads_count", read_only=True)

    class Meta:
        model = Tag
        fields = ["id", "name", "description", "group", "topics_count", "url", "updated_at"]
        read_only_fields = fields


class TagIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)
    group = Chosen(_groups, TagGroup, required=False, allow_null=True)


class MainTagIn(serializers.Serializer):
    into = Chosen(_tags, Tag)


class TagBeginning(serializers.Serializer):
    q = serializers.CharField(
        required=False, allow_blank=True, max_length=60, help_text="The start of the tag's name."
    )


class TagGroupShape(Shape):
    class Meta:
        model = TagGroup
        fields = ["id", "title", "position", "is_exclusive"]
        read_only_fields = ["id"]
        extra_kwargs = {"position": {"max_value": 10_000}}


TagGroupIn, TagGroupOut = TagGroupShape.input(), TagGroupShape.output()
