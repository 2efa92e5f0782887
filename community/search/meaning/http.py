"""What pages, REST and GraphQL do alike when related topics are asked for."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from community.search import rates, registration
from community.search.meaning import queries


def kind_called(word: str) -> str:
    """The kind of discussions that results call so: "topic". Raises ObjectDoesNotExist."""
    for kind in registration.kinds_with_meaning():
        if kind.word == word:
            return kind.name
    raise ObjectDoesNotExist


def find(request: Any, kind: str, group_id: int) -> queries.Related:
    """What is related to a topic or an idea, such as ("forum.topic", 12). Raises
    ObjectDoesNotExist, also if the viewer may not see it, or TooMany."""
    rates.consume(request, rates.QUICK)
    found = queries.related_to((kind, group_id), request.user)
    if found.of is None:
        raise ObjectDoesNotExist
    return found
