"""Tickets and the knowledge base."""
