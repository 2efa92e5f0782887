"""What other apps and notifications call by a subject."""

from community.kernel.subjects import register
from community.moderation.queue import told

register(told.KIND, told.shown)
