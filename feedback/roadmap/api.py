"""What REST and GraphQL take and show of the roadmap and of expected dates."""

from rest_framework import serializers

from feedback.models import Idea, Status
from feedback.roadmap.eta import eta_text

TEXT = "As members read it: `Q3 2026`, `March 2026` or `12 March 2026`. Empty if there is none."


class EtaIn(serializers.Serializer):
    """When an idea is expected."""

    eta_date = serializers.DateField(
        help_text="Any day of the quarter or of the month, if that is what is meant."
    )
    eta_precision = serializers.ChoiceField(
        Idea.Precision.choices,
        default=Idea.Precision.QUARTER.value,
        help_text="What is meant: the quarter, the month or the day.",
    )


class EtaOut(serializers.Serializer):
    """When an idea is expected."""

    id = serializers.IntegerField(source="pk", help_text="The idea's id.")
    version = serializers.IntegerField(help_text="The idea's version.")
    eta_date = serializers.DateField(
        allow_null=True, help_text="The first day of the quarter or of the month, or the day."
    )
    eta_precision = serializers.CharField(
        help_text="`quarter`, `month` or `day`; empty without a date."
    )
    eta_text = serializers.SerializerMethodField(help_text=TEXT)

    def get_eta_text(self, idea: Idea) -> str:
        return eta_text(idea)


class RoadmapIn(serializers.Serializer):
    board = serializers.CharField(
        required=False, max_length=60, help_text="The slug of a board, for its ideas only."
    )
    tag = serializers.CharField(
        required=False, max_length=60, help_text="The name of a tag, for ideas with it only."
    )


class RoadmapIdeaOut(serializers.Serializer):
    """An idea on the roadmap."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="thread.title")
    url = serializers.CharField(source="get_absolute_url", help_text="Its address on this site.")
    board = serializers.CharField(source="board.slug", help_text="The board's slug.")
    status = serializers.CharField(source="status.label", help_text="As the board calls it.")
    score = serializers.IntegerField()
    eta_date = serializers.DateField(allow_null=True)
    eta_precision = serializers.CharField(
        help_text="`quarter`, `month` or `day`; empty without a date."
    )
    eta_text = serializers.SerializerMethodField(help_text=TEXT)

    def get_eta_text(self, idea: Idea) -> str:
        return eta_text(idea)


class RoadmapColumnOut(serializers.Serializer):
    """Ideas of one status category."""

    category = serializers.ChoiceField(Status.Category.choices)
    title = serializers.CharField()
    has_more = serializers.BooleanField(help_text="Whether only the first 50 are listed.")
    ideas = RoadmapIdeaOut(many=True)


class RoadmapOut(serializers.Serializer):
    """What is planned, in progress, and was completed in the last 90 days."""

    columns = RoadmapColumnOut(many=True)
