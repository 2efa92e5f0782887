"""From which similarity on a search includes what is near in meaning.

The worker of models says it, since it depends on the backend that is loaded there.
"""

from django.core.cache import cache

from community.ai.asking import PATIENCE, answers, ask
from community.kernel.errors import Unavailable

# Of the similarity from which two texts are about the same. A few words are less like a text than
# another text on the same subject is.
SHARE = 0.5
KEPT = 300  # seconds
KEY = QUESTION = "search.floor"


@answers(QUESTION)
def computed() -> float:
    """The worker's part: a cosine similarity."""
    from community.ai.embedding.queries import embedder  # noqa: PLC0415 - only in the worker

    if (model := embedder()) is None:
        raise Unavailable
    return float(model.related_above) * SHARE


def floor(*, patience: float = PATIENCE) -> float:
    """The cosine similarity below which a document is not near. Raises Unavailable: it is not known
    within so many seconds."""
    found: float | None = cache.get(KEY)
    if found is None:
        found = float(ask(QUESTION, patience=patience))
        cache.set(KEY, found, KEPT)
    return found
