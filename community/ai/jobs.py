"""What the worker of models does; each package has its own module."""

from community.ai.classification import jobs as of_classification  # noqa: F401 - registers
from community.ai.sentiment import jobs as of_sentiment  # noqa: F401
