"""Names that nobody may take, because they would speak for the place, and names that are free."""

import re

from django.conf import settings

from community.accounts.models import User
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

# What a hasty reader takes them for; 1 stands for either of two letters.
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
    """Whether a member has it, however it is written."""
    return User.objects.filter(folded_username=fold(name)).exists()


def free_names(name: str, most: int = 3) -> list[str]:
    """Names like this one that nobody has, asked in one query."""
    stem = name[:50].rstrip("._-")
    if is_reserved(stem):
        return []
    likes = [f"{stem}-{number}" for number in range(2, 32)]
    folded = [fold(like) for like in likes]
    taken = set(
        User.objects.filter(folded_username__in=folded).values_list("folded_username", flat=True)
    )
    return [like for like in likes if fold(like) not in taken][:most]
