"""Contribution kinds, and which categories have one."""

from experience.recognition.models import ContributionKind
from experience.recognition.models.ledger import SHIPPED


def ensure_kinds() -> None:
    """The kinds that the product ships, on a fresh database; what staff changed stays."""
    known = set(ContributionKind.objects.values_list("slug", flat=True))
    ContributionKind.objects.bulk_create(
        ContributionKind(
            slug=slug, name=name, points_name=points, description=description, position=position
        )
        for position, (slug, name, points, description) in enumerate(SHIPPED)
        if slug not in known
    )
