"""Whether reputation is what the ledger says."""

from datetime import timedelta

from django.db.models.functions import Now

from community.kernel.health import register
from experience.recognition.models import ReputationDrift

register(
    "reputation",
    lambda: ReputationDrift.objects.filter(noticed_at__gt=Now() - timedelta(days=1)).exists(),
)
