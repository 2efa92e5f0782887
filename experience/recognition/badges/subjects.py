"""What badges are awarded for, where that is not something that members wrote; and awards
themselves, as notifications name them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import ngettext

from community.kernel import formats
from community.kernel.subjects import Shown, register

YEARS = "recognition.years"


def find_years(ids: Sequence[int], _viewer: Any) -> Mapping[int, Shown]:
    """So many years on the site, which is no page."""
    return {n: Shown(_years(n), "") for n in ids}


def _years(n: int) -> str:
    return ngettext("%(count)s year", "%(count)s years", n) % {"count": formats.number(n)}


register(YEARS, find_years)
