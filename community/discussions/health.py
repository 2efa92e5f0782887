from datetime import timedelta

from django.db.models.functions import Now

from community.discussions.models import Upload
from community.kernel.health import register

LATE = timedelta(minutes=15)  # a picture that is being worked on is due again within five


def _is_late() -> bool:
    """Whether smaller pictures were not made when they were due."""
    return Upload.objects.filter(due_at__lt=Now() - LATE).exists()


register("uploads", _is_late)
