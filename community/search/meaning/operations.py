"""What programs can read of related topics."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from community.kernel.operations import Api
from community.search import rates, registration
from community.search.api import FoundListOut
from community.search.meaning import queries
from community.search.meaning.api import RelatedIn
from community.search.results import Hit


def named(word: str) -> str:
    """The kind of discussions that is called so. Raises ObjectDoesNotExist."""
    for kind in registration.kinds_with_meaning():
        if kind.word == word:
            return kind.name
    raise ObjectDoesNotExist


def find(request: Any, word: str, group_id: int) -> queries.Related:
    """What is related to a topic or an idea. Raises ObjectDoesNotExist, also if the viewer may not
    see it, or TooMany."""
    rates.consume(request, rates.QUICK)
    found = queries.related_to((named(word), group_id), request.user)
    if found.of is None:
        raise ObjectDoesNotExist
    return found


def related_topics(_viewer: Any, *, request: Any, kind: str, group_id: int) -> list[Hit]:
    """Discussions about the same as this one, the most similar first: at most 5, of all kinds.
    Where few are known to be, those with a similar title. The snippet is the beginning."""
    return list(find(request, kind, group_id).hits)


api = Api("search", scope="community", resources=[])
api.query(
    "search/related/", related_topics, FoundListOut, filters=RelatedIn,
    example={"kind": "topic", "id": 42},
)  # fmt: skip

declared = (api,)
