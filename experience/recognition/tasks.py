"""Found here by name; each package has its own."""

from experience.recognition.badges import tasks as of_badges  # noqa: F401
from experience.recognition.boards import tasks as of_boards  # noqa: F401
from experience.recognition.ledger import tasks as of_ledger  # noqa: F401
from experience.recognition.rings import tasks as of_rings  # noqa: F401
from experience.recognition.trust import tasks as of_trust  # noqa: F401
