"""Emails, in the admin: see tests/architecture/world.py."""

PARAMETERS = {"admin notifications.mail": [1]}
