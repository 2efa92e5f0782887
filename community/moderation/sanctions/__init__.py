"""Warnings, silences, suspensions and bans, and appeals against them."""
