"""Who an operation is for. This is documented and tested; the action's policy is what decides."""

from enum import Flag, auto


class Role(Flag):
    """What somebody is to the site, and to the object that an operation is about."""

    VISITOR = auto()
    MEMBER = auto()  # like any other
    OWNER = auto()  # the member whose object it is
    MODERATOR = auto()
    ADMINISTRATOR = auto()


OWNER = Role.OWNER
ADMINISTRATORS = Role.ADMINISTRATOR
MODERATORS = Role.MODERATOR | ADMINISTRATORS
MEMBERS = Role.MEMBER | OWNER | MODERATORS
EVERYONE = Role.VISITOR | MEMBERS
