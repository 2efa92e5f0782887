"""What REST and GraphQL take and show of votes."""

from django.db.models import QuerySet
from rest_framework import serializers

from community.accounts.models import Organisation, User
from community.accounts.people.api import MemberId
from community.accounts.policy import may_moderate
from community.kernel.operations.inputs import Chosen
from feedback.models import Vote


class VoteIn(serializers.Serializer):
    value = serializers.IntegerField(
        min_value=-1, max_value=3,
        help_text="1, or up to 3 if the board allows that; -1 against the idea, if the board"
        " allows that.",
    )  # fmt: skip


class BallotOut(serializers.Serializer):
    """An idea's score, the caller's vote, and how many votes the caller has on the board."""

    idea = serializers.IntegerField(source="idea_id", help_text="The idea's id.")
    score = serializers.IntegerField(help_text="Votes for the idea minus votes against it.")
    value = serializers.IntegerField(help_text="The caller's vote; 0 if there is none.")
    votes_limit = serializers.IntegerField(
        source="budget.limit", help_text="How many votes the caller has on the board."
    )
    votes_remaining = serializers.IntegerField(source="budget.remaining")


class VoteOut(serializers.ModelSerializer):
    """One of the caller's votes."""

    idea = serializers.IntegerField(source="idea_id", help_text="The idea's id.")
    title = serializers.CharField(source="idea.thread.title", help_text="The idea's title.")
    url = serializers.CharField(source="idea.get_absolute_url")
    board = serializers.IntegerField(source="idea.board_id", help_text="The board's id.")
    value = serializers.IntegerField(help_text="1 to 3, or -1 against the idea.")
    cost = serializers.IntegerField(
        help_text="How many of the caller's votes it uses, unless it was returned."
    )

    class Meta:
        model = Vote
        fields = [
            "id", "idea", "title", "url", "board", "value", "cost", "source", "created_at",
            "released_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "released_at": {"help_text": "When it was returned, because the idea was closed."}
        }


class VoterOut(serializers.ModelSerializer):
    """A vote as the board's team sees it."""

    idea = serializers.IntegerField(source="idea_id", help_text="The idea's id.")
    member = serializers.CharField(source="user.username")
    member_id = MemberId(source="user")
    value = serializers.IntegerField(help_text="1 to 3, or -1 against the idea.")
    organisation = serializers.SerializerMethodField(
        help_text="The voter's organization when the vote was cast; null unless"
        " the caller is a moderator."
    )
    organisation_value = serializers.SerializerMethodField(
        help_text="Its value a year then, in cents of the site's currency; null like that."
    )
    cast_by = serializers.CharField(
        source="cast_by.username", allow_null=True, default=None,
        help_text="Who of the team cast it on the member's behalf.",
    )  # fmt: skip

    class Meta:
        model = Vote
        fields = [
            "id", "idea", "member", "member_id", "value", "source", "organisation",
            "organisation_value", "cast_by", "note", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_organisation(self, vote: Vote) -> str | None:
        is_shown = may_moderate(self.context["request"].user)
        return vote.organisation.name if is_shown and vote.organisation else None

    def get_organisation_value(self, vote: Vote) -> int | None:
        return vote.organisation_value if may_moderate(self.context["request"].user) else None


def _organisations(viewer: User) -> QuerySet[Organisation]:
    return Organisation.objects.all() if may_moderate(viewer) else Organisation.objects.none()


class VoteOnBehalfIn(serializers.Serializer):
    organisation = Chosen(
        _organisations, Organisation, required=False, allow_null=True,
        help_text="The customer; by default the member's organization.",
    )  # fmt: skip
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=300, help_text="For the team."
    )
