"""Reserved usernames, taken ones, and suggestions of free ones."""

import re
from collections.abc import Collection

from django.conf import settings

from community.accounts.models import User, former_names
from community.kernel.text import fold

RESERVED = frozenset(
    re.findall(
        r"\w+",
        """abuse admin administration administrator all anonymous api bot channel community contact
        deleted everybody everyone false guest help here hostmaster info legal mail me member
        members mod moderation moderator moderators mods news nobody none noreply null official
        owner postmaster privacy root sales security server service settings staff superuser
        support sysadmin sysop system team true undefined unknown user users visitor webmaster
        www""",
    )
)

# What a reader mistakes them for; 1 stands for either of two letters.
DIGITS = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t"}
# Letters of other alphabets that look like Latin ones, small or large: a whole name of them passes
# for one of ours (Cyrillic, then Greek). Names that mix alphabets are refused anyway.
STRANGERS = str.maketrans(
    "авекмнорстухіјѕһԁԛԝ" + "αβεζηικμνορτυχ",
    "abekmhopctyxijshdqw" + "abezhikmnoptyx",
)
ALIKE = [str.maketrans(DIGITS | {"1": letter}) for letter in "il"]


def is_reserved(name: str) -> bool:
    """Whether it is one of those, also between dots and digits, or written with look-alikes."""
    folded = fold(name)
    bare = "".join(sign for sign in folded if sign.isalpha())
    trimmed = "".join(sign for sign in folded.strip("0123456789._-") if sign.isalnum())
    whole = "".join(sign for sign in folded if sign.isalnum())
    spelt = [written.translate(STRANGERS) for written in (bare, trimmed, whole)]
    kept = RESERVED | {fold(settings.SITE_NAME).replace(" ", "")}
    seen = {written.translate(alike) for written in spelt for alike in ALIKE}
    return not kept.isdisjoint(seen)


def is_taken(name: str) -> bool:
    """Whether a member has it, however it is written, or gave it up within the year."""
    return bool(taken([fold(name)]))


def taken(folded: Collection[str], *, but_for: User | None = None) -> set[str]:
    """Those of the folded names that cannot be taken by anybody, or by others than `but_for`.

    Members are asked first: whoever renames themselves meanwhile is found by one of the two.
    """
    members = User.objects.filter(folded_username__in=folded)
    if but_for is not None:
        members = members.exclude(pk=but_for.pk)
    found = set(members.values_list("folded_username", flat=True))
    return found | former_names.reserved(folded, but_for=but_for)


def free_names(name: str, most: int = 3) -> list[str]:
    """Names like this one that nobody has, asked for together."""
    stem = name[:50].rstrip("._-")
    if is_reserved(stem):
        return []
    likes = [f"{stem}-{number}" for number in range(2, 32)]
    not_free = taken([fold(like) for like in likes])
    return [like for like in likes if fold(like) not in not_free][:most]
