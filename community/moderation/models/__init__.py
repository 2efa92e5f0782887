"""What waits for moderators, what they decided, and the rules that they set."""

from community.moderation.models.filters import WordFilter
from community.moderation.models.flags import Flag
from community.moderation.models.items import ReviewItem, ReviewNote
from community.moderation.models.log import LogEntry
from community.moderation.models.sanctions import Appeal, Sanction

__all__ = ["Appeal", "Flag", "LogEntry", "ReviewItem", "ReviewNote", "Sanction", "WordFilter"]
