"""Bringing in members over an API."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from community.accounts.events import MembersImported
from community.accounts.imports.actions import ImportedMember, import_members
from community.accounts.models import User
from community.accounts.policy import is_administrator
from community.discussions.imports.actions.records import Came
from community.discussions.imports.actions.rows import keep_external_ids
from community.discussions.imports.actions.threads import hold_site
from community.discussions.models.external_ids import ExternalId, key_of
from community.events.outbox import publish
from community.kernel.errors import Denied
from forum.imports.items import MemberItem, Result, Status, Unfit, check_once, failed
from forum.imports.named import known
from forum.imports.posts import check_time

TRIES = 3  # names may be taken while theirs are looked for


def import_member_items(*, source: str, items: Sequence[MemberItem], by: User) -> list[Result]:
    """Write those that did not come from the source before; tell what became of each, in order.

    They have no address and no password, no mail leaves, and one event tells of all. A name
    that is taken, or that none can have here, becomes another one, which the result says.
    """
    if not is_administrator(by):
        raise Denied
    with transaction.atomic():
        hold_site(site=source)
        before = known(ExternalId.Kind.USER, (item.external_id for item in items), source=source)
        refused: dict[int, Result] = {}
        new: list[MemberItem] = []
        seen: set[str] = set()
        for place, item in enumerate(items):
            try:
                check_once(item, seen)
                check_time(item.joined_at, "joined_at")
            except Unfit as why:
                refused[place] = failed(item.external_id, why)
            else:
                new += [] if item.external_id in before else [item]
        made = _write(source, new) if new else []
        if made:
            publish(MembersImported(actor_id=by.pk, members_count=len(made)))
        created = {item.external_id: row for item, row in zip(new, made, strict=True)}
        there = User.objects.in_bulk(before.values()) if before else {}
        found = created | {external_id: there[pk] for external_id, pk in before.items()}
        return [
            refused.get(place) or _told(found[item.external_id], item, before)
            for place, item in enumerate(items)
        ]


def _write(source: str, items: Sequence[MemberItem]) -> list[User]:
    for tried in range(1, TRIES + 1):
        try:
            return import_members(
                members=[_imported(item) for item in items],
                own=lambda rows: keep_external_ids(
                    external_ids=[
                        (_came(source, item), row.pk) for item, row in zip(items, rows, strict=True)
                    ]
                ),
            )
        except IntegrityError:
            if tried == TRIES:
                raise
    raise AssertionError


def _came(source: str, item: MemberItem) -> Came:
    return Came(site=source, kind=ExternalId.Kind.USER, key=key_of(item.external_id))


def _imported(item: MemberItem) -> ImportedMember:
    return ImportedMember(
        name=item.username,
        number=key_of(item.external_id),
        joined_at=item.joined_at,
        bio=item.bio.strip(),
        location=" ".join(item.location.split()),
        links=item.links,
        reputation=item.reputation,
    )


def _told(row: User, item: MemberItem, before: Mapping[str, int]) -> Result:
    is_known = item.external_id in before
    return Result(
        external_id=item.external_id,
        status=Status.UNCHANGED if is_known else Status.CREATED,
        id=row.pk,
        url=row.get_absolute_url(),
        username=row.username,
    )
