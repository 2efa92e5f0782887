"""Found here by name; each package has its own."""

from experience.recognition.badges import notifications as of_badges  # noqa: F401
from experience.recognition.rings import notifications as of_rings  # noqa: F401
from experience.recognition.trust import notifications as of_trust  # noqa: F401
