"""Invitations, and joining with one."""
