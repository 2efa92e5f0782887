"""The channels that the pages of releases cover."""

from community.discussions.channels import lists_channel

CHANNEL = "releases.0"  # rings when a release was published or edited


def covered(*_: object, **__: object) -> list[str]:
    """Also the public lists: they ring when ideas or boards are not public any more."""
    return [CHANNEL, lists_channel()]
