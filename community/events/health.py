from datetime import timedelta

from django.db.models.functions import Now

from community.events.models import Delivery
from community.kernel.health import register

LATE = timedelta(minutes=1)

# Nobody has asked for what was due a minute ago: no relay runs, or it does not keep up.
register("relay", lambda: Delivery.objects.due().filter(next_at__lt=Now() - LATE).exists())
