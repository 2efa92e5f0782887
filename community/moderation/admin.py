"""Found here by name; each package has its own."""

from community.moderation.flags import admin as of_flags  # noqa: F401
from community.moderation.log import admin as of_log  # noqa: F401
from community.moderation.queue import admin as of_queue  # noqa: F401
from community.moderation.sanctions import admin as of_sanctions  # noqa: F401
from community.moderation.screening import admin as of_screening  # noqa: F401
