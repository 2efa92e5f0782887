"""Found here by name; each package has its own."""

from experience.recognition.badges import standing as of_badges  # noqa: F401
from experience.recognition.boards import standing as of_boards  # noqa: F401
from experience.recognition.trust import standing as of_trust  # noqa: F401
