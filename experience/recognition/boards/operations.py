"""What programs can read of leaderboards."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from community.kernel.operations import Api, Resource
from experience.recognition.boards import queries
from experience.recognition.boards.api import LeaderboardIn, LeaderboardOut, PlacesOut
from experience.recognition.boards.periods import Period
from experience.recognition.boards.queries import Board
from experience.recognition.boards.schema import Leaderboards


def _period(_viewer: Any, name: str) -> Period:
    if name not in Period.values:
        raise ObjectDoesNotExist
    return Period(name)


def list_leaderboards(viewer: Any) -> list[Board]:
    """Leaderboards that the caller may read: that of the site, and those of contribution kinds and
    categories in which members have points."""
    return queries.boards_of(viewer)


def get_leaderboard(
    viewer: Any, *, period: Period, category: int | None = None, kind: str = "",
    page: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Members by points, in the last days of the period. Members who chose not to be shown, staff
    and bots are left out. 404 for a category that the caller may not read."""
    board = queries.board_of(viewer, period=period, category=category, kind=kind)
    shown = queries.page_of(board, page)
    return {
        "name": board.name,
        "category": board.category,
        "kind": board.kind,
        "url": board.url,
        "period": board.period,
        "refreshed_at": queries.refreshed_at(),
        "own": queries.own_place(board, viewer),
        "places": shown.rows,
        "next_page": shown.older,
    }


PERIOD = Resource(
    name="period", model=Period, by="value", lookup=_period,
    description="`week`, `month`, `quarter`, `year` or `all`.",
)  # fmt: skip

api = Api("leaderboards", scope="community", resources=[PERIOD], queries=[Leaderboards])
api.query("leaderboards/", list_leaderboards, LeaderboardOut, many=True)
api.query(
    "leaderboards/{period}/", get_leaderboard, PlacesOut, filters=LeaderboardIn,
)  # fmt: skip

declared = (api,)
enum_names = {"LeaderboardPeriod": Period}
