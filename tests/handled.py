from community.events.models import Delivery
from community.events.relay import Relay
from community.kernel.jobs import jobs

MODELS = "models"  # as in community.ai.tasks, which loads Celery


def handled() -> None:
    """Let subscribers hear what was published and due work be done: what the relay and the
    worker do beside the product. The worker of models is another one: its jobs are for their own
    tests."""
    relay = Relay()
    while relay.drain():
        pass
    left = [f"{delivery}: {delivery.error}" for delivery in Delivery.objects.all()]
    assert not left, left
    for work in jobs.values():
        if work.queue == MODELS:
            continue
        for pk in work.due():
            work.do(pk)
