"""A mailing list moves in from its archive: mails become topics and replies."""

from community.setup.importing.mbox.source import Mbox

__all__ = ["Mbox"]
