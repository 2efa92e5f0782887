from datetime import timedelta

from django.db.models.functions import Now

from community.kernel.health import register
from community.notifications.models import Mail

LATE = timedelta(minutes=5)

register("worker", lambda: Mail.objects.due().filter(due_at__lt=Now() - LATE).exists())
