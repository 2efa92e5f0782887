"""Found here by name; each package has its own."""

from community.moderation.flags import notifications as of_flags  # noqa: F401
from community.moderation.queue import notifications as of_queue  # noqa: F401
from community.moderation.sanctions import notifications as of_sanctions  # noqa: F401
