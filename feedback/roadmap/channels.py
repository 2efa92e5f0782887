"""The channels that the pages of the roadmap cover."""

from community.discussions.channels import lists_channel

CHANNEL = "roadmap.0"  # rings when a status, an expected date or an idea's facts changed


def covered() -> list[str]:
    """Also the public lists: they ring for what is deleted, renamed or moved."""
    return [CHANNEL, lists_channel()]
