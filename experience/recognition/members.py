"""Found here by name; each package has its own."""

from experience.recognition.badges import members as of_badges  # noqa: F401
from experience.recognition.ledger import members as of_ledger  # noqa: F401
