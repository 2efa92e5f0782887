"""Found here by name; each package has its own."""

from experience.recognition.boards import subjects as of_boards  # noqa: F401
from experience.recognition.rings import subjects as of_rings  # noqa: F401
