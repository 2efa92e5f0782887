from community.announcements.active import CHANNEL
from community.live import bell

bell.ON_EVERY_PAGE.add(CHANNEL)
