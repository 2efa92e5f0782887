"""Whether Elasticsearch answers, has an index of this release, and what is in PostgreSQL."""

from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from community.kernel.health import register
from community.search.backends.interface import BackendUnavailable
from community.search.models import Unsent

LATE = timedelta(minutes=5)


def _is_behind() -> bool:
    """Named while PostgreSQL answers in its place, too: until its index is filled."""
    if not settings.ELASTICSEARCH_URL:
        return False
    from community.search.elastic import index  # noqa: PLC0415 - 20 MB
    from community.search.elastic.client import ask  # noqa: PLC0415

    try:
        is_there = ask(lambda client: bool(client.indices.exists_alias(name=index.alias())))
    except BackendUnavailable:
        return True
    return not is_there or Unsent.objects.filter(changed_at__lt=Now() - LATE).exists()


register("elasticsearch", _is_behind)
