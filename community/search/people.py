"""Members as results: those whom the directory shows, by their name and what they tell."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience, User
from community.accounts.people.queries import directory, profile_of
from community.kernel.export import plain_text
from community.search.registration import Entry, Found, Kind, Source, register

SOURCE = "accounts.member"


def _indexed() -> QuerySet[User]:
    return User.objects.filter(is_active=True, is_machine=False)


def _read(ids: Sequence[int]) -> list[Entry]:
    rows = _indexed().filter(pk__in=ids).select_related("profile")
    return [_entry(row) for row in rows]


def _entry(member: User) -> Entry:
    profile = profile_of(member)
    return Entry(
        object_id=member.pk,
        kind=SOURCE,
        group_id=member.pk,
        audience_id=Audience.PUBLIC_ID,
        created_at=member.date_joined,
        updated_at=member.date_joined,
        title=member.username,
        body=plain_text(profile.html),
        version=profile.version,
    )


def _show(ids: Sequence[int], viewer: Any) -> Mapping[int, Found]:
    rows = directory(viewer).filter(pk__in=ids).select_related("profile")
    return {
        row.pk: Found(
            title=row.username,
            url=row.get_absolute_url(),
            version=profile_of(row).version,
            author=row,
            created_at=row.date_joined,
            icon="user",
            text=row.title,
        )
        for row in rows
    }


def _ids_after(after: int, most: int) -> list[int]:
    rows = _indexed().filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


def _ids_of_group(group_id: int, after: int, _most: int) -> list[int]:
    return [group_id] if group_id > after else []


register(
    Source(
        name=SOURCE,
        read=_read,
        ids_after=_ids_after,
        count=lambda: _indexed().count(),
        ids_of_group=_ids_of_group,
        visible=directory,
        show=_show,
    ),
    Kind(name=SOURCE, word="member", label=_("Members"), icon="user", position=90),
)
