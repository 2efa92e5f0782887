"""Input and output of groups in REST."""

from rest_framework import serializers

from community.accounts.models import Group


class GroupIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    slug = serializers.SlugField(max_length=60)


class GroupOut(serializers.ModelSerializer):
    class Meta:
        model = Group
        fields = ["id", "name", "slug", "rule", "updated_at"]
        read_only_fields = fields
