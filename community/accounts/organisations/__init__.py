"""Organisations: customers, their members, and what they are worth a year."""
