"""What models learn from discussions, and what of them is scored."""

from community.discussions import labelled, scored  # noqa: F401 - they register
