"""Search over REST."""

from typing import Any

from community.kernel.operations import Api
from community.search import http
from community.search.api import FoundListOut, QuickIn, SearchIn, SearchResultsOut, SimilarIn
from community.search.log import operations as log
from community.search.results import Hit, Meaning, Results


def search(_viewer: Any, *, request: Any, q: str, page: int, meaning: bool) -> Results:
    """Search for topics, categories, members and whatever else can be found. An empty query finds
    nothing; one that is not valid is answered with 422 and the code `bad_search_query`."""
    return http.search(request, q, page, by_meaning=meaning)


def quick_search(_viewer: Any, *, request: Any, q: str) -> list[Hit]:
    """The first few results of each kind, while the query is still being typed."""
    return http.quick(request, q)


def similar_topics(_viewer: Any, *, request: Any, title: str) -> list[Hit]:
    """Discussions with a title like this one."""
    return http.similar(request, title)


api = Api("search", scope="community", resources=[])
api.query("search/", search, SearchResultsOut, filters=SearchIn, example={"q": "pair"})
api.query("search/quick/", quick_search, FoundListOut, filters=QuickIn, example={"q": "pai"})
api.query(
    "search/similar/",
    similar_topics,
    FoundListOut,
    filters=SimilarIn,
    example={"title": "How do I pair a sensor?"},
)

declared = (api, *log.declared)
enum_names = {"SearchMeaning": Meaning}
