"""What pages, REST and GraphQL do alike when somebody searches."""

from typing import Any

from community.search import queries, rates
from community.search.language.parsing import parse
from community.search.log.recording import record
from community.search.meaning.neighbors import neighbors
from community.search.results import MOST_PAGES, Hit, Neighbors, Results


def search(request: Any, text: str, page: int = 1, *, by_meaning: bool = False) -> Results:
    """Raises TooMany or QueryInvalid."""
    rates.consume(request)
    query = parse(text, request.user)
    near = neighbors(query) if by_meaning and page <= MOST_PAGES else Neighbors()
    results = queries.find(query, request.user, page=page, near=near)
    if page == 1 and not results.query.is_empty:
        record(text, request.user, results.count)
    return results


def quick(request: Any, text: str) -> list[Hit]:
    """Raises TooMany."""
    rates.consume(request, rates.QUICK)
    return queries.quick(text, request.user)


def similar(request: Any, title: str) -> list[Hit]:
    """Raises TooMany."""
    rates.consume(request, rates.QUICK)
    return queries.similar(title, request.user)
