"""Bringing in members who signed up elsewhere, or never: many rows, and nobody is told."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import transaction

from community.accounts.models import ImportedBadge, Profile, Standing, User
from community.accounts.people import names
from community.kernel import markdown
from community.kernel.text import fold, is_blank, one_line, storable

LONGEST = 60 - len("-9223372036854775807")  # leaves room for the number that tells two apart
LARGEST_NUMBER = 10**9  # that a name may end with
LONGEST_FOLDED = 200 - len("-9223372036854775807")


@dataclass(frozen=True, kw_only=True)
class ImportedMember:
    """`number` is what tells two of the same name apart; 0 where names are known to differ."""

    name: str
    number: int = 0
    joined_at: datetime | None = None
    trust_level: int = User.Trust.NEW
    is_active: bool = True  # False: stands for people who have no account of their own
    is_moderator: bool = False
    title: str = ""
    time_zone: str = ""
    bio: str = ""  # in Markdown
    location: str = ""
    links: Sequence[str] = ()
    reputation: int = 0

    @property
    def tells_of_itself(self) -> bool:
        return bool(self.bio or self.location or self.links)


def import_members(
    *, members: Sequence[ImportedMember], own: Callable[[list[User]], None] | None = None
) -> list[User]:
    """Write members under names that are free, without address and with no password that works.

    `own` writes what belongs to them in the same transaction. Raises IntegrityError if somebody
    takes one of the names meanwhile.
    """
    with transaction.atomic():
        rows = [
            _user(member, name) for member, name in zip(members, _free_names(members), strict=True)
        ]
        User.objects.bulk_create(rows, batch_size=500)
        Profile.objects.bulk_create(
            _profile(row, member)
            for row, member in zip(rows, members, strict=True)
            if member.tells_of_itself
        )
        Standing.objects.bulk_create(
            Standing(member=row, imported_reputation=member.reputation)
            for row, member in zip(rows, members, strict=True)
            if member.reputation
        )
        if own:
            own(rows)
    return rows


@dataclass(frozen=True, kw_only=True)
class GivenBadge:
    """`key` is its number on the site that it was given on."""

    key: int
    member_id: int
    name: str
    level: int
    given_at: datetime


def import_badges(*, site: str, badges: Sequence[GivenBadge]) -> int:
    """Keep what members were honoured with on a site, each once; return how many were new. Names
    are of one line, and badges without one are left out: each has a page of its name."""
    names = {badge.key: one_line(storable(badge.name))[:100].strip() for badge in badges}
    with transaction.atomic():
        known = set(
            ImportedBadge.objects.filter(
                site=site, key__in=[badge.key for badge in badges]
            ).values_list("key", flat=True)
        )
        new = [
            ImportedBadge(
                site=site,
                key=badge.key,
                member_id=badge.member_id,
                name=names[badge.key],
                level=badge.level,
                given_at=badge.given_at,
            )
            for badge in badges
            if badge.key not in known and not is_blank(names[badge.key])
        ]
        ImportedBadge.objects.bulk_create(new)
    return len(new)


def _user(member: ImportedMember, name: str) -> User:
    user = User(
        username=name,
        folded_username=fold(name),
        password=make_password(None),
        trust_level=member.trust_level,
        is_active=member.is_active,
        is_moderator=member.is_moderator,
        title=member.title,
        time_zone=member.time_zone,
        reputation=max(member.reputation, 0),  # never shown below 0
    )
    if member.joined_at:
        user.date_joined = member.joined_at
    return user


def _profile(user: User, member: ImportedMember) -> Profile:
    """What cannot be shown is left out, as nobody is there who could write it anew."""
    try:
        source, html = member.bio, markdown.render(member.bio) if member.bio else ""
    except markdown.TooMuch:
        source, html = "", ""
    return Profile(
        member=user,
        source=source,
        html=html,
        html_version=markdown.VERSION,
        location=member.location,
        links=list(member.links),
    )


def _free_names(members: Sequence[ImportedMember]) -> list[str]:
    """The names as they are where they are free, else with the number, else with another one."""
    plain = [username(member.name) or f"user{short(member.number)}" for member in members]
    numbered = [numbered_name(name, m.number) for name, m in zip(plain, members, strict=True)]
    wanted = {fold(name) for name in [*plain, *numbered]}
    taken = names.taken(wanted)
    free = []
    for name, other in zip(plain, numbered, strict=True):
        free.append(_first_free(name, other, taken))
        taken.add(fold(free[-1]))
    return free


def numbered_name(name: str, number: int) -> str:
    """What a member is called here whose name is somebody else's."""
    return f"{name}-{short(number)}"


def short(number: int) -> int:
    """Numbers that people gave are kept; those that stand for a text are too long for a name."""
    return number if 0 <= number <= LARGEST_NUMBER else number % 10_000


def _first_free(name: str, numbered: str, taken: set[str]) -> str:
    """`taken` knows of these two; for any further one the database is asked."""
    for candidate in (name, numbered):
        if fold(candidate) not in taken:
            return candidate
    more = (f"{numbered[:50]}-{number}" for number in count(2))
    return next(name for name in more if fold(name) not in taken and not names.is_taken(name))


def username(name: str) -> str:
    """Turn any name into one that fits ours, or into nothing: "Ana M. Ruiz!" into "Ana_M._Ruiz"."""
    name = unicodedata.normalize("NFC", name)
    name = re.sub(r"[^\w.-]+", "_", name)[:LONGEST].strip("_.-")
    while len(fold(name)) > LONGEST_FOLDED:  # some letters fold to a whole phrase
        name = name[:-1]
    return name if fold(name).strip("_.-") else ""
