"""Found here by name; each package has its own."""

from experience.recognition.rings import moderation as of_rings  # noqa: F401
