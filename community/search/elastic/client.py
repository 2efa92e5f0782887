"""The connection to Elasticsearch, which may be gone at any time.

Only what runs with ELASTICSEARCH_URL imports this: the client costs 20 MB.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from elastic_transport import BaseNode, TransportError, Urllib3HttpNode
from elasticsearch import ApiError, Elasticsearch

from community.kernel.errors import Unavailable
from community.kernel.store import Breaker
from community.search.backends.interface import BackendUnavailable

PATIENCE = 2.0  # seconds that a search may take
LONG = 60.0  # seconds that anything else may take: no reader waits for it
REST = 10.0  # seconds that nobody is searched for after a failure

T = TypeVar("T")

# An answer of another shape than the documentation says is a failure, too.
FAILURES = (ApiError, TransportError, LookupError, TypeError, ValueError)
breaker = Breaker("Elasticsearch", rest=REST, failures=FAILURES)
node_class: type[BaseNode] = Urllib3HttpNode
_clients: dict[str, Elasticsearch] = {}


def client() -> Elasticsearch:
    """One for all threads: it keeps a pool of connections."""
    url = settings.ELASTICSEARCH_URL
    if url not in _clients:
        _clients[url] = Elasticsearch(
            url, node_class=node_class, request_timeout=LONG, max_retries=0, retry_on_timeout=False
        )
    return _clients[url]


def ask(command: Callable[[Elasticsearch], T]) -> T:
    """Return what the command returns, within PATIENCE. Raises BackendUnavailable, for REST seconds
    at once."""
    try:
        return breaker.run(lambda: command(client().options(request_timeout=PATIENCE)))
    except Unavailable as error:
        raise BackendUnavailable(str(error)) from error


def tell(command: Callable[[Elasticsearch], T]) -> T:
    """The same for who can wait: it is tried each time, and takes up to LONG."""
    try:
        return command(client())
    except FAILURES as error:
        raise BackendUnavailable(str(error)) from error
