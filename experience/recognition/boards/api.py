"""What REST takes and shows of leaderboards."""

from rest_framework import serializers

from community.accounts.people.api import MemberId
from experience.recognition.boards.queries import PAGE


class LeaderboardOut(serializers.Serializer):
    """A leaderboard that the caller may read: of the site, a category or a contribution kind."""

    name = serializers.CharField()
    category = serializers.IntegerField(
        source="category.pk", default=None, allow_null=True, help_text="The category's id."
    )
    kind = serializers.CharField(
        source="kind.slug", default=None, allow_null=True,
        help_text="The slug of the contribution kind.",
    )  # fmt: skip
    url = serializers.CharField(help_text="Its address on this site.")


class LeaderboardIn(serializers.Serializer):
    category = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1,
        help_text="The id of a category, for points in it only.",
    )  # fmt: skip
    kind = serializers.CharField(
        required=False, max_length=20,
        help_text="The slug of a contribution kind, for its points only. Not beside `category`.",
    )  # fmt: skip
    page = serializers.CharField(
        required=False, max_length=400, help_text="`next_page` of the page before."
    )


class PlaceOut(serializers.Serializer):
    """A member on a leaderboard."""

    rank = serializers.IntegerField(help_text="Members with the same points have the same rank.")
    member = serializers.CharField(source="member.username")
    member_id = MemberId(source="member")
    points = serializers.IntegerField()


class PlacesOut(LeaderboardOut):
    """A page of a leaderboard."""

    period = serializers.CharField()
    refreshed_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was computed, which is once an hour."
    )
    own = PlaceOut(allow_null=True, help_text="The caller's own place, also if on another page.")
    places = PlaceOut(many=True, help_text=f"At most {PAGE}, the highest first.")
    next_page = serializers.CharField(
        allow_null=True, help_text="The value of `page` for the next page; null on the last one."
    )
