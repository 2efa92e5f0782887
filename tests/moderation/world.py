"""What the moderation engine holds: see tests/architecture/world.py."""
