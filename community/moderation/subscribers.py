"""Found here by name; each package has its own."""

from community.moderation.flags import subscribers as of_flags  # noqa: F401
from community.moderation.log import subscribers as of_log  # noqa: F401
from community.moderation.queue import ringing as of_queue  # noqa: F401
from community.moderation.sanctions import subscribers as of_sanctions  # noqa: F401
from community.moderation.screening import subscribers as of_screening  # noqa: F401
from community.moderation.sentiment import subscribers as of_sentiment  # noqa: F401
