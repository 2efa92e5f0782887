"""Subscribers of accounts, collected from its packages."""

from community.accounts.organisations import subscribers as organisations

__all__ = ["organisations"]
