"""Found here by name; each package has its own."""

from experience.recognition.badges import admin as of_badges  # noqa: F401
from experience.recognition.boards import admin as of_boards  # noqa: F401
from experience.recognition.ledger import admin as of_ledger  # noqa: F401
from experience.recognition.rings import admin as of_rings  # noqa: F401
from experience.recognition.trust import admin as of_trust  # noqa: F401
