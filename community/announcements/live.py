from community.announcements.active import CHANNEL
from community.live.pages import COVERED_BY_ALL

COVERED_BY_ALL.add(CHANNEL)
