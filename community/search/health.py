"""What of search is behind."""

from datetime import timedelta

from django.db.models.functions import Now

from community.kernel.health import register
from community.search.elastic import health as of_elasticsearch  # noqa: F401 - found here
from community.search.models import Outdated

LATE = timedelta(minutes=10)

register("search", lambda: Outdated.objects.filter(due_at__lt=Now() - LATE).exists())
