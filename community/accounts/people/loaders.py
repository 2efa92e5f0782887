"""What is shown beside members, loaded for many of them at once."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import ImportedBadge, User


def badges_by_member(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, list[str]]:
    """The names of what each was honoured with."""
    names: dict[int, dict[str, None]] = {pk: {} for pk in ids}
    rows = ImportedBadge.objects.filter(member__in=ids).order_by("level", "name")
    for member_id, name in rows.values_list("member_id", "name").distinct():
        names[member_id][name] = None
    return {pk: list(theirs) for pk, theirs in names.items()}
