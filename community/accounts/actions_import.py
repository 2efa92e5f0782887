"""Bringing in members who signed up elsewhere, or never: many rows, and nobody is told."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import transaction

from community.accounts.models import User
from community.accounts.profiles import Profile
from community.kernel import markdown
from community.kernel.text import fold

LONGEST = 60 - len("-9223372036854775807")  # leaves room for the number that tells two apart
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
        if own:
            own(rows)
    return rows


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
    )
    if member.joined_at:
        user.date_joined = member.joined_at
    return user


def _profile(user: User, member: ImportedMember) -> Profile:
    return Profile(
        member=user,
        source=member.bio,
        html=markdown.render(member.bio) if member.bio else "",
        html_version=markdown.VERSION,
        location=member.location,
        links=list(member.links),
    )


def _free_names(members: Sequence[ImportedMember]) -> list[str]:
    """The names as they are where they are free, else with the number, else with another one."""
    plain = [username(member.name) or f"user{member.number}" for member in members]
    numbered = [f"{name}-{member.number}" for name, member in zip(plain, members, strict=True)]
    wanted = {fold(name) for name in [*plain, *numbered]}
    rows = User.objects.filter(folded_username__in=wanted)
    taken = set(rows.values_list("folded_username", flat=True))
    free = []
    for name, other in zip(plain, numbered, strict=True):
        free.append(_first_free(name, other, taken))
        taken.add(fold(free[-1]))
    return free


def _first_free(name: str, numbered: str, taken: set[str]) -> str:
    """`taken` knows of these two; for any further one the database is asked."""
    for candidate in (name, numbered):
        if fold(candidate) not in taken:
            return candidate
    more = (f"{numbered[:50]}-{number}" for number in count(2))
    return next(name for name in more if fold(name) not in taken and not _exists(name))


def _exists(name: str) -> bool:
    return User.objects.filter(folded_username=fold(name)).exists()


def username(name: str) -> str:
    """Turn any name into one that fits ours, or into nothing: "Ana M. Ruiz!" into "Ana_M._Ruiz"."""
    name = unicodedata.normalize("NFC", name)
    name = re.sub(r"[^\w.-]+", "_", name)[:LONGEST].strip("_.-")
    while len(fold(name)) > LONGEST_FOLDED:  # some letters fold to a whole phrase
        name = name[:-1]
    return name if fold(name).strip("_.-") else ""
