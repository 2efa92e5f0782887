"""What badges are awarded for, where that is not something that members wrote; and awards
themselves, as notifications name them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import ngettext

from community.accounts.standing import registration
from community.kernel import formats
from community.kernel.subjects import Shown, register
from experience.recognition.badges import queries

YEARS, AWARD = "recognition.years", "recognition.badge_award"


def find_years(ids: Sequence[int], _viewer: Any) -> Mapping[int, Shown]:
    """So many years on the site, which is no page."""
    return {n: Shown(_years(n), "") for n in ids}


def _years(n: int) -> str:
    return ngettext("%(count)s year", "%(count)s years", n) % {"count": formats.number(n)}


register(YEARS, find_years)


def find_awards(ids: Sequence[int], viewer: Any) -> Mapping[int, Shown]:
    """Badges by their names, while the members have them."""
    rows = queries.awards_visible_to(viewer).filter(pk__in=ids)
    known = [(row.pk, badge) for row in rows if (badge := registration.badge(row.badge))]
    return {pk: Shown(str(badge.label), queries.url_of(badge)) for pk, badge in known}


register(AWARD, find_awards)
