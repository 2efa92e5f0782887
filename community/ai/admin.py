"""What administrators see; each package has its own module."""

from community.ai.classification import admin as of_classification  # noqa: F401 - registers
from community.ai.sentiment import admin as of_sentiment  # noqa: F401
