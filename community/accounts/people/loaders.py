"""What is shown beside members, loaded for many of them at once."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import IntegerField, Value

from community.accounts.models import BadgeAward, ImportedBadge, User
from community.accounts.standing import registration

AWARDED = 0  # instead of the level of an imported badge


def badges_by_member(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, list[str]]:
    """The names of what each was awarded here and elsewhere, highest first, in one query."""
    awarded = BadgeAward.objects.filter(member__in=ids, revoked_at=None).order_by()
    imported = ImportedBadge.objects.filter(member__in=ids).order_by()
    rows = awarded.values_list(
        "member_id", "badge", Value(AWARDED, output_field=IntegerField())
    ).union(imported.values_list("member_id", "name", "level"))
    named: dict[int, list[tuple[int, int, str]]] = {pk: [] for pk in ids}
    for member_id, name, level in rows:
        if level != AWARDED:
            named[member_id].append((level, 1, name))
        elif badge := registration.badge(name):
            named[member_id].append((badge.tier, 0, str(badge.label)))
    return {pk: list(dict.fromkeys(name for *_, name in sorted(of))) for pk, of in named.items()}
