"""Every model of accounts. Other code imports them from here."""

from community.accounts.models.attempts import Attempts
from community.accounts.models.audiences import (
    Audience,
    Group,
    all_readable_by,
    readable_by,
    readers,
    reads,
)
from community.accounts.models.badges import ImportedBadge
from community.accounts.models.former_names import FormerName
from community.accounts.models.idempotency import IdempotencyRecord
from community.accounts.models.invitations import Invitation
from community.accounts.models.oauth import (
    App,
    AppAuthorization,
    AppCode,
    AppRefreshToken,
    AppToken,
)
from community.accounts.models.organisations import Organisation, OrganisationMember
from community.accounts.models.pages import Page
from community.accounts.models.people import LONGEST_ADDRESS, User, plain_name
from community.accounts.models.profiles import Profile
from community.accounts.models.standing import BadgeAward, Standing, TrustChange
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
    "BadgeAward",
    "FormerName",
    "Group",
    "IdempotencyRecord",
    "ImportedBadge",
    "Invitation",
    "Organisation",
    "OrganisationMember",
    "Page",
    "Profile",
    "Standing",
    "Token",
    "TrustChange",
    "User",
    "all_readable_by",
    "plain_name",
    "readable_by",
    "readers",
    "reads",
]
