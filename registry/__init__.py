"""Extensions and their review."""
