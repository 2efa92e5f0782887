"""What REST takes and shows of priorities."""

from typing import Any

from rest_framework import serializers

from community.accounts.organisations.api import WholeNumber
from community.accounts.people.api import MemberId
from feedback.models import Assessment, Idea
from feedback.prioritising.actions import LONGEST_NOTE, LONGEST_URL, MOST_REACH
from feedback.prioritising.factors import MOST, weighted


class PriorityIn(serializers.Serializer[Any]):
    """RICE inputs. Omitted ones keep their values, and null clears one."""

    reach = serializers.IntegerField(
        min_value=0, max_value=MOST_REACH, required=False, allow_null=True,
        help_text="People per quarter.",
    )  # fmt: skip
    impact = serializers.FloatField(
        required=False, allow_null=True, help_text="0.25, 0.5, 1, 2 or 3."
    )
    confidence = serializers.FloatField(required=False, allow_null=True, help_text="0.5, 0.8 or 1.")
    effort = serializers.FloatField(
        required=False, allow_null=True, help_text="Person-months, more than 0."
    )


class PriorityOut(serializers.ModelSerializer[Idea]):
    """What an idea is worth, for the board's team."""

    id = serializers.IntegerField(source="pk")
    impact = serializers.FloatField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)
    effort = serializers.FloatField(allow_null=True, help_text="Person-months.")
    rice = serializers.FloatField(
        allow_null=True,
        help_text="Reach times impact times confidence, divided by effort; null until all are set.",
    )
    customer_value = WholeNumber(
        help_text="Yearly value of the organizations whose members voted for it, in hundreds of"
        " minor units, and 1 for each voter without an organization."
    )
    organisations_value = WholeNumber(
        help_text="Yearly value of those organizations, each counted once, in minor units."
    )

    class Meta:
        model = Idea
        fields = [
            "id", "version", "reach", "impact", "confidence", "effort", "rice", "customer_value",
            "organisations_value", "organisations_count", "individuals_count", "valued_at",
        ]  # fmt: skip
        read_only_fields = fields


def _factor(label: str) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=MOST, help_text=label)


class ImpactFactorsIn(serializers.Serializer[Any]):
    """Each factor from 0 to 5."""

    customer_value = _factor("How much customers gain.")
    revenue = _factor("How much it earns or keeps.")
    strategic_fit = _factor("How well it fits the strategy.")
    risk_reduction = _factor("How much risk it removes.")
    urgency = _factor("How soon it is needed.")


class ImpactFactorsOut(ImpactFactorsIn):
    """The factors of an assessment."""


class AssessmentIn(serializers.Serializer[Any]):
    factors = ImpactFactorsIn()
    evidence_url = serializers.CharField(
        max_length=LONGEST_URL, required=False, allow_blank=True,
        help_text="The address of a page that supports the assessment.",
    )  # fmt: skip
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True)


class AssessmentOut(serializers.ModelSerializer[Assessment]):
    """What one assessor thinks of an idea's impact."""

    factors = ImpactFactorsOut()
    score = serializers.SerializerMethodField(help_text="The weighted mean of the factors, 0 to 5.")
    assessor = serializers.CharField(source="assessor.username")
    assessor_id = MemberId(source="assessor")
    evidence_url = serializers.CharField(help_text="Empty without one.")

    class Meta:
        model = Assessment
        fields = [
            "id", "idea", "assessor", "assessor_id", "factors", "score", "evidence_url", "note",
            "assessed_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_score(self, assessment: Assessment) -> float:
        return weighted(assessment.factors)


class RatedFactorOut(serializers.Serializer[Any]):
    """A factor over all assessors."""

    name = serializers.CharField(source="factor.name")
    weight = serializers.IntegerField(source="factor.weight")
    median = serializers.FloatField()
    lowest = serializers.IntegerField()
    highest = serializers.IntegerField()
    spread = serializers.IntegerField(help_text="How far the assessors are apart.")


class ImpactOut(serializers.Serializer[Any]):
    """What all assessments of an idea's impact come to."""

    assessors_count = serializers.IntegerField()
    score = serializers.FloatField(
        allow_null=True, help_text="0 to 5, of the medians; null if nobody assessed it."
    )
    factors = RatedFactorOut(many=True)
