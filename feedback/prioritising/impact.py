"""What the assessments of an idea's impact come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from feedback.models import Assessment
from feedback.prioritising.factors import FACTORS, Factor, weighted


@dataclass(frozen=True, kw_only=True)
class Rated:
    """One factor over all assessors."""

    factor: Factor
    median: float
    lowest: int
    highest: int

    @property
    def spread(self) -> int:
        """How far the assessors are apart."""
        return self.highest - self.lowest


@dataclass(frozen=True, kw_only=True)
class Impact:
    """Several assessors agree on the median; the spread tells where they do not."""

    assessors_count: int
    score: float | None  # 0 to 5; None if nobody assessed it
    factors: Sequence[Rated]


def impact_of_rows(rows: Sequence[Assessment]) -> Impact:
    if not rows:
        return Impact(assessors_count=0, score=None, factors=())
    rated = []
    for factor in FACTORS:
        values = [row.factors[factor.name] for row in rows]
        rated.append(
            Rated(factor=factor, median=median(values), lowest=min(values), highest=max(values))
        )
    score = weighted({one.factor.name: one.median for one in rated})
    return Impact(assessors_count=len(rows), score=score, factors=tuple(rated))


def score_in_sql() -> RawSQL:
    """The same score as a column of ideas, to sort by: `annotate(impact_score=score_in_sql())`."""
    rated = ", ".join("(%s, %s)" for _ in FACTORS)
    names = [value for factor in FACTORS for value in (factor.name, factor.weight)]
    return RawSQL(  # noqa: S611
        f"""(
            SELECT sum(weight * middle)::float / sum(weight) FROM (
                SELECT weight, percentile_cont(0.5) WITHIN GROUP (
                    ORDER BY (factors ->> name)::float
                ) AS middle
                FROM feedback_assessment, (VALUES {rated}) AS factor (name, weight)
                WHERE idea_id = feedback_idea.thread_id GROUP BY name, weight
            ) AS medians
        )""",  # noqa: S608 - only placeholders are put in
        names,
        output_field=FloatField(),
    )
