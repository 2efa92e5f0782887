"""What REST and GraphQL show of badges."""

from rest_framework import serializers

from community.accounts.models import BadgeAward
from community.kernel.batching import GroupedListSerializer, batch_load_for
from experience.recognition.badges.loaders import subjects_of_awards

TIERS = ["gold", "silver", "bronze"]
FOR = "The title of what it was awarded for; empty if it is for nothing in particular, or if the"
FOR += " caller may not see it."
FOR_URL = "Its address on this site; empty if it has none."


class BadgeOut(serializers.Serializer):
    """A badge that can be earned here."""

    name = serializers.CharField(help_text="Its name in addresses: `forum.helpful_hand`.")
    label = serializers.CharField(  # type: ignore[assignment]  # a field of that name
        help_text="In the caller's language."
    )
    description = serializers.CharField(help_text="How to earn it.")
    tier = serializers.ChoiceField(TIERS)
    url = serializers.CharField(help_text="Its address on this site.")
    holders_count = serializers.IntegerField(
        source="holders", help_text="How many members have it; up to ten minutes old."
    )
    is_held = serializers.BooleanField(help_text="Whether the caller has it.")


class BadgeListOut(serializers.Serializer):
    """All badges that can be earned here, and how many of them the caller has."""

    badges = BadgeOut(many=True)
    held_count = serializers.IntegerField(help_text="How many of them the caller has.")


class AwardOut(serializers.ModelSerializer):
    """A badge that a member was awarded."""

    member = serializers.CharField(source="member.username")
    awarded_for = serializers.SerializerMethodField(help_text=FOR)
    awarded_for_url = serializers.SerializerMethodField(help_text=FOR_URL)

    class Meta:
        model = BadgeAward
        list_serializer_class = GroupedListSerializer
        fields = ["id", "badge", "member", "awarded_at", "awarded_for", "awarded_for_url"]
        read_only_fields = fields
        extra_kwargs = {"badge": {"help_text": "Its name: `forum.helpful_hand`."}}

    def get_awarded_for(self, award: BadgeAward) -> str:
        shown = batch_load_for(self, award, subjects_of_awards)
        return shown.title if shown else ""

    def get_awarded_for_url(self, award: BadgeAward) -> str:
        shown = batch_load_for(self, award, subjects_of_awards)
        return shown.url if shown else ""


class MemberBadgeOut(serializers.Serializer):
    """A badge of a member."""

    name = serializers.CharField(
        help_text="Its name in addresses; of an imported one, what it is called."
    )
    label = serializers.CharField(  # type: ignore[assignment]  # a field of that name
        help_text="In the caller's language."
    )
    description = serializers.CharField(help_text="How to earn it; empty if it is imported.")
    tier = serializers.ChoiceField(TIERS)
    url = serializers.CharField(help_text="Its address on this site.")
    count = serializers.IntegerField(help_text="How often it was awarded.")
    awarded_at = serializers.DateTimeField(help_text="The latest time.")
    awarded_for = serializers.CharField(help_text=FOR)
    awarded_for_url = serializers.CharField(help_text=FOR_URL)
    is_imported = serializers.BooleanField(help_text="Whether it is of another site.")
    site = serializers.CharField(help_text="Where it was imported from; else empty.")
