"""Proposals, votes and conduct."""
