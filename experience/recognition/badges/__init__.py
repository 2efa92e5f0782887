"""Badges: who has which, and their pages."""
