from celery import shared_task

from community.ai.registration import scorables
from community.ai.sentiment.actions import look_again
from community.kernel.schedule import every


@shared_task
@every(86400)
def look_at_all_texts_again(**_: object) -> None:
    for found in scorables():
        look_again(name=found.name)
