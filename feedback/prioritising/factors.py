"""What an assessment of impact is made of: five factors, each from 0 to 5."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from community.kernel.languages import Text

MOST = 5


@dataclass(frozen=True, kw_only=True)
class Factor:
    name: str  # stands in stored assessments: keep it
    label: Text
    weight: int


FACTORS = (
    Factor(name="customer_value", label=_("Customer value"), weight=3),
    Factor(name="revenue", label=_("Revenue"), weight=2),
    Factor(name="strategic_fit", label=_("Strategic fit"), weight=2),
    Factor(name="risk_reduction", label=_("Risk reduction"), weight=1),
    Factor(name="urgency", label=_("Urgency"), weight=1),
)
NAMES = tuple(factor.name for factor in FACTORS)


def weighted(values: Mapping[str, float]) -> float:
    """The mean of values by factor, by the weights of the factors: 0 to 5."""
    total = sum(factor.weight for factor in FACTORS)
    return sum(factor.weight * values[factor.name] for factor in FACTORS) / total
