"""Training, once a day, in the worker of models."""

from community.ai.classification import actions
from community.ai.classification import queries as _answers  # noqa: F401 - the worker answers
from community.ai.registration import QUEUE
from community.kernel.jobs import Job, register

register(
    Job(name="train_classifier", due=actions.due, do=actions.train_due, queue=QUEUE),
)
