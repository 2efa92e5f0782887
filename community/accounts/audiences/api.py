"""Input and output of groups in REST."""

from rest_framework import serializers

from community.accounts.models import Group


class GroupIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    slug = serializers.SlugField(max_length=60)
    trust_floor = serializers.IntegerField(
        min_value=1, max_value=4, required=False, allow_null=True,
        help_text="Members of the group have this trust level at least; null for none.",
    )  # fmt: skip


class GroupOut(serializers.ModelSerializer):
    class Meta:
        model = Group
        fields = ["id", "name", "slug", "rule", "trust_floor", "updated_at"]
        read_only_fields = fields
        extra_kwargs = {
            "trust_floor": {"help_text": "The trust level that members have at least, or null."}
        }
