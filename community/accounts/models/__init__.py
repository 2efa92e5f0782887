"""Every model of accounts. Other code imports them from here."""

from community.accounts.models.badges import ImportedBadge
from community.accounts.models.former_names import FormerName
from community.accounts.models.idempotency import Sending
from community.accounts.models.oauth import (
    App,
    AppAuthorization,
    AppCode,
    AppRefreshToken,
    AppToken,
)
from community.accounts.models.people import (
    LONGEST_ADDRESS,
    Attempts,
    Audience,
    Group,
    User,
    plain_name,
    readable_by,
    readers,
    reads,
)
from community.accounts.models.profiles import Invitation, Page, Profile
from community.accounts.models.tokens import Token

__all__ = [
    "LONGEST_ADDRESS",
    "App",
    "AppAuthorization",
    "AppCode",
    "AppRefreshToken",
    "AppToken",
    "Attempts",
    "Audience",
    "FormerName",
    "Group",
    "ImportedBadge",
    "Invitation",
    "Page",
    "Profile",
    "Sending",
    "Token",
    "User",
    "plain_name",
    "readable_by",
    "readers",
    "reads",
]
