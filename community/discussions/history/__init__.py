"""Earlier versions of posts."""
