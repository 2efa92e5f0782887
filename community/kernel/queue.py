"""The Celery application, whose broker is the setting's. Only modules of tasks import it: no page
has to load Celery, and a task that any process sends arrives."""

from celery import Celery, shared_task

app = Celery("community")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()

__all__ = ["app", "shared_task"]
