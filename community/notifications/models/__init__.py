"""What members are notified of, what they chose, and email that is to be sent."""

from community.notifications.models.mail import CLAIM_SECONDS, DAILY_LIMIT, TRIES, Mail
from community.notifications.models.notifications import Notification, Preference

__all__ = ["CLAIM_SECONDS", "DAILY_LIMIT", "TRIES", "Mail", "Notification", "Preference"]
